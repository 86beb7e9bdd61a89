"""Claims to come, entitlements, recalculations, and the calculators."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.claims import services as claims
from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.ledgers.pensions.enums import EntitlementState, RevisionKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementRevision
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import Recalculation, RecalculationRow
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import ParameterValue
from tests.ledgers.make import basic_account, id_number, pay
from tests.web.areas import Sample

TABLES = [ClaimVisit, Recalculation, RecalculationRow]
PUBLIC = {"portal:calculator", "portal:retirement"}
PERSON = Sample(lambda world: [world.claimant.pk, "basic"])
ENTITLED = Sample(lambda world: [world.calc_entitlement.pk])
VALUE = Sample(lambda world: [world.calc_value.pk], placed=False)
RECALCULATION = Sample(lambda world: [world.recalculation.pk], placed=False)
SAMPLES = {
    "claims:person": PERSON,
    "claims:take_back": Sample(lambda world: [world.claim_visit.pk]),
    "claims:estimate": Sample(lambda world: [world.claimant.pk]),
    "claims:retirement": Sample(lambda world: [world.claimant.pk]),
    "claims:entitlement": ENTITLED,
    "recalculations:affected": VALUE,
    "recalculations:begin": VALUE,
    "recalculations:one": RECALCULATION,
    "recalculations:confirm": RECALCULATION,
    "recalculations:drop": RECALCULATION,
    "recalculations:export": RECALCULATION,
}


def _claimant(world: Any, name: str) -> Any:
    """Somebody who is 60 in ten days."""
    reaches = timezone.localdate() + dt.timedelta(days=10)
    birth = reaches.replace(year=reaches.year - 60) if (reaches.month, reaches.day) != (2, 29) else reaches
    person = world.county.resident(name, id_number=id_number(f"{birth:%Y%m%d}"))
    account = basic_account(person)
    for year in range(2020, 2024):
        pay(account, year)
    return person


def _visit(world: Any, person: Any) -> ClaimVisit:
    actor = world.clerk.account if hasattr(world, "clerk") else None
    visit = claims._visit(person, "basic", "agreed", timezone.localdate(), "演示", actor)
    visit.save()
    return visit


def _entitled(world: Any, name: str) -> Entitlement:
    """Somebody who drew a pension: ended, so that no other area's run pays it."""
    person = world.county.resident(name, id_number=id_number("19600305"))
    entitlement = Entitlement.objects.create(
        account=basic_account(person),
        resident=person,
        state=EntitlementState.ENDED,
        starts_on=dt.date(2021, 1, 1),
        ended_on=dt.date(2021, 6, 30),
        monthly=Decimal("199.69"),
        computed_on=dt.date(2020, 12, 1),
        years_paid=15,
        balance=Decimal("5100"),
        village_code=person.village_code,
        township_code=person.township_code,
        county_code=person.county_code,
    )
    EntitlementRevision.objects.create(
        entitlement=entitlement,
        kind=RevisionKind.CLAIM,
        from_month=dt.date(2021, 1, 1),
        balance=Decimal("5100"),
        years_paid=15,
        computed_on=dt.date(2020, 12, 1),
    )
    return entitlement


def _value(world: Any) -> ParameterValue:
    proposer, confirmer = (world.county.business_admin().account for _ in range(2))
    return ParameterValue.objects.create(
        key="resident_pension.basic_monthly",
        starts_on=dt.date(2020, 1, 1),
        value="173",
        source="演示文件",
        proposed_by=proposer,
        confirmed_by=confirmer,
        confirmed_at=timezone.now(),
        # Other areas reckon with the shipped figures.
        withdrawn_at=timezone.now(),
    )


def _recalculation(world: Any) -> Recalculation:
    return Recalculation.objects.create(
        county_code="140522",
        key=world.calc_value.key,
        value=world.calc_value,
        scheme="basic",
        from_month=dt.date(2021, 1, 1),
        to_month=dt.date(2021, 1, 1),
        state=RecalculationState.DRAFTED,
    )


def _row(world: Any, entitlement: Entitlement) -> None:
    RecalculationRow.objects.create(
        recalculation=world.recalculation,
        entitlement=entitlement,
        resident_id=entitlement.resident_id,
        month=dt.date(2021, 1, 1),
        paid=Decimal("199.69"),
        should=Decimal("209.69"),
        difference=Decimal("10.00"),
        village_code=entitlement.village_code,
        township_code=entitlement.township_code,
        county_code=entitlement.county_code,
    )


def build(world: Any) -> None:
    world.claimant = _claimant(world, "钱将满")
    world.claim_visit = _visit(world, world.claimant)
    world.calc_entitlement = _entitled(world, "孙在领")
    world.calc_value = _value(world)
    world.recalculation = _recalculation(world)
    _row(world, world.calc_entitlement)


def build_many(world: Any, many: int) -> None:
    world.calc_value = _value(world)
    world.recalculation = _recalculation(world)
    for number in range(many):
        person = _claimant(world, f"将满{number}")
        _visit(world, person)
        world.calc_entitlement = _entitled(world, f"在领{number}")
        _row(world, world.calc_entitlement)
        world.claimant = person


def _lists(world: Any) -> list[Any]:
    return [
        ("claims:list", (), {}),
        ("claims:list", (), {"only": "unvisited"}),
        ("claims:list", (), {"scheme": "supplementary"}),
        ("claims:sheet", (), {}),
        ("claims:progress", (), {}),
        ("claims:person", (world.claimant.pk, "basic"), {}),
    ]


def _readers(world: Any) -> list[Any]:
    return [
        *_lists(world),
        ("claims:entitlements", (), {}),
        ("claims:entitlement", (world.calc_entitlement.pk,), {}),
        ("claims:estimate", (world.claimant.pk,), {}),
    ]


def _payers(world: Any) -> list[Any]:
    return [
        *_readers(world),
        ("recalculations:list", (), {}),
        ("recalculations:affected", (world.calc_value.pk,), {}),
        ("recalculations:one", (world.recalculation.pk,), {}),
    ]


PAGES = {
    DutyKind.POINT_CLERK: _readers,
    DutyKind.TOWNSHIP_ADMIN: _lists,
    DutyKind.REVIEWER: _payers,
    DutyKind.BUSINESS_ADMIN: _payers,
}
