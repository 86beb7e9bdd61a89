"""Reading a workbook's first sheet by its headings, with errors that name row and column."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from cuncuntong.foundation.spreadsheets.writing import Column


class SheetRefused(Exception):
    """The file is no workbook, or lacks columns; the message is Chinese."""


@dataclass(frozen=True)
class RowError:
    """What is wrong in one row, as Excel numbers rows."""

    row: int
    heading: str
    message: str


def read_rows(content: bytes, columns: Sequence[Column]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows as (Excel row number, values by key), found by heading in any order; blank rows are left out.

    Raises SheetRefused at once for a file that is none or lacks a heading.
    """
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise SheetRefused("这个文件不是Excel工作簿，或已损坏。请用模板重新填写。") from error
    headings = [column.heading for column in columns]
    head = next((n for n, row in enumerate(rows) if _fits(row, headings)), None)
    if head is None:
        first = [str(cell).strip() for cell in rows[0]] if rows else []
        missing = "、".join(name for name in headings if name not in first)
        raise SheetRefused(f"没有找到表头，缺少：{missing}。请用模板填写，不要改表头。")
    places = {str(cell).strip(): place for place, cell in enumerate(rows[head])}
    wanted = {column.key: places[column.heading] for column in columns}
    return _values(rows[head + 1 :], head + 2, wanted)


def _fits(row: Sequence[Any], headings: Sequence[str]) -> bool:
    cells = {str(cell).strip() for cell in row}
    return all(heading in cells for heading in headings)


def _values(
    rows: Sequence[Sequence[Any]], first: int, wanted: dict[str, int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in enumerate(rows, start=first):
        if any(str(cell).strip() for cell in row):
            yield number, {key: row[place] if place < len(row) else "" for key, place in wanted.items()}
