"""Reads the cells of postings and of people that ``candidates`` asks for, and measures what is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import EmployerState, PostingState, SeekerState
from cuncuntong.ledgers.jobs.models import Employer, JobSeeker, Posting, SeekerOccupation
from cuncuntong.ledgers.jobs.selectors.candidates import Cell, Field, Found, gather
from cuncuntong.ledgers.jobs.selectors.match_facts import ANYWHERE, Home, near_by_code, tiers
from cuncuntong.ledgers.jobs.selectors.match_rows import (
    OFFER,
    WISH,
    offer_read,
    offer_told,
    plain_columns,
    wish_read,
    wish_told,
)
from cuncuntong.rules.matching import (
    Matching,
    Offer,
    Wish,
    barred,
    best_possible,
    health_barred,
    measure,
    offer_of,
    weigh,
    wish_of,
)
from cuncuntong.rules.matching.bounds import Least, of_offers, of_wishes
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
        self.columns = plain_columns(OFFER)

    def least(self, brought: int) -> Q:
        """What postings of a cell must offer."""
        return _offers_least(of_offers(brought, self.wish, self.matching), self.matching)

    def read(self, cells: Sequence[Cell]) -> Iterator[Found]:
        """The postings of the cells that fit."""
        # As shown_postings says it, but employers by what they are not: those are few, and SQLite would
        # begin with a join's other side.
        unverified = Employer.objects.exclude(state=EmployerState.VERIFIED).values("pk")
        rows = Posting.objects.exclude(employer__in=unverified).filter(
            _in_cells(cells, "occupation", self.least),
            state=PostingState.PUBLISHED,
            valid_until__gte=self.on,
            kind=self.seeker.kind,
            county_code=self.seeker.county_code,
        )
        anyone = self.near.get(ANYWHERE)
        for *values, village, township in rows.values_list(*self.columns):
            offer = offer_of(offer_read(values), self.matching)
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

    def least(brought: int) -> Q:
        return _wishes_least(of_wishes(brought, offer, matching), matching)

    def read(cells: Sequence[Cell]) -> Iterator[Found]:
        # An occupation stands here while its registration is active; whose is, _shown asks again.
        rows = SeekerOccupation.objects.filter(
            _in_cells(cells, "code", least),
            kind=posting.kind,
            seeker__valid_until__gte=on,
            seeker__county_code=posting.county_code,
            seeker__shown_to_employers=True,
        )
        columns = plain_columns(WISH, "seeker__", "seeker__")
        yield from _measured(rows.values_list("rank", "code", *columns), near, around, offer, matching)

    rest = best_possible(matching, offer=offer)
    return gather(most, Field(wanted, home.townships(around), matching.longest, rest, matching), read)


def _measured(
    rows: Iterable[tuple[object, ...]],
    near_by_code: dict[str, int],
    around: dict[str, int],
    offer: Offer,
    matching: Matching,
) -> Iterator[Found]:
    for rank, code, *values, village, township in rows:
        wish = wish_of(wish_read(values), matching)
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


def _in_cells(cells: Sequence[Cell], occupation: str, least: Callable[[int], Q]) -> Q:
    """Rows of any of the cells; ``least`` turns what they must bring into what they must offer."""
    found = Q()
    every = occupation == "occupation" and any(cell.codes == (ANYWHERE,) for cell in cells)
    for cell in cells:
        one = Q() if every else Q(**{f"{occupation}__in": cell.codes})
        if cell.townships is not None:
            one &= Q(township_code__in=cell.townships)
        found |= one & least(cell.least)
    if every or len(cells) == 1:
        return found
    # Said once more for all cells together, since an index is used for that and not for each of them.
    codes = dict.fromkeys(code for cell in cells for code in cell.codes)
    return Q(**{f"{occupation}__in": list(codes)}) & found


def _paid(monthly: float, matching: Matching, unit: str, reaches: Callable[[float], Q]) -> Q:
    """Rows whose pay, in whatever unit, reaches so much a month; ``reaches`` compares the amount."""
    found = Q()
    for name, units in matching.units.items():
        if units:
            found |= Q(**{unit: name}) & reaches(monthly / units)
    return found


def _offers_least(least: Least, matching: Matching) -> Q:
    """Postings that offer enough."""
    found = Q()
    if least.monthly is not None:
        found = _paid(
            least.monthly,
            matching,
            "pay_unit",
            lambda sum_: Q(pay_high__gte=sum_) | Q(pay_high__isnull=True, pay_low__gte=sum_),
        )
        if least.unknown:
            found |= Q(pay_unit="piece") | Q(pay_high__isnull=True, pay_low__isnull=True)
    if least.since is not None:
        found &= Q(published_at__gte=timezone.make_aware(dt.datetime.combine(least.since, dt.time.min)))
    return found


def _wishes_least(least: Least, matching: Matching) -> Q:
    """People who want little enough."""
    found = Q()
    if least.monthly is not None:
        found = _paid(
            least.monthly, matching, "seeker__pay_unit", lambda sum_: Q(seeker__pay_floor__lte=sum_)
        )
        if least.unknown:
            found |= Q(seeker__pay_unit="piece") | Q(seeker__pay_floor__isnull=True)
    if least.since is not None:
        found &= Q(seeker__last_contact_on__gte=least.since)
    return found
