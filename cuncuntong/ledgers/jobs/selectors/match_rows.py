"""Registrations and postings as the matching reads them: of a row at hand, or of many columns at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.models import JobSeeker, Posting
from cuncuntong.rules.matching import OfferTold, WishTold

# The columns of a posting in the order of OfferTold, and where it is.
OFFER_COLUMNS = (
    "pk",
    "kind",
    "title",
    "occupation",
    "requirements",
    "pay_low",
    "pay_high",
    "pay_unit",
    "hours",
    "starts_on",
    "ends_on",
    "education",
    "experience_years",
    "certificates",
    "health_demands",
    "published_at",
)
# The columns of a registration in the order of WishTold. Health is sealed and not among them.
WISH_COLUMNS = (
    "pk",
    "occupations",
    "occupation",
    "pay_floor",
    "pay_unit",
    "distance_km",
    "work_place",
    "hours",
    "free_from",
    "free_until",
    "education",
    "experience_years",
    "certificates",
    "skills",
    "last_contact_on",
)


def offer_told(posting: Posting) -> OfferTold:
    """What a posting says."""
    return offer_from([getattr(posting, name) for name in OFFER_COLUMNS])


def wish_told(seeker: JobSeeker) -> WishTold:
    """What a registration says."""
    return WishTold(*(getattr(seeker, name) for name in WISH_COLUMNS))


def offer_from(values: list[Any] | tuple[Any, ...]) -> OfferTold:
    """What the columns of a posting say."""
    return OfferTold(*(*values[:-1], _day(values[-1])))


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None
