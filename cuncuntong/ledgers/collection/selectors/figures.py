"""Levels and subsidies of a year, as an order of that year counts them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.selectors.levels import LEVELS, levels_figure
from cuncuntong.ledgers.pensions.selectors.levels import levels_of as in_force
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import DatedValue, plain

VALID_DAYS = "collection.valid_days"
SUBSIDY_NOW = "collection.subsidy_with_arrival"


@dataclass(frozen=True)
class Levels:
    """The levels (yuan a year) of a scheme and year, each with its subsidy; empty where none are known."""

    key: str
    year: int
    figure: DatedValue | None
    subsidies: dict[int, Decimal]

    def words(self) -> str:
        """The levels, to be told: 200、300、500."""
        return "、".join(str(level) for level in sorted(self.subsidies))

    def source(self, level: int) -> str:
        """What the entry of a subsidy names as its origin: parameter, year and level; 60 signs at most."""
        name = current().definition(self.key).name
        return f"{name} {self.key} {self.year}年{level}元档"[:60]

    @property
    def confirmed(self) -> bool:
        """Whether the figure is confirmed; else it is shown as 待核定."""
        return self.figure is not None and self.figure.is_confirmed

    def subsidy_words(self, level: int) -> str:
        """60元, with 待核定 where the figure is not confirmed."""
        amount = self.subsidies.get(level)
        if amount is None:
            return "没有标准"
        return f"{plain(amount)}元" + ("" if self.confirmed else "（待核定）")


def figure_day(year: int, on: dt.date) -> dt.date:
    """The day whose figures count for an order of a year that is issued on a day.

    An order of the running year counts the figures of its day; one of a past year those of that year's
    last day, as they stand last; one of a coming year those of its first day.
    """
    return min(max(on, dt.date(year, 1, 1)), dt.date(year, 12, 31))


def levels_of(scheme: str, year: int, on: dt.date) -> Levels:
    """The levels that an order of ``year``, issued on a day, may have."""
    day = figure_day(year, on)
    return Levels(LEVELS[Scheme(scheme)], year, levels_figure(scheme, day), in_force(scheme, day))


def last_day(year: int, on: dt.date, *, back: bool = False) -> dt.date:
    """The last day on which an order that is issued on a day can be paid."""
    days = current().integer(VALID_DAYS, on)
    until = on + dt.timedelta(days=days - 1)
    return until if back else min(until, max(on, dt.date(year, 12, 31)))


def subsidy_comes_at_once(on: dt.date) -> bool:
    """Whether the subsidy is posted with the arrival, or later by the county."""
    return bool(current().integer(SUBSIDY_NOW, on))
