"""Money: Decimal, in yuan, two places."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.db import models

FEN = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


class MoneyError(ValueError):
    """Text or a number that is no sum of money; the message is Chinese."""


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """A sum in yuan, up to 999,999,999,999.99."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = 14
        kwargs["decimal_places"] = 2
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leaves the fixed digits out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


def yuan(value: str | int | Decimal) -> Decimal:
    """A sum exactly as written; refuses floats, more than two decimals, and what is no number."""
    if isinstance(value, float | bool):
        raise MoneyError("金额不能用浮点数表示。")
    try:
        amount = Decimal(str(value).replace(",", "").replace("，", "").strip())
    except InvalidOperation as error:
        raise MoneyError("请填写金额，例如 1234.50。") from error
    if not amount.is_finite():
        raise MoneyError("请填写金额，例如 1234.50。")
    if amount != amount.quantize(FEN):
        raise MoneyError("金额最多两位小数。")
    return amount.quantize(FEN)


def fen(amount: Decimal) -> Decimal:
    """Rounds to the fen, half up (四舍五入到分)."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def format_yuan(amount: Decimal | None) -> str:
    """1,234.50; empty for None."""
    return "" if amount is None else f"{amount:,.2f}"


def capital_yuan(amount: Decimal) -> str:
    """The sum in capital numerals (大写), as receipts write it; up to 9999 万亿."""
    total = int((abs(amount) / FEN).to_integral_exact())
    whole, jiao, cents = total // 100, total // 10 % 10, total % 10
    words = _whole(whole) + "元" if whole else ""
    if not jiao and not cents:
        words = (words or "零元") + "整"
    else:
        if jiao:
            words += _DIGITS[jiao] + "角"
        elif whole:
            words += "零"
        words += _DIGITS[cents] + "分" if cents else "整"
    return ("负" if amount < 0 else "") + words


def _whole(number: int) -> str:
    if number >= 10**16:
        raise MoneyError("金额过大。")
    parts: list[str] = []
    zero = False
    groups = [(number // 10000**i) % 10000 for i in range(len(_GROUPS))]
    for position in range(len(groups) - 1, -1, -1):
        group = groups[position]
        if not group:
            zero = bool(parts)
            continue
        if parts and (zero or group < 1000):
            parts.append("零")
        parts.append(_group(group) + _group_unit(position, groups))
        zero = False
    return "".join(parts)


def _group_unit(position: int, groups: list[int]) -> str:
    # 万亿 followed by 亿 would say 亿 twice.
    return "万" if position == 3 and groups[2] else _GROUPS[position]


def _group(number: int) -> str:
    words, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + _UNITS[place]
            zero = False
        else:
            zero = True
    return words
