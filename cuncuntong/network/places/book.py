"""How far divisions lie apart: all places in memory, read with one query, fresh within seconds.

Matching asks for millions of distances; each is arithmetic on what is here, never a query.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from django.db import transaction

from cuncuntong.network.enums import Level
from cuncuntong.network.models import Division, ServicePoint
from cuncuntong.network.places.coordinates import great_circle_km, to_wgs84

# Another process's change is seen after this long; one's own at once.
FRESH_SECONDS = 5.0
SYNTHETIC_MARK = "演示坐标（合成，非实际位置）"
STRAIGHT_LINE = "距离按坐标的直线距离估算，实际路程更长"

_lock = threading.Lock()
_known: tuple[float, PlaceBook] | None = None


@dataclass(frozen=True)
class Distance:
    """How far two divisions lie apart: kilometres where both have a place, and words in any case.

    ``rough`` says that a township's place stood in for a village's; ``synthetic`` that a place of the
    demonstration took part.
    """

    km: float | None
    words: str
    rough: bool = False
    synthetic: bool = False


@dataclass(frozen=True)
class Spot:
    """Where a division lies in WGS-84; ``rough`` where it is only its township's place."""

    longitude: float
    latitude: float
    synthetic: bool
    rough: bool = False


class PlaceBook:
    """Every division with its tree and its place, as one query found them."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}
        self._levels: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._spots: dict[str, Spot] = {}
        self._from: dict[str, Mapping[str, Distance]] = {}
        rows = Division.objects.order_by().values_list(
            "code",
            "name",
            "level",
            "parent__code",
            "place__longitude",
            "place__latitude",
            "place__system",
            "place__synthetic",
        )
        for code, name, level, parent, longitude, latitude, system, synthetic in rows:
            self._levels[code], self._parents[code], self._names[code] = level, parent or "", name
            if longitude is not None:
                x, y = to_wgs84(float(longitude), float(latitude), system)
                self._spots[code] = Spot(x, y, synthetic)
        self.any_synthetic = any(spot.synthetic for spot in self._spots.values())

    @cached_property
    def _points(self) -> dict[str, tuple[str, Spot | None]]:
        rows = ServicePoint.objects.order_by().values_list(
            "code",
            "division__code",
            "place__longitude",
            "place__latitude",
            "place__system",
            "place__synthetic",
        )
        return {
            code: (
                division,
                None if x is None else Spot(*to_wgs84(float(x), float(y), system), synthetic),
            )
            for code, division, x, y, system, synthetic in rows
        }

    def name(self, code: str) -> str:
        """A division's place in words: 凤城镇 水村 for a village, the name for any other."""
        own = self._names.get(code, "")
        if self._levels.get(code) == Level.VILLAGE:
            return f"{self._names.get(self._parents[code], '')} {own}".strip()
        return own

    def townships(self, county: str) -> list[tuple[str, str]]:
        """Code and name of a county's townships, in the order of their codes."""
        return sorted(
            (code, self._names[code])
            for code, level in self._levels.items()
            if level == Level.TOWNSHIP and self._parents[code] == county
        )

    def spot(self, code: str) -> Spot | None:
        """Where a division or a service point lies.

        A point without a place lies where its division does, a village where its township does.
        """
        if code not in self._levels and code in self._points:
            division, own = self._points[code]
            return own or self.spot(division)
        own = self._spots.get(code)
        if own or self._levels.get(code) != Level.VILLAGE:
            return own
        seat = self._spots.get(self._parents[code])
        return Spot(seat.longitude, seat.latitude, seat.synthetic, rough=True) if seat else None

    def distance(self, one: str, other: str) -> Distance:
        """From one division to another; the same in both directions."""
        if one == other and self._levels.get(one) == Level.VILLAGE:
            return Distance(0.0, "同村")
        here, there = self.spot(one), self.spot(other)
        if here is None or there is None or (here.rough or there.rough) and self._same_township(one, other):
            return Distance(None, self._tree_words(one, other))
        if one == other:
            return Distance(None, self._tree_words(one, other))
        km = great_circle_km((here.longitude, here.latitude), (there.longitude, there.latitude))
        rough = here.rough or there.rough
        return Distance(km, km_words(km, rough=rough), rough, here.synthetic or there.synthetic)

    def all_from(self, code: str) -> Mapping[str, Distance]:
        """From one division to every township and village; worked out once a book."""
        known = self._from.get(code)
        if known is None:
            wanted = (other for other, level in self._levels.items() if level in _DISTANT)
            known = MappingProxyType({other: self.distance(code, other) for other in wanted})
            self._from[code] = known
        return known

    def township_of(self, code: str) -> str:
        """A village's township; any other division is its own."""
        return self._parents.get(code, "") if self._levels.get(code) == Level.VILLAGE else code

    def _same_township(self, one: str, other: str) -> bool:
        return self.township_of(one) == self.township_of(other)

    def _tree_words(self, one: str, other: str) -> str:
        if one not in self._levels or other not in self._levels:
            return "距离不明"
        towns = self.township_of(one), self.township_of(other)
        if towns[0] == towns[1]:
            return "同乡镇" if self._levels[towns[0]] == Level.TOWNSHIP else "同县"
        counties = [self._parents[town] if self._levels[town] == Level.TOWNSHIP else town for town in towns]
        return "同县" if counties[0] == counties[1] else "不同县"


_DISTANT = frozenset({Level.TOWNSHIP.value, Level.VILLAGE.value})


def km_words(km: float, *, rough: bool = False) -> str:
    """Kilometres as people say them."""
    if km < 1:
        return "不到1公里"
    return f"{'约' if rough else ''}{km:.0f}公里"


def current() -> PlaceBook:
    """All places as they stand; keep the book for the length of a long run."""
    global _known  # noqa: PLW0603 - one book a process
    known = _known
    if known is not None and time.monotonic() - known[0] < FRESH_SECONDS:
        return known[1]
    made = PlaceBook()
    with _lock:
        _known = (time.monotonic(), made)
    return made


def distance_km(code_a: str, code_b: str) -> Distance:
    """How far two divisions (12-digit villages, 9-digit townships) lie apart, without a query."""
    return current().distance(code_a, code_b)


def distances_from(code: str) -> Mapping[str, Distance]:
    """From one division to all townships and villages of the system, by code."""
    return current().all_from(code)


def forget_places() -> None:
    """Makes the next question read the places anew, now and after the transaction commits."""
    _forget_now()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_forget_now)


def _forget_now() -> None:
    global _known  # noqa: PLW0603
    with _lock:
        _known = None
