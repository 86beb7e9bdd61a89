"""Where the certification of living pensioners (item 21) says who is overdue, before a run is approved.

The ledger of certification registers one question; until then nobody is overdue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

# Asked with a county's code and the month that is paid; gives (resident, what is wrong in words).
Overdue = Callable[[str, dt.date], Iterable[tuple[int, str]]]
_asked: list[Overdue] = []


def register_certification(question: Overdue) -> None:
    """Sets who answers; there is one certification, so a second one is an error."""
    if _asked and _asked[0] is not question:
        raise ValueError("certification is registered already")
    _asked[:] = [question]


def overdue_residents(county_code: str, month: dt.date) -> dict[int, str]:
    """Residents whose certification lapsed, with words; empty while nobody answers."""
    return dict(_asked[0](county_code, month)) if _asked else {}
