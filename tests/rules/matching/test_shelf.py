"""The shelf finds the same as looking at everything, equal ones in the same order."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuncuntong.rules.matching import Offer, Shelf, Wish, WishTold, measure, offer_of, wish_of
from cuncuntong.rules.matching import shelf as module
from cuncuntong.rules.matching.shelf import Surroundings
from tests.rules.matching.make import MATCHING, offers, wishes

CODES = ("a", "b", "c")
PLACES = tuple(f"v{number}" for number in range(8))
Placed = list[tuple[str, str, Offer]]


def everything(
    rows: Placed, wish: Wish, near: dict[str, int], around: Surroundings, most: int, floor: int
) -> list[tuple[int, int]]:
    found = [
        (measure(near[code], around.distances[place], wish, offer, MATCHING), offer.key)
        for code, place, offer in rows
        if near[code] >= MATCHING.nearest_needed
    ]
    return sorted((one for one in found if one[0] >= floor), reverse=True)[:most]


@pytest.mark.parametrize("few", [0, 60])
def test_nothing_that_belongs_among_the_best_is_lost(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW", few)

    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(offers(), min_size=1, max_size=40),
        wishes(),
        st.integers(0, 10**6),
        st.integers(1, 6),
        st.sampled_from([0, 500_000, 800_000]),
    )
    def check(told: list, wish: WishTold, seed: int, most: int, floor: int) -> None:
        rng = Random(seed)
        rows = [
            (rng.choice(CODES), rng.choice(PLACES), offer_of(one, MATCHING)._replace(key=key))
            for key, one in enumerate(told)
        ]
        near = {code: rng.choice([0, 399, 400, 750, 1000]) for code in CODES}
        distances = {place: rng.randrange(0, 900) for place in PLACES}
        around = Surroundings(sorted(PLACES, key=distances.__getitem__), distances)
        tiers = sorted(
            ((value, [code]) for code, value in near.items() if value >= MATCHING.nearest_needed),
            reverse=True,
        )
        asked = wish_of(wish, MATCHING)
        found = Shelf(rows).best(asked, tiers, around, most, MATCHING, floor)
        assert [(one.measured, one.key) for one in found] == everything(
            rows, asked, near, around, most, floor
        )

    check()


def test_an_empty_shelf_has_nothing() -> None:
    wish = wish_of(WishTold(1), MATCHING)
    assert Shelf().best(wish, [(1000, ["a"])], Surroundings([], {}), 20, MATCHING) == []
