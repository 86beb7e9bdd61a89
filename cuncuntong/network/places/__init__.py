"""Where divisions and points lie, and how far they are apart.

``distance_km(code_a, code_b)`` and ``distances_from(code)`` answer from memory; ``current()`` gives the
whole book for a long run. Writing: ``services``. What a screen shows: ``selectors``.
"""

from cuncuntong.network.places.book import (
    STRAIGHT_LINE,
    SYNTHETIC_MARK,
    Distance,
    PlaceBook,
    Spot,
    current,
    distance_km,
    distances_from,
    forget_places,
    km_words,
)
from cuncuntong.network.places.coordinates import great_circle_km
from cuncuntong.network.places.outline import Outline, county_outline

__all__ = [
    "STRAIGHT_LINE",
    "SYNTHETIC_MARK",
    "Distance",
    "Outline",
    "PlaceBook",
    "Spot",
    "county_outline",
    "current",
    "distance_km",
    "distances_from",
    "forget_places",
    "great_circle_km",
    "km_words",
]
