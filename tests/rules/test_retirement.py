"""The delay of retirement: worked-out cases, and what must hold for every birthday."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.ages import add_months, date_reaching_age
from cuncuntong.rules.parameters import load_parameters
from cuncuntong.rules.retirement import Delay, Track, delay_months, retirement, tracks_of

SLOW = Delay(step=4, cap=36)
DELAYS = {Track.MAN_60: SLOW, Track.WOMAN_55: SLOW, Track.WOMAN_50: Delay(step=2, cap=60)}
BIRTHS = st.dates(date(1950, 1, 1), date(2010, 12, 31))
TRACKS = st.sampled_from(list(Track))


@pytest.mark.parametrize(
    ("birth", "track", "delayed", "day"),
    [
        # The example of the rules: (1971 + 55 - 2025) × 12 + 4 = 16 months, 16 ÷ 4 = 4.
        (date(1971, 4, 1), Track.WOMAN_55, 4, date(2026, 8, 1)),
        # Sixty in December 2024, the last month without delay; a month later the first one with it.
        (date(1964, 12, 31), Track.MAN_60, 0, date(2024, 12, 31)),
        (date(1965, 1, 1), Track.MAN_60, 1, date(2025, 2, 1)),
        (date(1965, 4, 30), Track.MAN_60, 1, date(2025, 5, 30)),
        (date(1965, 5, 1), Track.MAN_60, 2, date(2025, 7, 1)),
        # 36 months at most, from September 1976 on: (1976+60-2025)×12+9 = 141, 141 ÷ 4 = 35.25.
        (date(1976, 8, 31), Track.MAN_60, 35, date(2039, 7, 31)),
        (date(1976, 9, 1), Track.MAN_60, 36, date(2039, 9, 1)),
        (date(1990, 1, 1), Track.MAN_60, 36, date(2053, 1, 1)),
        (date(1975, 1, 15), Track.WOMAN_50, 1, date(2025, 2, 15)),
        (date(1975, 3, 15), Track.WOMAN_50, 2, date(2025, 5, 15)),
        # 60 months at most: (1984+50-2025)×12+11 = 119, 119 ÷ 2 = 59.5.
        (date(1984, 10, 31), Track.WOMAN_50, 59, date(2039, 9, 30)),
        (date(1984, 11, 1), Track.WOMAN_50, 60, date(2039, 11, 1)),
        # No 29th in the month of retirement: its last day.
        (date(1968, 2, 29), Track.MAN_60, 10, date(2028, 12, 29)),
    ],
)
def test_worked_out_by_hand(birth, track, delayed, day):
    found = retirement(birth, track, DELAYS[track])
    assert (found.delayed, found.day) == (delayed, day)


@given(BIRTHS, TRACKS)
def test_nobody_retires_before_the_original_age_or_past_the_cap(birth, track):
    found = retirement(birth, track, DELAYS[track])
    assert date_reaching_age(birth, track.original_age) <= found.day
    assert 0 <= found.delayed <= DELAYS[track].cap


@given(BIRTHS, TRACKS)
def test_a_month_younger_is_never_earlier_and_at_most_two_months_later(birth, track):
    younger = add_months(birth, 1)
    first, second = (delay_months(day, track, DELAYS[track]) for day in (birth, younger))
    assert first <= second <= first + 1


@given(BIRTHS, TRACKS)
def test_the_day_of_the_month_makes_no_difference_to_the_delay(birth, track):
    assert delay_months(birth, track, DELAYS[track]) == delay_months(
        birth.replace(day=1), track, DELAYS[track]
    )


@given(BIRTHS)
def test_a_woman_of_a_post_with_fifty_never_retires_after_one_with_fifty_five(birth):
    early, late = (retirement(birth, track, DELAYS[track]) for track in tracks_of(male=False))
    assert early.day < late.day


def test_the_age_is_said_in_words():
    assert retirement(date(1964, 1, 1), Track.MAN_60, SLOW).age_words == "60周岁"
    assert retirement(date(1971, 4, 1), Track.WOMAN_55, SLOW).age_words == "55周岁4个月"
    assert retirement(date(1990, 1, 1), Track.MAN_60, SLOW).age_words == "63周岁"


def test_the_shipped_parameters_have_every_track():
    book, on = load_parameters(), date(2026, 11, 24)
    steps, caps = book.table("employees.delay_step_months", on), book.table("employees.delay_cap_months", on)
    assert {track.value: (steps[track.value], caps[track.value]) for track in Track} == {
        "男60": (4, 36),
        "女55": (4, 36),
        "女50": (2, 60),
    }
