"""A bank's return file as rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.foundation.money import MoneyError, yuan
from cuncuntong.foundation.spreadsheets import SheetRefused, read_rows
from cuncuntong.ledgers.payments.services.bank_sheet import RETURN_COLUMNS, TOTAL, read_day
from cuncuntong.ledgers.refused import LedgerRefused

_COUNT = re.compile(r"(\d{1,9})笔")


@dataclass
class Row:
    """A row of the file as it was read."""

    number: int
    reference: str
    amount: Decimal | None
    result: str
    reason: str
    on: dt.date | None
    text: str


@dataclass
class Total:
    """The total line: its place, what it sums up to, and how many lines it says there are (or nothing)."""

    number: int
    amount: Decimal | None
    count: int | None


@dataclass
class Answer:
    """The file: its rows, and the total line, if it has one."""

    rows: list[Row]
    total: Total | None

    @property
    def sum(self) -> Decimal:
        """What the rows add up to, in yuan."""
        return sum((row.amount for row in self.rows if row.amount is not None), Decimal("0.00"))


def read_answer(content: bytes) -> Answer:
    """The rows of an Excel or CSV file. Raises LedgerRefused where it has no such columns, or no row."""
    try:
        found = read_rows(content, RETURN_COLUMNS)
    except SheetRefused as error:
        raise LedgerRefused(str(error), "表头须有：业务流水号、金额、结果、原因、日期。") from error
    answer = Answer([], None)
    for number, values in found.rows:
        if _is_total(values):
            if answer.total is not None:
                raise LedgerRefused(
                    f"第{answer.total.number}行和第{number}行都是合计，整个文件没有登记。",
                    "请向银行取得只有一个合计行的文件后再导入。",
                )
            answer.total = Total(number, _amount(values["amount"]), _count(values))
            continue
        answer.rows.append(
            Row(
                number,
                values["reference"],
                _amount(values["amount"]),
                values["result"],
                values["reason"],
                read_day(values["on"]),
                "，".join(str(value) for value in values.values() if value)[:200],
            )
        )
    if not answer.rows:
        raise LedgerRefused("文件里没有一行回盘结果。", "请核对是不是选错了文件。")
    return answer


def _is_total(values: Mapping[str, str]) -> bool:
    """合计 in one of the cells; or, where it stands in a column that isn't read, “995笔” for a reference."""
    reference = values["reference"].strip()
    if reference.startswith(TOTAL) or _COUNT.fullmatch(reference):
        return True
    return TOTAL in (values["result"].strip(), values["reason"].strip())


def _count(values: Mapping[str, str]) -> int | None:
    for key in ("reference", "result", "reason", "on"):
        found = _COUNT.search(values[key])
        if found:
            return int(found[1])
    return None


def _amount(text: str) -> Decimal | None:
    try:
        return yuan(text)
    except MoneyError:
        return None
