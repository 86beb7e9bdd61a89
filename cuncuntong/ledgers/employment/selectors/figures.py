"""Figures of registered unemployment: who stands by reason and age, and what came and went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from cuncuntong.ledgers.employment.enums import UnemploymentReason, UnemploymentState
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from cuncuntong.rules.ages import add_months

# From how old on each class begins; the first holds everybody younger than the second.
AGES = (16, 25, 35, 45, 55)
AGE_WORDS = ("16–24岁", "25–34岁", "35–44岁", "45–54岁", "55岁以上")


@dataclass
class UnemploymentFigures:
    """Who stands, by (reason, class of age); and how many came and went in two spans of days."""

    cells: dict[tuple[str, int], int] = field(default_factory=dict)
    registered: tuple[int, int] = (0, 0)
    ended: tuple[int, int] = (0, 0)

    @property
    def standing(self) -> int:
        """How many stand now."""
        return sum(self.cells.values())

    def reasons(self) -> list[tuple[str, str]]:
        """The reasons in the list's order, with their words."""
        return [(value, str(label)) for value, label in UnemploymentReason.choices]


def born_in_class(number: int, today: dt.date, column: str = "resident__birth_date") -> Q:
    """Who is in a class of age on a day: born so that the first age is reached and the next is not."""
    found = Q()
    if number > 0:
        found &= Q(**{f"{column}__lte": add_months(today, -12 * AGES[number])})
    if number + 1 < len(AGES):
        found &= Q(**{f"{column}__gt": add_months(today, -12 * AGES[number + 1])})
    return found


def unemployment_figures(
    caller: Caller,
    ability: str,
    *,
    now: tuple[dt.date, dt.date],
    before: tuple[dt.date, dt.date],
    today: dt.date,
    township: str = "",
) -> UnemploymentFigures:
    """Counts the area of an ability in one question; spans are (first day, day after the last)."""
    rows = caller.limit(ability, Unemployment.objects.all(), line=Line.EMPLOYMENT)
    rows = rows.exclude(state=UnemploymentState.REVERSED).order_by()
    if township:
        rows = rows.filter(township_code=township)
    stands = Q(state=UnemploymentState.ACTIVE)
    counts = {
        f"a{number}": Count("pk", filter=stands & born_in_class(number, today)) for number in range(len(AGES))
    }
    for when, span in (("now", now), ("before", before)):
        for name, column in (("registered", "registered_on"), ("ended", "ended_on")):
            inside = Q(**{f"{column}__gte": span[0], f"{column}__lt": span[1]})
            counts[f"{name}_{when}"] = Count("pk", filter=inside)
    grouped: Any = rows.values("reason").annotate(**counts)
    found = list(grouped)
    made = UnemploymentFigures(
        registered=(_sum(found, "registered_now"), _sum(found, "registered_before")),
        ended=(_sum(found, "ended_now"), _sum(found, "ended_before")),
    )
    for row in found:
        for number in range(len(AGES)):
            if row[f"a{number}"]:
                made.cells[row["reason"], number] = row[f"a{number}"]
    return made


def _sum(rows: list[Any], name: str) -> int:
    return sum(int(row[name]) for row in rows)
