"""Entitlements from a computation, and the history that a resident sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from cuncuntong.ledgers.contradictions import PENSION_CLAIM, find_contradictions
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount
from cuncuntong.ledgers.pensions.selectors import (
    balance,
    contribution_history,
    pension_facts,
    years_paid,
)
from cuncuntong.ledgers.pensions.services import (
    open_account,
    reverse_entry,
    start_entitlement,
    undo_entitlement,
    undo_open,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.parameters import load_parameters
from cuncuntong.rules.pension import Computation, compute_resident_pension
from tests.ledgers import make
from tests.ledgers.make import County, pay

DAY = dt.date(2024, 3, 20)
FIRST = dt.date(2024, 4, 1)


@pytest.fixture
def resident(county: County) -> Resident:
    return county.resident(birth="19640305")


@pytest.fixture
def account(resident: Resident) -> PensionAccount:
    account = make.basic_account(resident, "A1")
    for year in range(2009, 2024):
        pay(account, year, "200", arrived_on=dt.date(year, 7, 1))
    return account


def computed(account: PensionAccount) -> Computation:
    return compute_resident_pension(
        birth=dt.date(1964, 3, 5),
        account_balance=balance(account),
        years_paid=years_paid(account),
        on=DAY,
        parameters=load_parameters(),
    )


def start(account: PensionAccount, case: str = "E1", **more: Any) -> Entitlement:
    values = {"computation": computed(account), "starts_on": FIRST, "on": DAY, "actor": None}
    return start_entitlement(account=account, case_number=case, **{**values, **more})


def test_a_claim_keeps_its_parts_and_their_sources(
    resident: Resident, account: PensionAccount, audited: Callable[[], list[str]]
) -> None:
    made = start(account)
    account.refresh_from_db()
    assert account.state == "receiving"
    assert (made.years_paid, made.balance, made.starts_on) == (15, Decimal("3000.00"), FIRST)
    parts = Computation.from_json(made.revisions.get().computation).parts
    # 3000.00 / 139 = 21.5827…
    assert next(part.amount for part in parts if part.code == "account") == Decimal("21.58")
    assert sum(part.amount for part in parts) == made.monthly
    assert all(part.formula and part.source and part.confidence for part in parts)
    assert pension_facts(resident).entitlement == made
    assert audited()[-1] == "pension.entitlement_started"
    assert list(resident.entitlements.all()) == [made]


def test_one_case_starts_one(account: PensionAccount) -> None:
    first = start(account)
    assert start(account) == first
    with pytest.raises(LedgerRefused) as refused:
        start(account, "E2")
    assert "2024年04月" in refused.value.message
    assert Entitlement.objects.count() == 1


def test_undoing_gives_the_account_its_state_back(resident: Resident, account: PensionAccount) -> None:
    PensionAccount.objects.filter(pk=account.pk).update(state="paused")
    start(account)
    assert undo_entitlement(case_number="E1", actor=None, reason="核定有误").state == "reversed"
    assert undo_entitlement(case_number="E1", actor=None).reason == "核定有误"
    account.refresh_from_db()
    assert account.state == "paused"
    assert pension_facts(resident).entitlement is None
    assert start(account, "E2").state == "running"


def test_what_was_paid_is_not_undone(account: PensionAccount) -> None:
    start(account)
    payment = pay(account, 2024, "-21.58", kind="payment", paying="none", paid_on=dt.date(2024, 4, 15))
    with pytest.raises(LedgerRefused):
        undo_entitlement(case_number="E1", actor=None)
    reverse_entry(entry=payment, on=dt.date(2024, 4, 20), reason="退回", actor=None)
    assert undo_entitlement(case_number="E1", actor=None).state == "reversed"


def test_what_changed_since_is_not_undone(account: PensionAccount) -> None:
    Entitlement.objects.filter(pk=start(account).pk).update(state="suspended")
    with pytest.raises(LedgerRefused):
        undo_entitlement(case_number="E1", actor=None)
    with pytest.raises(LedgerRefused):
        undo_entitlement(case_number="none", actor=None)
    with pytest.raises(LedgerRefused):
        undo_open(case_number="A1", actor=None)


def test_a_closed_account_gives_no_pension(resident: Resident, account: PensionAccount) -> None:
    PensionAccount.objects.filter(pk=account.pk).update(state="closed")
    with pytest.raises(LedgerRefused):
        start(account)
    codes = [one.code for one in find_contradictions(resident, DAY, [PENSION_CLAIM])]
    assert codes == ["pension_account_closed"]


def test_a_running_entitlement_speaks_against_a_second_claim(
    resident: Resident, account: PensionAccount
) -> None:
    assert find_contradictions(resident, DAY, [PENSION_CLAIM]) == []
    start(account)
    found = find_contradictions(resident, DAY, [PENSION_CLAIM])
    assert [(one.code, one.weight) for one in found] == [("pension_receiving", "stop")]


def test_history_by_year_and_way_of_paying(county: County) -> None:
    resident = county.resident()
    account = make.basic_account(resident)
    pay(account, 2023, "300", arrived_on=dt.date(2023, 9, 2))
    pay(account, 2023, "40", kind="subsidy", paying="none", level=None, arrived_on=dt.date(2023, 12, 20))
    pay(account, 2022, "200", paying="back", level=200, paid_on=dt.date(2023, 9, 1))
    pay(account, 2021, "100", paying="government", level=100)
    pay(account, 2021, "50", kind="collective", paying="none")
    pay(account, 2023, "3.21", kind="interest", paying="none", level=None)
    wrong = pay(account, 2020, "500")
    reverse_entry(entry=wrong, on=dt.date(2024, 1, 5), reason="录错", actor=None)
    extra = open_account(resident=resident, scheme="supplementary", on=DAY, actor=None)
    pay(extra, 2024, "500", arrived_on=dt.date(2024, 8, 1))

    history = contribution_history(resident)
    basic = history.basic
    assert basic is not None
    seen = [
        (row.year, row.paying_label, row.own, row.collective, row.subsidy, row.interest, row.total)
        for row in basic.rows
    ]
    d = Decimal
    assert seen == [
        (2021, "政府代缴", d(100), d(50), d(0), d(0), d(150)),
        (2022, "补缴", d(200), d(0), d(0), d(0), d(200)),
        (2023, "正常缴费", d(300), d(0), d(40), d("3.21"), d("343.21")),
    ]
    assert basic.rows[2].arrived_on == dt.date(2023, 12, 20)
    assert basic.rows[2].level == 300
    assert (basic.years_paid, basic.balance) == (3, d("693.21"))
    assert basic.balance == balance(account)
    assert basic.years_paid == years_paid(account)
    assert history.supplementary is not None
    assert history.supplementary.totals.own == d(500)
    assert history.as_of is not None


def test_a_year_paid_in_two_ways_has_two_rows(county: County) -> None:
    account = make.basic_account(county.resident())
    pay(account, 2023, "200")
    pay(account, 2023, "100", paying="back")
    history = contribution_history(account.resident).basic
    assert history is not None
    assert [(row.paying, row.own) for row in history.rows] == [
        ("back", Decimal(100)),
        ("normal", Decimal(200)),
    ]
    assert history.years_paid == 1


def test_history_of_somebody_without_an_account(county: County) -> None:
    history = contribution_history(county.resident())
    assert (history.basic, history.supplementary, history.as_of) == (None, None, None)


def test_history_takes_one_query_however_long(
    resident: Resident, account: PensionAccount, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        history = contribution_history(resident)
    assert history.basic is not None
    assert len(history.basic.rows) == 15
