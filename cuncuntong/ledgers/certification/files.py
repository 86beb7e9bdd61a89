"""A list of evidence as a file: one layout, as CSV or as an Excel workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.foundation.spreadsheets import Column, Sheet, SheetRefused, read_rows, write_workbook
from cuncuntong.foundation.spreadsheets.cells import CellError, value_of

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
# Read as text and converted row by row: a row that can't be read is given back, it does not stop the list.
COLUMNS = (
    Column("id_number", "身份证号码", width=22),
    Column("name", "姓名", width=12),
    Column("on", "日期", width=14),
    Column("note", "说明", width=40),
)


@dataclass(frozen=True)
class ReadRow:
    """One row as read; ``trouble`` says in Chinese why it could not be read."""

    row: int
    id_number: str
    name: str
    on: dt.date | None
    note: str
    trouble: str = ""


@dataclass(frozen=True)
class ReadList:
    """A file's rows and its digest (SM3)."""

    digest: str
    rows: list[ReadRow]


def read_list(content: bytes) -> ReadList:
    """Reads a file. Raises SheetRefused for one that is none, has no such headings, or no row at all."""
    if len(content) > MOST_BYTES:
        raise SheetRefused("文件超过20 MB，请分成几个文件。")
    sheet = read_rows(content, COLUMNS, most=MOST_ROWS)
    rows = [_row(number, values) for number, values in sheet.rows]
    rows += [ReadRow(one.row, "", "", None, "", f"{one.heading}：{one.message}") for one in sheet.errors]
    rows.sort(key=lambda one: one.row)
    if not rows:
        raise SheetRefused("名单里没有人。请用模板核对表头和内容。")
    return ReadList(sm3(content), rows)


def _row(number: int, values: dict[str, str]) -> ReadRow:
    trouble, day = "", None
    try:
        day = value_of(values["on"], "date")
    except CellError as error:
        trouble = f"日期：{error}"
    if not values["id_number"]:
        trouble = "没有身份证号码。"
    elif day is None and not trouble:
        trouble = "没有日期。"
    return ReadRow(number, values["id_number"], values["name"].strip(), day, values["note"].strip(), trouble)


def template() -> bytes:
    """The empty workbook for whoever sends a list."""
    return write_workbook([Sheet("认证数据", list(COLUMNS), [])])
