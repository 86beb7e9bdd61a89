"""When somebody must certify, and in what order warnings and the hold come."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.certification import (
    At,
    Move,
    Step,
    Terms,
    due_day,
    first_held_month,
    next_move,
    step_of,
)

TERMS = Terms(interval_months=12, coming_days=90, first_warning_days=60, second_warning_days=15, gap_days=7)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2080, 12, 31))
ONE = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (dt.date(2025, 11, 25), dt.date(2026, 11, 25)),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        (dt.date(2027, 2, 28), dt.date(2028, 2, 28)),
        (dt.date(2025, 12, 31), dt.date(2026, 12, 31)),
    ],
)
def test_due_days_worked_out_by_hand(last: dt.date, due: dt.date) -> None:
    assert due_day(last, 12) == due


@given(DAYS)
def test_twelve_months_are_a_year_and_never_more(last: dt.date) -> None:
    due = due_day(last, 12)
    assert due.year == last.year + 1 and due.month == last.month
    assert 365 <= (due - last).days <= 366
    assert due.day == (28 if (last.month, last.day) == (2, 29) else last.day)


@given(DAYS, DAYS, st.integers(1, 24))
def test_a_later_certification_is_never_due_earlier(one: dt.date, other: dt.date, months: int) -> None:
    early, late = sorted((one, other))
    assert due_day(early, months) <= due_day(late, months)


def walk(due: dt.date, first: dt.date, nights: int, terms: Terms = TERMS) -> dict[Move, dt.date]:
    """The moves of so many nights in a row from a day on, none left out."""
    at, found = At(due), {}
    for number in range(nights):
        on = first + number * ONE
        move = next_move(at, on, terms)
        if move == Move.FIRST_WARNING:
            at = At(due, first_warned_on=on)
        elif move == Move.SECOND_WARNING:
            at = At(due, at.first_warned_on, on)
        elif move == Move.HOLD:
            at = At(due, at.first_warned_on, at.second_warned_on, held=True)
        if move != Move.NONE:
            assert move not in found
            found[move] = on
    return found


def test_the_usual_year() -> None:
    due = dt.date(2026, 6, 1)
    assert walk(due, dt.date(2026, 1, 1), 200) == {
        Move.FIRST_WARNING: dt.date(2026, 4, 2),  # 60 days before
        Move.SECOND_WARNING: dt.date(2026, 5, 17),  # 15 days before
        Move.HOLD: dt.date(2026, 6, 2),  # the day after
    }


def test_who_is_found_overdue_is_warned_twice_first() -> None:
    assert walk(dt.date(2026, 6, 1), dt.date(2026, 9, 1), 30) == {
        Move.FIRST_WARNING: dt.date(2026, 9, 1),
        Move.SECOND_WARNING: dt.date(2026, 9, 8),
        Move.HOLD: dt.date(2026, 9, 15),
    }


@given(
    DAYS,
    st.integers(-400, 400),
    st.builds(
        Terms,
        interval_months=st.just(12),
        coming_days=st.integers(1, 180),
        first_warning_days=st.integers(1, 180),
        second_warning_days=st.integers(0, 180),
        gap_days=st.integers(1, 60),
    ),
)
def test_nothing_is_held_before_the_lapse_and_two_warnings_apart(
    due: dt.date, begins: int, terms: Terms
) -> None:
    found = walk(due, due + begins * ONE, 700, terms)
    assert set(found) == set(Move) - {Move.NONE}
    first, second, held = found[Move.FIRST_WARNING], found[Move.SECOND_WARNING], found[Move.HOLD]
    assert held > due
    assert (second - first).days >= terms.gap_days and (held - second).days >= terms.gap_days


def test_the_grace_of_who_came_overdue_to_the_list() -> None:
    at = At(
        dt.date(2026, 1, 1),
        dt.date(2026, 9, 1),
        dt.date(2026, 9, 8),
        grace_until=dt.date(2026, 11, 30),
    )
    assert next_move(at, dt.date(2026, 11, 30), TERMS) == Move.NONE
    assert next_move(at, dt.date(2026, 12, 1), TERMS) == Move.HOLD


@pytest.mark.parametrize(
    ("on", "first", "second", "held", "step"),
    [
        (dt.date(2026, 3, 2), None, None, False, Step.VALID),  # 91 days
        (dt.date(2026, 3, 3), None, None, False, Step.COMING),  # 90 days
        (dt.date(2026, 4, 2), dt.date(2026, 4, 2), None, False, Step.WARNED_ONCE),
        (dt.date(2026, 6, 1), dt.date(2026, 4, 2), dt.date(2026, 5, 17), False, Step.WARNED_TWICE),
        (dt.date(2026, 6, 2), dt.date(2026, 4, 2), dt.date(2026, 5, 17), False, Step.OVERDUE),
        (dt.date(2026, 6, 2), dt.date(2026, 4, 2), dt.date(2026, 5, 17), True, Step.SUSPENDED),
    ],
)
def test_where_somebody_stands(
    on: dt.date, first: dt.date | None, second: dt.date | None, held: bool, step: Step
) -> None:
    assert step_of(At(dt.date(2026, 6, 1), first, second, held=held), on, TERMS) == step


@pytest.mark.parametrize(
    ("due", "on", "last_run", "month"),
    [
        # Lapsed on the 20th: that month is paid whole, the next one is the first that is not.
        (dt.date(2026, 11, 20), dt.date(2026, 11, 21), dt.date(2026, 10, 1), dt.date(2026, 12, 1)),
        # Lapsed long ago, warned late; this month's payment is not begun: it is held.
        (dt.date(2026, 6, 1), dt.date(2026, 9, 15), dt.date(2026, 8, 1), dt.date(2026, 9, 1)),
        # This month's payment is under way: the next one.
        (dt.date(2026, 6, 1), dt.date(2026, 9, 15), dt.date(2026, 9, 1), dt.date(2026, 10, 1)),
        (dt.date(2026, 12, 31), dt.date(2027, 1, 1), None, dt.date(2027, 1, 1)),
    ],
)
def test_a_lapse_holds_from_the_next_payment(
    due: dt.date, on: dt.date, last_run: dt.date | None, month: dt.date
) -> None:
    assert first_held_month(due, on, last_run) == month
