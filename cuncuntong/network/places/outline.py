"""The county's rough outline: drawn under the map, and asked whether a place lies inside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from cuncuntong.network.places.coordinates import to_wgs84

DATA = Path(__file__).resolve().parent.parent / "data"

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Outline:
    """Closed rings of (longitude, latitude) in WGS-84, with where they come from."""

    name: str
    source: str
    rings: tuple[Ring, ...]

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a WGS-84 point lies inside."""
        return any(_inside(ring, longitude, latitude) for ring in self.rings)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        xs = [x for ring in self.rings for x, _ in ring]
        ys = [y for ring in self.rings for _, y in ring]
        return min(xs), min(ys), max(xs), max(ys)


def _inside(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def county_outline() -> Outline | None:
    """The home county's outline; None for a county that the program ships none of."""
    return _outline(settings.CUNCUNTONG["COUNTY_CODE"])


@cache
def _outline(code: str) -> Outline | None:
    path = DATA / f"outline_{code}.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    rings = tuple(tuple(to_wgs84(x, y, kept["system"]) for x, y in ring) for ring in kept["rings"])
    return Outline(kept["name"], kept["source"], rings)
