"""Longitude and latitude: from one system to another, and how far two lie apart. Pure arithmetic.

GCJ-02 is the shifted system of the commercial Chinese maps; its shift is a published formula over an
ellipsoid of 1940. Going back is done by asking which point the shift would bring here. CGCS2000 and
WGS-84 differ by centimetres and are taken as one.
"""

from __future__ import annotations

import math

from cuncuntong.network.enums import CoordinateSystem

EARTH_KM = 6371.0088
# Krasovsky 1940, which the shift is defined on.
_AXIS = 6378245.0
_FLATTENING = 0.00669342162296594323


def to_wgs84(longitude: float, latitude: float, system: str) -> tuple[float, float]:
    """The point in WGS-84, to within a few centimetres."""
    if system != CoordinateSystem.GCJ02:
        return longitude, latitude
    x, y = longitude, latitude
    for _ in range(4):
        shifted = to_gcj02(x, y)
        x, y = x + longitude - shifted[0], y + latitude - shifted[1]
    return x, y


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """The WGS-84 point as a commercial map shows it."""
    x, y = longitude - 105.0, latitude - 35.0
    sine = math.sin(math.radians(latitude))
    magic = 1 - _FLATTENING * sine * sine
    north = _north(x, y) * 180 / (_AXIS * (1 - _FLATTENING) / (magic * math.sqrt(magic)) * math.pi)
    east = _east(x, y) * 180 / (_AXIS / math.sqrt(magic) * math.cos(math.radians(latitude)) * math.pi)
    return longitude + east, latitude + north


def _waves(value: float, *parts: tuple[float, float]) -> float:
    return sum(weight * math.sin(value * math.pi * rate) for weight, rate in parts) * 2 / 3


def _north(x: float, y: float) -> float:
    flat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return (
        flat
        + _waves(x, (20, 6), (20, 2))
        + _waves(y, (20, 1), (40, 1 / 3))
        + _waves(y, (160, 1 / 12), (320, 1 / 30))
    )


def _east(x: float, y: float) -> float:
    flat = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return (
        flat
        + _waves(x, (20, 6), (20, 2))
        + _waves(x, (20, 1), (40, 1 / 3))
        + _waves(x, (150, 1 / 12), (300, 1 / 30))
    )


def great_circle_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two (longitude, latitude) of one system over the round earth."""
    east_1, north_1, east_2, north_2 = map(math.radians, (*one, *other))
    half = (
        math.sin((north_2 - north_1) / 2) ** 2
        + math.cos(north_1) * math.cos(north_2) * math.sin((east_2 - east_1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
