"""Employers, postings and seekers for the tests of the job market, as they stand after verification."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.models import Employer, JobSeeker, Posting
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import CoordinateSystem
from cuncuntong.network.models import Division
from cuncuntong.network.models.places import Place
from cuncuntong.network.places import forget_places

DAY = dt.date(2026, 11, 25)
WELDER, MASON, GUARD, NANNY, CARER = (
    "6-18-02-04",
    "6-29-01-01",
    "4-07-05-01",
    "4-10-01-01",
    "4-10-01-05",
)


def placed(division: Division, longitude: str, latitude: str) -> None:
    """Gives a division coordinates."""
    Place.objects.create(
        division=division,
        longitude=Decimal(longitude),
        latitude=Decimal(latitude),
        system=CoordinateSystem.WGS84,
        source="测试",
    )
    forget_places()


def employer(village: Division, **more: Any) -> Employer:
    """A verified private person of a village."""
    values = {
        "kind": "person",
        "name": "王五",
        "contact_name": "王五",
        "telephone": "13835600009",
        "state": "verified",
        "via": "point",
        **codes(village),
    }
    return Employer.objects.create(**{**values, **more})


def codes(division: Division) -> dict[str, str]:
    """Where something in a division is placed."""
    if division.level == "county":
        return {"village_code": "", "township_code": "", "county_code": division.code}
    if division.level == "township":
        return {"village_code": "", "township_code": division.code, "county_code": "140522"}
    assert division.parent is not None
    return {
        "village_code": division.code,
        "township_code": division.parent.code,
        "county_code": "140522",
    }


def posting(of: Employer, place: Division | None = None, **more: Any) -> Posting:
    """A published vacancy for a welder at 4,500 a month, or what is said."""
    values: dict[str, Any] = {
        "employer": of,
        "kind": "fixed",
        "title": "招电焊工",
        "occupation": WELDER,
        "description": "焊接大门",
        "pay_low": Decimal(4500),
        "pay_high": Decimal(4500),
        "pay_unit": "month",
        "insurance": "injury",
        "state": "published",
        "via": "county",
        "published_at": timezone.make_aware(dt.datetime.combine(DAY, dt.time(9))),
        "valid_until": DAY + dt.timedelta(days=60),
        "village_code": of.village_code,
        "township_code": of.township_code,
        "county_code": of.county_code,
    }
    if place is not None:
        values |= codes(place)
    return Posting.objects.create(**{**values, **more})


def seeker(of: Resident, **more: Any) -> JobSeeker:
    """Somebody who looks for work as a welder, agreed to everything, registered on the day."""
    values: dict[str, Any] = {
        "kind": "fixed",
        "occupation": "电焊工",
        "occupations": [WELDER],
        "work_place": "本县",
        "pay_floor": Decimal(4000),
        "shown_to_employers": True,
        "push_agreed": True,
        "on": DAY,
        "actor": None,
    }
    return register_seeker(resident=of, **{**values, **more})
