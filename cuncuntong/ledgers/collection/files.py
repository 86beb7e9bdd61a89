"""The bank's file of arrivals: one layout, as CSV or as an Excel workbook (docs/bank-files.md).

Headings in any order; below them one line an arrival, and at the end a line that begins with 合计 and
says how many lines there are and how much they sum up to.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cuncuntong.foundation.spreadsheets import Column, Sheet, SheetRefused, read_rows, write_workbook
from cuncuntong.foundation.spreadsheets.cells import CellError, value_of
from cuncuntong.ledgers.collection.references import clean_reference

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 100_000
TOTAL = "合计"
# Read as text and converted line by line: a line that can't be read waits for a person, it is not lost.
COLUMNS = (
    Column("reference", "缴费编号", width=20),
    Column("name", "姓名", width=14),
    Column("account_number", "个人账户编号", width=20),
    Column("year", "缴费年度", width=10),
    Column("amount", "金额", width=12),
    Column("paid_on", "到账日期", width=14),
    Column("serial", "银行流水号", width=26),
)
_TYPED = {"year": "int", "amount": "money", "paid_on": "date"}
_LENGTHS = {"reference": 20, "name": 40, "account_number": 24, "serial": 40}


@dataclass
class Line:
    """One line as read; ``trouble`` says in Chinese why it could not be read, amount is then None."""

    row: int
    reference: str = ""
    name: str = ""
    account_number: str = ""
    year: int | None = None
    amount: Decimal | None = None
    paid_on: dt.date | None = None
    serial: str = ""
    text: str = ""
    trouble: str = ""


@dataclass
class Read:
    """A file as read: its digest, its lines, and what its total line says."""

    digest: str
    lines: list[Line] = field(default_factory=list)
    said_rows: int | None = None
    said_total: Decimal | None = None
    total_trouble: str = ""

    @property
    def total(self) -> Decimal:
        """The sum of the lines that could be read, in yuan."""
        return sum((line.amount for line in self.lines if line.amount is not None), Decimal("0.00"))

    @property
    def mismatch(self) -> str:
        """What is wrong with the total line; "" where it agrees with the lines."""
        if self.total_trouble:
            return self.total_trouble
        if self.said_rows is None or self.said_total is None:
            return "文件没有合计行，无法核对是否完整"
        if (self.said_rows, self.said_total) == (len(self.lines), self.total):
            return ""
        return (
            f"合计行写{self.said_rows}笔、{self.said_total:,.2f}元，"
            f"明细是{len(self.lines)}笔、{self.total:,.2f}元"
        )


def read_file(content: bytes) -> Read:
    """Reads a file. Raises SheetRefused for one that is none, has no such headings, or no line at all."""
    if len(content) > MOST_BYTES:
        raise SheetRefused("文件超过20 MB，请分成几个文件。")
    loose = [Column(one.key, one.heading, width=one.width) for one in COLUMNS]
    sheet = read_rows(content, loose, most=MOST_LINES)
    read = Read(hashlib.sha256(content).hexdigest())
    wrong: dict[int, str] = {}
    for error in sheet.errors:
        wrong.setdefault(error.row, f"{error.heading}：{error.message}")
    for row, values in sheet.rows:
        if values["reference"].startswith(TOTAL):
            _total(read, values)
        else:
            read.lines.append(_line(row, values))
    read.lines += [Line(row, text=words, trouble=words) for row, words in wrong.items()]
    read.lines.sort(key=lambda line: line.row)
    if not read.lines:
        raise SheetRefused("文件里没有到账明细。请用模板核对表头和内容。")
    return read


def _total(read: Read, values: Mapping[str, Any]) -> None:
    """合计 | how many lines (in the name's column) | … | the sum."""
    if read.said_rows is not None:
        read.total_trouble = "文件有不止一个合计行"
        return
    try:
        read.said_rows = int(_typed(values["name"].removesuffix("笔"), "int") or 0)
        read.said_total = _typed(values["amount"], "money") or Decimal("0.00")
    except ValueError as error:
        read.total_trouble = f"合计行读不懂：{error}"


def _line(row: int, values: Mapping[str, Any]) -> Line:
    text = " | ".join(str(values[one.key]) for one in COLUMNS)[:200]
    line = Line(row, text=text)
    for key, most in _LENGTHS.items():
        value = clean_reference(values[key]) if key in ("reference", "account_number") else values[key]
        if len(value) > most:
            line.trouble = f"{_heading(key)}太长"
        setattr(line, key, value[:most])
    for key, kind in _TYPED.items():
        try:
            setattr(line, key, _typed(values[key], kind))
        except ValueError as error:
            line.trouble = f"{_heading(key)}：{error}"
    if not line.trouble:
        line.trouble = _lacking(line)
    if line.trouble:
        line.amount = line.amount if line.amount and line.amount > 0 else None
    return line


def _lacking(line: Line) -> str:
    if line.amount is None or line.amount <= 0:
        return "金额：应填大于0的金额"
    if line.paid_on is None:
        return "到账日期：没有填写"
    if line.year is not None and not 1990 <= line.year <= 2200:
        return "缴费年度：应填四位年份"
    return ""


def _typed(text: str, kind: str) -> Any:
    try:
        value = value_of(text, kind)
    except CellError as error:
        raise ValueError(str(error)) from error
    if isinstance(value, dt.date) and not 1990 <= value.year <= 2200:
        raise ValueError("日期不合理")
    return value


def _heading(key: str) -> str:
    return next(one.heading for one in COLUMNS if one.key == key)


def template() -> bytes:
    """An empty workbook with the headings, for the bank."""
    return write_workbook([Sheet("到账明细", COLUMNS, [], heading="")])


def csv_of(rows: Iterable[Mapping[str, str]], columns: Iterable[Column]) -> bytes:
    """Rows of texts as CSV in the encoding that Excel opens by a double click (UTF-8 with a mark)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    shown = list(columns)
    writer.writerow([one.heading for one in shown])
    for row in rows:
        writer.writerow([row.get(one.key, "") for one in shown])
    return out.getvalue().encode("utf-8-sig")
