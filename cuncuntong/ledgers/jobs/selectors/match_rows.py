"""Registrations and postings as the matching reads them: of a row at hand, or of thousands at once.

Thousands are read as plain texts and floats, and each different text is turned into what it says once:
the usual conversion of a row's columns would take three times as long as reading and comparing it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import F, FloatField, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from cuncuntong.ledgers.jobs.models import JobSeeker, Posting
from cuncuntong.rules.matching import OfferTold, WishTold

# The columns in the order of OfferTold and WishTold. Health is sealed and not among a seeker's.
OFFER = [{"key": "pk", "published_on": "published_at"}.get(name, name) for name in OfferTold._fields]
WISH = [{"key": "pk", "contact_on": "last_contact_on"}.get(name, name) for name in WishTold._fields]
_SUMS = {"pay_low", "pay_high", "pay_floor"}
_LISTS = {"certificates", "health_demands", "occupations"}
_DAYS = {"starts_on", "ends_on", "free_from", "free_until", "last_contact_on"}
_KEPT = 20_000


def offer_told(posting: Posting) -> OfferTold:
    """What a posting says."""
    told = OfferTold(*(getattr(posting, name) for name in OFFER))
    moment = posting.published_at
    return told._replace(published_on=timezone.localdate(moment) if moment else None)


def wish_told(seeker: JobSeeker) -> WishTold:
    """What a registration says."""
    return WishTold(*(getattr(seeker, name) for name in WISH))


def plain_columns(names: Sequence[str], prefix: str = "", place: str = "") -> list[str | Combinable]:
    """What values_list reads without converting it; then village and township of ``place``."""
    told: list[str | Combinable] = [_plain(name, f"{prefix}{name}") for name in names]
    return [*told, f"{place}village_code", f"{place}township_code"]


def _plain(name: str, path: str) -> Combinable:
    if name in _SUMS:
        return Cast(path, FloatField())
    if name in _LISTS or name in _DAYS:
        return Cast(path, TextField())
    if name == "published_at":
        # Down to the hour, in UTC on both engines.
        return Substr(Cast(path, TextField()), 1, 13)
    return F(path)


def offer_read(values: Sequence[Any]) -> OfferTold:
    """What plain columns of a posting say."""
    (key, kind, title, code, wants, low, high, unit, hours, first, last, *rest) = values
    (school, years, papers, health, published) = rest
    return OfferTold(
        key,
        kind,
        title,
        code,
        wants,
        low,
        high,
        unit,
        hours,
        _day(first) if first else None,
        _day(last) if last else None,
        school,
        years,
        _list(papers),
        _list(health),
        _hour(published) if published else None,
    )


def wish_read(values: Sequence[Any]) -> WishTold:
    """What plain columns of a registration say."""
    (key, codes, words, pay, unit, distance, place, hours, first, last, *rest) = values
    (school, years, papers, skills, contact) = rest
    return WishTold(
        key,
        _list(codes),
        words,
        pay,
        unit,
        distance,
        place,
        hours,
        _day(first) if first else None,
        _day(last) if last else None,
        school,
        years,
        _list(papers),
        skills,
        _day(contact) if contact else None,
    )


@lru_cache(maxsize=_KEPT)
def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=_KEPT)
def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


@lru_cache(maxsize=_KEPT)
def _hour(text: str) -> dt.date:
    moment = dt.datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=dt.UTC)
    return timezone.localdate(moment)
