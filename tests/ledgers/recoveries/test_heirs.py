"""Whose bank account an heir names: one that others are paid on needs a word why."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.services import set_payee
from cuncuntong.ledgers.recoveries.services import name_heir, suspend
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from tests.ledgers.make import County
from tests.ledgers.recoveries.make import BANK, CASE, TODAY, drawing, heir


@pytest.fixture
def dead(county: County) -> Resident:
    person = county.resident(birth="19560305")
    drawing(person)
    suspend(
        resident=person,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 11, 2),
        reason="家属申请",
        evidence="火化证明",
        on=TODAY,
        actor=None,
        case_number=CASE,
    )
    return person


def paid_there(person: Resident) -> None:
    set_payee(
        resident=person, holder=person.name, bank="演示银行", number=BANK, is_card=False, on=TODAY, actor=None
    )


def test_an_account_that_others_are_paid_on_is_the_heirs_only_with_a_reason(
    county: County, dead: Resident
) -> None:
    paid_there(county.resident("赵别人", birth="19600101"))
    with pytest.raises(LedgerRefused, match="另有1人的待遇也发放到这个账户"):
        name_heir(resident=dead, named=heir(shared_why=""), on=TODAY, actor=None)
    named = name_heir(resident=dead, named=heir(shared_why="与婆婆共用一本存折"), on=TODAY, actor=None)
    assert named.payee.number == BANK
    entry = AuditEntry.objects.filter(action="settlement.heir_named").latest("pk")
    assert entry.detail["shared"] == "与婆婆共用一本存折"


def test_an_heir_who_draws_on_the_account_shares_it_with_nobody(county: County, dead: Resident) -> None:
    wife = county.resident("李建国", birth="19580101")
    paid_there(wife)
    named = name_heir(
        resident=dead, named=heir(id_number=wife.id_number, shared_why=""), on=TODAY, actor=None
    )
    assert named.payee.number == BANK


def test_a_number_that_the_ledger_holds_under_another_name_is_nobodys_heir(
    county: County, dead: Resident
) -> None:
    other = county.resident("赵别人", birth="19600101")
    with pytest.raises(LedgerRefused, match="这个号码在居民台账中是另一姓名") as refused:
        name_heir(resident=dead, named=heir(id_number=other.id_number), on=TODAY, actor=None)
    assert refused.value.field == "id_number" and "赵别人" not in str(refused.value)
    own = heir(name="赵 别人", id_number=other.id_number)
    assert name_heir(resident=dead, named=own, on=TODAY, actor=None).id_number == other.id_number
