"""The estimate: sums by hand, its monotony, and questions that can't be answered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuncuntong.rules.ages import age_on
from cuncuntong.rules.parameters import (
    Definition,
    Kind,
    OverlayValue,
    Parameters,
    load_parameters,
    shipped_definitions,
)
from cuncuntong.rules.pension.estimate import (
    EstimateRefused,
    Person,
    by_level,
    by_years,
    estimate,
    gains,
    levels,
    most_paying_years,
)

TODAY = date(2026, 11, 24)


def with_rate(rate: str) -> Parameters:
    """The shipped figures with one interest rate for all years."""
    key = "resident_pension.interest_rate"
    rates = {key: Definition(key, "测试", "记账利率", "", Kind("rate"), ())}
    overlay = [OverlayValue(key, date(2000, 1, 1), rate, "测试", True)]
    return Parameters({**shipped_definitions(), **rates}, overlay)


# Without interest, so that a sum is checked by hand; a rate has its own test.
BOOK = with_rate("0")
LEVELS = sorted(levels(BOOK, TODAY))


def person(birth: date, years: int = 0, balance: str = "0", *, paid: bool = False) -> Person:
    return Person(birth, TODAY, years, Decimal(balance), paid)


def test_ten_years_paid_five_to_come_at_300() -> None:
    found = estimate(person(date(1971, 3, 5), 10, "3400", paid=True), 300, BOOK)
    # Paid for 2026; 2027 to 2031, the year of 60: five years of 300 + 40.
    assert (found.paying_years, found.years_total, found.years_short) == (5, 15, 0)
    assert found.balance == Decimal("5100.00")  # 3400 + 5 × 340
    assert found.own_to_come == Decimal(1500)
    # 5100 ÷ 139 = 36.69; with the floor of 2026, 163: 199.69.
    assert found.computation.total == Decimal("199.69") == found.total
    assert found.reaches_on == date(2031, 3, 5)
    assert sum(part.amount for part in found.computation.parts) == found.total


def test_missing_years_are_paid_up_without_subsidy() -> None:
    found = estimate(person(date(1968, 5, 1)), 500, BOOK)
    # 2026, 2027 and 2028: three years of 560; twelve more to pay up at 500, nothing on top.
    assert (found.paying_years, found.years_short, found.make_up_cost) == (3, 12, Decimal(6000))
    assert found.balance == Decimal("1680.00")
    assert found.made_up is not None
    # (1680 + 6000) ÷ 139 = 55.2517… → 55.25; 163 + 55.25.
    assert found.total == Decimal("218.25")
    assert any("不足15年" in words for words in found.computation.warnings)


def test_interest_bears_from_the_year_after_and_is_rounded_each_year() -> None:
    book = with_rate("0.0262")
    found = estimate(person(date(1968, 5, 1), 15, "10000"), 200, book)
    # 2026: 10000 × 2.62% = 262.00, + 235 = 10497.00; 2027: 10497 × 2.62% = 275.0214 → 275.02, + 235 =
    # 11007.02; 2028 is the year of 60: no interest, + 235 = 11242.02.
    assert [step.interest for step in found.steps] == [Decimal("262.00"), Decimal("275.02"), Decimal("0.00")]
    assert found.balance == Decimal("11242.02")


@pytest.mark.parametrize(
    ("birth", "years"),
    [
        (date(1966, 11, 24), 0),  # 60 today
        (date(1966, 11, 25), 1),  # tomorrow
        (date(1966, 11, 30), 1),  # at month's end
        (date(1966, 12, 31), 1),
        (date(1967, 1, 1), 2),
        (date(1964, 2, 29), 0),
        (date(1968, 2, 29), 3),  # 60 on 2028-02-29
        (date(1940, 1, 1), 0),
        (date(2010, 11, 24), 45),  # 16 today: 2026 to 2070
        (date(2026, 11, 24), 45),  # born today: 2042 to 2086
    ],
)
def test_years_that_can_still_be_paid(birth: date, years: int) -> None:
    asked = person(birth)
    assert most_paying_years(asked, BOOK) == years
    assert estimate(asked, 300, BOOK).paying_years == years


def test_an_age_supplement_from_60_counts_in_the_estimate_of_a_younger_one() -> None:
    book = load_parameters(
        [
            OverlayValue(
                "resident_pension.age_supplement", date(2020, 1, 1), {"60": "2", "65": "5"}, "县", True
            )
        ]
    )
    found = estimate(person(date(1980, 2, 29), 15), 300, book)
    assert [part.amount for part in found.computation.parts if part.code == "age"] == [Decimal("2.00")]
    older = estimate(person(date(1960, 1, 1), 15), 300, book)
    assert [part.amount for part in older.computation.parts if part.code == "age"] == [Decimal("5.00")]


@pytest.mark.parametrize(
    ("asked", "level", "years", "field", "words"),
    [
        (person(TODAY + timedelta(days=1)), 300, None, "birth", "晚于今天"),
        (person(date(1800, 1, 1)), 300, None, "birth", "超过130岁"),
        (person(date(1970, 1, 1), -1), 300, None, "years_paid", "0到100"),
        (person(date(1970, 1, 1), 101), 300, None, "years_paid", "0到100"),
        (person(date(1970, 1, 1), 1, "-0.01"), 300, None, "balance", "不能为负数"),
        (person(date(1970, 1, 1)), 250, None, "level", "没有每年250元这一档，可选：200、300"),
        (person(date(1970, 1, 1)), 300, 6, "paying_years", "最多还能缴5年"),
        (person(date(1966, 11, 24)), 300, 1, "paying_years", "最多还能缴0年"),
        (person(date(1970, 1, 1)), 300, -1, "paying_years", "0到5"),
    ],
)
def test_what_can_not_be_estimated(
    asked: Person, level: int, years: int | None, field: str, words: str
) -> None:
    with pytest.raises(EstimateRefused) as refused:
        estimate(asked, level, BOOK, paying_years=years)
    assert refused.value.field == field and words in str(refused.value)


def test_what_a_higher_level_and_one_more_year_bring() -> None:
    found = estimate(person(date(1970, 1, 1), 12, "4080", paid=True), 300, BOOK)
    higher, longer = gains(found, BOOK)
    # Four years at 500: 800 more paid; balance 4080 + 4 × 560 = 6320 → 45.47 against 5440 → 39.14.
    assert (higher.paid_more, higher.monthly_more, higher.months_back) == (Decimal(800), Decimal("6.33"), 127)
    # The 16th year: 300 more; 5440 → 39.14 against 5100 → 36.69.
    assert (longer.paid_more, longer.monthly_more, longer.months_back) == (Decimal(300), Decimal("2.45"), 123)


people = st.builds(
    Person,
    birth=st.dates(date(1950, 1, 1), date(2010, 12, 31)),
    on=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    years_paid=st.integers(0, 40),
    balance=st.decimals(0, 100_000, places=2),
    paid_this_year=st.booleans(),
).filter(lambda one: one.years_paid <= age_on(one.birth, one.on))
RATED = with_rate("0.0375")


@settings(max_examples=60, deadline=None)
@given(asked=people)
def test_a_higher_level_and_more_years_never_bring_less(asked: Person) -> None:
    for series in (by_level(asked, RATED), by_years(asked, 500, RATED)):
        sums = [one.total for one in series]
        assert sums == sorted(sums)
        assert all(one.balance == asked.balance + sum(
            (step.own + step.subsidy + step.interest for step in one.steps), Decimal(0)
        ) for one in series)  # fmt: skip
        assert all(one.total == sum(part.amount for part in (one.made_up or one.computation).parts)
                   for one in series)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(asked=people, level=st.sampled_from(LEVELS))
def test_what_is_paid_is_what_the_years_say(asked: Person, level: int) -> None:
    found = estimate(asked, level, RATED)
    assert sum(step.own for step in found.steps) == found.own_to_come
    assert sum(1 for step in found.steps if step.own) == found.paying_years
