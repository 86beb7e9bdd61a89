"""The levels that a scheme offers on a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import DatedValue

LEVELS = {
    Scheme.BASIC: "resident_pension.level_subsidies",
    Scheme.SUPPLEMENTARY: "supplementary.level_subsidies",
}


def levels_figure(scheme: str, on: dt.date) -> DatedValue | None:
    """The dated table itself, with its source; None where no table is in force on the day."""
    return current().find(LEVELS[Scheme(scheme)], on)


def levels_of(scheme: str, on: dt.date) -> dict[int, Decimal]:
    """Subsidy by level, both in yuan a year, in force on a day; empty where no table is."""
    if levels_figure(scheme, on) is None:
        return {}
    table = current().table(LEVELS[Scheme(scheme)], on)
    return {int(level): Decimal(subsidy) for level, subsidy in table.items()}


def levels_of_year(scheme: str, year: int) -> dict[int, Decimal]:
    """The levels that count for a contribution year: those in force on its last day."""
    return levels_of(scheme, dt.date(year, 12, 31))
