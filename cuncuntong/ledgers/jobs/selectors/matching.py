"""Recommends postings to somebody who looks for work, and people to somebody who needs hands.

The best are found by ``candidates`` through the indexes of occupation and township, scored by
``rules.matching``, and explained. Nothing is kept in memory between two questions: what is recommended
is what the ledger holds at this moment.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cuncuntong.ledgers.jobs.models import JobSeeker, Posting
from cuncuntong.ledgers.jobs.selectors.candidates import Field, Found, gather
from cuncuntong.ledgers.jobs.selectors.match_facts import (
    Home,
    matching_on,
    near_by_code,
    nearness_to,
    tiers,
)
from cuncuntong.ledgers.jobs.selectors.match_reading import PostingSearch, best_seekers, open_seekers
from cuncuntong.ledgers.jobs.selectors.match_rows import offer_told, wish_told
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.rules import occupations
from cuncuntong.rules.matching import (
    Matching,
    Pair,
    Reason,
    Voice,
    WishTold,
    barriers,
    best_possible,
    health_barred,
    measure,
    offer_of,
    reasons,
    score_of,
    sentence,
    wish_of,
)
from cuncuntong.rules.matching.rows import health_mask
from cuncuntong.rules.matching.score import near_value

MOST = 20
MOST_MISSED = 5
_MISSED_LOOKED_AT = 40


@dataclass(frozen=True)
class Recommended:
    """One recommendation: both sides, 0–1000, and why in words; ``weak`` ones are told apart."""

    seeker: JobSeeker
    posting: Posting
    score: int
    reasons: tuple[Reason, ...]
    distance: str
    weak: bool = False

    @property
    def words(self) -> str:
        """Everything in one line."""
        return sentence(self.reasons)

    @property
    def against(self) -> str:
        """What doesn't fit, in one line."""
        return sentence([one for one in self.reasons if one.fits is False])


@dataclass(frozen=True)
class Recommendations:
    """The best, and those that one hard condition alone kept out, with its words."""

    best: tuple[Recommended, ...]
    missed: tuple[tuple[Posting, str], ...] = ()


def pair_of(seeker: JobSeeker, posting: Posting, matching: Matching) -> Pair:
    """Both sides with the facts between them."""
    return pair_between(wish_told(seeker), seeker, posting, matching, health_mask(seeker.health_limits))


def pair_between(
    wished: WishTold, home_of: object, posting: Posting, matching: Matching, limits: int
) -> Pair:
    """The same of what a registration says; ``home_of`` is a placed row at the seeker's home."""
    offered = offer_told(posting)
    home = Home.of(home_of)
    distance = home.distance(posting.village_code, posting.township_code)
    return Pair(
        wish_of(wished, matching),
        offer_of(offered, matching),
        wished,
        offered,
        nearness_to(wished.occupations, posting.occupation),
        tuple(occupations.label(code) for code in wished.occupations),
        occupations.label(posting.occupation),
        home.hectometres(posting.village_code, posting.township_code, matching),
        distance.words,
        limits,
        bool(home.township and posting.township_code and home.township != posting.township_code),
    )


def explain(seeker: JobSeeker, posting: Posting, on: dt.date, voice: Voice) -> Recommended:
    """A pair with its score and words, whether it would be recommended or not."""
    matching = matching_on(on)
    pair = pair_of(seeker, posting, matching)
    against = barriers(pair, matching, voice)
    measured = (
        0 if against else measure(_near(pair, matching), pair.hectometres, pair.wish, pair.offer, matching)
    )
    told = (*against, *reasons(pair, matching, voice))
    score = score_of(max(0, measured), matching)
    return Recommended(seeker, posting, score, told, pair.distance_words, score < matching.weak_score)


def _near(pair: Pair, matching: Matching) -> int:
    return near_value(pair.nearness, matching.later_choice) if pair.nearness else matching.nearest_needed


def recommend_postings(seeker: JobSeeker, on: dt.date, limit: int = MOST) -> Recommendations:
    """The postings that fit somebody best, with reasons; six questions to the database at most."""
    matching = matching_on(on)
    home = Home.of(seeker)
    around = home.around(matching)
    wanted = tiers(seeker.occupations, matching)
    search = PostingSearch(seeker, on, matching, around, near_by_code(wanted))
    rest = best_possible(matching, wish=search.wish)
    cells = Field(wanted, home.townships(around), search.wish.limit, rest, matching)
    found = gather(limit, cells, search.read)
    missed = heapq.nlargest(_MISSED_LOOKED_AT, search.missed)
    keys = [one.key for one in (*found, *missed)]
    rows = {row.pk: row for row in Posting.objects.filter(pk__in=keys).select_related("employer")}
    # Nobody is sent to himself, who posts work and looks for some as well.
    own = {pk for pk, row in rows.items() if row.employer.resident_id == seeker.resident_id}
    best = [explain(seeker, rows[one.key], on, Voice.SEEKER) for one in found if one.key in rows.keys() - own]
    return Recommendations(tuple(best), tuple(_missed(seeker, missed, rows, matching))[:MOST_MISSED])


def parted(found: Sequence[Recommended]) -> tuple[list[Recommended], list[Recommended]]:
    """Those that fit, and those that fit so little that they are shown apart, each in their order."""
    return [one for one in found if not one.weak], [one for one in found if one.weak]


def _missed(
    seeker: JobSeeker, found: Sequence[Found], rows: dict[int, Posting], matching: Matching
) -> Iterator[tuple[Posting, str]]:
    for one in found:
        posting = rows.get(one.key)
        if posting:
            against = barriers(pair_of(seeker, posting, matching), matching, Voice.SEEKER)
            if len(against) == 1:
                yield posting, against[0].words


def recommend_seekers(posting: Posting, on: dt.date, limit: int = MOST) -> tuple[Recommended, ...]:
    """The people who fit a posting best and agreed to be shown to employers, with reasons.

    What their health does not allow is unsealed for those who come near to being recommended alone.
    """
    matching = matching_on(on)
    most = limit + 10
    while True:
        found = best_seekers(posting, on, most, matching)
        # Nobody is recommended to himself, who posts work and looks for some as well.
        own = posting.employer.resident_id
        best = [one for one in _shown(posting, found, on, matching) if one.seeker.resident_id != own]
        if len(best) >= limit or len(found) < most:
            return tuple(best[:limit])
        most *= 4


def _shown(posting: Posting, found: Sequence[Found], on: dt.date, matching: Matching) -> list[Recommended]:
    """Those whose consent stands, who are alive and here, and whose health allows the work."""
    rows = open_seekers(on).filter(
        pk__in=[one.key for one in found],
        shown_to_employers=True,
        resident__standing=Standing.PRESENT,
    )
    by_key = {row.pk: row for row in rows.select_related("resident")}
    offer = offer_of(offer_told(posting), matching)
    fit = [
        by_key[one.key]
        for one in found
        if one.key in by_key and not health_barred(health_mask(by_key[one.key].health_limits), offer)
    ]
    return [explain(row, posting, on, Voice.EMPLOYER) for row in fit]
