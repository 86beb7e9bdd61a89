"""Reads the cells of postings and of people that ``candidates`` asks for, and measures what is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from cuncuntong.ledgers.jobs.enums import SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker, Posting, SeekerOccupation
from cuncuntong.ledgers.jobs.selectors.candidates import Cell, Found, gather
from cuncuntong.ledgers.jobs.selectors.match_facts import ANYWHERE, Home, near_by_code, tiers
from cuncuntong.ledgers.jobs.selectors.match_rows import (
    OFFER_COLUMNS,
    WISH_COLUMNS,
    offer_from,
    offer_told,
    wish_told,
)
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.rules.matching import (
    Matching,
    Offer,
    Wish,
    WishTold,
    barred,
    best_possible,
    health_barred,
    measure,
    offer_of,
    weigh,
    wish_of,
)
from cuncuntong.rules.matching.rows import health_mask


def open_seekers(on: dt.date) -> QuerySet[JobSeeker]:
    """Who looks for work on a day."""
    return JobSeeker.objects.filter(state=SeekerState.ACTIVE, valid_until__gte=on)


@dataclass
class PostingSearch:
    """Reads the cells of postings for one seeker; what a hard condition keeps out is remembered."""

    seeker: JobSeeker
    on: dt.date
    matching: Matching
    around: dict[str, int]
    near: dict[str, int]
    missed: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wish: Wish = wish_of(wish_told(self.seeker), self.matching)
        self.limits = health_mask(self.seeker.health_limits)

    def read(self, cells: Sequence[Cell]) -> Iterator[Found]:
        """The postings of the cells that fit."""
        rows = shown_postings(self.on).filter(
            _in_cells(cells, "occupation", "township_code"),
            kind=self.seeker.kind,
            county_code=self.seeker.county_code,
        )
        anyone = self.near.get(ANYWHERE)
        for *values, village, township in rows.values_list(*OFFER_COLUMNS, "village_code", "township_code"):
            offer = offer_of(offer_from(values), self.matching)
            hectometres = self.around.get(village or township, self.matching.same_county)
            near = self.near[values[3]] if anyone is None else anyone
            measured = weigh(near, hectometres, self.wish, offer, self.matching)
            found = Found(measured, offer.key, near, hectometres)
            if barred(self.wish, offer, self.matching.pay_cut) or health_barred(self.limits, offer):
                self.missed.append(found)
            else:
                yield found


def best_seekers(posting: Posting, on: dt.date, most: int, matching: Matching) -> list[Found]:
    """The people who measure best for a posting and agreed to be shown; health is not looked at."""
    home = Home.of(posting)
    around = home.around(matching)
    offer = offer_of(offer_told(posting), matching)
    # Nearness is the same in both directions; later choices of the seeker count less, below.
    wanted = tiers([posting.occupation], matching)
    near = {**near_by_code(wanted), ANYWHERE: matching.nearest_needed}
    wanted = _with_anyone(wanted, matching)

    def read(cells: Sequence[Cell]) -> Iterator[Found]:
        rows = SeekerOccupation.objects.filter(
            _in_cells(cells, "code", "township_code"),
            kind=posting.kind,
            seeker__state=SeekerState.ACTIVE,
            seeker__valid_until__gte=on,
            seeker__county_code=posting.county_code,
            seeker__shown_to_employers=True,
        )
        columns = (f"seeker__{name}" for name in (*WISH_COLUMNS[1:], "village_code", "township_code"))
        yield from _measured(
            rows.values_list("rank", "code", "seeker_id", *columns), near, around, offer, matching
        )

    return gather(
        most=most,
        tiers=wanted,
        townships=home.townships(around),
        limit=matching.longest,
        rest=best_possible(matching, offer=offer),
        matching=matching,
        read=read,
    )


def _measured(
    rows: Iterable[tuple[object, ...]],
    near_by_code: dict[str, int],
    around: dict[str, int],
    offer: Offer,
    matching: Matching,
) -> Iterator[Found]:
    for rank, code, *values, village, township in rows:
        wish = wish_of(WishTold(*values), matching)  # type: ignore[arg-type]
        near = near_by_code[str(code)]
        if code:
            near -= matching.later_choice * int(rank)  # type: ignore[call-overload]
        hectometres = around.get(str(village or township), matching.same_county)
        measured = measure(near, hectometres, wish, offer, matching)
        if measured >= 0:
            yield Found(measured, wish.key, near, hectometres)


def _with_anyone(
    wanted: Sequence[tuple[int, tuple[str, ...]]], matching: Matching
) -> list[tuple[int, tuple[str, ...]]]:
    """Those who named no occupation are as near as is just enough."""
    needed = matching.nearest_needed
    found = [one for one in wanted if one[0] > needed]
    last = tuple(code for value, codes in wanted if value == needed for code in codes)
    return [*found, (needed, (*last, ANYWHERE))]


def _in_cells(cells: Sequence[Cell], occupation: str, township: str) -> Q:
    found = Q()
    for cell in cells:
        one = (
            Q()
            if cell.codes == (ANYWHERE,) and occupation == "occupation"
            else Q(**{f"{occupation}__in": cell.codes})
        )
        if cell.townships is not None:
            one &= Q(**{f"{township}__in": cell.townships})
        found |= one
    return found
