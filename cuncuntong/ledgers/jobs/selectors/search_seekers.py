"""Searching people who look for work, for employers and for those who match: only who agreed to be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cuncuntong.foundation.search import Query
from cuncuntong.ledgers.jobs.enums import Hours, PayUnit, SeekerKind, SeekerState, Sort
from cuncuntong.ledgers.jobs.models import JobSeeker, SeekerOccupation
from cuncuntong.ledgers.jobs.selectors.near import Surroundings, in_place, surroundings
from cuncuntong.ledgers.jobs.selectors.pay import pay_scale
from cuncuntong.ledgers.jobs.selectors.searching import (
    SIZE,
    Keys,
    Page,
    bounds,
    chosen_order,
    floor_within,
    monthly_floor,
    nearest,
    ordered,
    read_words,
    subtree,
    words_note,
)
from cuncuntong.ledgers.jobs.services.seeker_index import SEEKERS
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.places import Distance

NEWEST_FIRST = ("-registered_on", "-pk")


@dataclass(frozen=True)
class SeekerQuery:
    """Whom an employer looks for. Empty conditions do not limit.

    ``pay`` is what is offered: those who want more are left out. ``near`` is where the work is; ``free_on``
    a day on which somebody must be free; ``days`` the last days of registering or renewing.
    """

    kind: str = SeekerKind.GIG
    words: str = ""
    place: str = ""
    occupation: str = ""
    pay: Decimal | None = None
    pay_unit: str = PayUnit.DAY
    near: str = ""
    within_km: int | None = None
    hours: str = ""
    free_on: dt.date | None = None
    days: int | None = None
    sort: str = ""
    page: int = 1
    size: int = SIZE

    @property
    def order(self) -> Sort:
        """The order that counts; all who hold the words fit alike."""
        order = chosen_order(self.sort, "", self.near)
        return Sort.NEWEST if order == Sort.FIT else order


@dataclass(frozen=True)
class FoundSeeker:
    """A registration (with its resident at hand), and how far from the work the person lives.

    Whoever shows it to an employer uses seeker_words: the name is not told in full, nor the village.
    """

    seeker: JobSeeker
    distance: Distance | None = None


def shown_seekers(on: dt.date) -> QuerySet[JobSeeker]:
    """Those who look for work on a day and agreed to be shown to employers."""
    rows = JobSeeker.objects.filter(state=SeekerState.ACTIVE, shown_to_employers=True)
    # "Not over" instead of "until at least": a range would lead SQLite to an index without the rest.
    return rows.exclude(valid_until__lt=on).exclude(resident__standing=Standing.DECEASED)


def search_seekers(
    query: SeekerQuery, *, rows: QuerySet[JobSeeker] | None = None, on: dt.date | None = None
) -> Page[FoundSeeker]:
    """One page of those who fit; ``rows`` are the ones that the caller may see (all of shown_seekers)."""
    day = on or timezone.localdate()
    around = surroundings(query.near)
    words = read_words(SEEKERS, query.words)
    if words.only_stop_words:
        return Page((), 0, False, 1, query.size, (words_note(words),), unit="人")
    base = shown_seekers(day) if rows is None else rows
    found = _page(base, query, words, around, day)
    if not found.rows and len(words.groups) > 1:
        words = words.loosen()
        found = _page(base, query, words, around, day)
    note = words_note(words) if found.rows or not words.loosened else ""
    return replace(found, notes=tuple(one for one in (note, *_notes(query, around)) if one))


def _page(
    rows: QuerySet[JobSeeker], query: SeekerQuery, words: Query, around: Surroundings, day: dt.date
) -> Page[FoundSeeker]:
    rows = _fitting(rows, query, around, day)
    number, part = bounds(query.page, query.size)
    keys = _keys(rows, query, words, around, day, part)
    known = JobSeeker.objects.select_related("resident").in_bulk(keys.page)
    found = [FoundSeeker(known[key], _distance(known[key], around)) for key in keys.page if key in known]
    return Page(found, keys.total, keys.more, number, query.size, unit="人")


def _worded(rows: QuerySet[JobSeeker], words: Query) -> QuerySet[JobSeeker]:
    return rows.filter(pk__in=SEEKERS.matching_keys(words)) if words else rows


def _fitting(
    rows: QuerySet[JobSeeker], query: SeekerQuery, around: Surroundings, day: dt.date
) -> QuerySet[JobSeeker]:
    """Who fits everything but the words."""
    kinds = [query.kind] if query.kind in SeekerKind.values else SeekerKind.values
    rows = rows.filter(kind__in=kinds)
    if query.place:
        rows = rows.filter(in_place(query.place))
    if query.occupation:
        wanted = SeekerOccupation.objects.filter(kind__in=kinds)
        rows = rows.filter(pk__in=wanted.filter(subtree("code", query.occupation)).values("seeker"))
    if query.pay is not None:
        rows = rows.filter(floor_within(query.pay, query.pay_unit, pay_scale(day)))
    if query.within_km is not None and around.known:
        rows = rows.filter(around.within(query.within_km))
    if query.days:
        first = day - dt.timedelta(days=query.days - 1)
        rows = rows.filter(Q(registered_on__gte=first) | Q(renewed_on__gte=first))
    return rows.filter(_terms(query))


def _terms(query: SeekerQuery) -> Q:
    wanted = Q()
    if query.hours and query.hours != Hours.ANY:
        wanted &= Q(hours__in=(query.hours, Hours.ANY))
    if query.free_on:
        wanted &= Q(free_from__isnull=True) | Q(free_from__lte=query.free_on)
        wanted &= Q(free_until__isnull=True) | Q(free_until__gte=query.free_on)
    return wanted


def _keys(
    rows: QuerySet[JobSeeker],
    query: SeekerQuery,
    words: Query,
    around: Surroundings,
    day: dt.date,
    part: slice,
) -> Keys:
    order = query.order
    if order == Sort.NEAREST and around.known:
        return nearest(_worded(rows, words), around, part, NEWEST_FIRST)
    rows = _worded(rows, words)
    if order == Sort.PAY:
        modest = F("monthly").asc(nulls_last=True)
        rows = rows.annotate(monthly=monthly_floor(pay_scale(day))).order_by(modest, *NEWEST_FIRST)
    else:
        rows = rows.order_by(*NEWEST_FIRST)
    return ordered(rows, part)


def _distance(seeker: JobSeeker, around: Surroundings) -> Distance | None:
    return around.distance(seeker.village_code, seeker.township_code) if around.known else None


def _notes(query: SeekerQuery, around: Surroundings) -> list[str]:
    notes = []
    if query.near and not around.known:
        notes.append("没有找到计算距离的地点，距离条件没有用上。")
    if query.pay is not None:
        notes.append("没有说期望报酬的求职者也在其中。")
    return notes
