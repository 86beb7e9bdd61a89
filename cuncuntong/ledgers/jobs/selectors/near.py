"""Places by their distance from one: for searching near a village, and from the nearest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from cuncuntong.network.places import Distance, current, distances_from

# Where coordinates are missing, the same township is near whatever the limit, anything else is far.
SAME_TOWNSHIP = "同乡镇"
_NEAR, _FAR = 8.0, 10_000.0
_FIRST_RING = 12


def in_place(code: str) -> Q:
    """Rows placed in a village (12 digits) or a township (9)."""
    return Q(village_code=code) if len(code) > 9 else Q(township_code=code)


@dataclass(frozen=True)
class Surroundings:
    """The townships and villages around a place, the nearest first, with their distances."""

    origin: str
    distances: Mapping[str, Distance]

    @property
    def known(self) -> bool:
        """Whether the place is a village or township of ours."""
        return bool(self.distances)

    def distance(self, village: str, township: str) -> Distance | None:
        """How far a placed row is; nothing for one that is placed in the county as a whole."""
        return self.distances.get(village or township)

    def within(self, km: int) -> Q:
        """Rows within so many kilometres, or in the same township where that is not known."""
        near = [code for code, one in self.distances.items() if _inside(one, km)]
        return _placed(near)

    def rings(self) -> Iterator[Q]:
        """Conditions that part all rows from the nearest outwards; the last holds what has no place."""
        codes = [code for code, _ in self._ordered()]
        begin, size = 0, _FIRST_RING
        while begin < len(codes):
            yield _placed(codes[begin : begin + size])
            begin, size = begin + size, size * 3
        yield ~_placed(codes)

    def far(self, village: str, township: str) -> float:
        """A row's distance for sorting."""
        distance = self.distance(village, township)
        return _FAR if distance is None else _km(distance)

    def _ordered(self) -> list[tuple[str, float]]:
        return sorted(((code, _km(one)) for code, one in self.distances.items()), key=lambda pair: pair[1])


def surroundings(code: str) -> Surroundings:
    """What lies around a village or township."""
    return Surroundings(code, distances_from(code) if code and current().name(code) else {})


def _km(distance: Distance) -> float:
    if distance.km is not None:
        return distance.km
    return _NEAR if distance.words == SAME_TOWNSHIP else _FAR


def _inside(distance: Distance, km: int) -> bool:
    return distance.words == SAME_TOWNSHIP if distance.km is None else distance.km <= km


def _placed(codes: list[str]) -> Q:
    villages = [code for code in codes if len(code) > 9]
    townships = [code for code in codes if len(code) <= 9]
    found = Q(pk__in=[])
    if villages:
        found |= Q(village_code__in=villages)
    if townships:
        found |= Q(village_code="", township_code__in=townships)
    return found
