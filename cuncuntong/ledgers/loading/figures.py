"""Counts and sums of a file, and what its recipients would get under the figures in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.loading.lines import ZERO, Line
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.rules.parameters import NoValueOn, Parameters
from cuncuntong.rules.pension import Computation, compute_for

# What the sender's totals are compared by, with their words; the first three are counts.
TOTALS: dict[str, str] = {
    "rows": "账户数",
    "recipients": "领取待遇的账户数",
    "paid_years": "缴费年数合计",
    "own": "个人缴费合计",
    "subsidy": "政府补贴合计",
    "collective": "集体补助合计",
    "interest": "利息合计",
    "paid": "已支付合计",
    "balance": "账户余额合计",
    "monthly": "月待遇合计",
}
COUNTS = ("rows", "recipients", "paid_years")
_SUMS = ("own", "subsidy", "collective", "interest", "paid", "balance", "monthly")


@dataclass
class Figures:
    """Grows row by row. ``differ`` counts recipients whose pension, computed anew, is another than the
    sender's; ``difference`` is the sum of those differences in yuan a month (ours less theirs)."""

    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(_SUMS, ZERO))
    differ: int = 0
    difference: Decimal = ZERO

    def add(self, line: Line, *, new: bool, batch: LoadBatch, parameters: Parameters) -> None:
        """Counts a row that is right by itself; ``new`` where its person has no record yet."""
        self._count("rows")
        self._count(f"scheme_{line.scheme}")
        self._count(f"state_{line.state}")
        self._count("paid_years", line.years.count)
        self._count("new_residents", int(new))
        for name in _SUMS:
            self.sums[name] += getattr(line, name)
        if not line.receives:
            return
        self._count("recipients")
        computed = computed_for(line, batch, parameters)
        if computed is not None and computed.total != line.monthly:
            self.differ += 1
            self.difference += computed.total - line.monthly

    def _count(self, name: str, by: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + by

    def to_json(self) -> dict[str, Any]:
        """Counts as numbers, sums as text in yuan."""
        names = [
            *COUNTS,
            "new_residents",
            *(f"scheme_{scheme.value}" for scheme in Scheme),
            *(f"state_{state.value}" for state in (AccountState.PAYING, AccountState.PAUSED)),
        ]
        return {
            **{name: self.counts.get(name, 0) for name in names},
            **{name: str(value) for name, value in self.sums.items()},
            "differ": self.differ,
            "difference": str(self.difference),
        }


def computed_for(line: Line, batch: LoadBatch, parameters: Parameters) -> Computation | None:
    """A recipient's pension for the first month that this system pays; None where a figure is missing.

    What it is computed from is all that was saved: what has been paid out since does not make it less.
    """
    if line.starts_on is None or batch.pay_from is None:
        return None
    saved = line.own + line.subsidy + line.collective + line.interest
    try:
        return compute_for(
            line.scheme,
            birth=line.birth,
            account_balance=saved,
            years_paid=line.years.count,
            on=max(line.starts_on, batch.pay_from),
            parameters=parameters,
        )
    except NoValueOn:
        return None
