"""The best of very many offers for a wish, without looking at all of them and without losing one.

Offers stand by occupation and by place. All of one occupation in one place share two factors (nearness
of the occupation, distance), and the other four together can't bring more than ``best_possible``. So a
pile whose bound lies below the worst of the best found so far holds nothing that belongs among them.
Occupations are taken from the nearest, places from the nearest; where the bound falls short, all that
follow fall short as well. Of an offer in a pile that is looked at, pay, hours and freshness are first
taken from tables (pay rounded up), with the best that skills could bring: most stop there, and only the
rest are measured. tests/rules/matching compares with looking at everything.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cuncuntong.rules.matching.rows import Offer, Wish
from cuncuntong.rules.matching.score import (
    HOURS_FIT,
    best_possible,
    distance_value,
    measure,
    pay_value,
    skills_possible,
)
from cuncuntong.rules.matching.settings import FULL, Matching

# Below so many piles it is quicker to go over them than over all places in their order.
FEW = 60
# Pay in the quick tables: steps of so many yuan a month, so many of them; 0 is for pay not known.
STEP, STEPS = 100, 300


class Best(NamedTuple):
    """An offer among the best: what was measured, its key, and the two facts that its pile gave."""

    measured: int
    key: int
    near: int
    hectometres: int
    offer: Offer


class Surroundings(NamedTuple):
    """All places seen from one: in the order of their distance, and each one's distance (hectometres)."""

    order: Sequence[str]
    distances: Mapping[str, int]


class Top:
    """The best so many seen so far; equal ones in the order of their keys, the newest first."""

    def __init__(self, most: int, floor: int = 0) -> None:
        self._most = most
        self._floor = floor
        self._heap: list[Best] = []

    @property
    def low(self) -> int:
        """What a measure must reach to be among the best."""
        return self._heap[0].measured if len(self._heap) == self._most else self._floor

    def offer(self, one: Best) -> None:
        """Takes it where it is among the best."""
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, one)
        elif one > self._heap[0]:
            heapq.heapreplace(self._heap, one)

    def found(self) -> list[Best]:
        """From the best on."""
        return sorted(self._heap, reverse=True)


@lru_cache(maxsize=4096)
def _pay_table(wish: int, weight: int, cut: int) -> tuple[int, ...]:
    """What pay can bring at most, by step; the top of a step counts for all of it."""
    most = [pay_value(wish, step * STEP + STEP - 1, cut) for step in range(STEPS - 1)]
    return tuple(weight * one for one in (pay_value(wish, 0, cut), *most, FULL))


def _step(pay: int) -> int:
    return min(pay // STEP + 1, STEPS) if pay else 0


class _Asked(NamedTuple):
    """What is the same for all piles while one wish is looked up."""

    wish: Wish
    around: Surroundings
    matching: Matching
    rest: int
    pay: tuple[int, ...]
    hours: tuple[int, ...]
    skills: int


class Shelf:
    """Offers by occupation and place."""

    def __init__(self, offers: Iterable[tuple[str, str, Offer]] = ()) -> None:
        self._piles: dict[str, dict[str, list[tuple[int, int, int, Offer]]]] = {}
        self.size = 0
        for occupation, place, offer in offers:
            self.add(occupation, place, offer)

    def add(self, occupation: str, place: str, offer: Offer) -> None:
        """Puts one more on its pile."""
        pile = self._piles.setdefault(occupation, {}).setdefault(place, [])
        pile.append((_step(offer.pay), offer.hours, offer.fresh, offer))
        self.size += 1

    @property
    def occupations(self) -> Iterable[str]:
        """The codes that something is offered for."""
        return self._piles.keys()

    def best(
        self,
        wish: Wish,
        tiers: Sequence[tuple[int, Sequence[str]]],
        around: Surroundings,
        most: int,
        matching: Matching,
        floor: int = 0,
    ) -> list[Best]:
        """The best offers, at least ``floor`` in measure.

        ``tiers`` are the near_values that reach ``nearest_needed`` with their codes, from the nearest.
        """
        top = Top(most, floor)
        asked = _Asked(
            wish,
            around,
            matching,
            best_possible(matching, wish=wish),
            _pay_table(wish.pay, matching.pay, matching.pay_cut),
            tuple(matching.hours * one for one in HOURS_FIT[wish.hours]),
            matching.skills * skills_possible(wish) + matching.fresh * wish.fresh // 2 + matching.fresh,
        )
        for near, codes in tiers:
            base = matching.occupation * near
            if base + asked.rest + matching.distance * FULL < top.low:
                break
            for code in codes:
                piles = self._piles.get(code)
                if piles:
                    _look(piles, base, near, asked, top)
        return top.found()


def _look(
    piles: Mapping[str, Sequence[tuple[int, int, int, Offer]]],
    base: int,
    near: int,
    asked: _Asked,
    top: Top,
) -> None:
    """Looks through the piles of one occupation, from the nearest place on."""
    wish, around, matching, rest, pay, hours, skills = asked
    ordered, half_fresh, limit = len(piles) > FEW, matching.fresh // 2 + 1, wish.limit
    distances, weight = around.distances, matching.distance
    for place in around.order if ordered else piles:
        hectometres = distances[place]
        here = base + weight * distance_value(hectometres, limit)
        if here + rest < top.low:
            if ordered:
                return
            continue
        here += skills
        for step, when, fresh, offer in piles.get(place, ()):
            if here + pay[step] + hours[when] + half_fresh * fresh < top.low:
                continue
            measured = measure(near, hectometres, wish, offer, matching)
            if measured >= top.low and measured >= 0:
                top.offer(Best(measured, offer.key, near, hectometres, offer))
