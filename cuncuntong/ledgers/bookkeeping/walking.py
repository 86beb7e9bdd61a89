"""Accounts with their entries, read in one question for many, and the seal over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from cuncuntong.foundation.audit.content import mac_of

# Dates as text: neither engine's driver builds an object of each.
_SQL = (
    "SELECT account_id, id, kind, year, paying, level, amount, CAST(paid_on AS TEXT), "
    "CAST(arrived_on AS TEXT), reverses_id, source, case_number FROM pensions_pensionentry "
    "WHERE account_id >= %s AND account_id <= %s ORDER BY account_id, id"
)


@dataclass(slots=True)
class Row:
    """An entry as the walk needs it; ``cents`` is its amount in fen."""

    id: int
    kind: str
    year: int
    paying: str
    level: int | None
    cents: int
    paid_on: str
    arrived_on: str | None
    reverses: int | None
    source: str
    case: str

    def content(self) -> str:
        """What is sealed of it."""
        return (
            f"{self.id}|{self.kind}|{self.year}|{self.paying}|{self.level}|{self.cents}|{self.paid_on}|"
            f"{self.arrived_on}|{self.reverses}|{self.source}|{self.case}"
        )


@dataclass(slots=True)
class Pages:
    """One account's entries in the order of their keys."""

    account: int
    rows: list[Row] = field(default_factory=list)

    @property
    def cents(self) -> int:
        """The balance in fen."""
        return sum(row.cents for row in self.rows)

    @property
    def last(self) -> int:
        """The last entry's key, 0 where there is none."""
        return self.rows[-1].id if self.rows else 0

    def until(self, last: int) -> Pages:
        """The part up to an entry."""
        return Pages(self.account, [row for row in self.rows if row.id <= last])

    def mac(self) -> str:
        """HMAC-SM3 over all of it, under the key that the database does not hold."""
        head = f"book|{self.account}|{len(self.rows)}|{self.cents}|{self.last}"
        return mac_of("\n".join([head, *(row.content() for row in self.rows)]).encode())


def pages_of(accounts: Sequence[int]) -> list[Pages]:
    """The accounts (in rising order, nothing between them left out or not asked for) with their entries."""
    if not accounts:
        return []
    found = {account: Pages(account) for account in accounts}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [accounts[0], accounts[-1]])
        while rows := cursor.fetchmany(5000):
            for row in rows:
                if pages := found.get(row[0]):
                    pages.rows.append(_row(row))
    return list(found.values())


def _row(row: Sequence[Any]) -> Row:
    return Row(
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        round(row[6] * 100),
        row[7],
        row[8],
        row[9],
        row[10],
        row[11],
    )


def folded(seal: str, mac: str) -> str:
    """The sum of seals (64 hex characters each) with one more, or less, of them: its own inverse."""
    return f"{int(seal or '0', 16) ^ int(mac, 16):064x}"
