"""One cell read as what its column says it is, as people really fill cells in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

# Excel keeps 15 digits of a number: the last three of an ID number or a card number are then noughts.
_SAFE_DIGITS = 15
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?分?秒?")


class CellError(Exception):
    """What is wrong with a cell, in Chinese, and how it should be filled in."""


def value_of(cell: Any, kind: str) -> Any:
    """The cell's value as its column's kind; None (text: "") for an empty one; raises CellError."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return empty_of(kind)
    return READERS[kind](cell)


def empty_of(kind: str) -> Any:
    """What an empty cell is, as its column's kind."""
    return "" if kind == "text" else None


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) >= 10**_SAFE_DIGITS:
            raise CellError("这一格是数字格式，末几位已经丢失。请把整列设为“文本”格式后重新填写。")
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat(" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    return str(cell).strip()


def _number(cell: Any) -> Decimal:
    if isinstance(cell, str):
        return _number_of(cell)
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise CellError("应填数字。")
    if isinstance(cell, int | float):
        # repr gives back what was typed: 0.1 and not 0.1000000000000000055.
        return Decimal(repr(cell))
    return _number_of(str(cell))


def _number_of(cell: str) -> Decimal:
    plain = cell.strip()
    if "," in plain or not plain.isascii():
        plain = plain.replace(",", "").replace("，", "").removeprefix("￥").removesuffix("元").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise CellError(f"应填数字，现为“{_short(cell)}”。") from error
    # "1E+999999" is a number too, and would take minutes and gigabytes to write out.
    if not number.is_finite() or number.adjusted() >= _SAFE_DIGITS or len(plain) > 30:
        raise CellError(f"应填数字，现为“{_short(cell)}”。")
    return number


def _int(cell: Any) -> int:
    number = _number(cell)
    if number != number.to_integral_value():
        raise CellError(f"应填整数，现为“{_short(cell)}”。")
    return int(number)


def _money(cell: Any) -> Decimal:
    number = _number(cell)
    cents = number.quantize(Decimal("0.01"))
    if cents != number:
        raise CellError(f"金额最多两位小数，现为“{_short(cell)}”。")
    return cents


def _percent(cell: Any) -> Decimal:
    if isinstance(cell, str) and cell.strip().endswith(("%", "％")):
        return _number(cell.strip()[:-1]) / 100
    return _number(cell)


def _date(cell: Any) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = _text(cell)
    found = _DATE.match(text) or _COMPACT.fullmatch(text)
    try:
        if found and (found.re is _COMPACT or not text[found.end() :].strip()):
            return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise CellError(f"应填日期，如 2026-11-24，现为“{_short(cell)}”。")


def _datetime(cell: Any) -> dt.datetime:
    if isinstance(cell, dt.datetime):
        return timezone.make_aware(cell)
    if isinstance(cell, dt.date):
        return timezone.make_aware(dt.datetime.combine(cell, dt.time()))
    text = _text(cell)
    found = _DATE.match(text)
    rest = text[found.end() :].strip(" T") if found else ""
    try:
        if found and not rest:
            return timezone.make_aware(dt.datetime.combine(_date(found.group()), dt.time()))
        time = _TIME.fullmatch(rest)
        if found and time:
            hour, minute, second = (int(part or 0) for part in time.groups())
            clock = dt.time(hour, minute, second)
            return timezone.make_aware(dt.datetime.combine(_date(found.group()), clock))
    except ValueError:
        pass
    raise CellError(f"应填时间，如 2026-11-24 10:42，现为“{_short(cell)}”。")


def _short(cell: Any) -> str:
    text = str(cell)
    return text if len(text) <= 20 else f"{text[:20]}…"


READERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "int": _int,
    "number": _number,
    "money": _money,
    "percent": _percent,
    "date": _date,
    "datetime": _datetime,
}
