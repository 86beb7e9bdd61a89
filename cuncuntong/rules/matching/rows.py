"""A registration and a posting as whole numbers, so that thousands are compared in a moment.

What is not known is a number that neither fits nor hinders: 0 for pay and education, -1 for experience,
a span of all days for dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cuncuntong.rules import certificates
from cuncuntong.rules.matching.settings import FULL, Matching
from cuncuntong.rules.matching.skills import skills_in

HOURS = ("day", "shift", "night", "half", "any")
ALL_DAYS = (0, 4_000_000)
NO_DAYS = (4_000_000, 0)
# GB/T 4658 two-digit codes from low to high; vocational and general secondary school stand side by side.
_EDUCATION = {"90": 1, "80": 2, "70": 3, "60": 4, "40": 4, "50": 4, "30": 5, "20": 6, "10": 7}
# Keys of the ledger's HealthLimit, as bits.
_HEALTH = ("heavy", "height", "standing", "night", "dust", "sight", "underground")


class Wish(NamedTuple):
    """Somebody who looks for work. ``limit`` in hectometres, ``pay`` in yuan a month."""

    key: int
    pay: int
    limit: int
    hours: int
    free_from: int
    free_until: int
    education: int
    experience: int
    certificates: int
    skills: int
    fresh: int


class Offer(NamedTuple):
    """A posting. ``pay`` is the middle of its range, ``pay_top`` the top; ``usual`` are certificates
    that the occupation usually wants and the posting does not name.
    """

    key: int
    pay: int
    pay_top: int
    hours: int
    starts: int
    ends: int
    education: int
    experience: int
    certificates: int
    usual: int
    skills: int
    fresh: int
    health: int


@dataclass(frozen=True, slots=True)
class WishTold:
    """What a registration says, as the ledger has it."""

    key: int
    occupations: Sequence[str] = ()
    occupation: str = ""
    pay_floor: Decimal | None = None
    pay_unit: str = "month"
    distance_km: int | None = None
    work_place: str = ""
    hours: str = "any"
    free_from: dt.date | None = None
    free_until: dt.date | None = None
    education: str = ""
    experience_years: int | None = None
    certificates: Sequence[str] = ()
    skills: str = ""
    contact_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class OfferTold:
    """What a posting says, as the ledger has it."""

    key: int
    kind: str = "fixed"
    title: str = ""
    occupation: str = ""
    requirements: str = ""
    pay_low: Decimal | None = None
    pay_high: Decimal | None = None
    pay_unit: str = "month"
    hours: str = "day"
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    education: str = ""
    experience_years: int | None = None
    certificates: Sequence[str] = ()
    health_demands: Sequence[str] = ()
    published_on: dt.date | None = None


def education_rank(code: str) -> int:
    """From 1 (no school) to 7 (postgraduate); 0 where it is not known."""
    return _EDUCATION.get(code, 0)


def health_mask(keys: Sequence[str]) -> int:
    """Limits or demands as bits."""
    return sum(1 << place for place, key in enumerate(_HEALTH) if key in keys)


def health_keys(mask: int) -> list[str]:
    """The keys of a mask."""
    return [key for place, key in enumerate(_HEALTH) if mask >> place & 1]


def freshness(day: dt.date | None, on: dt.date, days: int) -> int:
    """FULL on the day itself, falling to 0 after so many days."""
    if day is None:
        return 0
    return max(0, FULL - FULL * max(0, (on - day).days) // days)


def wish_of(told: WishTold, matching: Matching) -> Wish:
    """A registration as numbers."""
    experience = told.experience_years
    return Wish(
        told.key,
        _monthly(told.pay_floor, told.pay_unit, matching),
        matching.limit(told.distance_km, told.work_place),
        _hours(told.hours),
        told.free_from.toordinal() if told.free_from else ALL_DAYS[0],
        told.free_until.toordinal() if told.free_until else ALL_DAYS[1],
        education_rank(told.education),
        -1 if experience is None else experience,
        certificates.held_mask(told.certificates),
        skills_in(f"{told.occupation} {told.skills}"),
        freshness(told.contact_on, matching.on, matching.wish_days),
    )


def offer_of(told: OfferTold, matching: Matching) -> Offer:
    """A posting as numbers. Only a gig's dates bind; a vacancy waits for whom it takes."""
    low, high = told.pay_low, told.pay_high
    known = [one for one in (low, high) if one is not None]
    first, last = NO_DAYS
    if told.kind == "gig" and told.starts_on:
        first, last = told.starts_on.toordinal(), (told.ends_on or told.starts_on).toordinal()
    needed = certificates.mask_of(told.certificates)
    return Offer(
        told.key,
        _monthly(sum(known, Decimal(0)) / len(known), told.pay_unit, matching) if known else 0,
        _monthly(known[-1], told.pay_unit, matching) if known else 0,
        _hours(told.hours),
        first,
        last,
        education_rank(told.education),
        told.experience_years or 0,
        needed,
        certificates.usual_mask(told.occupation) & ~needed,
        skills_in(f"{told.title} {told.requirements}"),
        freshness(told.published_on, matching.on, matching.offer_days),
        health_mask(told.health_demands),
    )


def _monthly(amount: Decimal | None, unit: str, matching: Matching) -> int:
    """Whole yuan a month; 0 where nothing comparable is said."""
    if not amount:
        return 0
    units = matching.scale.units_a_month(unit)
    return 0 if units is None else int(amount * units)


def _hours(hours: str) -> int:
    return HOURS.index(hours) if hours in HOURS else HOURS.index("any")
