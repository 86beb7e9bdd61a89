"""Reads of hard-to-employ persons, and what the rules say of a resident."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from cuncuntong.ledgers.employment.enums import HardshipState
from cuncuntong.ledgers.employment.models import Hardship, Unemployment
from cuncuntong.ledgers.employment.selectors.retirement import last_retirement
from cuncuntong.ledgers.employment.selectors.unemployment import active_unemployment
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.residents.enums import Sex, Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import date_reaching_age
from cuncuntong.rules.hardship import KINDS, Finding, Kind, Limits, Person, find

MOST_NAMED = 3


@dataclass(frozen=True)
class Offer:
    """A category with what its rule says of a resident."""

    kind: Kind
    finding: Finding


@read_once
def open_hardship(resident: Resident) -> Hardship | None:
    """The recognition that runs or waits for a decision."""
    states = [HardshipState.PROPOSED, HardshipState.ACTIVE]
    return Hardship.objects.filter(resident=resident, state__in=states).first()


def is_hard_to_employ(resident: Resident, on: dt.date) -> bool:
    """Whether the resident was recognised as hard to employ on a day."""
    rows = Hardship.objects.filter(resident=resident, starts_on__lte=on, ends_on__gte=on)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on)).exists()


def limits(on: dt.date) -> Limits:
    """The figures of a day."""
    book = current()
    switched = book.table("employment.hardship_categories", on)
    return Limits(
        male_age=book.integer("employment.hardship_male_age", on),
        female_age=book.integer("employment.hardship_female_age", on),
        unemployed_months=book.integer("employment.hardship_unemployed_months", on),
        in_force=frozenset(str(key) for key, value in switched.items() if value),
    )


def person(resident: Resident, on: dt.date, unemployment: Unemployment | None) -> Person:
    """What the rules look at; two questions where a household is known."""
    return Person(
        birth=resident.birth_date,
        male=resident.sex == Sex.MALE,
        on=on,
        unemployed_since=unemployment.registered_on if unemployment else None,
        earners=_earners(resident, on) if resident.household_id else (),
        household_known=resident.household_id is not None,
    )


def _earners(resident: Resident, on: dt.date) -> tuple[str, ...]:
    """Those of the household, in working age, who have work by our records."""
    members = Resident.objects.filter(household=resident.household, standing=Standing.PRESENT)
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    working = Employment.objects.filter(running, starts_on__lte=on, reversed_at__isnull=True)
    found = members.exclude(pk=resident.pk).filter(pk__in=working.values("resident_id")).order_by("pk")
    least = current().integer("employment.minimum_working_age", on)
    return tuple(
        member.name
        for member in found[: MOST_NAMED * 3]
        if date_reaching_age(member.birth_date, least) <= on < last_retirement(member, on).day
    )[:MOST_NAMED]


def offers(resident: Resident, on: dt.date) -> list[Offer]:
    """Every category that is in force with what its rule says; none without a registration that runs."""
    unemployment = active_unemployment(resident)
    if unemployment is None:
        return []
    figures, who = limits(on), person(resident, on, unemployment)
    return [
        Offer(kind, find(kind.category, who, figures))
        for kind in KINDS.values()
        if kind.category.value in figures.in_force
    ]
