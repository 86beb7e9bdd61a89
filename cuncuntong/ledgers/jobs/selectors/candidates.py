"""Finds the best of very many by a few questions to the indexes, without losing one.

All rows of one occupation in one township share two factors: the nearness of the occupation exactly, and
of the distance at least a bound (its nearest village). The other four together bring no more than
``best_possible``. The first question reads the nearest occupations around home; how good the worst of the
best found there is says which cells (occupations × townships) could still hold a better one, and the
last question reads all of those. Where the first finds too few, one in between reads the nearest
occupations all over the county. So at most three questions read what a few cells hold, and what stays
unread can't be among the best: tests/ledgers/jobs/test_matching.py compares with reading everything.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cuncuntong.rules.matching import Matching
from cuncuntong.rules.matching.score import distance_value

# The first question looks this far around home, and at so many townships at least.
AROUND_HOME, FEWEST = 120, 4


class Found(NamedTuple):
    """A row that may be recommended: how it measures, and the two facts of its cell."""

    measured: int
    key: int
    near: int
    hectometres: int


class Cell(NamedTuple):
    """Occupations of one near_value, in some townships or in all of them (None)."""

    near: int
    codes: tuple[str, ...]
    townships: tuple[str, ...] | None


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


def gather(
    *,
    most: int,
    tiers: Sequence[tuple[int, tuple[str, ...]]],
    townships: Mapping[str, int],
    limit: int,
    rest: int,
    matching: Matching,
    read: Read,
) -> list[Found]:
    """The best ``most`` of what ``read`` finds in the cells that it is asked for.

    ``townships`` have the least distance of anything in them; ``limit`` is the farthest that anybody
    goes, ``rest`` what the other factors bring at most.
    """
    gathering = Gathering(most)
    if not tiers:
        return []
    order = sorted(townships, key=townships.__getitem__)
    close = tuple(one for one in order if townships[one] <= AROUND_HOME) or ()
    close = close if len(close) >= FEWEST else tuple(order[:FEWEST])
    near, codes = tiers[0]
    gathering.take(read([Cell(near, codes, close)]))
    whole = len(close) == len(order)
    if len(gathering.best) < most and not whole:
        far = tuple(one for one in order if one not in close)
        gathering.take(read([Cell(near, codes, far)]))
        whole = True
    low = gathering.low
    left = []
    for place, (near, codes) in enumerate(tiers):
        base = matching.occupation * near + rest
        wanted = tuple(
            one
            for one in order
            if base + matching.distance * distance_value(townships[one], limit) >= low
            and not (place == 0 and (whole or one in close))
        )
        if wanted:
            left.append(Cell(near, codes, None if len(wanted) == len(order) else wanted))
    if left:
        gathering.take(read(left))
    return gathering.found()
