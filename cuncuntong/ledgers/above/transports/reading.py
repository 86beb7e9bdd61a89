"""An answer as another system writes it, read with care: what is wrong is said, nothing is guessed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cuncuntong.ledgers.above.services.answers import Said

LARGEST_SERIAL = 1_000_000
AHEAD = dt.timedelta(days=1)
EARLIEST_YEAR = 2000


class Unreadable(Exception):
    """What came is no answer; the words say what is wrong."""


def said_from(given: Any) -> Said:
    """The answer that a JSON object holds; raises Unreadable."""
    if not isinstance(given, Mapping):
        raise Unreadable("不是JSON对象。")
    key, serial, agreed = given.get("key"), given.get("serial"), given.get("agreed")
    if not isinstance(key, str) or not 0 < len(key) <= 80 or key != plain(key):
        raise Unreadable("报送编号（key）没有填写、过长或有不能保存的字符。")
    if not isinstance(serial, int) or isinstance(serial, bool) or not 0 < serial <= LARGEST_SERIAL:
        raise Unreadable("答复序号（serial）应是从1起的整数。")
    if not isinstance(agreed, bool):
        raise Unreadable("是否同意（agreed）应是true或false。")
    data = given.get("data")
    if data is not None and not isinstance(data, Mapping):
        raise Unreadable("答复数据（data）应是JSON对象。")
    _keepable(data)
    words = _text(given, "words", 300)
    if not agreed and not words:
        raise Unreadable("不同意的，应写明原因（words）。")
    return Said(
        key=key,
        serial=serial,
        agreed=agreed,
        words=words,
        at=moment(given.get("at")),
        code=_text(given, "code", 20),
        reference=_text(given, "reference", 60),
        data=dict(data or {}),
    )


def moment(text: Any) -> dt.datetime:
    """A time with its zone; without one it is Beijing's. Raises Unreadable, also for a time to come."""
    try:
        said = parse_datetime(str(text))
    except ValueError:
        said = None
    if said is None:
        raise Unreadable("答复时间（at）应是日期时间，如2026-11-25T09:30:00+08:00。")
    if timezone.is_naive(said):
        said = timezone.make_aware(said)
    if said.year < EARLIEST_YEAR:
        raise Unreadable("答复时间（at）过早。")
    if said > timezone.now() + AHEAD:
        raise Unreadable("答复时间（at）在将来。")
    return said


def plain(text: str) -> str:
    """The text without what no database keeps: NUL, and halves of a character (legal in JSON)."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _keepable(data: Mapping[str, Any] | None) -> None:
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Unreadable("答复数据（data）有不能保存的字符，或层次过深。") from error


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, Mapping | list):
        raise Unreadable(f"{name}应是文字。")
    text = plain(str(value)).strip()
    if len(text) > most:
        raise Unreadable(f"{name}超过{most}个字。")
    return text
