"""People who must certify, days on which they do, and nights that pass."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import time_machine
from django.utils import timezone

from cuncuntong.ledgers.certification.enums import Way
from cuncuntong.ledgers.certification.models import Beneficiary, CertificationNight
from cuncuntong.ledgers.certification.services import Certified, Seen, certify, run_night
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, InsuredAs, ParticipationState, PensionState
from cuncuntong.ledgers.insurance.models import Participation, Pension
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import forget_parameters

TODAY = dt.date(2026, 11, 25)


def night(day: dt.date, **more: Any) -> CertificationNight:
    """The night's work of a day, on that day."""
    with on(day):
        return run_night(day, **more)


def on(day: dt.date) -> Any:
    """Ten in the morning of a day."""
    forget_parameters()
    return time_machine.travel(f"{day.isoformat()} 10:00:00+08:00", tick=False)


def seen(
    resident: Resident,
    day: dt.date = TODAY,
    way: str = Way.COMMUNITY,
    *,
    today: dt.date | None = None,
    **more: Any,
) -> Certified:
    """A certification of a day, entered on it or later."""
    values: dict[str, Any] = {"actor": None, "at": timezone.now(), **more}
    return certify(
        resident=resident, on=day, seen=Seen(way=way), today=today or timezone.localdate(), **values
    )


def row_of(resident: Resident) -> Beneficiary:
    return Beneficiary.objects.get(resident=resident)


def employee(
    resident: Resident, *, starts: dt.date = dt.date(2020, 1, 1), certified: dt.date | None = None
) -> Pension:
    """An employees' pensioner as the province tells of one."""
    participation = Participation.objects.create(
        resident=resident,
        scheme=InsuranceScheme.EMPLOYEE_PENSION,
        insured_as=InsuredAs.UNIT,
        state=ParticipationState.DRAWING,
        as_of=TODAY,
        source="省集中系统",
    )
    return Pension.objects.create(
        participation=participation,
        state=PensionState.RUNNING,
        starts_on=starts,
        monthly=Decimal("2600.00"),
        certified_on=certified,
        as_of=TODAY,
    )
