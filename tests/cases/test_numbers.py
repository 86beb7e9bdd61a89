"""Numbers are unique, in blocks where that is safe, and say themselves when one is misread."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import assume, given
from hypothesis import strategies as st

from cuncuntong.cases.models import NumberSeries
from cuncuntong.cases.numbers import BLOCK, _check_digit, next_number, next_numbers

DAY = dt.date(2026, 11, 24)


def fits(number: str) -> bool:
    """Whether the last digit is the one that the others ask for."""
    return _check_digit(number[1:-1]) == number[-1]


@pytest.mark.django_db
def test_shape_and_sequence():
    first, second = next_number("S", DAY), next_number("S", DAY)
    assert first.startswith("S2026112400001") and second.startswith("S2026112400002")
    assert next_number("B", DAY)[:-1] == "B2026112400001"
    assert next_number("S", DAY + dt.timedelta(days=1))[:-1] == "S2026112500001"
    assert fits(first) and fits(second)


@pytest.mark.django_db(transaction=True)
def test_blocks_spare_the_counter_and_rolled_back_numbers_stay_unique():
    taken = [next_number("S", DAY) for _ in range(BLOCK)]
    assert NumberSeries.objects.get().given == BLOCK
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number("S", DAY)
        raise RuntimeError
    taken += [next_number("S", DAY) for _ in range(BLOCK + 1)]
    taken += next_numbers("S", 30, DAY)
    assert len(set(taken)) == len(taken)


@given(st.integers(0, 99999), st.integers(0, 12), st.integers(0, 9))
def test_one_wrong_digit_is_found(number, place, digit):
    from cuncuntong.cases.numbers import _write

    good = _write("S", DAY, number)
    assume(good[1 + place] != str(digit))
    bad = good[: 1 + place] + str(digit) + good[2 + place :]
    assert fits(good) and not fits(bad)
