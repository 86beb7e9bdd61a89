"""Working days: the official list of 2026, the counting against a plain day-by-day count, speed."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.workdays import Calendar


def days(*spans: tuple[tuple[int, int], tuple[int, int]], year: int = 2026) -> set[date]:
    found = set()
    for first, last in spans:
        day = date(year, *first)
        while day <= date(year, *last):
            found.add(day)
            day += timedelta(days=1)
    return found


# 国务院办公厅关于2026年部分节假日安排的通知
OFF_2026 = days(
    ((1, 1), (1, 3)),
    ((2, 15), (2, 23)),
    ((4, 4), (4, 6)),
    ((5, 1), (5, 5)),
    ((6, 19), (6, 21)),
    ((9, 25), (9, 27)),
    ((10, 1), (10, 7)),
)
WORKED_2026 = {date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}

# Not an official arrangement: a made-up one with the legal number of days off, to fill a table with.
TABLE_2027 = {day: False for day in days(((1, 1), (1, 3)), ((2, 5), (2, 13)), ((4, 3), (4, 5)), year=2027)}
TABLE_2027 |= {day: False for day in days(((5, 1), (5, 5)), ((6, 7), (6, 9)), ((10, 1), (10, 7)), year=2027)}
TABLE_2027 |= {date(2027, 2, 14): True, date(2027, 5, 8): True, date(2027, 10, 9): True}

any_day = st.dates(date(2003, 6, 1), date(2030, 12, 31))
table = st.dictionaries(st.dates(date(2025, 1, 1), date(2028, 12, 31)), st.booleans(), max_size=12)


def counted(calendar: Calendar, a: date, b: date) -> int:
    """The definition, one day at a time."""
    return sum(calendar.is_workday(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))


def test_every_day_of_2026_is_as_the_state_council_arranged() -> None:
    calendar = Calendar()
    for day in days(((1, 1), (12, 31))):
        expected = day in WORKED_2026 or (day.weekday() < 5 and day not in OFF_2026)
        assert calendar.is_workday(day) is expected, day


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (date(2026, 11, 24), 2, date(2026, 11, 26)),
        (date(2026, 11, 27), 2, date(2026, 12, 1)),  # over a weekend
        (date(2026, 9, 30), 2, date(2026, 10, 9)),  # over National Day; the 10th is worked too
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # the 14th, a Saturday, is worked
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # taken in on a day off
        (date(2026, 10, 3), 0, date(2026, 10, 3)),  # done at once
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # a Sunday, worked
    ],
)
def test_a_limit_ends_on_the_nth_working_day(start: date, n: int, due: date) -> None:
    assert Calendar().add_workdays(start, n) == due


@given(start=any_day, n=st.integers(1, 400), overrides=table)
def test_the_due_day_is_worked_and_exactly_n_days_on(
    start: date, n: int, overrides: dict[date, bool]
) -> None:
    calendar = Calendar(overrides)
    due = calendar.add_workdays(start, n)
    assert calendar.is_workday(due)
    assert calendar.workdays_between(start, due) == n
    assert calendar.workdays_between(start, due - timedelta(days=1)) == n - 1


@given(a=any_day, length=st.integers(-30, 900), overrides=table)
def test_counting_agrees_with_one_day_at_a_time(a: date, length: int, overrides: dict[date, bool]) -> None:
    calendar = Calendar(overrides)
    b = a + timedelta(days=length)
    assert calendar.workdays_between(a, b) == counted(calendar, a, b)


@given(a=any_day, b=any_day, c=any_day)
def test_spans_add_up(a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    calendar = Calendar()
    whole = calendar.workdays_between(first, last)
    assert whole == calendar.workdays_between(first, middle) + calendar.workdays_between(middle, last)


@given(overrides=table)
def test_the_administrators_table_always_wins(overrides: dict[date, bool]) -> None:
    calendar = Calendar(overrides)
    assert {day: calendar.is_workday(day) for day in overrides} == overrides


@given(accepted=any_day, n=st.integers(1, 30), pause=st.integers(0, 60), length=st.integers(0, 90))
def test_a_pause_leaves_as_much_time_as_there_was(accepted: date, n: int, pause: int, length: int) -> None:
    calendar = Calendar()
    due = calendar.add_workdays(accepted, n)
    paused = accepted + timedelta(days=pause)
    resumed = paused + timedelta(days=length)
    new = calendar.due_after_pause(due, paused, resumed)
    assert calendar.is_workday(new)
    assert calendar.remaining_workdays(new, resumed) in (
        calendar.remaining_workdays(due, paused),
        # nothing was left, and it went on on a day off: due on the next worked day
        0 if calendar.is_workday(resumed) or due < paused else 1,
    )
    assert calendar.overdue_workdays(new, resumed) == calendar.overdue_workdays(due, paused)
    if length == 0:
        assert new == due


def test_resumed_on_a_day_off_with_nothing_left_it_is_due_on_the_next_working_day() -> None:
    due = paused = date(2026, 9, 30)
    assert Calendar().due_after_pause(due, paused, date(2026, 10, 3)) == date(2026, 10, 8)


def test_the_clock_cannot_resume_before_it_stopped() -> None:
    with pytest.raises(ValueError, match="resume before"):
        Calendar().due_after_pause(date(2026, 11, 26), date(2026, 11, 25), date(2026, 11, 24))


def test_overdue_is_counted_in_working_days() -> None:
    calendar = Calendar()
    due = date(2026, 9, 30)
    assert calendar.overdue_workdays(due, date(2026, 9, 29)) == 0
    assert calendar.overdue_workdays(due, due) == 0
    assert calendar.overdue_workdays(due, date(2026, 10, 7)) == 0
    assert calendar.overdue_workdays(due, date(2026, 10, 9)) == 2
    assert calendar.remaining_workdays(date(2026, 10, 9), due) == 2


def test_next_workday_stays_or_moves_on() -> None:
    assert Calendar().next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert Calendar().next_workday(date(2026, 10, 8)) == date(2026, 10, 8)


def test_a_year_without_arrangement_falls_back_to_weekends() -> None:
    calendar = Calendar()
    assert calendar.is_workday(date(2027, 10, 1))  # a Friday; the arrangement isn't known
    assert not calendar.is_workday(date(2027, 10, 2))
    assert calendar.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 1)


def test_missing_years_looks_ahead_without_having_been_asked() -> None:
    calendar = Calendar()
    assert calendar.missing_years(range(2003, 2029)) == (2003, 2027, 2028)


def test_a_complete_table_ends_the_fallback() -> None:
    calendar = Calendar(TABLE_2027)
    assert calendar.missing_years([2026, 2027]) == ()
    assert not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2027, 10, 9))  # a Saturday


@pytest.mark.parametrize("left_out", [(1, 1), (10, 1)])
def test_a_table_without_a_legal_holiday_is_not_complete(left_out: tuple[int, int]) -> None:
    partial = {day: worked for day, worked in TABLE_2027.items() if (day.month, day.day) != left_out}
    calendar = Calendar(partial)
    assert calendar.missing_years([2027]) == (2027,)
    assert not calendar.is_workday(date(2027, 2, 8))  # what it does say counts


def test_the_fixed_days_alone_are_not_a_table() -> None:
    fixed = {date(2027, m, d): False for m, d in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))}
    assert Calendar(fixed).missing_years([2027]) == (2027,)


def test_one_entry_is_not_a_table() -> None:
    assert Calendar({date(2027, 1, 1): False}).missing_years([2027]) == (2027,)


def test_a_datetime_is_refused() -> None:
    moment = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # already the 25th in Shanghai
    calendar = Calendar()
    for ask in (
        lambda: calendar.is_workday(moment),
        lambda: calendar.add_workdays(moment, 0),
        lambda: calendar.workdays_between(moment, date(2026, 12, 1)),
    ):
        with pytest.raises(TypeError, match="Shanghai"):
            ask()


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Calendar().add_workdays(date(2026, 11, 24), -1)


def test_a_deadline_costs_microseconds() -> None:
    calendar = Calendar()
    start = date(2026, 1, 1)
    calendar.add_workdays(start, 300)
    began = time.perf_counter()
    for n in range(10_000):
        calendar.add_workdays(start, n % 20)
    each = (time.perf_counter() - began) / 10_000
    assert each < 50e-6  # about 1 µs when nothing else runs; wide, for busy machines
