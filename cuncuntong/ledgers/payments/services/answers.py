"""A bank's return file as rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.foundation.money import MoneyError, yuan
from cuncuntong.foundation.spreadsheets import SheetRefused, read_rows
from cuncuntong.ledgers.payments.services.bank_sheet import RETURN_COLUMNS, TOTAL, read_day
from cuncuntong.ledgers.refused import LedgerRefused


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
class Answer:
    """The file: its rows, and the total that it states."""

    rows: list[Row]
    total: tuple[Decimal | None, int] | None


def read_answer(content: bytes) -> Answer:
    """The rows of an Excel or CSV file. Raises LedgerRefused where it has no such columns, or no row."""
    try:
        found = read_rows(content, RETURN_COLUMNS)
    except SheetRefused as error:
        raise LedgerRefused(str(error), "表头须有：业务流水号、金额、结果、原因、日期。") from error
    answer = Answer([], None)
    for number, values in found.rows:
        if TOTAL in (values["reference"], values["result"], values["reason"]):
            answer.total = (_amount(values["amount"]), number)
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


def _amount(text: str) -> Decimal | None:
    try:
        return yuan(text)
    except MoneyError:
        return None
