"""Tables as people fill them in, and what is told about them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter

from cuncuntong.foundation.spreadsheets import Column, RowError, SheetRefused, read_rows

NAME, PAID = Column("name", "姓名", required=True), Column("paid", "金额", kind="money")


def book(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        page = made.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write(number, place, cell)
    return out.getvalue()


def one(kind, cell):
    read = read_rows(book([["值"], [cell]]), [Column("v", "值", kind=kind)])
    return read.rows[0][1]["v"] if read.rows else read.errors[0].message


def test_headings_in_any_order_below_a_title_and_blank_rows():
    content = book(
        [
            [],
            ["缴费名单"],
            ["备注", "金额", " 姓名 "],
            ["x", 300, "张三"],
            [],
            [None, None, None],
            ["", "1,200.50元", "李四"],
        ]
    )
    read = read_rows(content, [NAME, PAID])
    assert read.errors == []
    assert read.rows == [
        (4, {"name": "张三", "paid": Decimal("300.00")}),
        (7, {"name": "李四", "paid": Decimal("1200.50")}),
    ]


def test_every_error_names_its_row_and_column_and_good_rows_stay():
    content = book([["姓名", "金额"], ["张三", "三百"], ["", 5], ["王五", 1.005], ["赵六", 8]])
    read = read_rows(content, [NAME, PAID])
    assert [row for row, _ in read.rows] == [5]
    assert read.errors == [
        RowError(2, "金额", "应填数字，现为“三百”。"),
        RowError(3, "姓名", "没有填写。"),
        RowError(4, "金额", "金额最多两位小数，现为“1.005”。"),
    ]
    assert str(read.errors[0]) == "第2行“金额”：应填数字，现为“三百”。"


def test_a_missing_heading_is_named():
    with pytest.raises(SheetRefused, match="缺少：金额。"):
        read_rows(book([["姓名", "数额"], ["张三", 1]]), [NAME, PAID])
    with pytest.raises(SheetRefused, match="缺少：姓名、金额。"):
        read_rows(book([]), [NAME, PAID])


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\xff\xff", b"name\0paid\n", b"PK\x03\x04nothing", b"\xd0\xcf\x11\xe0" + b"\0" * 600],
)
def test_a_file_that_is_no_workbook_is_refused(content):
    with pytest.raises(SheetRefused, match="Excel"):
        read_rows(content, [NAME])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_as_a_workbook_is(encoding):
    content = '姓名,金额\r\n张三,"1,200.50"\r\n,\r\n李四,三百\r\n'.encode(encoding)
    read = read_rows(content, [NAME, PAID])
    assert read.rows == [(2, {"name": "张三", "paid": Decimal("1200.50")})]
    assert [str(error) for error in read.errors] == ["第4行“金额”：应填数字，现为“三百”。"]


def test_numbers_keep_all_their_decimals():
    content = "经度\n112.414253\n".encode()
    read = read_rows(content, [Column("longitude", "经度", kind="number")])
    assert read.rows == [(2, {"longitude": Decimal("112.414253")})]


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("cuncuntong.foundation.spreadsheets.reading.MOST_UNPACKED", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 2_000_000)
    with pytest.raises(SheetRefused, match="太大"):
        read_rows(out.getvalue(), [NAME])


def test_too_many_rows_are_refused():
    with pytest.raises(SheetRefused, match="超过2行"):
        read_rows(book([["姓名"], ["a"], ["b"], ["c"]]), [NAME], most=2)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", 13800000000, "13800000000"),
        ("text", " 甲 ", "甲"),
        ("text", "140522195501011241", "140522195501011241"),
        ("text", True, "是"),
        ("text", 1.5, "1.5"),
        ("int", 12, 12),
        ("int", "1,000", 1000),
        ("money", 0.1, Decimal("0.10")),
        ("money", "￥12", Decimal("12.00")),
        ("percent", "12.5%", Decimal("0.125")),
        ("percent", 0.125, Decimal("0.125")),
        ("date", "2026-11-24", dt.date(2026, 11, 24)),
        ("date", "2026年1月4日", dt.date(2026, 1, 4)),
        ("date", "2026/1/4", dt.date(2026, 1, 4)),
        ("date", 20261124, dt.date(2026, 11, 24)),
        ("date", "20261124", dt.date(2026, 11, 24)),
    ],
)
def test_cells_are_read_as_people_fill_them_in(kind, cell, value):
    assert one(kind, cell) == value


@pytest.mark.parametrize("cell", ["2026-11-24 10:42", "2026年11月24日 10时42分", "2026/11/24 10:42:00"])
def test_times_are_local(cell):
    assert one("datetime", cell).isoformat() == "2026-11-24T10:42:00+08:00"
    assert one("datetime", "2026-11-24").isoformat() == "2026-11-24T00:00:00+08:00"


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        ("text", 140522195501011241, "末几位已经丢失"),
        ("int", 1.5, "应填整数"),
        ("int", "NaN", "应填数字"),
        ("int", "1E+999999", "应填数字"),
        ("money", "1E+999999", "应填数字"),
        ("money", True, "应填数字"),
        ("date", "2026-02-30", "应填日期"),
        ("date", "昨天", "应填日期"),
        ("datetime", "2026-11-24 25:00", "应填时间"),
    ],
)
def test_cells_that_cannot_be_read_say_what_to_fill_in(kind, cell, words):
    assert words in one(kind, cell)
