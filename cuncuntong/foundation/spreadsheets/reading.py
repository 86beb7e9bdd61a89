"""Reading a workbook's first sheet, or a CSV file, by its headings: typed values, errors by cell."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from cuncuntong.foundation.spreadsheets.cells import READERS, CellError, empty_of
from cuncuntong.foundation.spreadsheets.writing import Column

MOST_ROWS = 100_000
MOST_UNPACKED = 300 * 1024 * 1024
_HEAD_WITHIN = 20
# What .xlsx and .ods (a ZIP archive) and the old .xls (a compound file) begin with; all else may be CSV.
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


class SheetRefused(Exception):
    """The file is no workbook, is too large, or lacks columns; the message is Chinese."""


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell; ``row`` as Excel numbers rows."""

    row: int
    heading: str
    message: str

    def __str__(self) -> str:
        return f"第{self.row}行“{self.heading}”：{self.message}"


@dataclass(frozen=True)
class SheetRows:
    """What was read: (Excel row number, values by key) of the good rows, and every error of the others."""

    rows: list[tuple[int, dict[str, Any]]]
    errors: list[RowError]


def read_rows(content: bytes, columns: Sequence[Column], *, most: int = MOST_ROWS) -> SheetRows:
    """Reads the rows below the headings, which may stand in any order among other columns.

    Values by the column's kind: text str, int int, number and money Decimal, percent Decimal
    (12.5% is 0.125), date date, datetime aware datetime; an empty cell is None (text: ""). Blank rows
    are left out.
    Raises SheetRefused for a file that is none, lacks a heading, or has more than ``most`` rows.
    """
    rows = _cells(content) if content.startswith(_WORKBOOKS) else _csv_cells(content)
    head = _head_row(rows, [column.heading for column in columns])
    plan = _plan(rows[head], columns)
    good: list[tuple[int, dict[str, Any]]] = []
    errors: list[RowError] = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(str(cell).strip() for cell in row):
            continue
        values, wrong = _row(number, row, plan)
        if wrong:
            errors.extend(wrong)
        else:
            good.append((number, values))
        if len(good) > most:
            raise SheetRefused(f"表格超过{most}行，请分成几个文件导入。")
    return SheetRows(good, errors)


def _cells(content: bytes) -> list[list[Any]]:
    if content.startswith(b"PK"):
        _check_size(content)
    try:
        # The empty rows above are kept: row numbers must be those that Excel shows.
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise SheetRefused("这个文件不是Excel工作簿，或已损坏、有密码。请用模板重新填写后导入。") from error


def _csv_cells(content: bytes) -> list[list[Any]]:
    """CSV as Excel saves it here: UTF-8, or the Chinese encoding of Windows."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = ""
    if not text.strip() or "\0" in text:
        raise SheetRefused("这个文件不是Excel工作簿，也不是CSV文件，或是空的。请用模板重新填写后导入。")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as error:
        raise SheetRefused("CSV文件读不出来，请在Excel中另存为工作簿（.xlsx）后导入。") from error


def _check_size(content: bytes, most: int = 0) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise SheetRefused("这个文件不是Excel工作簿，或已损坏。请用模板重新填写后导入。") from error
    if unpacked > (most or MOST_UNPACKED):
        raise SheetRefused("工作簿展开后太大，无法导入。请分成几个文件，并删去图片和多余的工作表。")


def _head_row(rows: list[list[Any]], headings: list[str]) -> int:
    best, most = set(headings), -1
    for number, row in enumerate(rows[:_HEAD_WITHIN]):
        cells = {str(cell).strip() for cell in row}
        missing = {heading for heading in headings if heading not in cells}
        if not missing:
            return number
        if len(headings) - len(missing) > most:
            best, most = missing, len(headings) - len(missing)
    names = "、".join(heading for heading in headings if heading in best)
    raise SheetRefused(f"没有找到完整的表头，缺少：{names}。请用模板填写，不要改动表头。")


# Where a column stands, its key, how its cells are read, what an empty one is, whether it may be empty,
# and its heading.
_Plan = list[tuple[int, str, Callable[[Any], Any], Any, bool, str]]


def _plan(heads: list[Any], columns: Sequence[Column]) -> _Plan:
    """What is the same for every row; of two columns with one heading the first counts."""
    places = {str(cell).strip(): place for place, cell in reversed(list(enumerate(heads)))}
    return [
        (
            places[column.heading],
            column.key,
            READERS[column.kind],
            empty_of(column.kind),
            column.required,
            column.heading,
        )
        for column in columns
    ]


def _row(number: int, row: list[Any], plan: _Plan) -> tuple[dict[str, Any], list[RowError]]:
    values: dict[str, Any] = {}
    wrong, width = [], len(row)
    for place, key, read, empty, required, heading in plan:
        cell = row[place] if place < width else ""
        try:
            if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
                if required:
                    raise CellError("没有填写。")
                values[key] = empty
            else:
                values[key] = read(cell)
        except CellError as error:
            wrong.append(RowError(number, heading, str(error)))
    return values, wrong
