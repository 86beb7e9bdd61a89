"""A very large sheet is read row by row, and says the same as read at once."""

from __future__ import annotations

import pytest

from cuncuntong.foundation.spreadsheets import (
    Column,
    Sheet,
    SheetRefused,
    read_rows,
    stream_rows,
    write_workbook,
)

COLUMNS = (Column("name", "姓名", required=True), Column("sum", "金额", kind="money"))
ROWS = [{"name": "甲", "sum": 1.5}, {}, {"name": "", "sum": 2}, {"name": "乙", "sum": "三"}]


@pytest.mark.parametrize("lines", [(), ("说明一", "说明二")])
def test_the_same_rows_numbers_and_errors_as_at_once(lines: tuple[str, ...]) -> None:
    content = write_workbook([Sheet("表", COLUMNS, ROWS, heading="标题" if lines else "", lines=lines)])
    at_once = read_rows(content, COLUMNS)
    streamed = list(stream_rows(content, COLUMNS, most=10))
    assert [(row.number, row.values) for row in streamed if not row.errors] == at_once.rows
    assert [error for row in streamed for error in row.errors] == at_once.errors
    assert streamed[-1].cells == {"name": "乙", "sum": "三"}


def test_csv_in_both_encodings() -> None:
    text = "金额,姓名\n1.50,甲\n"
    for encoding in ("utf-8-sig", "gb18030"):
        (row,) = stream_rows(text.encode(encoding), COLUMNS, most=1)
        assert row.values["name"] == "甲"


def test_too_many_rows_and_what_is_no_sheet() -> None:
    text = "姓名,金额\n甲,1\n乙,2\n".encode()
    with pytest.raises(SheetRefused, match="超过1行"):
        list(stream_rows(text, COLUMNS, most=1))
    for content in (b"", b"\0", "姓名\n甲\n".encode()):
        with pytest.raises(SheetRefused):
            list(stream_rows(content, COLUMNS, most=1))
