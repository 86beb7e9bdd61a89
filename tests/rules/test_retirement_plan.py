"""The retirement calculator's answers: worked-out cases, and what must hold for every birthday."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.ages import add_months
from cuncuntong.rules.parameters import load_parameters
from cuncuntong.rules.retirement import Track
from cuncuntong.rules.retirement_plan import (
    RetirementRefused,
    birth_months,
    plan,
    track_of,
    whole_table,
    years_number,
)

ON = date(2026, 11, 25)
BOOK = load_parameters()
BIRTHS = st.dates(date(1940, 1, 1), date(2010, 12, 31))
TRACKS = st.sampled_from(list(Track))


@pytest.mark.parametrize(
    ("birth", "track", "retires", "earliest", "latest", "minimum", "minimum_earliest"),
    [
        # 4 months late; never before the original age (2026-04); 36 months later at most.
        ((1971, 4), Track.WOMAN_55, (2026, 8), (2026, 4), (2029, 8), 15, 15),
        ((1965, 1), Track.MAN_60, (2025, 2), (2025, 1), (2028, 2), 15, 15),
        ((1975, 1), Track.WOMAN_50, (2025, 2), (2025, 1), (2028, 2), 15, 15),
        # Before 2025 nothing is delayed, and nobody may choose either.
        ((1964, 12), Track.MAN_60, (2024, 12), (2024, 12), (2024, 12), 15, 15),
        # (1970+60-2025)×12+1 = 61, 61÷4 → 16: 2031-05, which asks 16 years; 16 months earlier 2030-01: 15.5.
        ((1970, 1), Track.MAN_60, (2031, 5), (2030, 1), (2034, 5), 16, 15.5),
        # The cap of 36 months: 2039-09, 20 years; three years earlier is the original age, 2036-09: 18.5.
        ((1976, 9), Track.MAN_60, (2039, 9), (2036, 9), (2042, 9), 20, 18.5),
        # The cap of 60 months: 36 months earlier is still after the original age (2034-11).
        ((1984, 11), Track.WOMAN_50, (2039, 11), (2036, 11), (2042, 11), 20, 18.5),
    ],
)
def test_worked_out_by_hand(birth, track, retires, earliest, latest, minimum, minimum_earliest):
    found = plan(date(*birth, 1), track, BOOK, ON)
    assert found.retirement.day == date(*retires, 1)
    assert (found.earliest, found.latest) == (date(*earliest, 1), date(*latest, 1))
    assert years_number(found.minimum_months) == minimum
    assert years_number(found.minimum_earliest) == minimum_earliest


@given(BIRTHS, TRACKS)
def test_by_choice_stays_within_the_bounds(birth, track):
    found = plan(birth, track, BOOK, ON)
    assert found.original <= found.earliest <= found.retirement.day <= found.latest
    assert add_months(found.earliest.replace(day=1), 36) >= found.retirement.day.replace(day=1)
    assert 180 <= found.minimum_earliest <= found.minimum_months <= 240


@given(BIRTHS, TRACKS)
def test_a_month_younger_never_retires_earlier_nor_needs_fewer_years(birth, track):
    first, second = (plan(day.replace(day=1), track, BOOK, ON) for day in (birth, add_months(birth, 1)))
    assert first.retirement.day < second.retirement.day
    assert first.minimum_months <= second.minimum_months
    assert first.earliest < second.earliest and first.latest < second.latest


@given(BIRTHS, TRACKS)
def test_the_table_says_the_same_as_the_answer(birth, track):
    line, found = birth_months(birth, 1, track, BOOK, ON)[0], plan(birth.replace(day=1), track, BOOK, ON)
    assert (line.retires, line.delayed) == (found.retirement.day, found.retirement.delayed)
    assert line.minimum_months == found.minimum_months


@pytest.mark.parametrize(("track", "cap"), [(Track.MAN_60, 36), (Track.WOMAN_55, 36), (Track.WOMAN_50, 60)])
def test_the_whole_table_runs_from_no_delay_to_the_most(track, cap):
    lines = whole_table(track, BOOK, ON)
    assert [lines[0].delayed, lines[1].delayed, lines[-1].delayed, lines[-2].delayed] == [0, 1, cap, cap - 1]
    assert all(before.delayed <= after.delayed for before, after in zip(lines, lines[1:], strict=False))


def test_the_steps_say_how_the_cap_cuts():
    steps = dict(plan(date(1990, 1, 1), Track.MAN_60, BOOK, ON).steps)
    # (1990+60-2025)×12+1 = 301; 301÷4 = 75.25 → 76, at most 36.
    assert steps["从改革起算的第几个月"].endswith("＝301个月")
    assert steps["延迟"] == "301÷4，不足1个月的按1个月，＝76个月；最多36个月，按36个月"
    assert "不延迟" in dict(plan(date(1960, 1, 1), Track.MAN_60, BOOK, ON).steps)["延迟"]


@pytest.mark.parametrize(("male", "age"), [(True, 55), (True, 50), (False, 60), (False, None)])
def test_an_original_age_that_is_not_of_the_sex_is_refused(male, age):
    with pytest.raises(RetirementRefused, match="周岁"):
        track_of(male=male, original_age=age)


def test_a_birth_to_come_or_too_long_ago_is_refused():
    for birth in (date(2026, 12, 1), date(1890, 1, 1)):
        with pytest.raises(RetirementRefused):
            plan(birth, Track.MAN_60, BOOK, ON)
