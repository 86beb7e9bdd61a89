"""Reading the texts of a fetched row; each says in Chinese what is wrong, as the file's sender reads it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices

from cuncuntong.foundation.identifiers import IdentifierError, resident_id
from cuncuntong.foundation.money import MoneyError, yuan

_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{2})(?:[-/.]?(?:01)?|月)")
_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_EARLIEST = dt.date(1950, 1, 1)
ZERO = Decimal("0.00")
# What the parts of a pension are called above, and their codes here; others have none.
PART_CODES = {
    "基础养老金": "basic",
    "个人账户养老金": "account",
    "过渡性养老金": "transition",
    "调整增加": "adjustment",
    "失业保险金": "unemployment",
    "代缴医疗保险费": "medical",
}


class Wrong(ValueError):
    """A value that can't be taken; the message is the reason."""


def text(row: Mapping[str, str], key: str, most: int = 100) -> str:
    """A text as it stands, without blanks around it."""
    value = (row.get(key) or "").strip()
    if len(value) > most:
        raise Wrong(f"“{value[:10]}…”超过{most}字")
    return value


@lru_cache(65536)
def id_number(value: str) -> str:
    """A valid ID number."""
    try:
        return resident_id.check(value).number
    except IdentifierError as error:
        raise Wrong(str(error).rstrip("。")) from error


@lru_cache(4096)
def month(value: str) -> dt.date:
    """A month as its first day: 2026-03, 202603 or 2026年03月."""
    found = _MONTH.fullmatch(value.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        raise Wrong(f"月份“{value.strip()[:12]}”不对，应写作2026-03" if value.strip() else "没有填写月份")
    made = dt.date(int(found[1]), int(found[2]), 1)
    if made < _EARLIEST:
        raise Wrong(f"月份{made:%Y-%m}不合理，请核对")
    return made


@lru_cache(16384)
def day(value: str) -> dt.date | None:
    """A day, None where nothing stands: 2026-03-05 or 20260305."""
    plain = value.strip()
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    try:
        if found is None:
            raise ValueError
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Wrong(f"日期“{plain[:12]}”不对，应写作2026-03-05") from error


@lru_cache(65536)
def money(value: str, name: str) -> Decimal:
    """A sum that is not negative; nothing is none."""
    if not value.strip():
        return ZERO
    try:
        sum_ = yuan(value)
    except MoneyError as error:
        raise Wrong(f"{name}“{value.strip()[:15]}”不对：{str(error).rstrip('。')}") from error
    if sum_ < 0:
        raise Wrong(f"{name}不能是负数")
    return sum_


@lru_cache(1024)
def number(value: str, name: str, most: int) -> int | None:
    """A whole number up to a bound, None where nothing stands."""
    plain = value.strip()
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or int(plain) > most:
        raise Wrong(f"{name}“{plain[:10]}”不对，应是0到{most}的整数")
    return int(plain)


@lru_cache(1024)
def choice(kinds: type[TextChoices], value: str, name: str) -> str:
    """A value of a closed list, given by code or by name."""
    plain = value.strip()
    for one in kinds:
        if plain in (one.value, one.label):
            return str(one.value)
    known = "、".join(str(label) for label in kinds.labels)
    raise Wrong(f"不认识的{name}“{plain[:15]}”，应是：{known}" if plain else f"没有填写{name}")


@lru_cache(16384)
def parts(value: str) -> str:
    """Parts of a sum (基础养老金=1200.00;个人账户养老金=300.00) as the JSON that is kept."""
    found: list[dict[str, Any]] = []
    for piece in re.split(r"[;；]", value):
        if not piece.strip():
            continue
        name, equals, sum_ = re.sub("[＝：:]", "=", piece).partition("=")
        if not equals or not name.strip():
            raise Wrong(f"待遇组成“{piece.strip()[:20]}”不对，应写作 名称=金额，用分号隔开")
        try:
            amount = yuan(sum_)
        except MoneyError as error:
            raise Wrong(f"待遇组成“{name.strip()[:15]}”的金额不对") from error
        code = PART_CODES.get(name.strip(), "")
        found.append({"code": code, "name": name.strip()[:30], "amount": f"{amount:.2f}"})
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def parts_sum(kept: str) -> Decimal:
    """What parts come to, of the JSON that ``parts`` makes."""
    return sum((Decimal(one["amount"]) for one in json.loads(kept)), ZERO)
