"""Searching postings by words, place, occupation, pay, distance and terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cuncuntong.foundation.search import Piece, Query, excerpt
from cuncuntong.ledgers.jobs.enums import EmployerState, PayUnit, PostingState, SeekerKind, Sort
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.selectors.near import Surroundings, in_place, surroundings
from cuncuntong.ledgers.jobs.selectors.pay import pay_scale
from cuncuntong.ledgers.jobs.selectors.searching import (
    SIZE,
    Keys,
    Page,
    bounds,
    chosen_order,
    fitting_first,
    monthly_pay,
    nearest,
    ordered,
    pays_at_least,
    read_words,
    start_of,
    subtree,
    words_note,
)
from cuncuntong.ledgers.jobs.services.posting_index import POSTING_TITLES, POSTINGS
from cuncuntong.network.places import Distance

NEWEST_FIRST = ("-published_at", "-pk")
_EXCERPT = 60


@dataclass(frozen=True)
class PostingQuery:
    """What is looked for. Empty conditions do not limit.

    ``place`` is a village's or township's code; ``near`` the one that distances are measured from;
    ``occupation`` finds all below it too; ``days`` are the last days of publication, today among them.
    Without ``sort``: what fits the words best, else what is nearest to ``near``, else the newest.
    """

    kind: str = ""
    words: str = ""
    place: str = ""
    occupation: str = ""
    pay: Decimal | None = None
    pay_unit: str = PayUnit.MONTH
    near: str = ""
    within_km: int | None = None
    hours: str = ""
    meals: bool = False
    lodging: bool = False
    transport: bool = False
    days: int | None = None
    employer: int | None = None
    sort: str = ""
    page: int = 1
    size: int = SIZE

    @property
    def order(self) -> Sort:
        """The order that counts."""
        return chosen_order(self.sort, self.words, self.near)


@dataclass(frozen=True)
class FoundPosting:
    """A posting with its distance, and title and text in pieces where words were looked for."""

    posting: Posting
    distance: Distance | None = None
    title: Sequence[Piece] = ()
    excerpt: Sequence[Piece] = ()


def searchable(on: dt.date) -> QuerySet[Posting]:
    """The postings of selectors.shown_postings, said in a way that one index answers on both engines."""
    rows = Posting.objects.filter(state=PostingState.PUBLISHED, kind__in=SeekerKind.values)
    hidden = Employer.objects.exclude(state=EmployerState.VERIFIED)
    # "Not over" instead of "until at least": a range would lead SQLite to an index without the rest.
    return rows.exclude(valid_until__lt=on).exclude(employer__in=hidden.values("pk"))


def search_postings(query: PostingQuery, *, on: dt.date | None = None) -> Page[FoundPosting]:
    """One page of the postings that show on a day (today) and fit, in at most four queries and one for
    every ring of villages; ``notes`` say what could not be looked for."""
    day = on or timezone.localdate()
    around = surroundings(query.near)
    words = read_words(POSTINGS, query.words)
    if words.only_stop_words:
        return Page((), 0, False, 1, query.size, (words_note(words),))
    found = _page(query, words, around, day)
    if not found.rows and len(words.groups) > 1:
        words = words.loosen()
        found = _page(query, words, around, day)
    note = words_note(words) if found.rows or not words.loosened else ""
    return replace(found, notes=tuple(one for one in (note, *_notes(query, around)) if one))


def places_of(query: PostingQuery, *, on: dt.date | None = None) -> list[tuple[str, str, int]]:
    """Where the postings that fit are: (village, township, how many), for the map; codes are empty where
    the work is all over the township or the county."""
    day = on or timezone.localdate()
    words = read_words(POSTINGS, query.words)
    if words.only_stop_words:
        return []
    around = surroundings(query.near)
    rows = _fitting(query, around, day)
    found = _places(_worded(rows, words))
    if not found and len(words.groups) > 1:
        found = _places(_worded(rows, words.loosen()))
    return found


def similar_postings(posting: Posting, *, most: int = 5, on: dt.date | None = None) -> list[Posting]:
    """Others that show now and are like it: of the same occupation group, the nearest first, else new."""
    group = posting.occupation.rsplit("-", 1)[0] if "-" in posting.occupation else posting.occupation
    near = posting.village_code or posting.township_code
    like = PostingQuery(kind=posting.kind, occupation=group, near=near, size=most + 1)
    found = [one.posting for one in search_postings(like, on=on).rows if one.posting.pk != posting.pk]
    if not found:
        newest = PostingQuery(kind=posting.kind, near=near, sort=Sort.NEWEST, size=most + 1)
        found = [one.posting for one in search_postings(newest, on=on).rows if one.posting.pk != posting.pk]
    return found[:most]


def _page(query: PostingQuery, words: Query, around: Surroundings, day: dt.date) -> Page[FoundPosting]:
    rows = _fitting(query, around, day)
    number, part = bounds(query.page, query.size)
    keys = _keys(rows, query, words, around, day, part)
    known = Posting.objects.select_related("employer").in_bulk(keys.page)
    found = [_found(known[key], words, around) for key in keys.page if key in known]
    return Page(found, keys.total, keys.more, number, query.size)


def _worded(rows: QuerySet[Posting], words: Query) -> QuerySet[Posting]:
    return rows.filter(pk__in=POSTINGS.matching_keys(words)) if words else rows


def _fitting(query: PostingQuery, around: Surroundings, day: dt.date) -> QuerySet[Posting]:
    """What fits everything but the words."""
    rows = searchable(day)
    if query.kind in SeekerKind.values:
        rows = rows.filter(kind=query.kind)
    if query.place:
        rows = rows.filter(in_place(query.place))
    if query.occupation:
        rows = rows.filter(subtree("occupation", query.occupation))
    if query.pay is not None:
        rows = rows.filter(pays_at_least(query.pay, query.pay_unit, pay_scale(day)))
    if query.within_km is not None and around.known:
        rows = rows.filter(around.within(query.within_km))
    if query.days:
        rows = rows.filter(published_at__gte=start_of(day - dt.timedelta(days=query.days - 1)))
    if query.employer is not None:
        rows = rows.filter(employer=query.employer)
    return rows.filter(_terms(query))


def _terms(query: PostingQuery) -> Q:
    wanted = Q()
    if query.hours:
        wanted &= Q(hours=query.hours)
    for name in ("meals", "lodging", "transport"):
        if getattr(query, name):
            wanted &= Q(**{name: True})
    return wanted


def _keys(
    rows: QuerySet[Posting],
    query: PostingQuery,
    words: Query,
    around: Surroundings,
    day: dt.date,
    part: slice,
) -> Keys:
    """The keys of one page. Only what stands in the index is read for them; the rows come afterwards."""
    order = query.order
    if order == Sort.NEAREST and around.known:
        return nearest(_worded(rows, words), around, part, NEWEST_FIRST)
    if order == Sort.FIT and words:
        return ordered(fitting_first(rows, POSTING_TITLES, POSTINGS, words, NEWEST_FIRST), part)
    rows = _worded(rows, words)
    if order == Sort.PAY:
        best = F("monthly").desc(nulls_last=True)
        rows = rows.annotate(monthly=monthly_pay(pay_scale(day))).order_by(best, *NEWEST_FIRST)
    else:
        rows = rows.order_by(*NEWEST_FIRST)
    return ordered(rows, part)


def _places(rows: QuerySet[Posting]) -> list[tuple[str, str, int]]:
    return list(rows.order_by().values_list("village_code", "township_code").annotate(Count("pk")))


def _found(posting: Posting, words: Query, around: Surroundings) -> FoundPosting:
    distance = around.distance(posting.village_code, posting.township_code) if around.known else None
    if not words:
        return FoundPosting(posting, distance)
    text = " ".join(f"{posting.description} {posting.requirements}".split())
    pieces = excerpt(text, words, length=_EXCERPT)
    return FoundPosting(
        posting,
        distance,
        excerpt(posting.title, words, length=0),
        pieces if any(piece.hit for piece in pieces) else (),
    )


def _notes(query: PostingQuery, around: Surroundings) -> list[str]:
    notes = []
    if query.near and not around.known:
        notes.append("没有找到计算距离的地点，距离条件没有用上。")
    elif query.within_km is not None and around.known:
        notes.append("工作地点为全县的岗位不在其中。")
    if query.pay is not None and query.pay_unit != PayUnit.PIECE:
        notes.append("报酬面议和计件的岗位不能比较，不在其中。")
    return notes
