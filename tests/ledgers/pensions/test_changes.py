"""Pausing, resuming, levels, payees and years to be paid up: once for a case, and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cuncuntong.ledgers.pensions.models import AccountChange, BackPayment, Payee, PensionAccount
from cuncuntong.ledgers.pensions.selectors import (
    levels_of,
    open_back_payments,
    payee_of,
)
from cuncuntong.ledgers.pensions.services import (
    approve_back_payments,
    change_level,
    close_account,
    mark_back_payment_paid,
    mark_back_payment_unpaid,
    pause_account,
    resume_account,
    set_payee,
    undo_back_payments,
    undo_change,
    undo_open,
    undo_payee,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from tests.ledgers import make
from tests.ledgers.make import County, pay

DAY = dt.date(2026, 11, 24)


@pytest.fixture
def resident(county: County) -> Resident:
    return county.resident()


@pytest.fixture
def account(resident: Resident) -> PensionAccount:
    return make.basic_account(resident, "A1")


def state_of(account: PensionAccount) -> str:
    account.refresh_from_db()
    return account.state


def test_paused_and_resumed_and_each_undone_in_its_turn(
    account: PensionAccount, audited: Callable[[], list[str]]
) -> None:
    paused = pause_account(
        account=account,
        reason="参加其他养老保险",
        evidence="职工参保证明",
        on=DAY,
        actor=None,
        case_number="P1",
    )
    assert (paused.before, paused.after, state_of(account)) == ("paying", "paused", "paused")
    again = pause_account(account=account, reason="再来", on=DAY, actor=None, case_number="P1")
    assert again == paused
    resumed = resume_account(account=account, reason="本人自愿", on=DAY, actor=None, case_number="R1")
    assert state_of(account) == "paying"
    with pytest.raises(LedgerRefused, match="之后账户又有变动"):
        undo_change(case_number="P1", actor=None)
    assert undo_change(case_number="R1", actor=None) == resumed
    assert state_of(account) == "paused"
    undo_change(case_number="P1", actor=None)
    undo_change(case_number="P1", actor=None)
    assert state_of(account) == "paying"
    assert AccountChange.objects.filter(undone_at__isnull=True).count() == 0
    assert audited()[1:] == ["pension.account_changed"] * 2 + ["pension.account_change_undone"] * 2


def test_evidence_of_a_pause_is_sealed_in_the_table(account: PensionAccount) -> None:
    paused = pause_account(account=account, reason="死亡", evidence="火化证明第8号", on=DAY, actor=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT evidence FROM pensions_accountchange WHERE id = %s", [paused.pk])
        assert "火化" not in str(cursor.fetchone()[0])
    paused.refresh_from_db()
    assert paused.evidence == "火化证明第8号"


def test_only_what_is_paid_into_is_paused_and_only_what_is_paused_resumed(account: PensionAccount) -> None:
    with pytest.raises(LedgerRefused, match="正常缴费"):
        resume_account(account=account, reason="", on=DAY, actor=None)
    close_account(account=account, reason="死亡", on=DAY, actor=None, case_number="C1")
    with pytest.raises(LedgerRefused, match="终止"):
        pause_account(account=account, reason="", on=DAY, actor=None)
    account.refresh_from_db()
    assert account.closed_on == DAY
    undo_change(case_number="C1", actor=None)
    account.refresh_from_db()
    assert (account.state, account.closed_on) == ("paying", None)
    with pytest.raises(LedgerRefused, match="没有这件业务"):
        undo_change(case_number="", actor=None)


def test_a_level_that_does_not_exist_that_year_is_refused(account: PensionAccount) -> None:
    assert levels_of("basic", DAY)[300] == Decimal(40)
    assert list(levels_of("supplementary", DAY)) == [200, 500, 1000, 2000, 5000]
    with pytest.raises(LedgerRefused, match="没有350元/年"):
        change_level(account=account, level=350, on=DAY, actor=None)
    change_level(account=account, level=500, on=DAY, actor=None, case_number="L1")
    account.refresh_from_db()
    assert account.level == 500
    undo_change(case_number="L1", actor=None)
    account.refresh_from_db()
    assert account.level == 300


def test_enrolment_is_not_undone_below_a_later_change(account: PensionAccount) -> None:
    pause_account(account=account, reason="失踪", on=DAY, actor=None, case_number="P1")
    with pytest.raises(LedgerRefused, match="又有变动"):
        undo_open(case_number="A1", actor=None)
    undo_change(case_number="P1", actor=None)
    assert undo_open(case_number="A1", actor=None).state == "reversed"


def paid_to(resident: Resident, number: str, case: str) -> Payee:
    return set_payee(
        resident=resident,
        holder=resident.name,
        bank="演示银行",
        number=number,
        is_card=False,
        on=DAY,
        actor=None,
        case_number=case,
    )


def test_one_bank_account_counts_and_undoing_gives_the_earlier_one_back(resident: Resident) -> None:
    assert payee_of(resident) is None
    first = paid_to(resident, "6222020502012345676", "B1")
    assert paid_to(resident, "6222020502012345676", "B1") == first
    second = paid_to(resident, "6222020502012345999", "B2")
    first.refresh_from_db()
    assert (first.state, first.until) == ("replaced", DAY)
    assert payee_of(resident) == second
    with pytest.raises(LedgerRefused, match="又更换过"):
        undo_payee(case_number="B1", actor=None)
    undo_payee(case_number="B2", actor=None)
    undo_payee(case_number="B2", actor=None)
    assert payee_of(resident) == first
    undo_payee(case_number="B1", actor=None)
    assert payee_of(resident) is None
    assert undo_payee(case_number="B9", actor=None) is None


def test_without_a_number_nobody_is_paid_to(resident: Resident) -> None:
    with pytest.raises(LedgerRefused, match="没有户名或银行账号"):
        paid_to(resident, " ", "B1")


def owed(account: PensionAccount, *years: int, level: int = 300, case: str = "D1") -> list[BackPayment]:
    return approve_back_payments(
        account=account,
        years=dict.fromkeys(years, "gap"),
        level=level,
        on=DAY,
        actor=None,
        case_number=case,
    )


def test_years_are_approved_once_and_cancelled_while_unpaid(account: PensionAccount) -> None:
    rows = owed(account, 2022, 2021)
    assert [(row.year, row.amount, row.state) for row in rows] == [
        (2021, Decimal(300), "approved"),
        (2022, Decimal(300), "approved"),
    ]
    assert [row.pk for row in owed(account, 2021, 2022)] == [row.pk for row in rows]
    with pytest.raises(LedgerRefused, match="2022年度已经核定过"):
        owed(account, 2022, 2023, case="D2")
    mark_back_payment_paid(back_payment=rows[0], on=DAY, actor=None)
    mark_back_payment_paid(back_payment=rows[0], on=DAY, actor=None)
    assert [row.year for row in open_back_payments(account)] == [2022]
    with pytest.raises(LedgerRefused, match="2021年度已经缴费"):
        undo_back_payments(case_number="D1", actor=None)
    mark_back_payment_unpaid(back_payment=rows[0], actor=None)
    undo_back_payments(case_number="D1", actor=None)
    undo_back_payments(case_number="D1", actor=None)
    assert not open_back_payments(account)
    with pytest.raises(LedgerRefused, match="已取消"):
        mark_back_payment_paid(back_payment=rows[0], on=DAY, actor=None)
    assert [row.state for row in owed(account, 2021, case="D3")] == ["approved"]


def test_paid_years_this_year_and_foreign_levels_are_refused_as_a_whole(account: PensionAccount) -> None:
    pay(account, 2021)
    for years, level, words in (
        ((2021, 2022), 300, "2021年度已经缴费"),
        ((2025, 2026), 300, "2026年度还没有结束"),
        ((2022,), 350, "没有350元/年"),
        ((), 300, "没有选择"),
    ):
        with pytest.raises(LedgerRefused, match=words):
            owed(account, *years, level=level)
    assert BackPayment.objects.count() == 0


def test_the_database_itself_keeps_one_approval_a_year(account: PensionAccount) -> None:
    (row,) = owed(account, 2022)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
