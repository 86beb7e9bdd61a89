"""Which months are due: pure reckoning, without the database.

A month is due from the start on, up to the month of the end, where no hold covers it and it was not paid.
Months are numbers here (year × 12 + month − 1), because people have hundreds of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


def number_of(month: dt.date) -> int:
    """A month's number; numbers of neighbouring months differ by one."""
    return month.year * 12 + month.month - 1


def month_of(number: int) -> dt.date:
    """The first day of a month by its number."""
    return dt.date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A hold that stands: months from ``first`` on, before ``until`` (None: no end), are not due."""

    kind: str
    first: int
    until: int | None
    lifted: bool

    def covers(self, month: int) -> bool:
        """Whether a month is held."""
        return self.first <= month and (self.until is None or month < self.until)


def stop_of(
    kind: str,
    from_month: dt.date,
    lifted_on: dt.date | None,
    lifted_month: dt.date | None,
    back_pay: bool,
) -> Stop:
    """A hold as it counts: lifted with back pay it covers nothing any more."""
    first = number_of(from_month)
    if lifted_on is None:
        return Stop(kind, first, None, lifted=False)
    if back_pay:
        return Stop(kind, first, first, lifted=True)
    return Stop(kind, first, number_of(lifted_month or lifted_on), lifted=True)


@dataclass(frozen=True, slots=True)
class Basis:
    """What months from ``first`` on are computed from: balance in yuan and years paid."""

    first: int
    balance: Decimal
    years: int
    loaded: bool


def basis_for(month: int, bases: Iterable[Basis], otherwise: Basis) -> Basis:
    """The last one, in order, that began by the month."""
    found = otherwise
    for basis in bases:
        if basis.first <= month:
            found = basis
    return found


def first_due(*, starts: int, own_case: bool, county_first: int, bases: Iterable[Basis]) -> int:
    """The first month that this system owes.

    What was decided by a case of this system is owed from its start. Everything else was paid by whoever
    paid before: it is owed from the county's first run on, and what was loaded from the month that the
    load names.
    """
    loaded = [basis.first for basis in bases if basis.loaded]
    if loaded:
        return max(starts, min(loaded))
    return starts if own_case else max(starts, county_first)


def due_months(*, first: int, last: int, stops: Iterable[Stop], paid: frozenset[int] | set[int]) -> list[int]:
    """The months from first to last, both included, that nobody holds and nobody paid."""
    standing = [stop for stop in stops if stop.until is None or stop.until > stop.first]
    return [
        month
        for month in range(first, last + 1)
        if month not in paid and not any(stop.covers(month) for stop in standing)
    ]
