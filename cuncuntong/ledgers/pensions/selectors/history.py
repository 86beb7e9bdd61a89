"""A resident's contributions year by year, as item 33 shows and prints them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from cuncuntong.ledgers.pensions.enums import EntryKind, PayingKind, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors.books import ZERO, books_of
from cuncuntong.ledgers.residents.models import Resident

_COLUMN = {
    EntryKind.OWN: "own",
    EntryKind.COLLECTIVE: "collective",
    EntryKind.SUBSIDY: "subsidy",
    EntryKind.INTEREST: "interest",
    EntryKind.TRANSFER_IN: "transfer",
    EntryKind.TRANSFER_OUT: "transfer",
    EntryKind.PAYMENT: "payment",
    EntryKind.RETURNED: "payment",
    EntryKind.INHERITED: "payment",
}


@dataclass
class YearRow:
    """One year and way of paying; amounts in yuan, what was reversed taken out.

    ``level`` is the last level paid, ``paid_on``/``arrived_on`` the last days of that row.
    ``total`` sums all columns, payments (negative) included.
    """

    year: int
    paying: str = PayingKind.NONE
    level: int | None = None
    own: Decimal = ZERO
    collective: Decimal = ZERO
    subsidy: Decimal = ZERO
    interest: Decimal = ZERO
    transfer: Decimal = ZERO
    payment: Decimal = ZERO
    paid_on: dt.date | None = None
    arrived_on: dt.date | None = None

    @property
    def paying_label(self) -> str:
        """The way of paying in words."""
        return PayingKind(self.paying).label

    @property
    def total(self) -> Decimal:
        """The sum of the row."""
        return self.own + self.collective + self.subsidy + self.interest + self.transfer + self.payment


@dataclass
class SchemeHistory:
    """One account's history; ``totals`` sums the columns and its total is the balance."""

    account: PensionAccount
    rows: list[YearRow] = field(default_factory=list)
    totals: YearRow = field(default_factory=lambda: YearRow(year=0))
    years_paid: int = 0

    @property
    def scheme_label(self) -> str:
        """The scheme's name."""
        return str(self.account.get_scheme_display())

    @property
    def balance(self) -> Decimal:
        """What is on the account."""
        return self.totals.total


@dataclass(frozen=True)
class ContributionHistory:
    """Both accounts' histories, None without an account; ``as_of`` is the last posting."""

    basic: SchemeHistory | None
    supplementary: SchemeHistory | None
    as_of: dt.datetime | None


def contribution_history(resident: Resident) -> ContributionHistory:
    """The resident's history in both schemes, in one query."""
    histories: dict[str, SchemeHistory] = {}
    entries: list[PensionEntry] = []
    for scheme, book in books_of(resident).items():
        histories[scheme] = SchemeHistory(book.account)
        _fill(histories[scheme], book.entries)
        entries += book.entries
    return ContributionHistory(
        basic=histories.get(Scheme.BASIC),
        supplementary=histories.get(Scheme.SUPPLEMENTARY),
        as_of=max((entry.posted_at for entry in entries), default=None),
    )


def _fill(history: SchemeHistory, entries: list[PensionEntry]) -> None:
    ways = _ways_of_paying(entries)
    rows: dict[tuple[int, str], YearRow] = {}
    for entry in entries:
        paying = _way(entry, ways.get(entry.year, []))
        row = rows.setdefault((entry.year, paying), YearRow(entry.year, paying))
        _add(row, entry)
        _add(history.totals, entry)
    history.rows = [row for _, row in sorted(rows.items()) if _says_something(row)]
    own: dict[int, Decimal] = {}
    for row in history.rows:
        own[row.year] = own.get(row.year, ZERO) + row.own
    history.years_paid = sum(1 for paid in own.values() if paid > 0)


def _ways_of_paying(entries: Iterable[PensionEntry]) -> dict[int, list[str]]:
    """The ways that each year's own contributions were paid in, in order."""
    found: dict[int, list[str]] = {}
    for entry in entries:
        if entry.kind == EntryKind.OWN and entry.paying not in found.setdefault(entry.year, []):
            found[entry.year].append(entry.paying)
    return found


def _way(entry: PensionEntry, ways: list[str]) -> str:
    """Subsidies and interest without a way of their own stand in the row of the year's contribution."""
    if entry.paying != PayingKind.NONE or not ways:
        return str(entry.paying)
    return ways[0]


def _add(row: YearRow, entry: PensionEntry) -> None:
    meant = entry.reverses if entry.reverses_id else entry
    column = _COLUMN[EntryKind(meant.kind)]  # type: ignore[union-attr]
    setattr(row, column, getattr(row, column) + entry.amount)
    if entry.reverses_id is None:
        row.level = entry.level or row.level
        row.paid_on = max(filter(None, (row.paid_on, entry.paid_on)), default=None)
        row.arrived_on = max(filter(None, (row.arrived_on, entry.arrived_on)), default=None)


def _says_something(row: YearRow) -> bool:
    """A row whose entries were all reversed is not shown."""
    columns = (row.own, row.collective, row.subsidy, row.interest, row.transfer, row.payment)
    return any(columns)
