"""Reads of skill subsidies."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.skills.enums import STANDING, SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.numbers import plain

TIMES_A_YEAR = "subsidies.skill_times_a_year"


def subsidies_of(resident: Resident) -> QuerySet[Subsidy]:
    """All that were not taken back, the newest first."""
    return Subsidy.objects.filter(resident=resident).exclude(state=SubsidyState.UNDONE)


def standing_of(resident: Resident) -> list[Subsidy]:
    """Those that were approved or paid: they count for the limits."""
    return list(Subsidy.objects.filter(resident=resident, state__in=STANDING).order_by("-pk"))


def in_year(rows: list[Subsidy], on: dt.date) -> int:
    """How many of them were claimed in a day's calendar year."""
    return sum(row.applied_on.year == on.year for row in rows)


def used_by_another(resident: Resident, number: str) -> bool:
    """Whether somebody else of the county was granted a subsidy for a certificate of this number.

    Who it was is nobody's business at the counter: the county sees it in its list.
    """
    rows = of_number(resident.county_code, number).filter(state__in=STANDING)
    return rows.exclude(resident=resident).exists()


def of_number(county_code: str, number: str) -> QuerySet[Subsidy]:
    """Subsidies for a number in a county, for whoever may see them."""
    return Subsidy.objects.filter(is_number(number), county_code=county_code)


def is_number(number: str) -> Q:
    """Subsidies for a certificate's number, however it was typed; none for an empty one."""
    return exact(Subsidy, "certificate_number_index", plain(number))
