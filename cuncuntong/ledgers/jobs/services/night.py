"""One night: the new postings on a shelf, the people in their order, and what is chosen for each.

Everything that many share is worked out once: distances by village, near occupations by what is wanted,
a posting's row. What is kept is bounded by villages and by recent postings, not by people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cuncuntong.ledgers.jobs.enums import JOBS_RECOMMENDED
from cuncuntong.ledgers.jobs.models import JobSeeker, Posting, Recommendation
from cuncuntong.ledgers.jobs.selectors.match_facts import ANYWHERE, Home, matching_on, tiers
from cuncuntong.ledgers.jobs.selectors.match_reading import open_seekers
from cuncuntong.ledgers.jobs.selectors.match_rows import OFFER, WISH, offer_read, plain_columns, wish_read
from cuncuntong.ledgers.jobs.selectors.matching import pair_between
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.ledgers.jobs.services.pushed_words import pushed_text
from cuncuntong.ledgers.messages.selectors import told_this_week_of
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.parameters import current
from cuncuntong.rules.matching import (
    Best,
    Reason,
    Shelf,
    Voice,
    Wish,
    WishTold,
    health_barred,
    offer_of,
    reasons,
    score_of,
    wish_of,
)
from cuncuntong.rules.matching.rows import health_mask
from cuncuntong.rules.matching.shelf import Surroundings

PUSHES, SCORE = "matching.pushes_a_week", "matching.push_score"
# How many of the best are looked at, where the first was recommended already or health forbids it.
LOOKED_AT = 4
_KEPT_POSTINGS = 1000


@dataclass(frozen=True)
class Person:
    """Somebody who agreed to be told, as far as the night needs."""

    wish: Wish
    told: WishTold
    kind: str
    place: tuple[str, str, str]
    resident: int
    name: str
    reachable: bool

    @property
    def village_code(self) -> str:
        """As of a placed row."""
        return self.place[0]

    @property
    def township_code(self) -> str:
        """As of a placed row."""
        return self.place[1]


@dataclass(frozen=True)
class Chosen:
    """A posting for a person, and why."""

    person: Person
    posting: Posting
    score: int
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        """What the person is told."""
        return pushed_text([self.posting])


class Night:
    """The shelves of a night, by kind of work."""

    def __init__(self, *, since: dt.datetime | None, until: dt.datetime, on: dt.date) -> None:
        book = current()
        self.on = on
        self.matching = matching_on(on)
        self.most = book.integer(PUSHES, on)
        self.floor = book.integer(SCORE, on) * self.matching.total
        self.shelves = self._shelves(since, until)
        self.postings = sum(shelf.size for shelf in self.shelves.values())
        self._around = lru_cache(maxsize=1024)(self._around_place)
        self._posting = lru_cache(maxsize=_KEPT_POSTINGS)(self._read_posting)

    def _shelves(self, since: dt.datetime | None, until: dt.datetime) -> dict[str, Shelf]:
        rows = shown_postings(self.on).filter(published_at__lte=until)
        if since is not None:
            rows = rows.filter(published_at__gt=since)
        shelves: dict[str, Shelf] = {"fixed": Shelf(), "gig": Shelf()}
        for *values, village, township in rows.values_list(*plain_columns(OFFER)).iterator(chunk_size=2000):
            told = offer_read(values)
            offer = offer_of(told, self.matching)
            shelves[told.kind].add(told.occupation, village or township, offer)
        return shelves

    def _around_place(self, village: str, township: str) -> Surroundings:
        distances = Home.at(village, township).around(self.matching)
        return Surroundings(sorted(distances, key=distances.__getitem__), distances)

    def _read_posting(self, key: int) -> Posting:
        return Posting.objects.select_related("employer").get(pk=key)

    def people_after(self, position: int, count: int) -> list[Person]:
        """The next who agreed to be told, in the order of their keys."""
        rows = open_seekers(self.on).filter(
            pk__gt=position, push_agreed=True, resident__standing=Standing.PRESENT
        )
        columns = (
            *plain_columns(WISH),
            "county_code",
            "kind",
            "resident_id",
            "resident__name",
            "resident__telephone_index",
        )
        found = []
        for *values, village, township, county, kind, resident, name, telephone in rows.order_by(
            "pk"
        ).values_list(*columns)[:count]:
            told = wish_read(values)
            place = (village, township, county)
            wish = wish_of(told, self.matching)
            found.append(Person(wish, told, kind, place, resident, name, bool(telephone)))
        return found

    def choose(self, people: Sequence[Person]) -> list[Chosen]:
        """The best new posting of each whose week has room; nothing that was recommended before."""
        found = {person.wish.key: (person, self._best(person)) for person in people}
        found = {key: pair for key, pair in found.items() if pair[1]}
        told = told_this_week_of([person.resident for person, _ in found.values()], JOBS_RECOMMENDED)
        room = {key for key, (person, _) in found.items() if told.get(person.resident, 0) < self.most}
        before = self._recommended({key: found[key][1] for key in room})
        limits = self._limits({key: found[key][1] for key in room})
        chosen, now = [], set()
        for key in sorted(room):
            person, best = found[key]
            fits = (
                one
                for one in best
                if (key, one.key) not in before and not health_barred(limits.get(key, 0), one.offer)
            )
            one = next(fits, None)
            # The week was counted before this batch: one of somebody's two kinds of work is enough here.
            if one is not None and person.resident not in now:
                now.add(person.resident)
                chosen.append(self._explained(person, one, limits.get(key, 0)))
        return chosen

    def _best(self, person: Person) -> list[Best]:
        shelf = self.shelves[person.kind]
        wanted = tiers(person.told.occupations, self.matching)
        if wanted and wanted[0][1] == (ANYWHERE,):
            wanted = [(wanted[0][0], tuple(shelf.occupations))]
        around = self._around(person.village_code, person.township_code)
        return shelf.best(person.wish, wanted, around, LOOKED_AT, self.matching, self.floor)

    def _recommended(self, best: dict[int, list[Best]]) -> set[tuple[int, int]]:
        postings = {one.key for several in best.values() for one in several}
        rows = Recommendation.objects.filter(seeker__in=best, posting__in=postings)
        return set(rows.values_list("seeker_id", "posting_id"))

    def _limits(self, best: dict[int, list[Best]]) -> dict[int, int]:
        """What health does not allow, unsealed for those alone whose postings demand something."""
        asked = [key for key, several in best.items() if any(one.offer.health for one in several)]
        rows = JobSeeker.objects.filter(pk__in=asked).values_list("pk", "health_limits")
        return {key: health_mask(keys) for key, keys in rows}

    def _explained(self, person: Person, best: Best, limits: int) -> Chosen:
        posting = self._posting(best.key)
        pair = pair_between(person.told, person, posting, self.matching, limits)
        told = tuple(reasons(pair, self.matching, Voice.SEEKER))
        return Chosen(person, posting, score_of(best.measured, self.matching), told)
