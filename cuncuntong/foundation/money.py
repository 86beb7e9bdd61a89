"""Money: Decimal, in yuan, two places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models

FEN = Decimal("0.01")
ROUNDING, ROUNDING_WORDS = ROUND_HALF_UP, "四舍五入到分"
_LARGEST = Decimal("999999999999.99")  # what fourteen digits hold
# Thousands separators only where they belong, or none at all.
_SUM = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|[+-]?\.\d+", re.ASCII)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


class MoneyError(ValueError):
    """Text or a number that is no sum of money; the message is Chinese."""


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """A sum in yuan, up to 999,999,999,999.99."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = 14
        kwargs["decimal_places"] = 2
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Leaves the fixed digits out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


def yuan(value: str | int | Decimal) -> Decimal:
    """A sum exactly as written, in yuan; refuses floats, more than two decimals, and what is no sum.

    Text may have thousands separators and full-width digits; an exponent ("1e3") is no sum. Raises
    MoneyError, also for what a MoneyField can't hold.
    """
    if isinstance(value, float | bool):
        raise MoneyError("金额不能用浮点数表示。")
    amount = _parsed(value) if isinstance(value, str) else _exact(value)
    if abs(amount) > _LARGEST:
        raise MoneyError(f"金额过大，最多{_LARGEST:,.2f}元，请核对。")
    places = amount.normalize().as_tuple().exponent
    if not isinstance(places, int) or places < -2:
        raise MoneyError("金额最多两位小数。")
    return amount.quantize(FEN) + 0  # + 0: there is no minus zero in money


def _parsed(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _SUM.fullmatch(plain):
        raise MoneyError("请填写金额，例如 1234.50。")
    return Decimal(plain.replace(",", ""))


def _exact(value: int | Decimal) -> Decimal:
    if not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise MoneyError("请填写金额，例如 1234.50。")
    return Decimal(value)


def fen(amount: Decimal) -> Decimal:
    """Rounds to the fen by the rule 四舍五入到分 (half up, away from zero)."""
    return amount.quantize(FEN, rounding=ROUNDING) + 0


def format_yuan(amount: Decimal | None) -> str:
    """1,234.50; empty for None."""
    return "" if amount is None else f"{amount:,.2f}"


def capital_yuan(amount: Decimal) -> str:
    """The sum in capital numerals (大写), as receipts write it; raises MoneyError like ``yuan``.

    By the rules for filling in bills (《正确填写票据和结算凭证的基本规定》): 整 after 元 and 角, none after
    分; one 零 for noughts between digits.
    """
    total = int(abs(yuan(amount)) * 100)
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
        parts.append(_group(group) + _GROUPS[position])
        zero = False
    return "".join(parts)


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
