"""What the matching knows of occupations, places and the parameters of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cuncuntong.network.parameters import current
from cuncuntong.network.places import Distance, PlaceBook
from cuncuntong.network.places import current as current_places
from cuncuntong.rules import occupations
from cuncuntong.rules.matching import Matching
from cuncuntong.rules.matching.pair import WIDE
from cuncuntong.rules.matching.score import near_value

ANYWHERE = ""
SAME_TOWNSHIP = "同乡镇"
_CODES_KEPT = 512


def matching_on(on: dt.date) -> Matching:
    """Weights and settings of a day."""
    return Matching.of(current(), on)


@lru_cache(maxsize=1)
def _codes_by_group() -> Mapping[str, tuple[str, ...]]:
    def below(code: str) -> Iterator[str]:
        yield code
        for one in occupations.children(code):
            yield from below(one.code)

    return {one.code: tuple(below(one.code)) for one in occupations.children("")}


@lru_cache(maxsize=_CODES_KEPT)
def _near(code: str) -> Mapping[str, float]:
    """Every code that is near to one, with its nearness."""
    # Nothing outside the major group is near at all.
    within = _codes_by_group().get(code.split("-", maxsplit=1)[0], ())
    found = ((other, occupations.nearness(code, other)) for other in within)
    return {other: near for other, near in found if near > 0}


def nearness_to(codes: Sequence[str], other: str) -> tuple[float, ...]:
    """How near an occupation is to each of those wanted."""
    return tuple(_near(code).get(other, 0.0) for code in codes)


def tiers(codes: Sequence[str], matching: Matching) -> list[tuple[int, tuple[str, ...]]]:
    """The occupations near enough to what is wanted, by their near_value, from the nearest.

    Where no code is known all are as near as is just enough: under the key "" alone, which stands for
    every occupation.
    """
    if not codes:
        return [(matching.nearest_needed, (ANYWHERE,))]
    return _tiers(tuple(codes), matching.nearest_needed, matching.later_choice)


@lru_cache(maxsize=4 * _CODES_KEPT)
def _tiers(codes: tuple[str, ...], needed: int, later: int) -> list[tuple[int, tuple[str, ...]]]:
    by_value: dict[int, list[str]] = {}
    for other in dict.fromkeys(one for code in codes for one in _near(code)):
        value = near_value(nearness_to(codes, other), later)
        if value >= needed:
            by_value.setdefault(value, []).append(other)
    return [(value, tuple(found)) for value, found in sorted(by_value.items(), reverse=True)]


def near_by_code(wanted: Sequence[tuple[int, tuple[str, ...]]]) -> dict[str, int]:
    """The near_value of each code of some tiers."""
    return {code: near for near, codes in wanted for code in codes}


@dataclass(frozen=True)
class Home:
    """A place from which distances are counted: a village, or a township where none is known."""

    village: str
    township: str
    book: PlaceBook

    @classmethod
    def at(cls, village: str, township: str) -> Home:
        """A place by its codes."""
        return cls(village, township, current_places())

    @classmethod
    def of(cls, row: object, book: PlaceBook | None = None) -> Home:
        """Where a placed row is."""
        village, township = row.village_code, row.township_code  # type: ignore[attr-defined]
        return cls(village, township, book or current_places())

    def distance(self, village: str, township: str) -> Distance:
        """To another village or township; one that is all over the county has no distance."""
        mine, other = self.village or self.township, village or township
        if not mine or not other:
            return Distance(None, WIDE)
        return self.book.distance(mine, other)

    def hectometres(self, village: str, township: str, matching: Matching) -> int:
        """The distance that counts; an estimate where no coordinates are known."""
        return _counted(self.distance(village, township), matching)

    def around(self, matching: Matching) -> dict[str, int]:
        """Every village and township of the system with its distance; "" is all over the county."""
        mine = self.village or self.township
        found = {ANYWHERE: matching.same_county}
        for code, distance in self.book.all_from(mine).items() if mine else ():
            found[code] = _counted(distance, matching)
        return found

    def townships(self, around: Mapping[str, int]) -> dict[str, int]:
        """Every township with the distance of what lies nearest in it; "" is all over the county."""
        found: dict[str, int] = {}
        for code, hectometres in around.items():
            township = self.book.township_of(code)
            found[township] = min(hectometres, found.get(township, hectometres))
        return found


def _counted(distance: Distance, matching: Matching) -> int:
    if distance.km is not None:
        return round(distance.km * 10)
    return matching.same_township if distance.words == SAME_TOWNSHIP else matching.same_county
