"""Accounts and posted entries: once for a case, never edited, and the balance is their sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuncuntong.ledgers.contradictions import PENSION_ENROL, find_contradictions
from cuncuntong.ledgers.pensions.models import OtherScheme, PensionAccount, PensionEntry, PostedEntry
from cuncuntong.ledgers.pensions.selectors import (
    balance,
    basic_account,
    pension_facts,
    years_paid,
)
from cuncuntong.ledgers.pensions.services import open_account, post_entry, reverse_entry, undo_open
from cuncuntong.ledgers.pensions.services.accounts import account_number
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


def test_an_account_is_opened_once_for_a_case(
    resident: Resident, account: PensionAccount, audited: Callable[[], list[str]]
) -> None:
    account.refresh_from_db()
    assert make.basic_account(resident, "A1") == account
    assert (account.state, account.level, account.village_code) == ("paying", 300, resident.village_code)
    assert account.number == account_number("140522", "basic", account.pk)
    with pytest.raises(LedgerRefused) as refused:
        make.basic_account(resident, "A2")
    assert account.number in refused.value.message
    assert audited() == ["pension.account_opened"]


def test_numbers_carry_a_check_digit() -> None:
    # 140522 1 00000042: doubled from the right 4,4,0,0,0,0,0,0,2,2,4,5,0,4,2 = 27, so the digit is 3.
    assert account_number("140522", "basic", 42) == "1405221000000423"
    assert account_number("140522", "supplementary", 42)[6] == "2"


def test_both_schemes_may_be_held(resident: Resident, account: PensionAccount) -> None:
    second = open_account(resident=resident, scheme="supplementary", on=DAY, actor=None)
    assert second.number != account.number
    assert basic_account(resident) == account


def test_undoing_gives_back_the_place(resident: Resident, account: PensionAccount) -> None:
    assert undo_open(case_number="A1", actor=None).state == "reversed"
    assert undo_open(case_number="A1", actor=None).state == "reversed"
    assert basic_account(resident) is None
    assert make.basic_account(resident, "A2") != account


def test_an_account_with_money_is_not_undone(account: PensionAccount) -> None:
    entry = pay(account, 2024)
    with pytest.raises(LedgerRefused):
        undo_open(case_number="A1", actor=None)
    reverse_entry(entry=entry, on=DAY, reason="录错", actor=None)
    assert undo_open(case_number="A1", actor=None).state == "reversed"
    with pytest.raises(LedgerRefused):
        pay(account, 2025)


def test_undoing_what_never_was(db: None) -> None:
    for number in ("", "none"):
        with pytest.raises(LedgerRefused):
            undo_open(case_number=number, actor=None)


def test_the_balance_is_the_sum_to_the_fen(account: PensionAccount) -> None:
    for year in range(2010, 2020):
        pay(account, year, "0.10")
    pay(account, 2020, "200.05", kind="subsidy")
    assert balance(account) == Decimal("201.05")
    assert balance(account).as_tuple().exponent == -2


def test_a_posted_entry_never_changes(account: PensionAccount) -> None:
    entry = PensionEntry.objects.get(pk=pay(account, 2024).pk)
    entry.amount = Decimal("1")
    with pytest.raises(PostedEntry):
        entry.save()
    with pytest.raises(PostedEntry):
        entry.delete()


def test_a_case_posts_a_year_once(account: PensionAccount) -> None:
    first = pay(account, 2024, case_number="P1")
    assert pay(account, 2024, case_number="P1") == first
    assert pay(account, 2024, "60", kind="subsidy", case_number="P1") != first
    with pytest.raises(LedgerRefused):
        pay(account, 2024, "500", case_number="P1")
    reverse_entry(entry=first, on=DAY, reason="金额录错", actor=None)
    assert pay(account, 2024, "500", case_number="P1").amount == Decimal("500")
    assert balance(account) == Decimal("560.00")


def test_reversing_once_and_only_entries(account: PensionAccount) -> None:
    entry = pay(account, 2024)
    reversal = reverse_entry(entry=entry, on=DAY, reason="重复缴费", actor=None, case_number="R1")
    assert (reversal.amount, reversal.kind, reversal.year) == (Decimal("-300"), "reversal", 2024)
    assert reverse_entry(entry=entry, on=DAY, reason="再来", actor=None) == reversal
    with pytest.raises(LedgerRefused):
        reverse_entry(entry=reversal, on=DAY, reason="反悔", actor=None)
    assert balance(account) == 0


def test_nothing_goes_below_zero(account: PensionAccount) -> None:
    entry = pay(account, 2024)
    with pytest.raises(LedgerRefused):
        pay(account, 2025, "-300.01", kind="payment")
    pay(account, 2025, "-200", kind="payment")
    with pytest.raises(LedgerRefused):
        reverse_entry(entry=entry, on=DAY, reason="已支出", actor=None)
    assert balance(account) == Decimal("100")


@pytest.mark.parametrize(
    ("kind", "amount"),
    [("own", "-1"), ("own", "0"), ("payment", "1"), ("own", "1.005"), ("reversal", "-1")],
)
def test_amounts_that_no_entry_has(account: PensionAccount, kind: str, amount: str) -> None:
    with pytest.raises(ValueError, match="reversal|amount|sign"):
        pay(account, 2024, amount, kind=kind)


def test_a_float_is_no_amount(account: PensionAccount) -> None:
    with pytest.raises(ValueError, match="Decimal"):
        post_entry(account=account, kind="own", year=2024, amount=300.0, paid_on=DAY, source="x", actor=None)  # type: ignore[arg-type]


def test_a_year_to_come_is_not_posted(account: PensionAccount) -> None:
    with pytest.raises(LedgerRefused):
        pay(account, 2027, paid_on=DAY)


def test_years_count_own_contributions_net_of_reversals(account: PensionAccount) -> None:
    pay(account, 2020)
    pay(account, 2020, "200", paying="back")
    pay(account, 2021, paying="government")
    wrong = pay(account, 2022)
    reverse_entry(entry=wrong, on=DAY, reason="录错", actor=None)
    pay(account, 2023, "60", kind="subsidy", paying="none")
    pay(account, 2024, "1000", kind="transfer_in", paying="none")
    assert years_paid(account) == 2
    pay(account, 2022)
    assert years_paid(account) == 3


def test_facts_for_the_rules(resident: Resident, account: PensionAccount) -> None:
    pay(account, 2024)
    for kind, state in (("employee", "paying"), ("veteran", "receiving"), ("public", "ended")):
        OtherScheme.objects.create(resident=resident, kind=kind, state=state, as_of=DAY, source="省系统")
    facts = pension_facts(resident)
    assert (facts.account, facts.balance, facts.years_paid) == (account, Decimal("300.00"), 1)
    assert facts.entitlement is None
    assert facts.other_paying == "企业职工基本养老保险"
    assert facts.other_receiving == "军人退役养老保险"


def test_facts_of_somebody_without_anything(resident: Resident) -> None:
    facts = pension_facts(resident)
    assert (facts.account, facts.balance, facts.years_paid, facts.others) == (None, 0, 0, ())
    assert facts.other_receiving == facts.other_paying == ""


@pytest.mark.parametrize(
    ("state", "expected"),
    [("paying", ["other_pension_paying"]), ("receiving", ["other_pension_receiving"]), ("stopped", [])],
)
def test_other_schemes_speak_against_enrolling(resident: Resident, state: str, expected: list[str]) -> None:
    OtherScheme.objects.create(
        resident=resident, kind="employee", state=state, as_of=DAY, source="省系统", since=dt.date(2025, 7, 1)
    )
    found = find_contradictions(resident, DAY, [PENSION_ENROL])
    assert [one.code for one in found] == expected
    assert all("2026-11-24" in one.source and "2025年07月" in one.words for one in found)


def test_an_account_speaks_against_a_second_one(resident: Resident, account: PensionAccount) -> None:
    found = find_contradictions(resident, DAY, [PENSION_ENROL])
    assert [(one.code, one.weight) for one in found] == [("pension_account_exists", "stop")]
    undo_open(case_number="A1", actor=None)
    assert find_contradictions(resident, DAY, [PENSION_ENROL]) == []


_STEPS = st.lists(
    st.tuples(st.integers(2010, 2025), st.integers(1, 500_000), st.booleans()), min_size=1, max_size=8
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_balance_and_years_agree_with_plain_arithmetic(
    county: County, steps: list[tuple[int, int, bool]]
) -> None:
    account = make.basic_account(county.resident())
    standing: list[tuple[int, Decimal]] = []
    for year, fen, taken_back in steps:
        amount = Decimal(fen) / 100
        entry = pay(account, year, str(amount))
        if taken_back:
            reverse_entry(entry=entry, on=DAY, reason="录错", actor=None)
        else:
            standing.append((year, amount))
    assert balance(account) == sum((amount for _, amount in standing), Decimal(0)), connection.vendor
    assert years_paid(account) == len({year for year, _ in standing})
