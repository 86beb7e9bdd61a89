"""What the recoveries ledger has against a decision: money that is still to come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import PENSION_CLAIM, Contradiction, contradiction_check
from cuncuntong.ledgers.pensions.selectors import books_of
from cuncuntong.ledgers.recoveries.selectors import open_overpayments, owed_words
from cuncuntong.ledgers.residents.models import Resident

SOURCE = "多领退回台账（实时）"


@contradiction_check(PENSION_CLAIM)
def still_to_return(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Who has to return a pension is not refused another one; somebody looks."""
    if not any(book.drew for book in books_of(resident).values()):
        return  # Nobody returns what was never paid; the books are read for the page anyway.
    for row in open_overpayments(resident):
        yield Contradiction(
            "overpayment_open",
            "look",
            f"该居民多领{owed_words(row)}，还有{row.left}元没有退。",  # type: ignore[attr-defined]
            "请与居民说明退回办法，可以一次退回、分期退回或从以后的待遇中抵扣。",
            SOURCE,
        )
