"""The bank's file: what fits is posted with its subsidy, what doesn't waits for a person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cuncuntong.foundation.spreadsheets import SheetRefused
from cuncuntong.ledgers.collection.enums import ArrivalState, FileState, OrderState, Why
from cuncuntong.ledgers.collection.models import Arrival, ArrivalFile, ContributionOrder
from cuncuntong.ledgers.collection.references import make_reference
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.selectors.household import may_issue_again
from cuncuntong.ledgers.collection.services import (
    assign,
    cancel_order,
    expire_orders,
    give_back,
    issue_again,
    issue_back_orders,
    post_missing_subsidies,
    release,
    reverse_order,
    set_aside,
    take_in,
)
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.selectors import contribution_history
from cuncuntong.ledgers.pensions.selectors.accounts import balance
from cuncuntong.ledgers.pensions.services import approve_back_payments, undo_back_payments
from cuncuntong.network.access import Denied
from cuncuntong.network.models import ParameterValue
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.collection.make import TODAY, county_reviewer, csv_file, excel_file, line, order, payer

# A number that is written rightly and belongs to nothing.
UNKNOWN = make_reference(year=2026, scheme="basic", kind="normal", account=99_999_999, place=1)


@pytest.fixture
def reviewer(county):
    return county_reviewer(county)


def problems(file: ArrivalFile) -> list[tuple[int, str]]:
    return list(file.arrivals.filter(state=ArrivalState.PROBLEM).order_by("row").values_list("row", "why"))


@pytest.mark.parametrize("make", [csv_file, excel_file])
def test_an_arrival_is_posted_with_its_subsidy(county, reviewer, audited, make):
    account = payer(county)
    made = order(account)
    file = take_in(caller=reviewer, name="到账.csv", content=make([line(made, serial="A001")]))
    assert (file.state, file.rows, file.done, file.total) == (FileState.DONE, 1, 1, Decimal("300.00"))
    made.refresh_from_db()
    assert (made.state, made.paid_on) == (OrderState.PAID, TODAY)
    own, subsidy = account.entries.order_by("pk")
    assert (own.kind, own.amount, own.paying, own.level, own.arrived_on) == (
        "own", Decimal("300.00"), "normal", 300, TODAY,
    )  # fmt: skip
    # 300元档补贴40元（resident_pension.level_subsidies）
    assert (subsidy.kind, subsidy.amount) == ("subsidy", Decimal("40.00"))
    assert subsidy.source == "缴费档次与政府补贴 resident_pension.level_subsidies 2026年300元档"
    assert made.reference in own.source
    assert (made.entry_id, made.subsidy_id) == (own.pk, subsidy.pk)
    assert {"collection.file_taken", "pension.entry_posted", "collection.paid"} <= set(audited())


def test_a_file_pays_no_other_countys_orders(county, reviewer):
    theirs = order(payer(county))
    ContributionOrder.objects.filter(pk=theirs.pk).update(county_code="140521")
    file = take_in(caller=reviewer, name="x", content=csv_file([line(theirs)]))
    assert [why for _, why in problems(file)] == [Why.UNKNOWN]
    theirs.refresh_from_db()
    assert theirs.state == OrderState.ISSUED


def test_item_33_shows_what_was_posted(county, reviewer):
    account = payer(county, scheme=Scheme.SUPPLEMENTARY, level=1000)
    take_in(caller=reviewer, name="x", content=csv_file([line(order(account))]))
    (row,) = contribution_history(account.resident).supplementary.rows
    # 补充养老保险1000元档补贴200元
    assert (row.year, row.own, row.subsidy, row.paying_label) == (
        2026,
        Decimal(1000),
        Decimal(200),
        "正常缴费",
    )


def test_paying_up_earns_no_subsidy_and_marks_the_year(county, reviewer):
    account = payer(county)
    years = approve_back_payments(account=account, years={2022: "gap"}, level=500, on=TODAY, actor=None)
    (made,) = issue_back_orders(back_payments=years, on=TODAY, actor=None)
    take_in(caller=reviewer, name="x", content=csv_file([line(made)]))
    (entry,) = account.entries.all()
    assert (entry.kind, entry.paying, entry.year, entry.amount) == ("own", "back", 2022, Decimal(500))
    years[0].refresh_from_db()
    assert (years[0].state, years[0].paid_on) == ("paid", TODAY)


def test_every_line_that_does_not_fit_waits_with_its_reason(county, reviewer):
    paid, cancelled, amount, named, account, year, early, late = (
        order(payer(county, f"人{n}"), on=dt.date(2026, 11, 20)) for n in range(8)
    )
    take_in(caller=reviewer, name="先", content=csv_file([line(paid, serial="S1")]))
    cancel_order(order=cancelled, on=TODAY, why="不缴了", actor=None)
    twice = order(payer(county, "双"), on=TODAY)
    wanted = [
        (line(reference="2610000000010000"), Why.CHECK),
        (line(reference=UNKNOWN), Why.UNKNOWN),
        (line(paid, serial="S9"), Why.TWICE),
        (line(paid, serial="S1"), Why.REPEATED),
        (line(cancelled), Why.CANCELLED),
        (line(amount, amount="200.00"), Why.AMOUNT),
        (line(named, name="别人"), Why.NAME),
        (line(account, account_number="1405221000000017"), Why.ACCOUNT),
        (line(year, year="2025"), Why.YEAR),
        (line(early, paid_on="2026-11-19"), Why.EARLY),
        (line(late, paid_on="2026-11-25"), Why.FUTURE),
        (line(twice), None),
        (line(twice), Why.TWICE),
        (line(late, amount="三百"), Why.LINE),
        (line(late, amount="-300"), Why.LINE),
        (line(late, paid_on=""), Why.LINE),
    ]
    file = take_in(caller=reviewer, name="后", content=csv_file([one for one, _ in wanted]))
    assert problems(file) == [(n, why) for n, (_, why) in enumerate(wanted, start=2) if why]
    assert file.done == file.rows == len(wanted)


def test_a_wrong_total_posts_nothing_until_a_person_decides(county, reviewer):
    account = payer(county)
    made = order(account)
    content = csv_file([line(made)], rows="2", amount="600.00")
    file = take_in(caller=reviewer, name="x", content=content)
    assert file.state == FileState.HELD
    assert file.note == "合计行写2笔、600.00元，明细是1笔、300.00元"
    assert balance(account) == 0
    with pytest.raises(OrderRefused, match="请写明"):
        release(caller=reviewer, file=file, post=True, note=" ")
    file = release(caller=reviewer, file=file, post=True, note="银行电话确认合计行有误")
    assert (file.state, balance(account)) == (FileState.DONE, Decimal("340.00"))
    with pytest.raises(OrderRefused):
        release(caller=reviewer, file=file, post=False, note="再来")


def test_a_held_file_is_voided_and_the_right_one_posted(county, reviewer):
    account = payer(county)
    made = order(account)
    held = take_in(caller=reviewer, name="x", content=csv_file([line(made)], rows=""))
    assert "没有合计行" in held.note
    release(caller=reviewer, file=held, post=False, note="银行重发")
    assert set(held.arrivals.values_list("state", flat=True)) == {ArrivalState.VOID}
    take_in(caller=reviewer, name="y", content=csv_file([line(made)]))
    assert balance(account) == Decimal("340.00")


def test_the_same_file_twice_is_refused_and_changes_nothing(county, reviewer):
    account = payer(county)
    content = csv_file([line(order(account))])
    take_in(caller=reviewer, name="x", content=content)
    with pytest.raises(OrderRefused, match="导入过") as refused:
        take_in(caller=reviewer, name="改了名", content=content)
    assert refused.value.field == "file"
    assert (ArrivalFile.objects.count(), balance(account)) == (1, Decimal("340.00"))


@pytest.mark.parametrize("content", [b"", b"\x00\x01", "姓名,金额\n李秀英,300\n".encode(), csv_file([])])
def test_what_is_no_such_file_is_refused(county, reviewer, content):
    with pytest.raises(SheetRefused):
        take_in(caller=reviewer, name="x", content=content)
    assert not ArrivalFile.objects.exists()


def test_paid_in_time_but_reported_after_the_order_expired_counts(county, reviewer):
    account = payer(county)
    made = order(account, on=dt.date(2026, 9, 1))
    expire_orders(today=TODAY)
    file = take_in(caller=reviewer, name="x", content=csv_file([line(made, paid_on="2026-10-30")]))
    assert not problems(file)
    made.refresh_from_db()
    assert (made.state, made.ended_on) == (OrderState.PAID, None)


def test_paid_after_the_last_day_or_replaced_by_now_waits(county, reviewer):
    late, replaced = (order(payer(county, name), on=dt.date(2026, 9, 1)) for name in "甲乙")
    expire_orders(today=TODAY)
    order(replaced.account)
    lines = [line(late, paid_on="2026-10-31"), line(replaced, paid_on="2026-10-30")]
    file = take_in(caller=reviewer, name="x", content=csv_file(lines))
    assert [why for _, why in problems(file)] == [Why.EXPIRED, Why.REPLACED]


def test_money_for_a_cancelled_order_is_assigned_to_the_new_one(county, reviewer):
    account = payer(county)
    first = order(account, on=dt.date(2026, 11, 20))
    cancel_order(order=first, on=TODAY, why="重开", actor=None)
    second = order(account, on=dt.date(2026, 11, 20))
    take_in(caller=reviewer, name="x", content=csv_file([line(first, paid_on="2026-11-23")]))
    arrival = Arrival.objects.get()
    assert arrival.why == Why.CANCELLED
    solve = {"caller": reviewer, "arrival": arrival, "today": TODAY}
    with pytest.raises(OrderRefused) as refused:
        assign(reference=first.reference, note="核对", **solve)
    assert refused.value.field == "reference"
    with pytest.raises(OrderRefused, match="没有这个缴费编号"):
        assign(reference="123", note="核对", **solve)
    done = assign(reference=second.spaced, note="本人电话核对", **solve)
    assert (done.state, done.solved_by) == (ArrivalState.ASSIGNED, reviewer.account)
    second.refresh_from_db()
    assert (second.state, balance(account)) == (OrderState.PAID, Decimal("340.00"))
    with pytest.raises(OrderRefused, match="不用再处理"):
        give_back(note="退", **{key: solve[key] for key in ("caller", "arrival")})


def test_a_person_may_say_that_a_differing_name_is_right(county, reviewer):
    account = payer(county)
    made = order(account)
    take_in(caller=reviewer, name="x", content=csv_file([line(made, name="李秀瑛")]))
    assign(
        caller=reviewer, arrival=Arrival.objects.get(), reference=made.reference, note="银行写错", today=TODAY
    )
    assert balance(account) == Decimal("340.00")


@pytest.mark.parametrize(("act", "state"), [(give_back, "returned"), (set_aside, "noted")])
def test_what_pays_nothing_is_settled_with_a_reason(county, reviewer, act, state, audited):
    take_in(caller=reviewer, name="x", content=csv_file([line(reference=UNKNOWN)]))
    arrival = Arrival.objects.get()
    with pytest.raises(OrderRefused):
        act(caller=reviewer, arrival=arrival, note="")
    act(caller=reviewer, arrival=arrival, note="付款人写错编号")
    arrival.refresh_from_db()
    assert (arrival.state, arrival.note) == (state, "付款人写错编号")
    assert audited()[-1] == "collection.line_solved"


def test_reversal_restores_and_the_money_waits_again(county, reviewer):
    account = payer(county)
    made = order(account)
    take_in(caller=reviewer, name="x", content=csv_file([line(made)]))
    with pytest.raises(OrderRefused):
        reverse_order(caller=reviewer, order=made, why="", today=TODAY)
    reversed_ = reverse_order(caller=reviewer, order=made, why="记错人", today=TODAY)
    assert reverse_order(caller=reviewer, order=made, why="再一次", today=TODAY).ended_why == "记错人"
    assert (reversed_.state, balance(account), account.entries.count()) == (OrderState.REVERSED, 0, 4)
    assert contribution_history(account.resident).basic.rows == []
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.why) == (ArrivalState.PROBLEM, Why.REVERSED)
    again = order(account)
    assign(caller=reviewer, arrival=arrival, reference=again.reference, note="重新记", today=TODAY)
    assert balance(account) == Decimal("340.00")


def test_a_year_whose_order_expired_gets_another_one_until_it_is_paid(county, reviewer):
    account = payer(county)
    years = approve_back_payments(account=account, years={2022: "gap"}, level=500, on=TODAY, actor=None)
    (first,) = issue_back_orders(back_payments=years, on=TODAY, actor=None)
    assert not may_issue_again(first)
    later = first.valid_until + dt.timedelta(days=1)
    expire_orders(today=later)
    first = ContributionOrder.objects.select_related("back_payment").get(pk=first.pk)
    assert first.state == "expired" and may_issue_again(first)
    second = issue_again(order=first, on=later, actor=None)
    assert (second.amount, second.year, second.kind) == (Decimal(500), 2022, "back")
    assert second.reference != first.reference and second.valid_until > later
    # Pressed twice, it is the same order.
    assert issue_again(order=first, on=later, actor=None).pk == second.pk
    assert not may_issue_again(first)
    with pytest.raises(OrderRefused, match="正常缴费的通知"):
        issue_again(order=order(account), on=TODAY, actor=None)


def test_a_reversed_back_payment_is_open_again(county, reviewer):
    account = payer(county)
    years = approve_back_payments(
        account=account, years={2022: "gap"}, level=500, on=TODAY, actor=None, case_number="S7"
    )
    (made,) = issue_back_orders(back_payments=years, on=TODAY, actor=None)
    take_in(caller=reviewer, name="x", content=csv_file([line(made)]))
    reverse_order(caller=reviewer, order=made, why="退保", today=TODAY)
    years[0].refresh_from_db()
    assert years[0].state == "approved"


def test_money_for_an_approval_that_was_cancelled_waits(county, reviewer):
    account = payer(county)
    years = approve_back_payments(
        account=account, years={2022: "gap"}, level=500, on=TODAY, actor=None, case_number="S7"
    )
    (made,) = issue_back_orders(back_payments=years, on=TODAY, actor=None)
    undo_back_payments(case_number="S7", actor=None)
    file = take_in(caller=reviewer, name="x", content=csv_file([line(made)]))
    assert problems(file) == [(2, Why.CANCELLED)]


def test_the_county_may_post_subsidies_later(county, reviewer):
    ParameterValue.objects.create(
        key="collection.subsidy_with_arrival",
        starts_on="2026-01-01",
        value=0,
        source="测试",
        confirmed_at="2026-01-01T00:00:00+08:00",
        proposed_by=reviewer.account,
    )
    forget_parameters()
    account = payer(county)
    take_in(caller=reviewer, name="x", content=csv_file([line(order(account))]))
    assert balance(account) == Decimal("300.00")
    other = payer(county, "乙")
    take_in(caller=reviewer, name="y", content=csv_file([line(order(other), serial="YS0009")]))
    # Whatever a chunk holds, all of them are posted.
    assert post_missing_subsidies(caller=reviewer, year=2026, today=TODAY, chunk=1) == 2
    assert post_missing_subsidies(caller=reviewer, year=2026, today=TODAY) == 0
    assert balance(account) == Decimal("340.00")


def test_a_clerk_imports_nothing(county):
    with pytest.raises(Denied):
        take_in(caller=county.clerk(), name="x", content=csv_file([line(order(payer(county)))]))
