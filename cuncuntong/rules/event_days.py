"""Days on which something happened that ends or suspends a benefit, and from which month nothing is paid.

Pure Python; the residents' pensions and those kept above ask the same.
"""

from __future__ import annotations

import datetime as dt


def day_fault(
    *, word: str, born: dt.date, happened_on: dt.date | None, on: dt.date, needed: bool
) -> tuple[str, str]:
    """Why a day of an event can't be: (message, remedy), empty where it can. ``word``: 死亡日期 …"""
    if happened_on is None:
        if needed:
            return f"没有填写{word}。", "请按死亡证明或户口注销证明上的日期填写。"
        return "", ""
    if happened_on > on:
        return f"{word}{_words(happened_on)}晚于今天。", "请核对证明上的日期后重新填写。"
    if happened_on < born:
        return f"{word}{_words(happened_on)}早于出生日期{_words(born)}。", "请核对证明上的日期后重新填写。"
    return "", ""


def first_unpaid_month(happened_on: dt.date, months_after: int) -> dt.date:
    """The first month that is not paid: so many after the month in which it happened."""
    place = happened_on.year * 12 + happened_on.month - 1 + months_after
    return dt.date(place // 12, place % 12 + 1, 1)


def _words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
