"""Insurance kept above: a record, what was declared and is followed, what late figures make wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.insurance.models import (
    BenefitPayment,
    ContributionMonth,
    FlexibleDeclaration,
    Participation,
    Pension,
    PensionStop,
)
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import id_number
from tests.web.areas import Sample

TABLES = [BenefitPayment, ContributionMonth, FlexibleDeclaration, Participation, Pension, PensionStop]
SAMPLES = {
    "insurance:resident": Sample(lambda world: [world.insured_person.pk]),
    "insurance:redeclare": Sample(lambda world: [world.flexible.pk]),
}
AS_OF = dt.date(2026, 10, 31)


def _person(world: Any, name: str, months: int) -> Any:
    """By rows alone: insured and drawing, with a declaration under an old floor and a suspension."""
    person = world.county.resident(name, id_number=id_number("19600305"))
    codes = {
        "village_code": person.village_code,
        "township_code": person.township_code,
        "county_code": person.county_code,
    }
    row = Participation.objects.create(
        resident=person, scheme="employee", insured_as="unit", state="drawing", as_of=AS_OF, source="演示"
    )
    for at in range(months):
        month = dt.date(2020 + at // 12, at % 12 + 1, 1)
        ContributionMonth.objects.create(
            participation=row, month=month, base=5000, own=400, state="arrived", as_of=AS_OF
        )
        BenefitPayment.objects.create(participation=row, month=month, amount=3000, state="paid", as_of=AS_OF)
    Pension.objects.create(
        participation=row, state="running", starts_on=dt.date(2020, 6, 1), monthly=3000, as_of=AS_OF
    )
    world.flexible = FlexibleDeclaration.objects.create(
        resident=person,
        share=60,
        base=Decimal(4198),
        monthly=Decimal("839.60"),
        to_account=Decimal("335.84"),
        floor=Decimal(4198),
        cap=Decimal(20991),
        average=Decimal(6997),
        figures_year=2025,
        from_month=dt.date(2026, 3, 1),
        state="agreed",
        decided_on=dt.date(2026, 3, 2),
        handover_key=f"insurance.flexible:area{person.pk}",
        **codes,
    )
    PensionStop.objects.create(
        resident=person,
        participation=row,
        move="suspend",
        kind="missing",
        happened_on=dt.date(2026, 10, 2),
        from_month=dt.date(2026, 11, 1),
        decided_on=dt.date(2026, 10, 20),
        handover_key=f"insurance.stop:area{person.pk}",
        **codes,
    )
    world.insured_person = person
    return person


def build(world: Any) -> None:
    """Somebody of 凤城镇."""
    _person(world, "参保一", 3)


def build_many(world: Any, many: int) -> None:
    """So many people, the last with as many months and payments."""
    for number in range(many):
        _person(world, f"参保{number}", 1)
    _person(world, "参保多", many)


def _read(world: Any) -> list[Any]:
    return [
        ("insurance:find", (), {}),
        ("insurance:find", (), {"q": "参保"}),
        ("insurance:resident", (world.insured_person.pk,), {}),
        ("insurance:declared", (), {}),
        ("insurance:late", (), {}),
        ("insurance:stops", (), {"state": "waiting"}),
    ]


PAGES = {DutyKind.POINT_CLERK: _read, DutyKind.BUSINESS_ADMIN: _read}
