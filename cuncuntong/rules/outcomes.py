"""What a service item brings about: an effect's result, a look-up's answer, a preview.

Pure Python; service_item.py takes these names in, and others import them from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NextStep:
    """What the resident can do next, one click away: another item at this counter, by its number.

    ``words`` say why it is offered ("失业登记已办好，可以申领失业保险金").
    """

    item: str
    words: str


@dataclass(frozen=True)
class Result:
    """What an effect did.

    ``data`` is JSON for undoing and display; ``lines`` are (label, value) pairs shown on the result
    page and the notice; ``message`` is one sentence for the resident; ``next_steps`` are offered on
    the result page.
    """

    message: str
    lines: tuple[tuple[str, str], ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    next_steps: tuple[NextStep, ...] = ()


class EffectRefused(Exception):
    """An effect or its undoing can't be done: nothing has happened; why, and what to do instead."""

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}{remedy}")


@dataclass(frozen=True)
class PreviewLine:
    """One line of what an application would bring, shown beside the form and to the reviewer.

    ``note`` explains (a formula), ``source`` is the figure's origin; ``confirmed`` False is shown as
    待核定; ``total`` marks the line that sums the others up.
    """

    label: str
    value: str
    note: str = ""
    source: str = ""
    confirmed: bool = True
    total: bool = False


@dataclass(frozen=True)
class LookUpTable:
    """A table of a look-up's answer; ``rows`` are texts, ``total`` an optional last row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    empty: str = "没有记录。"
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class LookUpAnswer:
    """What a look-up shows and prints. ``as_of`` says how fresh the data is.

    ``panel_data`` is handed to the item's own template (``ServiceItem.panel``), where it has one: rows
    with buttons, a map. What a resident takes home stands in the tables, which are printed; with
    ``panel_lists`` the panel shows their rows in its own way, and they are for paper alone.
    """

    summary: tuple[tuple[str, str], ...]
    tables: tuple[LookUpTable, ...]
    as_of: dt.datetime | None = None
    notes: tuple[str, ...] = ()
    panel_data: Mapping[str, Any] = field(default_factory=dict)
    next_steps: tuple[NextStep, ...] = ()
    panel_lists: bool = False
