"""What this ledger has against granting another benefit: money that is still to come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import UNEMPLOYMENT_CLAIM, Contradiction, contradiction_check
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.selectors import open_overpaid_of

SOURCE = "失业保险金台账（实时）"


@contradiction_check(UNEMPLOYMENT_CLAIM)
def still_to_return(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Who has to return months is not refused another benefit; somebody looks."""
    for row in open_overpaid_of(resident):
        yield Contradiction(
            "benefit_overpaid",
            "look",
            f"该居民多领{row.first_month:%Y年%m月}至{row.last_month:%Y年%m月}的失业保险金，还有{row.left}元没有退。",  # type: ignore[attr-defined]
            "请与居民说明退回办法：由银行收款，服务点不收现金。",
            SOURCE,
        )
