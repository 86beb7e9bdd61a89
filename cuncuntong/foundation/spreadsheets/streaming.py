"""Reading a very large sheet row by row: what is in memory at once is one row, not all of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from cuncuntong.foundation.spreadsheets.reading import (
    _HEAD_WITHIN,
    _WORKBOOKS,
    RowError,
    SheetRefused,
    _check_size,
    _head_row,
    _plan,
    _row,
)
from cuncuntong.foundation.spreadsheets.writing import Column

MOST_UNPACKED = 600 * 1024 * 1024


@dataclass(slots=True)
class StreamedRow:
    """One row: its number as Excel shows it, its cells as they stand, values by column key, and errors.

    ``values`` lacks the columns that ``errors`` name; ``raw`` are all cells of the row, ``places`` which of
    them belongs to which column.
    """

    number: int
    raw: list[Any]
    values: dict[str, Any]
    errors: list[RowError]
    places: dict[str, int]

    @property
    def cells(self) -> dict[str, Any]:
        """The columns' cells as they stand, by column key."""
        row = self.raw
        return {key: row[place] if place < len(row) else "" for key, place in self.places.items()}


def stream_rows(content: bytes, columns: Sequence[Column], *, most: int) -> Iterator[StreamedRow]:
    """The rows below the headings, one at a time; values as ``read_rows`` gives them.

    Raises SheetRefused, at the first step, for a file that is none or lacks a heading; at row
    ``most`` + 1 for one that is too long. Blank rows are left out.
    """
    rows = _workbook(content) if content.startswith(_WORKBOOKS) else _csv(content)
    top = list(islice(rows, _HEAD_WITHIN))
    head = _head_row(top, [column.heading for column in columns])
    plan = _plan(top[head], columns)
    at = {key: place for place, key, *_ in plan}
    seen = 0
    for number, row in enumerate(chain(top[head + 1 :], rows), start=head + 2):
        if not any(cell not in ("", None) and str(cell).strip() for cell in row):
            continue
        seen += 1
        if seen > most:
            raise SheetRefused(f"表格超过{most}行，请分成几个文件导入。")
        values, wrong = _row(number, row, plan)
        yield StreamedRow(number, row, values, wrong, at)


def _workbook(content: bytes) -> Iterator[list[Any]]:
    if content.startswith(b"PK"):
        _check_size(content, MOST_UNPACKED)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        start = sheet.start
        # The empty rows above are not iterated, yet count for Excel's numbers.
        yield from ([""] for _ in range(start[0] if start else 0))
        yield from sheet.iter_rows()
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise SheetRefused("这个文件不是Excel工作簿，或已损坏、有密码。请用模板重新填写后导入。") from error


def _csv(content: bytes) -> Iterator[list[Any]]:
    """CSV as Excel saves it here: UTF-8, or the Chinese encoding of Windows."""
    if not content.strip() or b"\0" in content:
        raise SheetRefused("这个文件不是Excel工作簿，也不是CSV文件，或是空的。请用模板重新填写后导入。")
    text = io.TextIOWrapper(io.BytesIO(content), encoding=_encoding(content), newline="")
    try:
        yield from csv.reader(text)
    except csv.Error as error:
        raise SheetRefused("CSV文件读不出来，请在Excel中另存为工作簿（.xlsx）后导入。") from error


def _encoding(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise SheetRefused("CSV文件的文字编码无法识别，请在Excel中另存为工作簿（.xlsx）后导入。")
