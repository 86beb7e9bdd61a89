"""The score: sums by weights, never falls when a fact gets better, and nothing excluded has one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.matching import (
    Offer,
    OfferTold,
    Wish,
    WishTold,
    barred,
    best_possible,
    measure,
    offer_of,
    score_of,
    wish_of,
)
from cuncuntong.rules.matching.score import (
    distance_value,
    fresh_value,
    hours_value,
    near_value,
    pay_value,
    skills_value,
)
from tests.rules.matching.make import MATCHING, ON, matching, offers, pair, wishes

NEAR = st.integers(MATCHING.nearest_needed, 1000)
FAR = st.integers(0, 1500)


def rows(wish: WishTold, offer: OfferTold) -> tuple[Wish, Offer]:
    return wish_of(wish, MATCHING), offer_of(offer, MATCHING)


def test_the_shipped_weights_sum_to_a_thousand() -> None:
    assert MATCHING.total == 1000


def test_a_score_worked_out_by_hand() -> None:
    # The same occupation: 1000. Pay 4500 for a wish of 4000: 800 + 2 × 200 × 500/4000 = 850.
    # 4 km of 20: 1000 − 500 × 4/20 = 900. By day for by day: 1000. Nothing asked, welding said: 600.
    # Published and spoken with today: 1000.
    one = pair()
    by_hand = 400 * 1000 + 200 * 850 + 200 * 900 + 80 * 1000 + 70 * 600 + 50 * 1000
    assert measure(1000, 40, one.wish, one.offer, MATCHING) == by_hand == 922_000
    assert score_of(by_hand, MATCHING) == 922


@given(wishes(), offers(), NEAR, FAR)
def test_it_is_the_weighted_sum_of_its_factors(wish: WishTold, offer: OfferTold, near: int, far: int) -> None:
    one, other = rows(wish, offer)
    measured = measure(near, far, one, other, MATCHING)
    if measured < 0:
        return
    assert measured == (
        400 * near
        + 200 * pay_value(one.pay, other.pay, MATCHING.pay_cut)
        + 200 * distance_value(far, one.limit)
        + 80 * hours_value(one.hours, other.hours)
        + 70 * skills_value(one, other)
        + 50 * fresh_value(one, other)
    )
    assert 0 <= score_of(measured, MATCHING) <= 1000


@given(wishes(), offers(), NEAR, FAR)
def test_nothing_excluded_has_a_score_and_no_score_passes_its_bound(
    wish: WishTold, offer: OfferTold, near: int, far: int
) -> None:
    one, other = rows(wish, offer)
    measured = measure(near, far, one, other, MATCHING)
    assert (measured < 0) == barred(one, other, MATCHING.pay_cut)
    pile = MATCHING.occupation * near + MATCHING.distance * distance_value(far, one.limit)
    assert measured <= pile + best_possible(MATCHING, wish=one)
    assert measured <= pile + best_possible(MATCHING, offer=other)
    assert measure(MATCHING.nearest_needed - 1, far, one, other, MATCHING) == -1


def better(measured: int, improved: int) -> bool:
    """What could be recommended still can, and no lower."""
    return measured < 0 or improved >= measured


@given(wishes(), offers(), NEAR, FAR, st.integers(0, 600), st.integers(0, 500))
def test_nearer_is_never_worse(
    wish: WishTold, offer: OfferTold, near: int, far: int, closer: int, more: int
) -> None:
    one, other = rows(wish, offer)
    measured = measure(near, far, one, other, MATCHING)
    assert better(measured, measure(min(1000, near + more), far, one, other, MATCHING))
    assert better(measured, measure(near, max(0, far - closer), one, other, MATCHING))
    assert better(measured, measure(near, far, one._replace(limit=one.limit + closer), other, MATCHING))


@given(wishes(), offers(), NEAR, FAR, st.integers(1, 5000))
def test_more_pay_is_never_worse(wish: WishTold, offer: OfferTold, near: int, far: int, more: int) -> None:
    if offer.pay_low is None or offer.pay_high is None:
        return
    one, other = rows(wish, offer)
    raised = offer._replace(pay_low=offer.pay_low + more, pay_high=offer.pay_high + more)
    measured = measure(near, far, one, other, MATCHING)
    assert better(measured, measure(near, far, one, offer_of(raised, MATCHING), MATCHING))


_GAINS = st.sampled_from(
    [
        {"certificates": ("health", "welding", "height", "drive_b2", "drive_c1")},
        {"skills": "会缝纫、会开车、氩弧焊，做饭"},
        {"education": "10"},
        {"experience_years": 30},
        {"hours": "any"},
        {"free_from": None, "free_until": None},
        {"contact_on": ON},
    ]
)


@given(wishes(), offers(), NEAR, FAR, _GAINS)
def test_who_can_do_more_is_never_worse_off(
    wish: WishTold, offer: OfferTold, near: int, far: int, gain: dict[str, Any]
) -> None:
    one, other = rows(wish, offer)
    gained = wish_of(wish._replace(**gain), MATCHING)
    measured = measure(near, far, one, other, MATCHING)
    assert better(measured, measure(near, far, gained, other, MATCHING))


@given(wishes(), offers(), NEAR, FAR, st.integers(0, 60))
def test_a_newer_posting_is_never_worse(
    wish: WishTold, offer: OfferTold, near: int, far: int, days: int
) -> None:
    if offer.published_on is None:
        return
    one, other = rows(wish, offer)
    newer = offer._replace(published_on=offer.published_on + dt.timedelta(days=days))
    measured = measure(near, far, one, other, MATCHING)
    assert better(measured, measure(near, far, one, offer_of(newer, MATCHING), MATCHING))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=3), st.integers(0, 2), st.floats(0, 1))
def test_nearness_never_falls_when_a_wanted_occupation_is_nearer(
    nearness: list[float], which: int, more: float
) -> None:
    raised = list(nearness)
    place = min(which, len(raised) - 1)
    raised[place] = max(raised[place], more)
    assert near_value(raised, 50) >= near_value(nearness, 50)


def test_a_later_choice_counts_a_little_less() -> None:
    assert near_value([0.25, 1.0], 50) == 950
    assert near_value([0.25, 0.25, 1.0], 50) == 900
    assert near_value([], 50) == 0


@pytest.mark.parametrize(
    ("wish", "offer", "excluded"),
    [
        ({}, {"certificates": ["height"]}, True),
        ({"certificates": ["height"]}, {"certificates": ["height"]}, False),
        ({"certificates": ["drive_b2"]}, {"certificates": ["drive_c1"]}, False),  # B2 drives what C1 drives
        ({"certificates": ["drive_c1"]}, {"certificates": ["drive_b2"]}, True),
        ({"education": "70"}, {"education": "60"}, True),
        ({"education": "40"}, {"education": "60"}, False),  # vocational school stands beside it
        ({"education": ""}, {"education": "60"}, False),  # not known: told, not excluded
        ({"experience_years": 2}, {"experience_years": 3}, True),
        ({"experience_years": 3}, {"experience_years": 3}, False),
        ({}, {"experience_years": 3}, False),
        ({"pay_floor": Decimal(4000)}, {"pay_low": Decimal(2000), "pay_high": Decimal("2399")}, True),
        ({"pay_floor": Decimal(4000)}, {"pay_low": Decimal(2000), "pay_high": Decimal("2400")}, False),
        # 180 a day × 22 days = 3960, which is more than 6 tenths of 6500 (3900), and less than of 6700.
        ({"pay_floor": Decimal(6500)}, {"pay_low": Decimal(180), "pay_high": None, "pay_unit": "day"}, False),
        ({"pay_floor": Decimal(6700)}, {"pay_low": Decimal(180), "pay_high": None, "pay_unit": "day"}, True),
        ({"pay_floor": Decimal(9000)}, {"pay_low": Decimal(1), "pay_high": None, "pay_unit": "piece"}, False),
    ],
)
def test_hard_conditions(wish: dict[str, Any], offer: dict[str, Any], excluded: bool) -> None:
    one = pair(wish, offer)
    assert barred(one.wish, one.offer, MATCHING.pay_cut) is excluded


@pytest.mark.parametrize(
    ("first", "last", "excluded"),
    [
        (dt.date(2026, 12, 1), dt.date(2026, 12, 3), False),
        (dt.date(2026, 11, 30), dt.date(2026, 12, 3), True),
        (dt.date(2026, 12, 9), dt.date(2026, 12, 11), True),
        (dt.date(2026, 12, 10), None, False),
    ],
)
def test_the_dates_of_a_gig_must_be_free(first: dt.date, last: dt.date | None, excluded: bool) -> None:
    free = {"free_from": dt.date(2026, 12, 1), "free_until": dt.date(2026, 12, 10)}
    one = pair(free, {"kind": "gig", "starts_on": first, "ends_on": last})
    assert barred(one.wish, one.offer, MATCHING.pay_cut) is excluded
    # A vacancy waits for whom it takes.
    fixed = pair(free, {"kind": "fixed", "starts_on": first, "ends_on": last})
    assert not barred(fixed.wish, fixed.offer, MATCHING.pay_cut)


def test_weights_that_do_not_sum_to_a_thousand_are_taken_in_proportion() -> None:
    one = pair()
    doubled = matching(**{name: getattr(MATCHING, name) * 2 for name in _WEIGHTS})
    measured = measure(1000, 40, one.wish, one.offer, doubled)
    assert score_of(measured, doubled) == 922


_WEIGHTS = ("occupation", "pay", "distance", "hours", "skills", "fresh")


def test_how_far_somebody_goes() -> None:
    assert MATCHING.limit(20, "本村附近") == 200
    assert MATCHING.limit(None, "本村附近") == 50
    assert MATCHING.limit(None, "哪里都行") == 600
    assert MATCHING.limit(200, "") == 600  # no farther than anywhere in the county counts
