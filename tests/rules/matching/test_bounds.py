"""What a database is asked for leaves nothing out that could be among the best."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.matching import OfferTold, WishTold, offer_of, weigh, wish_of
from cuncuntong.rules.matching.bounds import Least, of_offers, of_wishes
from cuncuntong.rules.matching.rows import Offer, Wish
from tests.rules.matching.make import MATCHING, ON, offers, pair, wishes

NOTHING_ELSE = replace(MATCHING, occupation=0, distance=0)


def brings(wish: Wish, offer: Offer) -> int:
    """What pay, hours, skills and freshness bring."""
    return weigh(0, 0, wish, offer, NOTHING_ELSE)


@given(wishes(), offers(), st.integers(0, 400_000))
def test_no_offer_that_brings_enough_is_left_out(wish: WishTold, told: OfferTold, least: int) -> None:
    one, offer = wish_of(wish, MATCHING), offer_of(told, MATCHING)
    if brings(one, offer) < least:
        return
    bound = of_offers(least, one, MATCHING)
    assert reaches(bound, offer.pay, at_least=True)
    if bound.since is not None:
        assert told.published_on is not None and told.published_on >= bound.since


@given(wishes(), offers(), st.integers(0, 400_000))
def test_no_wish_that_brings_enough_is_left_out(told: WishTold, offer: OfferTold, least: int) -> None:
    wish, one = wish_of(told, MATCHING), offer_of(offer, MATCHING)
    if brings(wish, one) < least:
        return
    bound = of_wishes(least, one, MATCHING)
    assert reaches(bound, wish.pay, at_least=False)
    if bound.since is not None:
        assert told.contact_on is not None and told.contact_on >= bound.since


def reaches(bound: Least, pay: int, *, at_least: bool) -> bool:
    if not pay:
        return bound.unknown
    if bound.monthly is None:
        return True
    return pay >= bound.monthly if at_least else pay <= bound.monthly


def test_a_bound_that_can_hardly_be_reached_leaves_little() -> None:
    one = pair()
    # All four at their most are 400,000; 10,000 less leave pay 950 of 1000: 1 + 150/400 of the wish.
    bound = of_offers(390_000, one.wish, MATCHING)
    # Skills bring 800 at most without years in the trade: 14,000 less are there to begin with.
    assert bound.monthly is not None and 5480 < bound.monthly < 6000
    assert not bound.unknown
    assert bound.since == ON - dt.timedelta(days=1)  # a day more than needed
    assert of_offers(100_000, one.wish, MATCHING) == Least(None, True, None)
