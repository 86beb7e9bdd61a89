"""What a fetched ledger says that others on its line keep too; they may not import each other.

The insurance ledger reports how people stand in the employees' pension scheme; the residents' pensions keep
that as another scheme, which excludes enrolling and claiming.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SchemeReport:
    """How a resident (key) stands in another scheme: scheme and state by the reporting ledger's values.

    ``as_of`` is the day of what is reported; a report older than what is known says nothing.
    """

    resident: int
    scheme: str
    state: str
    since: dt.date | None
    as_of: dt.date
    source: str


Listener = Callable[[Sequence[SchemeReport]], None]
_listeners: list[Listener] = []


def on_scheme_reports(listener: Listener) -> Listener:
    """Registers who keeps such reports; called in the transaction of what was fetched."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def report_schemes(reports: Sequence[SchemeReport]) -> None:
    """Tells all listeners; a few questions each, however many the reports."""
    if reports:
        for listener in _listeners:
            listener(reports)
