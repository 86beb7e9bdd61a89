"""Wishes and offers at random, and the settings as they are shipped."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from cuncuntong.rules.matching import Matching, OfferTold, Pair, WishTold, offer_of, wish_of
from cuncuntong.rules.matching.rows import health_mask
from cuncuntong.rules.parameters import load_parameters

ON = dt.date(2026, 11, 25)
MATCHING = Matching.of(load_parameters(), ON)
PAPERS = ("health", "welding", "height", "drive_c1", "drive_b2")
UNITS = ("month", "day", "hour", "piece")
HEALTH = ("heavy", "height", "night")


def matching(**changes: Any) -> Matching:
    return replace(MATCHING, **changes)


def pair(
    wish: dict[str, Any] | None = None,
    offer: dict[str, Any] | None = None,
    *,
    nearness: tuple[float, ...] = (1.0,),
    wanted: tuple[str, ...] = ("焊工",),
    hectometres: int = 40,
    said: str = "4公里",
    limits: tuple[str, ...] = (),
) -> Pair:
    """A welder who wants 4,000 a month within 20 km, and a vacancy for one 4 km away."""
    wish_told = WishTold(
        **{
            "key": 1,
            "occupations": ("6-18-02-04",),
            "occupation": "电焊工",
            "pay_floor": Decimal(4000),
            "distance_km": 20,
            "hours": "day",
            "contact_on": ON,
            **(wish or {}),
        }
    )
    offer_told = OfferTold(
        **{
            "key": 2,
            "title": "招工",
            "occupation": "6-18-02-01",
            "pay_low": Decimal(4500),
            "pay_high": Decimal(4500),
            "published_on": ON,
            **(offer or {}),
        }
    )
    return Pair(
        wish_of(wish_told, MATCHING),
        offer_of(offer_told, MATCHING),
        wish_told,
        offer_told,
        nearness,
        wanted,
        "焊工",
        hectometres,
        said,
        health_mask(limits),
    )


def _money(low: int, high: int) -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.integers(low, high).map(Decimal)


def _days() -> st.SearchStrategy[dt.date | None]:
    return st.none() | st.integers(-60, 60).map(lambda days: ON + dt.timedelta(days=days))


@st.composite
def wishes(draw: Any) -> WishTold:
    first, last = draw(_days()), draw(_days())
    if first and last and last < first:
        first, last = last, first
    return WishTold(
        key=draw(st.integers(1, 10**6)),
        occupations=("6-18-02-04",),
        occupation=draw(st.sampled_from(["电焊工", "缝纫工", "什么都行"])),
        pay_floor=draw(_money(50, 9000)),
        pay_unit=draw(st.sampled_from(UNITS)),
        distance_km=draw(st.none() | st.integers(1, 100)),
        work_place=draw(st.sampled_from(["本村附近", "本乡镇", "本县", "县外", ""])),
        hours=draw(st.sampled_from(["day", "shift", "night", "half", "any"])),
        free_from=first,
        free_until=last,
        education=draw(st.sampled_from(["", "90", "80", "70", "60", "40", "20"])),
        experience_years=draw(st.none() | st.integers(0, 30)),
        certificates=draw(st.lists(st.sampled_from(PAPERS), unique=True)),
        skills=draw(st.sampled_from(["", "会缝纫、会开车", "氩弧焊，做饭"])),
        contact_on=draw(_days()),
    )


@st.composite
def offers(draw: Any) -> OfferTold:
    first, last = draw(_days()), draw(_days())
    if first and last and last < first:
        first, last = last, first
    low, more = draw(_money(50, 9000)), draw(st.integers(0, 3000))
    return OfferTold(
        key=draw(st.integers(1, 10**6)),
        kind=draw(st.sampled_from(["fixed", "gig"])),
        title=draw(st.sampled_from(["招聘", "招电焊工", "招平车缝纫，会做饭优先"])),
        occupation="6-18-02-04",
        pay_low=low,
        pay_high=None if low is None else low + more,
        pay_unit=draw(st.sampled_from(UNITS)),
        hours=draw(st.sampled_from(["day", "shift", "night", "half", "any"])),
        starts_on=first,
        ends_on=last,
        education=draw(st.sampled_from(["", "80", "70", "60", "30"])),
        experience_years=draw(st.none() | st.integers(0, 10)),
        certificates=draw(st.lists(st.sampled_from(PAPERS), unique=True, max_size=2)),
        health_demands=draw(st.lists(st.sampled_from(HEALTH), unique=True, max_size=2)),
        published_on=draw(_days()),
    )
