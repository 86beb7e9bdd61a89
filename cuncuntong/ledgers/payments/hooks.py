"""What other ledgers owe in a run: deductions of what was overpaid, differences, one-off payments.

A ledger above this one registers a source; the run asks every source once for its month, adds what it
gives as items, and tells it when lines were paid or given up. Sources must give the same answer whenever
they are asked for a run that was begun.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from cuncuntong.ledgers.pensions.models import Payee


@dataclass(frozen=True)
class Extra:
    """An amount beside the month's own in an entitlement's line; a deduction is negative.

    ``ref`` is unique for the kind, e.g. "recoveries.instalment:7". A deduction is taken only as far as
    the line has money for it; ``settled`` hears how much it was.
    """

    entitlement: int
    kind: str
    month: dt.date
    amount: Decimal
    words: str
    ref: str
    account_amount: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class Once:
    """A one-off payment to somebody: the balance or the funeral grant of one who died."""

    key: str
    resident: int
    scheme: str
    amount: Decimal
    words: str
    payee: Payee | None
    place: tuple[str, str, str]


class DueSource(Protocol):
    """What a ledger that owes or claims money implements."""

    name: str

    def extras(self, entitlements: Sequence[int], month: dt.date) -> Iterable[Extra]:
        """What is to be added to the lines of these entitlements; one query or a few, never one a row."""
        ...

    def once(self, county_code: str, month: dt.date) -> Iterable[Once]:
        """One-off payments that are due in a county."""
        ...

    def settled(self, paid: Mapping[str, Decimal]) -> None:
        """Lines were paid by the bank: amounts by ref (of extras) or key (of one-off payments).

        Called in the transaction that marks the lines as paid.
        """
        ...

    def taken_back(self, lines: Sequence[int], lost: Mapping[str, Decimal]) -> None:
        """Lines that were paid came back from the bank: what ``settled`` did for these refs falls.

        ``lines`` are their keys, also of earlier ones that they had made up for. Called in the
        transaction that marks them as failed; LedgerRefused where that can't be any more.
        """
        ...


_sources: dict[str, DueSource] = {}


def register_due_source(source: DueSource) -> None:
    """Adds a source; names are unique."""
    if source.name in _sources:
        raise ValueError(f"{source.name} is registered already")
    _sources[source.name] = source


def due_sources() -> list[DueSource]:
    """All sources in the order of their names."""
    return [_sources[name] for name in sorted(_sources)]
