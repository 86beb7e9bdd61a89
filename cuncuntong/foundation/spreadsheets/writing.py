"""Workbooks by XlsxWriter: memory-flat, typed columns, ready to print on A4 landscape."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone

KINDS = ("text", "int", "number", "money", "percent", "date", "datetime")
_NUMBER_FORMATS = {
    "text": "@",
    "int": "#,##0",
    "number": "General",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm:ss",
}
_FONT = "宋体"
# What a worksheet of Excel holds. XlsxWriter drops what comes after without a word, so rows go on elsewhere.
MOST_ROWS = 1_048_576


@dataclass(frozen=True)
class Column:
    """A column: the key of its values in each row, heading, kind (KINDS) and width in characters.

    ``required`` matters when a sheet is read: an empty cell is an error of its row.
    """

    key: str
    heading: str
    kind: str = "text"
    width: int = 14
    required: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of column: {self.kind}")


@dataclass(frozen=True)
class Sheet:
    """A sheet: title (its tab's name), columns, rows as mappings by key, and lines above the table.

    More rows than a worksheet holds go on in a further one; the end of the first says so.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]]
    heading: str = ""
    lines: tuple[str, ...] = ()


def write_workbook(sheets: Sequence[Sheet], *, made_at: dt.datetime | None = None) -> bytes:
    """The workbook's bytes. Text stays text: nothing that a user typed becomes a formula or a link.

    With ``made_at`` as the time that the file says it was made, the same rows are the same bytes.
    """
    out = io.BytesIO()
    save_workbook(out, sheets, made_at=made_at)
    return out.getvalue()


def save_workbook(target: BinaryIO, sheets: Sequence[Sheet], *, made_at: dt.datetime | None = None) -> int:
    """Writes the workbook into an open binary file, row by row; returns the number of rows.

    Memory stays flat however many rows there are. Times that know their zone are shown in the
    system's (Asia/Shanghai). ``made_at`` as in write_workbook.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    taken: set[str] = set()
    with xlsxwriter.Workbook(target, options) as book:
        if made_at is not None:
            book.set_properties({"created": _local(made_at)})
        return sum(_write_sheet(book, sheet, taken) for sheet in sheets)


def _write_sheet(book: Any, sheet: Sheet, taken: set[str]) -> int:
    """Writes a sheet, and further ones where it is longer than Excel's worksheets are."""
    rows, count, part = iter(sheet.rows), 0, sheet
    formats, head = _formats(book)
    values = next(rows, None)
    while True:
        name = _tab_name(sheet.title, taken)
        page = book.add_worksheet(name)
        first = _write_head(book, page, part, head)
        row = first - 1
        while values is not None and row < MOST_ROWS - 2:  # the last row is left for the words below
            row += 1
            for place, column in enumerate(sheet.columns):
                _write_cell(page, row, place, values.get(column.key), column.kind, formats[column.kind])
            values = next(rows, None)
        _set_up_page(page, sheet, head_row=first - 1, last_row=row)
        count += row - first + 1
        if values is None:
            return count
        page.write_string(row + 1, 0, "本工作表已写满，其余各行在后面的工作表。")
        part = replace(sheet, lines=(f"接工作表“{name}”。", *sheet.lines))


def _formats(book: Any) -> tuple[dict[str, Any], Any]:
    """The cells' formats by kind of column, and the headings'."""
    formats = {
        kind: book.add_format(
            {"num_format": number, "font_name": _FONT, "font_size": 10, "border": 1, "valign": "vcenter"}
        )
        for kind, number in _NUMBER_FORMATS.items()
    }
    head = book.add_format(
        {
            "bold": True,
            "font_name": _FONT,
            "font_size": 10,
            "border": 1,
            "bg_color": "#EAF1F8",
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
        }
    )
    return formats, head


def _write_head(book: Any, page: Any, sheet: Sheet, head: Any) -> int:
    """The lines above the table and its headings; returns the number of the first row below them."""
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    row = _write_top(book, page, sheet)
    for place, column in enumerate(sheet.columns):
        page.write_string(row, place, column.heading, head)
    return row + 1


def _write_top(book: Any, page: Any, sheet: Sheet) -> int:
    row = 0
    last = max(1, len(sheet.columns)) - 1
    if sheet.heading:
        style = book.add_format({"bold": True, "font_name": _FONT, "font_size": 14, "align": "center"})
        if last:
            page.merge_range(row, 0, row, last, sheet.heading, style)
        else:
            page.write_string(row, 0, sheet.heading, style)
        row += 1
    small = book.add_format({"font_name": _FONT, "font_size": 10})
    for line in sheet.lines:
        page.write_string(row, 0, line, small)
        row += 1
    return row


def _write_cell(page: Any, row: int, place: int, value: Any, kind: str, style: Any) -> None:
    if value is None or value == "":
        page.write_blank(row, place, None, style)
    elif kind == "text":
        page.write_string(row, place, str(value)[:32767], style)
    elif kind in {"date", "datetime"} and isinstance(value, dt.date | dt.datetime):
        page.write_datetime(row, place, _local(value), style)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, place, float(value), style)
    else:
        page.write_string(row, place, str(value)[:32767], style)


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """Excel knows no zones: a time from the database (UTC) is written as clocks here show it."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _set_up_page(page: Any, sheet: Sheet, *, head_row: int, last_row: int) -> None:
    page.freeze_panes(head_row + 1, 0)
    if sheet.columns:
        page.autofilter(head_row, 0, max(last_row, head_row), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head_row)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer("&C第 &P 页 共 &N 页")


def _tab_name(title: str, taken: set[str]) -> str:
    """Excel takes 31 characters, none of these, and no name twice (whatever the case)."""
    plain = "".join(char for char in title if char not in "[]:*?/\\").strip("' ") or "Sheet"
    name, number = plain[:31], 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: 28 - len(str(number))]}({number})"
    taken.add(name.lower())
    return name
