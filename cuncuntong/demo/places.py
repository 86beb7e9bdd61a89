"""Coordinates of the demonstration: every division gets one that is made up, so that maps show something.

Seats of townships lie well apart inside the county's outline, villages nearer to their own seat than to
any other; nothing of it is where the real place is, and every row says so.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from decimal import Decimal

from cuncuntong.network.enums import CoordinateSystem, Level
from cuncuntong.network.models import Division, Place
from cuncuntong.network.places import (
    SYNTHETIC_MARK,
    Outline,
    PlaceBook,
    county_outline,
    forget_places,
    great_circle_km,
)
from cuncuntong.network.selectors import home_county

Spot = tuple[float, float]

CANDIDATES = 14  # of so many random points the one farthest from the others is taken
MOST_TRIES = 4000


def synthetic_places(*, seed: int, today: dt.date) -> None:
    """Gives a made-up place to every township and village of the home county that has none."""
    outline = county_outline()
    if outline is None:
        return
    book, draw = PlaceBook(), random.Random(f"places-{seed}")
    home = home_county()
    seats: dict[str, Spot] = {}
    new: list[Place] = []
    townships = list(Division.objects.filter(level=Level.TOWNSHIP, parent=home).order_by("code"))
    for township in townships:
        spot = _kept(book, township.code)
        if spot is None:
            spot = _far_from(list(seats.values()), outline, draw)
            new.append(_place(township, spot))
        seats[township.code] = spot
    villages = Division.objects.filter(level=Level.VILLAGE, parent__parent=home).select_related("parent")
    near: dict[str, list[Spot]] = {code: [seat] for code, seat in seats.items()}
    for village in villages.order_by("code"):
        assert village.parent is not None
        if _kept(book, village.code) is None:
            spot = _near(village.parent.code, seats, near[village.parent.code], outline, draw)
            near[village.parent.code].append(spot)
            new.append(_place(village, spot))
    Place.objects.bulk_create(new, batch_size=500)
    forget_places()


def _kept(book: PlaceBook, code: str) -> Spot | None:
    spot = book.spot(code)
    return (spot.longitude, spot.latitude) if spot and not spot.rough else None


def _inside(outline: Outline, draw: random.Random) -> Spot:
    west, south, east, north = outline.bounds
    while True:
        spot = draw.uniform(west, east), draw.uniform(south, north)
        # Well inside: a mark on the border looks like a mistake.
        if all(outline.holds(spot[0] + dx, spot[1] + dy) for dx in (-0.01, 0.01) for dy in (-0.01, 0.01)):
            return spot


def _apart(spot: Spot, others: list[Spot]) -> float:
    return min((math.dist(spot, other) for other in others), default=1.0)


def _far_from(others: list[Spot], outline: Outline, draw: random.Random) -> Spot:
    tried = (_inside(outline, draw) for _ in range(CANDIDATES))
    return max(tried, key=lambda spot: _apart(spot, others))


def _near(
    township: str, seats: dict[str, Spot], taken: list[Spot], outline: Outline, draw: random.Random
) -> Spot:
    """A free spot that is nearer to its own seat than to any other."""
    found: list[Spot] = []
    own = seats[township]
    for _ in range(MOST_TRIES):
        angle, far = draw.uniform(0, math.tau), 0.11 * math.sqrt(draw.random())
        spot = own[0] + far * math.cos(angle), own[1] + far * math.sin(angle) * 0.8
        if (
            outline.holds(*spot)
            and min(seats, key=lambda code: great_circle_km(spot, seats[code])) == township
        ):
            found.append(spot)
        if len(found) == CANDIDATES // 2:
            break
    return max(found or [own], key=lambda spot: _apart(spot, taken))


def _place(division: Division, spot: Spot) -> Place:
    return Place(
        division=division,
        longitude=Decimal(f"{spot[0]:.6f}"),
        latitude=Decimal(f"{spot[1]:.6f}"),
        system=CoordinateSystem.WGS84,
        source=SYNTHETIC_MARK,
        synthetic=True,
    )
