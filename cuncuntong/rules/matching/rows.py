"""A registration and a posting as whole numbers, so that thousands are compared in a moment.

What is not known is a number that neither fits nor hinders: 0 for pay and education, -1 for experience,
a span of all days for dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
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


class WishTold(NamedTuple):
    """What a registration says, as the ledger has it; sums may be floats where very many are read."""

    key: int
    occupations: Sequence[str] = ()
    occupation: str = ""
    pay_floor: Decimal | float | None = None
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


class OfferTold(NamedTuple):
    """What a posting says, as the ledger has it; sums may be floats where very many are read."""

    key: int
    kind: str = "fixed"
    title: str = ""
    occupation: str = ""
    requirements: str = ""
    pay_low: Decimal | float | None = None
    pay_high: Decimal | float | None = None
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
    return sum(1 << place for place, key in enumerate(_HEALTH) if key in keys) if keys else 0


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
    (key, _, occupation, pay, unit, distance, place, hours, first, last, school, years, papers, can, day) = (
        told
    )
    return Wish(
        key,
        int(float(pay) * matching.units.get(unit, 0.0) + _ROUNDING) if pay else 0,
        matching.limit(distance, place),
        _HOURS.get(hours, _ANY),
        first.toordinal() if first else ALL_DAYS[0],
        last.toordinal() if last else ALL_DAYS[1],
        education_rank(school),
        -1 if years is None else years,
        _held(tuple(papers)) if papers else 0,
        skills_in(f"{occupation} {can}"),
        freshness(day, matching.on, matching.wish_days),
    )


def offer_of(told: OfferTold, matching: Matching) -> Offer:
    """A posting as numbers. Only a gig's dates bind; a vacancy waits for whom it takes."""
    needed = _needed(tuple(told.certificates)) if told.certificates else 0
    units = matching.units.get(told.pay_unit, 0.0)
    low, high = told.pay_low, told.pay_high
    top = float(high if high is not None else low or 0)
    first, last = NO_DAYS
    if told.kind == "gig" and told.starts_on:
        # Of a gig that runs, only the days still to come bind anybody.
        first = max(told.starts_on.toordinal(), matching.on.toordinal())
        last = (told.ends_on or told.starts_on).toordinal()
    return Offer(
        told.key,
        int((float(low if low is not None else top) + top) / 2 * units + _ROUNDING),
        int(top * units + _ROUNDING),
        _HOURS.get(told.hours, _ANY),
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


# Sums have two decimals at most; a float's last bit must not take a yuan away.
_ROUNDING = 1e-6
_HOURS = {hours: place for place, hours in enumerate(HOURS)}
_ANY = _HOURS["any"]


@lru_cache(maxsize=4096)
def _held(keys: tuple[str, ...]) -> int:
    return certificates.held_mask(keys)


@lru_cache(maxsize=4096)
def _needed(keys: tuple[str, ...]) -> int:
    return certificates.mask_of(keys)
