"""Recommending where to learn: how near, how fitting, how soon, each as a share of its weight.

Pure arithmetic with reasons in words; figures are handed in as parameters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

DISTANCE, FIT, START = "距离", "对口", "开班"


@dataclass(frozen=True)
class Scale:
    """The parameters of the recommending: weights by name, and where nearness and soonness end."""

    weights: Mapping[str, int]
    far_km: int
    late_days: int


@dataclass(frozen=True)
class Offer:
    """What an institution has for somebody: how far away (None: not known), how near to what is wanted,
    when its next class with a seat begins (None: none planned)."""

    km: float | None
    nearness: float
    starts_on: dt.date | None


def score(offer: Offer, scale: Scale, on: dt.date) -> float:
    """Points from 0 to the sum of the weights. What is not known earns nothing."""
    weights = scale.weights
    near = 0.0 if offer.km is None else max(0.0, 1 - offer.km / scale.far_km)
    soon = 0.0
    if offer.starts_on is not None and offer.starts_on >= on:
        soon = max(0.0, 1 - (offer.starts_on - on).days / scale.late_days)
    parts = ((DISTANCE, near), (FIT, min(1.0, max(0.0, offer.nearness))), (START, soon))
    return sum(weights.get(name, 0) * share for name, share in parts)
