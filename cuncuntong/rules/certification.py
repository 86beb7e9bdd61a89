"""When who draws a pension must certify anew, and what follows while nobody does (the notice, item 21).

The due day is the last day on which the former certification still counts: the same day so many months
later, or that month's last where it has no such day (29 February). Pure reckoning, without the database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from cuncuntong.rules.ages import add_months

# Months between two certifications.
INTERVAL = "certification.interval_months"


class Step(StrEnum):
    """Where somebody stands; the values are those of the ledger's state."""

    VALID = "valid"
    COMING = "coming"
    WARNED_ONCE = "warned_once"
    WARNED_TWICE = "warned_twice"
    OVERDUE = "overdue"
    SUSPENDED = "suspended"


class Move(StrEnum):
    """What is to be done on a day; at most one a day."""

    NONE = "none"
    FIRST_WARNING = "first_warning"
    SECOND_WARNING = "second_warning"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures: months between two certifications, and days before the due day or between two steps."""

    interval_months: int
    coming_days: int
    first_warning_days: int
    second_warning_days: int
    gap_days: int


@dataclass(frozen=True, slots=True)
class At:
    """What is known of somebody; ``held`` says that payment is held back for this reason already."""

    due_on: dt.date
    first_warned_on: dt.date | None = None
    second_warned_on: dt.date | None = None
    grace_until: dt.date | None = None
    held: bool = False


def due_day(last: dt.date, months: int) -> dt.date:
    """The last day that a certification of ``last`` (or the start of drawing) counts."""
    return add_months(last, months)


def step_of(at: At, on: dt.date, terms: Terms) -> Step:
    """Where somebody stands on a day."""
    if at.held:
        return Step.SUSPENDED
    if on > at.due_on:
        return Step.OVERDUE
    if at.second_warned_on is not None:
        return Step.WARNED_TWICE
    if at.first_warned_on is not None:
        return Step.WARNED_ONCE
    return Step.COMING if (at.due_on - on).days <= terms.coming_days else Step.VALID


def next_move(at: At, on: dt.date, terms: Terms) -> Move:
    """What is to be done on a day: warned twice, with time between, then held once it lapsed.

    Whoever is found late (the system stood still, or came to the list overdue) is warned twice all the
    same before anything is held.
    """
    gap = dt.timedelta(days=terms.gap_days)
    left = (at.due_on - on).days
    if at.held:
        return Move.NONE
    if at.first_warned_on is None:
        return Move.FIRST_WARNING if left <= terms.first_warning_days else Move.NONE
    if at.second_warned_on is None:
        late = left <= terms.second_warning_days and on >= at.first_warned_on + gap
        return Move.SECOND_WARNING if late else Move.NONE
    if left >= 0 or on < at.second_warned_on + gap:
        return Move.NONE
    return Move.NONE if at.grace_until is not None and on <= at.grace_until else Move.HOLD


def first_held_month(due_on: dt.date, on: dt.date, last_run: dt.date | None) -> dt.date:
    """The first month that a lapse keeps unpaid, decided on a day: the next payment.

    The month in which it lapsed is paid whole; so is one whose payment was begun already (``last_run`` is
    the month of the last one). A month is its first day.
    """
    after_due = add_months(due_on.replace(day=1), 1)
    next_payment = on.replace(day=1)
    if last_run is not None and last_run >= next_payment:
        next_payment = add_months(last_run.replace(day=1), 1)
    return max(after_due, next_payment)
