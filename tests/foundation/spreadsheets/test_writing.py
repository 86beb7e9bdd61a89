"""Workbooks as Excel will see them: read back part by part."""

from __future__ import annotations

import datetime as dt
import io
import re
import tracemalloc
import zipfile
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from cuncuntong.foundation.spreadsheets import (
    Column,
    Sheet,
    read_rows,
    save_workbook,
    write_workbook,
    writing,
)

COLUMNS = [
    Column("id", "身份证号码", width=22),
    Column("name", "姓名"),
    Column("paid", "金额", kind="money"),
    Column("count", "次数", kind="int"),
    Column("born", "出生", kind="date"),
    Column("at", "时间", kind="datetime"),
]
ROW = {
    "id": "140522195501011241",
    "name": "=HYPERLINK(\"http://x\",\"点我\")",
    "paid": Decimal("1234.50"),
    "count": 3,
    "born": dt.date(1955, 1, 1),
    "at": dt.datetime(2026, 11, 24, 2, 42, tzinfo=dt.UTC),
}  # fmt: skip


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_values_come_back_as_they_were_and_times_as_local_clocks_show_them():
    content = write_workbook([Sheet("名单", COLUMNS, [ROW, {"id": "0012"}])])
    (first, values), (second, blank) = read_rows(content, COLUMNS).rows
    assert (first, second) == (2, 3)
    assert values == {**ROW, "at": dt.datetime(2026, 11, 24, 10, 42, tzinfo=ZoneInfo("Asia/Shanghai"))}
    assert isinstance(values["paid"], Decimal)
    assert blank == {"id": "0012", "name": "", "paid": None, "count": None, "born": None, "at": None}


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.cn", "internal:A1"])
def test_nothing_typed_becomes_a_formula_or_a_link(typed):
    sheet = parts(write_workbook([Sheet("甲", [Column("a", "甲")], [{"a": typed}])]))[
        "xl/worksheets/sheet1.xml"
    ]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert f">{typed}<" in sheet


def test_a_sheet_is_ready_to_print_and_to_filter():
    sheet = Sheet("名单", COLUMNS, [ROW] * 5, heading="阳城县名单", lines=("统计到2026年11月24日",))
    made = parts(write_workbook([sheet]))
    page, book = made["xl/worksheets/sheet1.xml"], made["xl/workbook.xml"]
    assert 'paperSize="9"' in page
    assert 'orientation="landscape"' in page
    assert '<autoFilter ref="A3:F8"/>' in page
    assert 'ySplit="3"' in page
    assert 'state="frozen"' in page
    assert "'名单'!$3:$3" in book or "名单!$3:$3" in book
    assert "阳城县名单" in page
    assert read_rows(write_workbook([sheet]), COLUMNS).rows[0][0] == 4


def test_titles_that_excel_refuses_are_made_fit():
    titles = ["求职[登记]/失业:登记?", "名单", "名单", "x" * 40, "X" * 40, "''", ""]
    made = parts(write_workbook([Sheet(title, [Column("a", "甲")], []) for title in titles]))
    names = re.findall(r'<sheet name="([^"]+)"', made["xl/workbook.xml"])
    assert names[:3] == ["求职登记失业登记", "名单", "名单(2)"]
    assert len({name.lower() for name in names}) == len(titles)
    assert all(1 <= len(name) <= 31 for name in names)


def test_a_kind_that_does_not_exist_is_refused_at_once():
    with pytest.raises(ValueError, match="kind"):
        Column("a", "甲", kind="float")


def test_more_rows_than_a_worksheet_holds_go_on_in_the_next_and_both_say_so(monkeypatch):
    # Excel holds 1,048,576; here six: a heading, the columns' names, three rows, and the words below.
    monkeypatch.setattr(writing, "MOST_ROWS", 6)
    sheet = Sheet(
        "名单", [Column("a", "甲")], ({"a": f"第{number}人"} for number in range(5)), heading="名单"
    )
    out = io.BytesIO()
    assert save_workbook(out, [sheet, Sheet("名单", [Column("a", "甲")], [{"a": "别的"}])]) == 5 + 1
    book = load_workbook(out)
    assert book.sheetnames == ["名单", "名单(2)", "名单(3)"]
    first, second, third = ([row[0].value for row in page.iter_rows()] for page in book)
    assert first == ["名单", "甲", "第0人", "第1人", "第2人", "本工作表已写满，其余各行在后面的工作表。"]
    assert second == ["名单", "接工作表“名单”。", "甲", "第3人", "第4人"]
    assert third == ["甲", "别的"]


def test_a_worksheet_that_is_just_full_says_nothing(monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 6)
    rows = [{"a": "甲"}] * 3
    book = load_workbook(
        io.BytesIO(write_workbook([Sheet("名单", [Column("a", "甲")], rows, heading="名单")]))
    )
    assert len(book.sheetnames) == 1
    assert book.active.max_row == 5


def test_many_rows_take_little_memory():
    columns = [Column(str(number), f"列{number}") for number in range(5)]
    rows = ({str(number): f"值{line}-{number}" for number in range(5)} for line in range(6_000))
    out = io.BytesIO()
    tracemalloc.start()
    count = save_workbook(out, [Sheet("大表", columns, rows)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 6_000
    assert peak < 4 * 1024 * 1024
