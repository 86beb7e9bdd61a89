"""Finds the best of very many by a few questions to the indexes, without losing one.

All rows of one occupation in one township share two factors: the nearness of the occupation exactly, and
of the distance at least a bound (its nearest village). The other four together bring no more than
``best_possible``. The first question reads the nearest occupations around home. How good the worst of
the best found so far is says which cells (occupations × townships) could still hold a better one, and
what pay and freshness a row in them must have (rules.matching.bounds). Those are read from the most
promising on, in three more questions at most; the last reads whatever could still matter, so that what
stays unread can't be among the best: tests/ledgers/jobs/test_matching.py compares with reading everything.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cuncuntong.rules.matching import Matching
from cuncuntong.rules.matching.score import distance_value
from cuncuntong.rules.matching.settings import FULL

# The first question looks this far around home, and at so many townships at least.
AROUND_HOME, FEWEST = 120, 4
# Townships whose distance counts alike, in thousandths, are asked for together.
RING = 150
# How far below the best that is possible the questions in between go, in thousandths.
STEPS = (150, 300)


class Found(NamedTuple):
    """A row that may be recommended: how it measures, and the two facts of its cell."""

    measured: int
    key: int
    near: int
    hectometres: int


class Cell(NamedTuple):
    """Occupations of one near_value, in some townships or in all of them (None).

    ``least`` is what the other factors must bring together for a row to be among the best.
    """

    near: int
    codes: tuple[str, ...]
    townships: tuple[str, ...] | None
    least: int


Read = Callable[[Sequence[Cell]], Iterable[Found]]


@dataclass
class Gathering:
    """The rows found so far; one row may be found by several of its occupations, the best counts."""

    most: int
    best: dict[int, Found] = field(default_factory=dict)

    def take(self, rows: Iterable[Found]) -> None:
        """Adds what a question found."""
        best = self.best
        for row in rows:
            known = best.get(row.key)
            if known is None or row > known:
                best[row.key] = row

    @property
    def low(self) -> int:
        """What a row must measure to be among the best."""
        if len(self.best) < self.most:
            return 0
        return heapq.nlargest(self.most, self.best.values())[-1].measured

    def found(self) -> list[Found]:
        """The best, from the best on; the newest first among equals."""
        return heapq.nlargest(self.most, self.best.values())


@dataclass
class Field:
    """All cells, with what each could hold at best.

    ``townships`` have the least distance of anything in them; ``limit`` is the farthest that anybody
    goes, ``rest`` what the other factors bring at most.
    """

    tiers: Sequence[tuple[int, tuple[str, ...]]]
    townships: Mapping[str, int]
    limit: int
    rest: int
    matching: Matching
    seen: set[tuple[int, str]] = field(default_factory=set)

    def around_home(self) -> list[Cell]:
        """The nearest occupations in the townships nearby."""
        order = sorted(self.townships, key=self.townships.__getitem__)
        close = [one for one in order if self.townships[one] <= AROUND_HOME]
        close = close if len(close) >= FEWEST else order[:FEWEST]
        near, codes = self.tiers[0]
        self.seen.update((0, one) for one in close)
        return [Cell(near, codes, tuple(close), 0)]

    def holding(self, bound: int, low: int) -> Iterator[Cell]:
        """The cells not read yet whose best could reach the bound, by rings of about the same distance."""
        for place, (near, codes) in enumerate(self.tiers):
            rings: dict[int, tuple[int, list[str]]] = {}
            for one in sorted(self.townships, key=self.townships.__getitem__):
                value = distance_value(self.townships[one], self.limit)
                given = self.matching.occupation * near + self.matching.distance * value
                if given + self.rest >= bound and (place, one) not in self.seen:
                    self.seen.add((place, one))
                    # The first of a ring is the nearest: what it needs is enough for all of the ring.
                    rings.setdefault(value // RING, (low - given, []))[1].append(one)
            for least, members in rings.values():
                whole = len(members) == len(self.townships)
                yield Cell(near, codes, None if whole else tuple(members), least)

    @property
    def best(self) -> int:
        """What the best row could measure that there can be."""
        return self.matching.occupation * self.tiers[0][0] + self.matching.distance * FULL + self.rest


def gather(most: int, cells: Field, read: Read) -> list[Found]:
    """The best ``most`` of what ``read`` finds in the cells that it is asked for."""
    if not cells.tiers:
        return []
    gathering = Gathering(most)
    gathering.take(read(cells.around_home()))
    for step in (*STEPS, FULL):
        low = gathering.low
        bound = max(low, cells.best - step * cells.matching.total)
        wanted = list(cells.holding(bound if step < FULL else low, low))
        if wanted:
            gathering.take(read(wanted))
        if bound == low:
            break
    return gathering.found()
