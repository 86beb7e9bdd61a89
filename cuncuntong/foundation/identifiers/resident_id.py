"""Resident identity numbers, GB 11643-1999: division (6), birth date (8), serial (3), check character."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from operator import mul

from django.utils import timezone

from cuncuntong.foundation.identifiers import IdentifierError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
LENGTH = 18
_EARLIEST = dt.date(1900, 1, 1)


@dataclass(frozen=True)
class ResidentId:
    """A checked number with what can be read from it; ``sex`` is GB/T 2261.1 ("1" male, "2" female)."""

    number: str
    division: str
    birth_date: dt.date
    sex: str


def normalise(text: str) -> str:
    """Full-width digits made plain, blanks and dashes dropped, x made X."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text)
    return "".join(ch for ch in plain if not ch.isspace() and unicodedata.category(ch) != "Pd").upper()


def check_character(first17: str) -> str:
    """The check character for the first seventeen digits."""
    if len(first17) != len(_WEIGHTS):
        raise ValueError("seventeen digits are needed")
    total = sum(map(mul, _WEIGHTS, map(int, first17)))
    return _CHECK[total % 11]


def check(text: str, *, today: dt.date | None = None) -> ResidentId:
    """Reads a number, or raises IdentifierError that names exactly what is wrong."""
    number = normalise(text)
    _check_shape(number)
    birth = _birth(number)
    if birth > (today or timezone.localdate()):
        raise IdentifierError(f"身份证号码中的出生日期{birth:%Y年%m月%d日}还没到，请核对第7到14位。")
    if check_character(number[:17]) != number[17]:
        raise IdentifierError("身份证号码校验不通过，很可能有一位输错了，请对照证件逐位核对。")
    sex = "1" if int(number[16]) % 2 else "2"
    return ResidentId(number, number[:6], birth, sex)


def _check_shape(number: str) -> None:
    if not number:
        raise IdentifierError("请填写18位身份证号码。")
    if len(number) == 15 and number.isdigit():
        raise IdentifierError("这是15位老号码，已停用。请按现在的身份证填写18位号码。")
    if len(number) != LENGTH:
        raise IdentifierError(f"身份证号码应为18位，现在是{len(number)}位，请核对。")
    for place, char in enumerate(number, start=1):
        if char in "0123456789" or (place == LENGTH and char == "X"):
            continue
        raise IdentifierError(f"身份证号码第{place}位“{char}”不对，应为数字（最后一位可以是X）。")
    if number[0] == "0":
        raise IdentifierError("身份证号码不会以0开头，请核对前6位。")


def _birth(number: str) -> dt.date:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if not 1 <= month <= 12:
        raise IdentifierError(f"身份证号码第11、12位是出生月份，不会是{number[10:12]}，请核对。")
    try:
        birth = dt.date(year, month, day)
    except ValueError as error:
        words = f"身份证号码中的出生日期{number[6:10]}年{month}月没有{day}日，请核对第7到14位。"
        raise IdentifierError(words) from error
    if birth < _EARLIEST:
        raise IdentifierError(f"身份证号码中的出生年份{birth.year}不合理，请核对第7到10位。")
    return birth


def mask(number: str) -> str:
    """What a screen shows: the first four and the last four characters; nothing of a fragment."""
    if len(number) < 12:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def make_resident_id(division: str, birth: dt.date, serial: int, sex: str) -> str:
    """A checksummed number for synthetic residents; ``serial`` 0 to 499 counts within one sex and day."""
    if not 0 <= serial < 500:
        raise ValueError("serial is 0 to 499")
    if len(division) != 6 or not division.isdigit() or sex not in {"1", "2"}:
        raise ValueError("division has six digits, sex is 1 or 2")
    order = serial * 2 + (1 if sex == "1" else 0)
    first17 = f"{division}{birth:%Y%m%d}{order:03d}"
    return first17 + check_character(first17)
