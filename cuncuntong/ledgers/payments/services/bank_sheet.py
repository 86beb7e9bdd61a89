"""The two layouts of files for the bank (docs/bank-files.md): what is in them, the same every time."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.payments.enums import FileLayout, LineState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import PayLine, PayRun

TOTAL = "合计"
HEADINGS = ("序号", "业务流水号", "户名", "账号", "开户银行", "金额", "用途")
COLUMNS = (
    Column("serial", "序号", width=8),
    Column("reference", "业务流水号", width=28),
    Column("holder", "户名", width=14),
    Column("number", "账号", width=24),
    Column("bank", "开户银行", width=24),
    Column("amount", "金额", width=14),
    Column("purpose", "用途", width=30),
)
_ENCODINGS = {FileLayout.GB18030: "gb18030", FileLayout.UTF8: "utf-8-sig"}


def bank_rows(run: PayRun) -> Iterator[tuple[str, ...]]:
    """The file's rows with the total, every value as the text that is written.

    Everything comes from what is fixed once a run is approved: the reference, the amount, the payee's own
    row, which is replaced and never changed.
    """
    lines = sent_lines(run)
    lines = lines.select_related("payee").order_by("reference")
    total, count, terms = Decimal("0.00"), 0, terms_of(run.fund)
    columns = ("reference", "amount", "scheme", "once", "payee__holder", "payee__bank", "payee__number")
    for reference, amount, scheme, once, holder, bank, number in lines.values_list(*columns).iterator(
        chunk_size=2000
    ):
        total, count = total + amount, count + 1
        own = f"{terms.purposes[scheme]}{run.month:%Y%m}" if not once or not terms.once else ""
        purpose = own or terms.once
        yield (str(count), reference, holder, number, bank, f"{amount:.2f}", purpose)
    yield (TOTAL, f"{count}笔", "", "", "", f"{total:.2f}", "")


def sent_lines(run: PayRun) -> QuerySet[PayLine]:
    """The lines that a bank file has: also one that failed and was released since, whose day stays."""
    lines = PayLine.objects.filter(run=run, amount__gt=0).exclude(state=LineState.HELD)
    return lines.exclude(state=LineState.VOID, settled_on__isnull=True)


def csv_file(run: PayRun, layout: str) -> bytes:
    """The CSV layout: a heading, a row for each payment, the total; CRLF as banks' programs expect."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(bank_rows(run))
    return out.getvalue().encode(_ENCODINGS[FileLayout(layout)])


def workbook(run: PayRun) -> bytes:
    """The same rows as a workbook of texts; its only time is the approval's, so that it never differs."""
    rows = (dict(zip((column.key for column in COLUMNS), row, strict=True)) for row in bank_rows(run))
    made_at = run.approved_at or run.begun_at
    return write_workbook([Sheet("报盘", COLUMNS, rows)], made_at=made_at)


def file_name(run: PayRun, layout: str) -> str:
    """What the file is called."""
    ending = "xlsx" if layout == FileLayout.XLSX else "csv"
    return f"{terms_of(run.fund).short}发放报盘-{run.county_code}-{run.month:%Y%m}-{run.number:02d}.{ending}"


# ---- the bank's answer

RETURN_COLUMNS = (
    Column("reference", "业务流水号", width=28),
    Column("amount", "金额", width=14),
    Column("result", "结果", width=10),
    Column("reason", "原因", width=24),
    Column("on", "日期", width=12),
)
PAID_WORDS = ("成功", "已到账", "到账")
FAILED_WORDS = ("失败", "退回", "退票")


def answer_template(run: PayRun) -> bytes:
    """An empty return sheet with this run's references, for a bank that has no layout of its own."""
    return write_workbook([Sheet("回盘", RETURN_COLUMNS, _answer_rows(run))])


def _answer_rows(run: PayRun) -> Iterator[dict[str, Any]]:
    """What went to the bank, and the total line, which a return file must have."""
    lines = PayLine.objects.filter(run=run, state=LineState.SENT).order_by("reference")
    total, count = Decimal("0.00"), 0
    for reference, amount in lines.values_list("reference", "amount").iterator(chunk_size=2000):
        total, count = total + amount, count + 1
        yield {"reference": reference, "amount": f"{amount:.2f}"}
    yield {"reference": TOTAL, "amount": f"{total:.2f}", "result": f"{count}笔"}


def read_day(text: str) -> dt.date | None:
    """A day as banks write it: 20261125, 2026-11-25 or 2026/11/25; None for anything else."""
    plain = text.strip().replace("/", "-")[:10]
    try:
        return dt.date.fromisoformat(plain)
    except ValueError:
        return None
