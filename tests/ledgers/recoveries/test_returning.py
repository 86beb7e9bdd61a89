"""What comes back: postings and their reversal, instalments, set-offs in a run, and the heir's payment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.posting import settle
from cuncuntong.ledgers.pensions.enums import EntryKind, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, RecoveryKind, ReturnWay
from cuncuntong.ledgers.recoveries.models import Overpayment, PostedRecovery, Recovery
from cuncuntong.ledgers.recoveries.selectors import (
    overdue,
    received,
    remaining,
    schedule_of,
    set_off_pending,
)
from cuncuntong.ledgers.recoveries.services import (
    agree,
    record_signed,
    resume,
    reverse,
    undo_suspend,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.instalments import account_share
from cuncuntong.rules.instalments import plan as parted
from tests.ledgers.make import County
from tests.ledgers.recoveries.make import (
    CASE,
    TODAY,
    came,
    drawing,
    line,
    month,
    paid,
    plan,
    source,
    stopped,
)

FEN = Decimal("0.01")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC), tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def resident(county: County) -> Resident:
    return county.resident(birth="19660305")


@pytest.fixture
def pension(resident: Resident) -> Entitlement:
    pension = drawing(resident)
    paid(pension, month(6), month(11))
    return pension


def test_what_comes_back_fills_the_account_in_proportion_and_settles(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan())
    before = balance(pension.account)
    first = came(row, "200.00")
    # 200.00 × 110.07 ÷ 599.07 = 36.7469… → 36.74
    assert first.account_amount == Decimal("36.74")
    assert balance(pension.account) - before == Decimal("36.74")
    assert remaining(row) == Decimal("399.07")
    came(row, "399.07", "B2")
    row.refresh_from_db()
    assert (row.state, row.next_due_on) == (OverpaymentState.SETTLED, None)
    assert balance(pension.account) - before == Decimal("110.07")
    assert set(PensionEntry.objects.filter(kind=EntryKind.RETURNED).values_list("amount", flat=True)) == {
        Decimal("36.74"),
        Decimal("73.33"),
    }


def test_a_reversal_gives_everything_back_and_a_posting_is_never_edited(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan())
    before = balance(pension.account)
    posting = came(row, "599.07")
    reversal = reverse(posting=posting, reason="记错了人", on=TODAY, actor=None)
    assert reverse(posting=posting, reason="再点一次", on=TODAY, actor=None).pk == reversal.pk
    row.refresh_from_db()
    assert (row.state, remaining(row)) == (OverpaymentState.OPEN, Decimal("599.07"))
    assert row.next_due_on == dt.date(2026, 12, 24)
    assert balance(pension.account) == before
    posting.amount = Decimal("1.00")
    with pytest.raises(PostedRecovery):
        posting.save()
    with pytest.raises(PostedRecovery):
        posting.delete()


def test_a_receipt_counts_once_and_never_more_than_is_left(resident: Resident, pension: Entitlement) -> None:
    row = stopped(resident, plan=plan())
    first = came(row, "100.00")
    assert came(row, "100.00").pk == first.pk
    assert received(row) == Decimal("100.00")
    with pytest.raises(LedgerRefused, match="已经记过100.00元"):
        came(row, "50.00")
    with pytest.raises(LedgerRefused, match="只剩499.07元没有退"):
        came(row, "500.00", "B2")
    with pytest.raises(LedgerRefused, match="到账日期应在"):
        came(row, "10.00", "B3", received_on=dt.date(2026, 11, 25))
    with pytest.raises(LedgerRefused, match="没有填写缴款凭证号"):
        came(row, "10.00", " ")


def test_instalments_are_paid_in_their_order_and_are_overdue_from_the_next_day(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan(ReturnWay.INSTALMENTS, count=3, first_due=dt.date(2026, 11, 30)))
    agreement = row.agreements.get()
    # 599.07 ÷ 3 = 199.69
    assert [one.amount for one in agreement.instalments.all()] == [Decimal("199.69")] * 3
    came(row, "250.00")
    rows = schedule_of(agreement, remaining(row))
    assert [one.came for one in rows] == [Decimal("199.69"), Decimal("50.31"), Decimal("0.00")]
    row.refresh_from_db()
    assert row.next_due_on == dt.date(2026, 12, 30)
    everything = Overpayment.objects.all()
    assert not overdue(everything, dt.date(2026, 12, 30)).exists()
    assert overdue(everything, dt.date(2026, 12, 31)).exists()


def test_a_new_arrangement_covers_what_is_left_and_the_old_one_stays_to_be_read(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan())
    came(row, "99.07")
    changed = agree(
        overpayment=row,
        plan=plan(ReturnWay.INSTALMENTS, count=3, first_due=dt.date(2027, 1, 31)),
        on=TODAY,
        actor=None,
    )
    assert changed.covers == Decimal("500.00")
    dues = list(changed.instalments.all())
    assert [one.amount for one in dues] == [Decimal("166.66"), Decimal("166.66"), Decimal("166.68")]
    assert [one.due_on.isoformat() for one in dues] == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert [one.state for one in row.agreements.all()] == ["replaced", "standing"]
    with pytest.raises(LedgerRefused, match="签字日期"):
        record_signed(
            agreement=changed,
            signed_on=dt.date(2026, 11, 25),
            signed_by="李建国",
            note="",
            on=TODAY,
            actor=None,
        )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"way": "instalments", "count": 1, "first_due": TODAY}, "2到24期"),
        ({"way": "instalments", "count": 3}, "没有填写第一期"),
        ({"way": "once", "first_due": dt.date(2026, 11, 23)}, "已经过去"),
        ({"way": ""}, "还没有选择怎样退回"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    resident: Resident, pension: Entitlement, wrong: dict[str, Any], words: str
) -> None:
    row = stopped(resident)
    with pytest.raises(LedgerRefused, match=words):
        agree(overpayment=row, plan=plan(**wrong), on=TODAY, actor=None)
    assert not row.agreements.exists()


def back_again(resident: Resident) -> None:
    resume(
        resident=resident,
        kind=HoldKind.DOUBLE,
        back_pay=False,
        reason="已在本县领取",
        on=TODAY,
        actor=None,
        case_number="S20261124-0009",
    )


def test_a_set_off_takes_the_share_of_the_month_and_the_rest_stays_due(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, HoldKind.DOUBLE, plan=plan(ReturnWay.OFFSET))
    december = month(12)
    assert source().extras([pension.pk], december) == []  # still held: nothing to take it from
    back_again(resident)
    extra = source().extras([pension.pk], december)[0]
    # Half of 199.69, rounded down.
    assert (extra.kind, extra.amount) == (ItemKind.DEDUCTION, Decimal("-99.84"))
    assert source().extras([pension.pk], december) == [extra]
    assert source().extras([pension.pk + 1], december) == []
    deducted = line(pension, december, "99.85", LineState.SENT)
    PayItem.objects.create(
        line=deducted,
        entitlement=pension,
        month=december,
        kind=ItemKind.DEDUCTION,
        amount=extra.amount,
        ref=extra.ref,
    )
    # On its way: not asked for again, and a receipt leaves room for it.
    assert source().extras([pension.pk], december) == []
    with pytest.raises(LedgerRefused, match="正在抵扣99.84元"):
        came(row, "698.93")
    with pytest.raises(LedgerRefused, match="正在抵扣"):
        undo_suspend(case_number=CASE, actor=None)
    # Held while the run is not approved: it can still be let through, so the receipt leaves room too.
    PayItem.objects.filter(line=deducted).update(live=False)
    PayLine.objects.filter(pk=deducted.pk).update(state=LineState.HELD)
    PayRun.objects.filter(pk=deducted.run_id).update(state=RunState.COMPUTED)
    with pytest.raises(LedgerRefused, match="正在抵扣99.84元"):
        came(row, "698.93")
    PayRun.objects.filter(pk=deducted.run_id).update(state=RunState.APPROVED)
    assert set_off_pending([row.pk]) == {}
    PayItem.objects.filter(line=deducted).update(live=True)
    deducted.state = LineState.PAID
    deducted.save()
    settle([deducted])
    settle([deducted])
    # August counts too for a double pension: 4 × 199.69 = 798.76
    assert remaining(row) == Decimal("698.92")
    posting = Recovery.objects.get()
    assert (posting.kind, posting.amount) == (RecoveryKind.OFFSET, Decimal("99.84"))


def test_what_the_line_could_not_give_stays_due_next_month(resident: Resident, pension: Entitlement) -> None:
    row = stopped(resident, HoldKind.DOUBLE, plan=plan(ReturnWay.OFFSET, monthly=Decimal("60.00")))
    back_again(resident)
    extra = source().extras([pension.pk], month(12))[0]
    assert extra.amount == Decimal("-60.00")
    source().settled({extra.ref: Decimal("-12.50")})
    assert remaining(row) == Decimal("786.26")
    following = source().extras([pension.pk], dt.date(2027, 1, 1))[0]
    assert following.amount == Decimal("-60.00")


cents = st.integers(min_value=1, max_value=5_000_000).map(lambda n: FEN * n)


@given(total=cents, count=st.integers(1, 60), first=st.dates(dt.date(2026, 1, 1), dt.date(2100, 1, 1)))
def test_instalments_sum_to_the_total_to_the_fen(total: Decimal, count: int, first: dt.date) -> None:
    if total < FEN * count:
        return
    dues = parted(total, count, first)
    assert sum(due.amount for due in dues) == total
    assert all(due.amount > 0 for due in dues)
    assert [due.due_on for due in dues] == sorted({due.due_on for due in dues})


@given(
    total=st.integers(1, 100_000),
    permille=st.integers(0, 1000),
    steps=st.lists(st.tuples(st.integers(1, 100_000), st.booleans()), max_size=20),
)
def test_the_accounts_part_is_whole_once_all_came_whatever_was_reversed(
    total: int, permille: int, steps: list[tuple[int, bool]]
) -> None:
    whole, account = FEN * total, FEN * (total * permille // 1000)
    done: list[tuple[Decimal, Decimal]] = []

    def post(amount: Decimal) -> None:
        came, back = sum((a for a, _ in done), Decimal(0)), sum((b for _, b in done), Decimal(0))
        part = account_share(total=whole, account_total=account, came=came, account_came=back, amount=amount)
        assert 0 <= part <= amount
        done.append((amount, part))

    for size, reversing in steps:
        left = whole - sum((a for a, _ in done), Decimal(0))
        if reversing and done:
            done.pop(size % len(done))
        elif left > 0:
            post(min(left, FEN * size))
    left = whole - sum((a for a, _ in done), Decimal(0))
    if left > 0:
        post(left)
    assert sum((b for _, b in done), Decimal(0)) == account
