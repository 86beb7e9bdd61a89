"""Telephone numbers of the mainland: mobile (11 digits) and fixed with area code."""

from __future__ import annotations

import re

from cuncuntong.foundation.identifiers import IdentifierError
from cuncuntong.foundation.identifiers.resident_id import normalise as _plain

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_FIXED = re.compile(r"0(10|2\d|[3-9]\d{2})[2-8]\d{6,7}", re.ASCII)
_LOCAL = re.compile(r"[2-8]\d{6,7}", re.ASCII)
_COUNTRY = re.compile(r"(\+|00)86|86(?=1[3-9]\d{9}$)", re.ASCII)


def normalise(text: str) -> str:
    """Plain digits, without +86, blanks and dashes."""
    digits = _plain(text).replace("(", "").replace(")", "")
    number = _COUNTRY.sub("", digits, count=1) if _COUNTRY.match(digits) else digits
    # Abroad an area code is written without its nought: +86 356 4221234.
    return f"0{number}" if number != digits and not number.startswith(("0", "1")) else number


def check(text: str) -> str:
    """The number as it is kept; raises IdentifierError."""
    number = normalise(text)
    if _MOBILE.fullmatch(number) or _FIXED.fullmatch(number):
        return number
    if _LOCAL.fullmatch(number):
        raise IdentifierError("固定电话请加区号，例如 0356-4221234。")
    if number.startswith("1") and number.isdigit() and len(number) != 11:
        raise IdentifierError(f"联系电话应为11位手机号，现在是{len(number)}位，请核对。")
    raise IdentifierError("联系电话应为11位手机号，或带区号的固定电话，请核对。")


def mask(number: str) -> str:
    """What a screen shows: 138****5678; of a fixed line the last four digits; nothing of a fragment."""
    if len(number) < 8:
        return "*" * len(number)
    if len(number) == 11 and number.startswith("1"):
        return number[:3] + "****" + number[-4:]
    return "*" * (len(number) - 4) + number[-4:]
