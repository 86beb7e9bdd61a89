"""What other ledgers owe in a run: deductions of what was overpaid, differences, one-off payments.

A ledger above this one registers a source; the run asks every source once for its month, adds what it
gives as items, and tells it when lines were paid or given up. Sources must give the same answer whenever
they are asked for a run that was begun.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from cuncuntong.ledgers.payments.enums import Fund
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pension import Computation

if TYPE_CHECKING:
    from cuncuntong.ledgers.payments.models import PayRun


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
    """A payment that another ledger owes under its own key, paid once: a dead person's balance, a grant,
    or one month of a benefit that this ledger has no entitlement for.

    Months of one benefit have its ``series``, e.g. "unemployment.claim:12", and their ``month``: the run's
    own month is compared with that series' line of the last run, an earlier month is paid as arrears. One
    of no amount tells by ``words`` why the series gets nothing. ``compute`` gives what a month comes to
    under the figures that the run froze, where ``amount`` is not fixed already; what it raises (NoValueOn,
    ValueError) is said in a finding, and nothing is paid.
    """

    key: str
    resident: int
    scheme: str
    amount: Decimal
    words: str
    payee: Payee | None
    place: tuple[str, str, str]
    series: str = ""
    month: dt.date | None = None
    compute: Callable[[Parameters], Computation] | None = None


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


_sources: dict[str, tuple[str, DueSource]] = {}

# Asked with a run: lines (keys) that something speaks against, with words. Becomes a finding (OVER).
Question = Callable[["PayRun"], Iterable[tuple[int, str]]]
_questions: dict[str, list[Question]] = {}


def register_due_source(source: DueSource, fund: str = Fund.RESIDENTS) -> None:
    """Adds a source to the runs of a fund; names are unique."""
    if source.name in _sources:
        raise ValueError(f"{source.name} is registered already")
    _sources[source.name] = (fund, source)


def due_sources(fund: str = "") -> list[DueSource]:
    """The sources of a fund, or of all funds, in the order of their names."""
    found = (_sources[name] for name in sorted(_sources))
    return [source for belongs, source in found if not fund or belongs == fund]


def register_question(fund: str, question: Question) -> None:
    """Adds what another ledger has against lines of a fund's runs: a person decides about each."""
    _questions.setdefault(fund, []).append(question)


def questions_of(fund: str) -> list[Question]:
    """What is asked besides about a fund's runs."""
    return list(_questions.get(fund, ()))
