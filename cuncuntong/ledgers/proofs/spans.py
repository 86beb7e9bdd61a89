"""Months and years told as spans, as coarse as a page needs it. Pure: no database.

A mark is what a month or year is: what it counts as, where, by whom. What lies side by side with the same
mark is one span; where that is too many, the employer is left out, then whole years stand for months, at
last each kind is one line with the number of its spans, and then what was paid up counts as paid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cuncuntong.rules.ages import add_months

PAID, BACK_PAID, UNPAID, NOTHING, REFUNDED = "paid", "back", "unpaid", "nothing", "refunded"
WORDS = {
    PAID: "正常缴费",
    BACK_PAID: "补缴",
    UNPAID: "欠缴（没有到账）",
    NOTHING: "没有缴费记录",
    REFUNDED: "已退费",
}
COUNTED = (PAID, BACK_PAID)
ABROAD = "外省"
LEVELS = (0, 1, 2, 3)
BY_KIND, FEWEST = 2, 3


@dataclass(frozen=True, order=True)
class Mark:
    """What a month is: ``what`` of WORDS, another province where it was paid, who paid."""

    what: str
    place: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Span:
    """From ``first`` to ``last`` (days that begin months) one mark, ``count`` units in ``parts`` pieces."""

    first: date
    last: date
    count: int
    mark: Mark
    parts: int = 1


def filled(months: Mapping[date, Mark], first: date, last: date) -> dict[date, Mark]:
    """The months from ``first`` to ``last``, with NOTHING where none is recorded."""
    found, month = {}, first
    while month <= last:
        found[month] = months.get(month, Mark(NOTHING))
        month = add_months(month, 1)
    return found


def spans(months: Mapping[date, Mark], level: int, step: int = 1) -> list[Span]:
    """The months (in order) as spans; ``step`` is how many months one of them stands for (12: a year).

    Level 0 tells who paid, 1 leaves that out, 2 has one line for each kind, 3 knows fewer kinds: at most
    five, as only what counts says that it was paid elsewhere.
    """
    found: list[Span] = []
    for month, mark in months.items():
        mark = _coarser(mark, level)
        before = found[-1] if found else None
        if before and before.mark == mark and add_months(before.last, step) == month:
            found[-1] = replace(before, last=month, count=before.count + 1)
        else:
            found.append(Span(month, month, 1, mark))
    return _by_kind(found) if level >= BY_KIND else found


def _coarser(mark: Mark, level: int) -> Mark:
    if level == 0:
        return mark
    if level < FEWEST:
        return replace(mark, unit="")
    if mark.what in COUNTED:
        return Mark(PAID, ABROAD if mark.place else "")
    return Mark(mark.what)


def _by_kind(found: list[Span]) -> list[Span]:
    kinds: dict[Mark, Span] = {}
    for span in found:
        known = kinds.get(span.mark)
        kinds[span.mark] = (
            span
            if known is None
            else replace(
                known,
                last=span.last,
                count=known.count + span.count,
                parts=known.parts + span.parts,
            )
        )
    return list(kinds.values())


def finest(told: Callable[[int], int], most: int) -> int:
    """The first level whose number of lines (``told``) is not more than ``most``; the last one else."""
    return next((level for level in LEVELS if told(level) <= most), LEVELS[-1])
