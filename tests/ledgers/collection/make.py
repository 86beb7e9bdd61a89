"""Small things of the collection's tests: payers, orders, and files as a bank writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cuncuntong.foundation.spreadsheets import Sheet, write_workbook
from cuncuntong.ledgers.collection.files import COLUMNS, csv_of
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.services import issue_order
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.services import open_account
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County

TODAY = dt.date(2026, 11, 24)


def payer(
    county: County, name: str = "李秀英", *, level: int = 300, scheme: str = Scheme.BASIC, **more: Any
) -> PensionAccount:
    """An account that is paid into, of a new person born in 1980."""
    person = more.pop("person", None) or county.resident(name, birth=more.pop("birth", "19800305"), **more)
    return open_account(resident=person, scheme=scheme, level=level, on=dt.date(2020, 3, 1), actor=None)


def order(account: PensionAccount, **more: Any) -> ContributionOrder:
    """This year's order at the account's level, issued today."""
    values: dict[str, Any] = {"year": 2026, "level": account.level, "on": TODAY, "actor": None}
    return issue_order(account=account, **{**values, **more})


def county_reviewer(county: County) -> Caller:
    """Who imports at the county."""
    return county.caller(DutyKind.REVIEWER, county.county)


def line(of: ContributionOrder | None = None, **more: str) -> dict[str, str]:
    """A line of the bank's file, of an order unless said otherwise."""
    values = {"reference": "", "name": "", "account_number": "", "year": "2026", "amount": "300.00"}
    if of is not None:
        values |= {
            "reference": of.reference,
            "name": of.resident.name,
            "account_number": of.account.number,
            "year": str(of.year),
            "amount": f"{of.amount:.2f}",
        }
    return {**values, "paid_on": f"{TODAY:%Y-%m-%d}", **more}


def csv_file(lines: Iterable[dict[str, str]], **total: str) -> bytes:
    """The lines with a total line that agrees, unless said otherwise; ``rows=""`` leaves it out."""
    return csv_of([*lines_with_total(list(lines), **total)], COLUMNS)


def excel_file(lines: Iterable[dict[str, str]], **total: str) -> bytes:
    """The same as a workbook, all cells text."""
    return write_workbook([Sheet("到账明细", COLUMNS, lines_with_total(list(lines), **total))])


def lines_with_total(lines: list[dict[str, str]], **total: str) -> list[dict[str, str]]:
    """With 合计, how many, and the sum."""
    if total.get("rows") == "":
        return lines
    amount = sum(
        (Decimal(one["amount"]) for one in lines if one["amount"].replace(".", "").isdigit()), Decimal(0)
    )
    said = {"name": total.get("rows", str(len(lines))), "amount": total.get("amount", f"{amount:.2f}")}
    return [*lines, {"reference": "合计", **said}]
