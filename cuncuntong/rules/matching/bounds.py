"""What a row must offer at least to be among the best, turned round from the score: for asking a database.

``least`` is what pay, hours, skills and freshness together must bring. Each bound gives the others their
most, so that nothing is left out that could reach it; tests/rules/matching/test_bounds.py.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from cuncuntong.rules.matching.rows import Offer, Wish
from cuncuntong.rules.matching.score import PAY_MET, PAY_UNKNOWN, best_possible
from cuncuntong.rules.matching.settings import FULL, Matching


class Least(NamedTuple):
    """``monthly`` pay at least (at most, of a wish), None for no bound; whether a row without any reaches
    it; and the day since when a posting was published, or a person spoken with, None for no bound.
    """

    monthly: float | None
    unknown: bool
    since: dt.date | None


def of_offers(least: int, wish: Wish, matching: Matching) -> Least:
    """What an offer must be for a wish."""
    most = best_possible(matching, wish=wish)
    needed = _share(least - most + matching.pay * (FULL if wish.pay else PAY_MET), matching.pay)
    monthly, unknown = None, True
    if wish.pay and needed > 0:
        unknown = needed <= PAY_UNKNOWN
        # A yuan less, since what is compared was rounded down.
        monthly = wish.pay * _times(needed, matching.pay_cut) - 2
    fresh = _share(least - most + matching.fresh * ((wish.fresh + FULL) // 2), matching.fresh)
    since = _since(2 * fresh - wish.fresh, matching.offer_days, matching.on)
    return Least(monthly, unknown, since)


def of_wishes(least: int, offer: Offer, matching: Matching) -> Least:
    """What a wish must be for an offer."""
    most = best_possible(matching, offer=offer)
    needed = _share(least - most + matching.pay * (FULL if offer.pay else PAY_MET), matching.pay)
    monthly, unknown = None, needed <= PAY_MET
    if offer.pay and needed > 0:
        monthly = (offer.pay + 1) / _times(needed, matching.pay_cut) + 2
    fresh = _share(least - most + matching.fresh * ((FULL + offer.fresh) // 2), matching.fresh)
    since = _since(2 * fresh - offer.fresh, matching.wish_days, matching.on)
    return Least(monthly, unknown, since)


def _share(points: int, weight: int) -> int:
    """How much of a factor so many points are, in thousandths."""
    return max(0, -(-points // weight)) if weight else 0


def _times(value: int, cut: int) -> float:
    """What share of a wish pay must be, for a pay_value of at least so much."""
    if value > PAY_MET:
        return 1 + (min(value, FULL) - PAY_MET - 1) / (2 * (FULL - PAY_MET))
    return max(0.001, (cut + (FULL - cut) * (value - 1) / PAY_MET - 1) / FULL)


def _since(fresh: int, days: int, on: dt.date) -> dt.date | None:
    """The day from which on something is at least so fresh."""
    if fresh <= 2:
        return None
    return on - dt.timedelta(days=max(0, (FULL - min(fresh, FULL) + 2) * days // FULL + 1))
