"""Pay of different units made comparable: what a day's or an hour's pay would be in a month.

Only for comparing, sorting and filtering; nobody is told that a gig pays so much a month. Pay by piece
can't be compared with anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MONTH, DAY, HOUR, PIECE = "month", "day", "hour", "piece"
_FEN = Decimal("0.01")


@dataclass(frozen=True)
class PayScale:
    """How many days a month and hours a day count in comparisons (matching.days_a_month, hours_a_day)."""

    days_a_month: Decimal
    hours_a_day: Decimal

    def units_a_month(self, unit: str) -> Decimal | None:
        """How many of a unit make a month; None where that can't be said."""
        return {
            MONTH: Decimal(1),
            DAY: self.days_a_month,
            HOUR: self.days_a_month * self.hours_a_day,
        }.get(unit)

    def monthly(self, amount: Decimal, unit: str) -> Decimal | None:
        """An amount by its unit as pay a month; None for pay by piece."""
        units = self.units_a_month(unit)
        return None if units is None else (amount * units).quantize(_FEN, ROUND_HALF_UP)

    def least(self, monthly: Decimal, unit: str) -> Decimal | None:
        """The least amount of a unit that reaches so much a month; None for pay by piece."""
        units = self.units_a_month(unit)
        return None if units is None else monthly / units
