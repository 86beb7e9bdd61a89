"""Unemployment: a benefit that ended with a month too many, a sign, a subsidy that the province refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.skills.enums import SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.services import approve_subsidy
from cuncuntong.ledgers.unemployment.enums import SignKind, StopReason
from cuncuntong.ledgers.unemployment.models import Benefit, BenefitMonth, Overpaid, OverpaidReturn, StopSign
from cuncuntong.ledgers.unemployment.months import shifted
from cuncuntong.ledgers.unemployment.services import end_benefit
from cuncuntong.network.enums import DutyKind
from tests.ledgers.unemployment.make import drawing, paid_month
from tests.web.areas import Sample

TABLES = [Benefit, BenefitMonth, Overpaid, OverpaidReturn, StopSign, Subsidy]
BENEFIT = Sample(lambda world: [world.jobless_benefit.pk])
SAMPLES = {
    "unemployment:one": BENEFIT,
    "unemployment:end": BENEFIT,
    "unemployment:resume": BENEFIT,
    "unemployment:decide": Sample(lambda world: [world.jobless_sign.pk]),
    "unemployment:receive": Sample(lambda world: [world.jobless_overpaid.pk]),
    "unemployment:paper": Sample(lambda world: [world.jobless_overpaid.pk]),
    "unemployment:skill_return": Sample(lambda world: [world.jobless_subsidy.pk]),
}


def _month(back: int) -> dt.date:
    return shifted(timezone.localdate().replace(day=1), -back)


def _ended(county: Any, name: str) -> Benefit:
    """Paid three months, the last of them behind the end."""
    row = drawing(county, name, on=_month(3).replace(day=10), with_account=False)
    for back in (3, 2, 1):
        paid_month(row, _month(back))
    StopSign.objects.create(
        benefit=row,
        kind=SignKind.SPELL,
        key="spell:1",
        words="有新的就业记录",
        happened_on=_month(3).replace(day=20),
        found_on=_month(1),
    )
    return end_benefit(
        benefit=row,
        reason=StopReason.EMPLOYED,
        happened_on=_month(3).replace(day=20),
        note="入职",
        actor=None,
    )


def _subsidy(county: Any, number: int) -> Subsidy:
    row = approve_subsidy(
        resident=county.resident(f"技能{number}"),
        amount=1500,
        most_a_year=3,
        on=timezone.localdate(),
        at=timezone.now(),
        actor=None,
        claimed_as="unit",
        certificate_number=f"S00014052200{number:04d}",
        certificate_name="职业技能等级证书",
        occupation="6-18-02-04",
        occupation_name="焊工",
        level="中级",
        issued_on=timezone.localdate(),
        insured_months=40,
        relaxed=False,
        as_of=None,
    )
    Subsidy.objects.filter(pk=row.pk).update(state=SubsidyState.REFUSED, to_return=1500)
    return row


def build(world: Any) -> None:
    world.jobless_benefit = _ended(world.county, "停领人")
    world.jobless_sign = world.jobless_benefit.signs.get()
    world.jobless_overpaid = world.jobless_benefit.overpaid.get()
    world.jobless_subsidy = _subsidy(world.county, 1)


def build_many(world: Any, many: int) -> None:
    """So many of each."""
    county = world.county
    rows = [_ended(county, f"停{number}") for number in range(many)]
    world.jobless_many = rows[0]
    for number in range(many):
        drawing(county, f"领{number}", with_account=False)
        StopSign.objects.create(
            benefit=rows[0],
            kind=SignKind.SPELL,
            key=f"spell:{number + 2}",
            words="有新的就业记录",
            happened_on=_month(2),
            found_on=_month(1),
        )
        _subsidy(county, number + 100)


def _clerk(world: Any) -> list[Any]:
    return [
        ("unemployment:list", (), {}),
        ("unemployment:list", (), {"state": "ended"}),
        ("unemployment:one", (world.jobless_many.pk,), {}),
        ("unemployment:overpaid", (), {}),
        ("unemployment:skills", (), {}),
    ]


def _office(world: Any) -> list[Any]:
    return [
        *_clerk(world),
        ("unemployment:list", (), {"state": "all", "township": "140522100", "q": "停"}),
        ("unemployment:signs", (), {}),
        ("unemployment:skills", (), {"state": "refused"}),
        ("payments:runs", (), {"fund": "unemployment"}),
    ]


PAGES = {DutyKind.POINT_CLERK: _clerk, DutyKind.REVIEWER: _office, DutyKind.BUSINESS_ADMIN: _office}
