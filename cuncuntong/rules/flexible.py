"""What flexible workers pay into the employees' pension: the base within its bounds, and the monthly sum.

Pure Python. The year's floor, cap and average wage are dated parameters (``employees.*``) that may be issued
late in the year: until then last year's count, and what was declared by them is reckoned again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cuncuntong.rules.parameters import DatedValue, NoValueOn, Parameters
from cuncuntong.rules.pension import to_fen

FLOOR, CAP, AVERAGE = "employees.base_floor", "employees.base_cap", "employees.average_wage"
RATE, ACCOUNT_RATE = "employees.flexible_rate", "employees.flexible_account_rate"
# Shares of the average wage that are offered, in percent; the bounds stand at 60 and 300.
SHARES = (60, 80, 100, 150, 200, 300)
YUAN = Decimal(1)


@dataclass(frozen=True)
class BaseFigures:
    """The figures of a day; ``late`` while the year's own were not issued and the last known ones count.

    ``average`` is None where no average wage is known: then no shares of it are offered.
    """

    year: int
    floor: Decimal
    cap: Decimal
    average: Decimal | None
    rate: Decimal
    account_rate: Decimal
    source: str
    confirmed: bool
    late: bool

    def base_of(self, share: int) -> Decimal | None:
        """A share of the average wage as a base, whole yuan, within the bounds."""
        if self.average is None:
            return None
        exact = self.average * share / 100
        return max(self.floor, min(self.cap, exact.quantize(YUAN, rounding=ROUND_HALF_UP))).quantize(
            Decimal("0.01")
        )

    def monthly(self, base: Decimal) -> Decimal:
        """What is paid a month."""
        return to_fen(base * self.rate)

    def to_account(self, base: Decimal) -> Decimal:
        """What of it goes to the personal account."""
        return to_fen(base * self.account_rate)


def figures_on(parameters: Parameters, on: dt.date) -> BaseFigures:
    """The figures that a declaration of a day is judged by.

    Raises NoValueOn where not even an earlier floor or cap is known.
    """
    floor, cap = _latest(parameters, FLOOR, on), _latest(parameters, CAP, on)
    average = parameters.find(AVERAGE, on) or _before(parameters, AVERAGE, on)
    used = [one for one in (floor, cap, average) if one is not None]
    late = any(one.ends is not None and one.ends < on for one in used)
    return BaseFigures(
        year=(floor.starts or on).year,
        floor=Decimal(str(floor.value)),
        cap=Decimal(str(cap.value)),
        average=None if average is None else Decimal(str(average.value)),
        rate=parameters.decimal(RATE, on),
        account_rate=parameters.decimal(ACCOUNT_RATE, on),
        source=floor.source,
        confirmed=all(one.confidence.is_confirmed for one in used),
        late=late,
    )


def _latest(parameters: Parameters, key: str, on: dt.date) -> DatedValue:
    found = parameters.find(key, on) or _before(parameters, key, on)
    if found is None:
        raise NoValueOn(key, parameters.definition(key).name, on)
    return found


def _before(parameters: Parameters, key: str, on: dt.date) -> DatedValue | None:
    """The last value that counted before a day."""
    earlier = [one for one in parameters.timeline(key) if one.starts is None or one.starts <= on]
    return earlier[-1] if earlier else None
