"""A year's interest: worked by hand, and what must hold whatever is on the account."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.pension import year_interest

FEN = Decimal("0.01")
amounts = st.decimals(min_value=0, max_value=100_000, places=2)
rates = st.decimals(min_value=0, max_value=Decimal("0.2"), places=4)
days = st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def interest(opening: str, *moves: tuple[str, str], rate: str = "0.03") -> Decimal:
    return year_interest(
        opening=Decimal(opening),
        moves=[(dt.date.fromisoformat(day), Decimal(amount)) for day, amount in moves],
        year=2025,
        rate=Decimal(rate),
    )


def test_by_hand() -> None:
    assert interest("1000") == Decimal("30.00")
    # 300 from April on: 9 months, 300 × 0.03 × 9/12 = 6.75.
    assert interest("1000", ("2025-03-31", "300")) == Decimal("36.75")
    assert interest("0", ("2025-12-01", "300")) == 0
    # 100 drawn in June does without it for 6 months: 30 − 1.50.
    assert interest("1000", ("2025-06-15", "-100")) == Decimal("28.50")
    # 33.33 × 0.0262 = 0.873246
    assert interest("33.33", rate="0.0262") == Decimal("0.87")
    # A half is rounded up: 0.50 × 0.03 = 0.015.
    assert interest("0.50") == Decimal("0.02")


@given(amounts, st.lists(st.tuples(days, amounts), max_size=12), rates)
def test_rounded_once_no_fen_is_lost(
    opening: Decimal, moves: list[tuple[dt.date, Decimal]], rate: Decimal
) -> None:
    exact = (opening + sum(amount * (12 - day.month) for day, amount in moves) / Decimal(12)) * rate
    found = year_interest(opening=opening, moves=moves, year=2025, rate=rate)
    assert found == found.quantize(FEN)
    assert abs(found - exact) <= FEN / 2 + Decimal("1e-12")


@given(amounts, amounts, rates, rates, days)
def test_more_money_a_higher_rate_or_an_earlier_day_never_bears_less(
    opening: Decimal, more: Decimal, rate: Decimal, other: Decimal, day: dt.date
) -> None:
    low, high = sorted((rate, other))

    def of(opening: Decimal, day: dt.date, rate: Decimal) -> Decimal:
        return year_interest(opening=opening, moves=[(day, more)], year=2025, rate=rate)

    assert of(opening, day, low) <= of(opening, day, high)
    assert of(opening, day, low) <= of(opening + more, day, low)
    assert of(opening, day, low) <= of(opening, day.replace(month=1, day=1), low)


@given(amounts, days, rates)
def test_what_is_taken_back_the_same_month_bears_nothing(
    amount: Decimal, day: dt.date, rate: Decimal
) -> None:
    moves = [(day, amount), (day.replace(day=28), -amount)]
    assert year_interest(opening=Decimal(0), moves=moves, year=2025, rate=rate) == 0


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="负数"):
        interest("1", rate="-0.01")
    with pytest.raises(ValueError, match="不在2025年"):
        interest("1", ("2024-12-31", "1"))
