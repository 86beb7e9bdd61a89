"""The entries of a line, as rows that the database takes as they are: nine rows in ten of a load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cuncuntong.foundation.bulk import column_preparer
from cuncuntong.ledgers.loading.lines import Line
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.years import GIVEN
from cuncuntong.ledgers.pensions.enums import EntryKind, PayingKind
from cuncuntong.ledgers.pensions.models import PensionEntry

OWN, NORMAL, NONE = EntryKind.OWN.value, PayingKind.NORMAL.value, PayingKind.NONE.value
SUBSIDY, COLLECTIVE = EntryKind.SUBSIDY.value, EntryKind.COLLECTIVE.value
INTEREST, PAYMENT = EntryKind.INTEREST.value, EntryKind.PAYMENT.value


def entry_count(line: Line) -> int:
    """How many entries a line becomes: one a year paid, and one for each other sum."""
    others = (line.subsidy, line.collective, line.interest, line.paid)
    return line.years.count + sum(1 for amount in others if amount)


class EntryRows:
    """Makes the rows (rows.ENTRY) of one batch; what is the same for many lines is prepared once."""

    def __init__(self, batch: LoadBatch, now: dt.datetime) -> None:
        self.batch = batch
        self._amount = column_preparer(PensionEntry, "amount")
        self._day = column_preparer(PensionEntry, "paid_on")
        self._now = column_preparer(PensionEntry, "posted_at")(now)
        self._ends: dict[int, Any] = {}

    def of(self, account: int, line: Line, keys: Iterator[int]) -> list[tuple[Any, ...]]:
        """The contributions of each year, then one entry for each other kind; keys in rising order."""
        now, source = self._now, line.years.source
        made = []
        last: Decimal | None = None
        amount: Any = None
        for year, sum_ in line.years.amounts:
            # Most years have the very same sum.
            if sum_ is not last:
                last, amount = sum_, self._amount(sum_)
            day = self._ends.get(year) or self._end_of(year)
            made.append((next(keys), account, OWN, year, NORMAL, None, amount, day, day, now, source, ""))
        settled = max(dt.date(self.batch.settled_year, 12, 31), line.opened_on)
        day = self._day(settled)
        for kind, sum_ in (
            (SUBSIDY, line.subsidy),
            (COLLECTIVE, line.collective),
            (INTEREST, line.interest),
            (PAYMENT, -line.paid),
        ):
            if sum_:
                amount = self._amount(sum_)
                made.append(
                    (next(keys), account, kind, settled.year, NONE, None, amount, day, day, now, GIVEN, "")
                )
        return made

    def _end_of(self, year: int) -> Any:
        """The day that a year's contribution is written down with."""
        day = self._ends[year] = self._day(min(dt.date(year, 12, 31), self.batch.as_of))
        return day
