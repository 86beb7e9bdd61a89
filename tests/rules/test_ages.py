"""Ages and months, with the birthdays that not every year has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.ages import (
    add_months,
    age_on,
    date_reaching_age,
    months_between,
    months_until,
    span_text,
)

births = st.dates(date(1920, 1, 1), date(2010, 12, 31))


@pytest.mark.parametrize(
    ("birth", "years", "day"),
    [
        (date(1964, 3, 5), 60, date(2024, 3, 5)),
        (date(1964, 2, 29), 60, date(2024, 2, 29)),
        (date(1964, 2, 29), 65, date(2029, 2, 28)),
        (date(1966, 12, 31), 60, date(2026, 12, 31)),
    ],
)
def test_the_day_on_which_an_age_is_reached(birth: date, years: int, day: date) -> None:
    assert date_reaching_age(birth, years) == day
    assert age_on(birth, day) == years
    assert age_on(birth, day - timedelta(days=1)) == years - 1


@given(birth=births, years=st.integers(0, 110), shift=st.integers(-400, 400))
def test_age_and_the_day_it_is_reached_agree(birth: date, years: int, shift: int) -> None:
    day = max(birth, date_reaching_age(birth, years) + timedelta(days=shift))
    assert (age_on(birth, day) >= years) is (day >= date_reaching_age(birth, years))


def test_no_age_before_birth() -> None:
    with pytest.raises(ValueError, match="早于出生日期"):
        age_on(date(2000, 1, 2), date(2000, 1, 1))


@given(start=births, months=st.integers(0, 1200))
def test_months_there_and_back(start: date, months: int) -> None:
    end = add_months(start, months)
    assert months_between(start, end) == months
    assert months_between(end, start) == -months
    assert months_until(start, end) == months


@given(on=births, days=st.integers(0, 20_000))
def test_months_until_is_the_fewest_that_arrive(on: date, days: int) -> None:
    target = on + timedelta(days=days)
    months = months_until(on, target)
    assert add_months(on, months) >= target
    assert months == 0 or add_months(on, months - 1) < target


def test_a_begun_month_counts_whole_until_the_day() -> None:
    assert months_until(date(2026, 11, 24), date(2026, 12, 24)) == 1
    assert months_until(date(2026, 11, 24), date(2026, 12, 25)) == 2
    assert months_until(date(2026, 11, 24), date(2026, 11, 24)) == 0


@pytest.mark.parametrize(
    ("months", "words"), [(0, "0个月"), (11, "11个月"), (24, "2年"), (179, "14年11个月")]
)
def test_spans_in_words(months: int, words: str) -> None:
    assert span_text(months) == words
