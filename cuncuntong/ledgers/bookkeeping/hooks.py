"""What a ledger above does when the interest of a closed account is corrected: its balance was paid out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from cuncuntong.ledgers.bookkeeping.models import InterestLine
from cuncuntong.network.models import Account


class PaidOut(Protocol):
    """The ledger that paid out what stood on accounts when they were closed."""

    def on_its_way(self, accounts: Iterable[int]) -> set[int]:
        """Those whose balance a payment run is paying out at this moment: they must wait."""
        ...

    def known(self, accounts: Iterable[int]) -> set[int]:
        """Those of which it knows to whom the balance went; of others nothing can be claimed or paid."""
        ...

    def received(self, lines: Sequence[InterestLine]) -> dict[int, Decimal]:
        """By account, what was paid out of it to somebody after the line's interest was posted, less what
        was claimed back of interest since: more than that nobody can give back.
        """
        ...

    def claim(self, *, line: InterestLine, amount: Decimal, on: dt.date, actor: Account | None) -> str:
        """Claims back what was paid out too much, in the caller's transaction; gives the claim's number."""
        ...

    def pay_more(self, *, account: int, on: dt.date) -> None:
        """The closed account has money again, which is to follow; in the caller's transaction."""
        ...


_paid_out: list[PaidOut] = []


def register_paid_out(ledger: PaidOut) -> None:
    """Names the ledger; there is one."""
    if _paid_out:
        raise ValueError("the ledger of what was paid out is registered already")
    _paid_out.append(ledger)


def paid_out() -> PaidOut:
    """The ledger that paid balances out."""
    return _paid_out[0]
