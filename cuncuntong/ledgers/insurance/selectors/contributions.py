"""Contributions above: how many months arrived, and the whole history year by year, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from cuncuntong.ledgers.insurance.enums import ARRIVED, InsuranceScheme, MonthState
from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.ledgers.insurance.selectors.participations import participation_of, participations_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month; sums in yuan. ``place`` names another province where it was paid."""

    month: dt.date
    base: Decimal
    own: Decimal
    unit_amount: Decimal
    to_account: Decimal
    state: str
    arrived_on: dt.date | None
    unit: str
    place: str

    @property
    def arrived(self) -> bool:
        """Whether it counts."""
        return self.state in ARRIVED

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(MonthState(self.state).label)


@dataclass
class PaidYear:
    """A year's months; sums and the count are of months that arrived."""

    year: int
    months: list[MonthRow] = field(default_factory=list)
    arrived: int = 0
    own: Decimal = ZERO
    unit_amount: Decimal = ZERO
    to_account: Decimal = ZERO
    lowest: Decimal = ZERO
    highest: Decimal = ZERO

    @property
    def owed(self) -> list[MonthRow]:
        """Months that are not paid."""
        return [one for one in self.months if one.state == MonthState.OWED]

    @property
    def units(self) -> list[str]:
        """Who paid, in order, each once."""
        return list(dict.fromkeys(one.unit for one in self.months if one.unit))

    @property
    def places(self) -> list[str]:
        """Other provinces that months were paid in."""
        return list(dict.fromkeys(one.place for one in self.months if one.place))

    def add(self, row: MonthRow) -> None:
        """Counts a month in."""
        self.months.append(row)
        if not row.arrived:
            return
        self.arrived += 1
        self.own += row.own
        self.unit_amount += row.unit_amount
        self.to_account += row.to_account
        self.lowest = min(self.lowest, row.base) if self.arrived > 1 else row.base
        self.highest = max(self.highest, row.base)


@dataclass
class PaidHistory:
    """A participation with all its months. ``as_of`` says how fresh they are, None where none came."""

    participation: Participation
    years: list[PaidYear]
    totals: PaidYear

    @property
    def as_of(self) -> dt.date | None:
        """The day as of which the months count."""
        return self.participation.contributions_as_of

    @property
    def arrived(self) -> int:
        """All months that arrived."""
        return self.totals.arrived

    @property
    def abroad(self) -> int:
        """Those of them that were paid in another province."""
        return sum(1 for one in self.totals.months if one.place and one.arrived)


_COLUMNS = ("month", "base", "own", "unit_amount", "to_account", "state", "arrived_on", "unit", "place")


@read_once
def paid_history(resident: Resident, scheme: str = InsuranceScheme.EMPLOYEE_PENSION) -> PaidHistory | None:
    """The whole history in a scheme, the oldest month first; None without a participation. Two queries."""
    participation = participation_of(resident, scheme)
    if participation is None:
        return None
    rows = ContributionMonth.objects.filter(participation=participation).order_by("month")
    return _history(participation, (MonthRow(*row) for row in rows.values_list(*_COLUMNS)))


def histories_of(resident: Resident) -> list[PaidHistory]:
    """The histories in all schemes, by scheme; two queries."""
    known = participations_of(resident)
    rows = ContributionMonth.objects.filter(participation__in=[one.pk for one in known.values()])
    months: dict[int, list[MonthRow]] = {}
    for key, *said in rows.order_by("month").values_list("participation_id", *_COLUMNS):
        months.setdefault(key, []).append(MonthRow(*said))
    return [_history(one, months.get(one.pk, ())) for one in known.values()]


def _history(participation: Participation, rows: Iterable[MonthRow]) -> PaidHistory:
    years: dict[int, PaidYear] = {}
    totals = PaidYear(0)
    for row in rows:
        years.setdefault(row.month.year, PaidYear(row.month.year)).add(row)
        totals.add(row)
    return PaidHistory(participation, list(years.values()), totals)


def insured_months(resident: Resident, scheme: str, on: dt.date) -> int:
    """Months of the whole history up to the month of ``on`` whose contribution had arrived by then.

    Paid in another province, too; owed and refunded months don't count. 0 where nothing was fetched. What
    it counts as of is ``participation_of(...).contributions_as_of``.
    """
    rows = ContributionMonth.objects.filter(
        Q(arrived_on__isnull=True) | Q(arrived_on__lte=on),
        participation__resident=resident,
        participation__scheme=scheme,
        state__in=ARRIVED,
        month__lte=on.replace(day=1),
    )
    return rows.count()
