"""Orders: one for an account, year and kind; levels of the year; references that catch a slip."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.ledgers.collection.enums import OrderKind, OrderState
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.references import is_reference, make_reference
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.services import (
    Payer,
    Wanted,
    cancel_order,
    cancel_orders_of_case,
    expire_orders,
    issue_back_orders,
    issue_orders,
)
from cuncuntong.ledgers.pensions.enums import OtherKind, OtherState, Scheme
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.pensions.services import approve_back_payments, pause_account
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.models import ParameterValue
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.collection.make import TODAY, order, payer
from tests.ledgers.make import County, pay


def test_an_order_asks_for_its_level_until_the_end_of_the_year(county, audited):
    account = payer(county, level=500)
    made = order(account, level=1000)
    assert (made.amount, made.level, made.year, made.kind) == (Decimal(1000), 1000, 2026, OrderKind.NORMAL)
    assert (made.issued_on, made.valid_until) == (TODAY, dt.date(2026, 12, 31))
    assert made.reference == f"2610{account.pk:08d}01" + made.reference[-2:]
    assert (made.village_code, made.resident) == ("140522100005", account.resident)
    assert audited()[-1] == "collection.issued"


def test_an_order_early_in_the_year_is_valid_for_sixty_days(county):
    assert order(payer(county), on=dt.date(2026, 3, 1)).valid_until == dt.date(2026, 4, 29)


def test_a_second_order_for_the_year_is_refused_and_names_the_first(county):
    account = payer(county)
    first = order(account)
    with pytest.raises(OrderRefused) as refused:
        order(account, level=500)
    assert first.spaced in refused.value.message
    assert "取消" in refused.value.remedy


def test_a_year_that_is_paid_gets_no_order(county):
    account = payer(county)
    pay(account, 2026)
    with pytest.raises(OrderRefused, match="已经缴过"):
        order(account)


def test_a_level_that_the_year_does_not_have_is_refused_at_the_field(county):
    with pytest.raises(OrderRefused) as refused:
        order(payer(county), level=400)
    assert refused.value.field == "level"
    assert "400元不是2026年度的缴费档次" in refused.value.message
    assert "200、300、500、700" in refused.value.remedy


def test_levels_are_those_of_the_year_and_each_scheme_has_its_own(county):
    with pytest.raises(OrderRefused):
        order(payer(county, scheme=Scheme.SUPPLEMENTARY, level=500), level=300)
    ParameterValue.objects.create(
        key="resident_pension.level_subsidies",
        starts_on="2026-12-01",
        value={"400": "50"},
        source="测试",
        confirmed_at="2026-11-01T00:00:00+08:00",
        proposed_by=county.clerk().account,
    )
    forget_parameters()
    account = payer(county)
    with pytest.raises(OrderRefused):
        order(account, level=400)
    assert order(account, level=400, on=dt.date(2026, 12, 1)).amount == Decimal(400)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"standing": Standing.DECEASED, "deceased_on": dt.date(2026, 1, 1)}, "死亡"),
        ({"standing": Standing.MOVED_OUT, "moved_out_on": dt.date(2026, 1, 1)}, "迁出"),
    ],
)
def test_who_died_or_moved_away_gets_no_order(county, change, words):
    account = payer(county)
    for name, value in change.items():
        setattr(account.resident, name, value)
    account.resident.save()
    with pytest.raises(OrderRefused, match=words):
        order(account)


def test_a_paused_account_or_one_insured_elsewhere_gets_none(county):
    paused, elsewhere = payer(county), payer(county, "王五")
    pause_account(account=paused, reason="外出", on=TODAY, actor=None)
    OtherScheme.objects.create(
        resident=elsewhere.resident,
        kind=OtherKind.EMPLOYEE,
        state=OtherState.PAYING,
        as_of=TODAY,
        source="测试",
    )
    made = issue_orders(
        wanted=[Wanted(paused.pk, 300), Wanted(elsewhere.pk, 300)], year=2026, on=TODAY, actor=None
    )
    assert not made.orders
    assert [left.why for left in made.left] == ["账户已暂停缴费。", "正在参加其他基本养老保险。"]


@pytest.mark.parametrize("year", [2025, 2027])
def test_another_year_is_refused(county, year):
    with pytest.raises(OrderRefused) as refused:
        order(payer(county), year=year)
    assert refused.value.field == "year"


def test_a_batch_gives_orders_to_whom_it_can_and_tells_of_the_others(county):
    accounts = [payer(county, f"村民{n}") for n in range(4)]
    pay(accounts[1], 2026)
    wanted = [Wanted(one.pk, 300) for one in accounts] + [
        Wanted(accounts[0].pk, 300),
        Wanted(99_999_999, 300),
    ]
    made = issue_orders(wanted=wanted, year=2026, on=TODAY, actor=None)
    assert [one.account_id for one in made.orders] == [accounts[n].pk for n in (0, 2, 3)]
    assert [(left.name, left.why) for left in made.left] == [
        ("村民1", "这个年度已经缴过。"),
        ("", "没有找到这个账户。"),
    ]
    assert len({one.reference for one in made.orders}) == 3


def test_cancelled_it_makes_room_for_another_with_another_reference(county):
    account = payer(county)
    first = order(account)
    with pytest.raises(OrderRefused):
        cancel_order(order=first, on=TODAY, why=" ", actor=None)
    cancelled = cancel_order(order=first, on=TODAY, why="换档次", actor=None)
    assert (
        cancel_order(order=first, on=TODAY, why="再一次", actor=None).ended_why
        == cancelled.ended_why
        == "换档次"
    )
    second = order(account, level=500)
    assert second.reference[:12] == first.reference[:12]
    assert (first.reference[12:14], second.reference[12:14]) == ("01", "02")


def test_orders_expire_after_their_last_day(county):
    made = order(payer(county), on=dt.date(2026, 1, 10))
    assert expire_orders(today=made.valid_until) == 0
    assert expire_orders(today=made.valid_until + dt.timedelta(days=1)) == 1
    made.refresh_from_db()
    assert made.state == OrderState.EXPIRED
    assert expire_orders(today=TODAY) == 0


def test_approved_years_become_orders_once_and_are_cancelled_with_their_case(county):
    account = payer(county)
    years = approve_back_payments(
        account=account, years={2021: "gap", 2023: "gap"}, level=500, on=TODAY, actor=None, case_number="S1"
    )
    made = issue_back_orders(back_payments=years, on=TODAY, actor=None)
    assert [(one.year, one.amount, one.kind, one.case_number) for one in made] == [
        (2021, Decimal(500), "back", "S1"),
        (2023, Decimal(500), "back", "S1"),
    ]
    assert made[0].valid_until == dt.date(2027, 1, 22)
    again = issue_back_orders(back_payments=years, on=TODAY, actor=None)
    assert [one.pk for one in again] == [one.pk for one in made]
    cancel_orders_of_case(case_number="S1", on=TODAY, why="撤销", actor=None)
    assert set(ContributionOrder.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_deduction_keeps_its_account_number_sealed(county):
    made = order(payer(county), payer=Payer("李大", "演示银行", "6222021234567890123"))
    assert made.way == "deduct"
    with connection.cursor() as cursor:
        cursor.execute("SELECT payer_account FROM collection_contributionorder")
        assert "6222021234567890123" not in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_two_clerks_order_for_one_person_at_the_same_moment():
    account = payer(County())
    start, made, refused = threading.Barrier(2), [], []

    def clerk() -> None:
        try:
            start.wait(10)
            made.append(order(account).pk)
        except OrderRefused as error:
            refused.append(error.message)
        finally:
            connection.close()

    both = [threading.Thread(target=clerk) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert len(made) == 1
    assert len(refused) == 1 and "已有待缴费的通知" in refused[0]
    assert ContributionOrder.objects.count() == 1


@given(
    year=st.integers(2000, 2099),
    scheme=st.sampled_from(list(Scheme)),
    kind=st.sampled_from(list(OrderKind)),
    account=st.integers(1, 10**8 - 1),
    place=st.integers(1, 99),
    at=st.integers(0, 14),
    other=st.integers(1, 9),
)
def test_a_wrong_digit_or_two_that_changed_places_are_seen(year, scheme, kind, account, place, at, other):
    good = make_reference(year=year, scheme=scheme, kind=kind, account=account, place=place)
    assert is_reference(good) and len(good) == 16
    wrong = good[:at] + str((int(good[at]) + other) % 10) + good[at + 1 :]
    assert not is_reference(wrong)
    swapped = good[:at] + good[at + 1] + good[at] + good[at + 2 :]
    assert swapped == good or not is_reference(swapped)
