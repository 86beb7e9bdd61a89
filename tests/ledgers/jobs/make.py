"""Employers and postings for tests; every number is synthetic."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerKind, SeekerKind, Via
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from cuncuntong.network.models import Division
from tests.cases.make import reviewer
from tests.ledgers.make import County, id_number

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_serial = itertools.count(1)


def credit_code(number: int | None = None) -> str:
    """A code with the right check character, worked out here apart from the product's code."""
    first = f"91140522MA{(next(_serial) if number is None else number):07d}"
    total = sum(_ALPHABET.index(char) * 3**place for place, char in enumerate(first))
    return first + _ALPHABET[-total % 31]


def place(village: Division) -> dict[str, str]:
    """The placed columns of a village."""
    return {
        "village_code": village.code,
        "township_code": village.parent.code,  # type: ignore[union-attr]
        "county_code": "140522",
    }


def reviewer_of_jobs(county: County) -> Caller:
    """The county's reviewer of the employment line."""
    return reviewer(county, Line.EMPLOYMENT)


def unit(county: County, **more: Any) -> Employer:
    """A unit in 水村, registered at its point, not verified yet."""
    values: dict[str, Any] = {
        "kind": EmployerKind.UNIT,
        "name": "测试缫丝厂",
        "contact_name": "王测试",
        "telephone": f"1540000{next(_serial):04d}",
        "credit_code": credit_code(),
        "place": place(county.shuicun),
        "via": Via.POINT,
        "actor": None,
        "consented": True,
    }
    return services.register_employer(**{**values, **more})


def person(county: County, **more: Any) -> Employer:
    """A private person who needs hands."""
    values = {"kind": EmployerKind.PERSON, "name": "李测试", "credit_code": "", "id_number": id_number()}
    return unit(county, **{**values, **more})


def verified(county: County, **more: Any) -> Employer:
    """A unit that the county has verified."""
    row = unit(county, **more)
    return services.verify_employer(caller=reviewer_of_jobs(county), employer=row, version=row.version)


def gig_values(county: County, **more: Any) -> dict[str, Any]:
    """A gig of the coming days without anything to find fault with."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "title": "摘花椒",
        "occupation": "5-01-02-02",
        "description": "在椒园采摘花椒，按斤过秤。",
        "headcount": 5,
        "pay_low": Decimal("150.00"),
        "pay_unit": "day",
        "starts_on": today + dt.timedelta(days=2),
        "ends_on": today + dt.timedelta(days=9),
        "meals": True,
        "insurance": "accident",
        "address": "水村后山",
        **place(county.shuicun),
    }
    return {**values, **more}


def vacancy_values(county: County, **more: Any) -> dict[str, Any]:
    """A vacancy without anything to find fault with."""
    values: dict[str, Any] = {
        "title": "缫丝挡车工",
        "occupation": "6-04-02-02",
        "description": "看管缫丝机，接断头。",
        "headcount": 3,
        "pay_low": Decimal("3500.00"),
        "pay_high": Decimal("4500.00"),
        "pay_unit": "month",
        "hours_per_week": 40,
        "insurance": "full",
        **place(county.shuicun),
    }
    return {**values, **more}


def gig(county: County, employer: Employer | None = None, agent: Any = None, **more: Any) -> Posting:
    """A gig that was sent to the county."""
    return services.post(
        agent=agent,
        employer=employer or verified(county),
        kind=SeekerKind.GIG,
        values=gig_values(county, **more),
        via=Via.POINT,
        actor=None,
        confirmed=True,
    )


def vacancy(county: County, employer: Employer | None = None, **more: Any) -> Posting:
    """A vacancy that was sent to the county."""
    return services.post(
        employer=employer or verified(county),
        kind=SeekerKind.FIXED,
        values=vacancy_values(county, **more),
        via=Via.POINT,
        actor=None,
        confirmed=True,
    )


def published(county: County, posting: Posting | None = None) -> Posting:
    """A posting that shows."""
    row = posting or gig(county)
    return services.approve_posting(caller=reviewer_of_jobs(county), posting=row, version=row.version)
