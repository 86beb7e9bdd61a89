"""Telephone numbers of the mainland: mobile (11 digits) and fixed with area code."""

from __future__ import annotations

import re

from cuncuntong.foundation.identifiers import IdentifierError
from cuncuntong.foundation.identifiers.resident_id import normalise as _plain

_MOBILE = re.compile(r"1\d{10}")
_FIXED = re.compile(r"0\d{2,3}\d{7,8}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")


def normalise(text: str) -> str:
    """Plain digits, without +86, blanks and dashes."""
    digits = _plain(text).replace("(", "").replace(")", "")
    return digits[3:] if digits.startswith("+86") else digits


def check(text: str) -> str:
    """The number as it is kept; raises IdentifierError."""
    number = normalise(text)
    if _MOBILE.fullmatch(number) or _FIXED.fullmatch(number):
        return number
    if _LOCAL.fullmatch(number):
        raise IdentifierError("固定电话请加区号，例如 0356-4221234。")
    raise IdentifierError("联系电话应为11位手机号，或带区号的固定电话，请核对。")


def mask(number: str) -> str:
    """What a screen shows: 138****5678; of a fixed line the last four digits."""
    if len(number) == 11 and number.startswith("1"):
        return number[:3] + "****" + number[-4:]
    return "*" * max(0, len(number) - 4) + number[-4:]
