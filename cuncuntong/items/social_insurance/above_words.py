"""How items 25 and 26 say what was fetched from above: as of which day, and from where."""

from __future__ import annotations

import datetime as dt

from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.insurance.models import Participation

NOT_FETCHED = "上级台账中没有企业职工基本养老保险的参保记录"
ASK_ABOVE = (
    "本地显示的是从上级系统取回的台账，以经办机构的记录为准；"
    "有疑问的，请带缴费凭证到参保地经办机构核对，服务点不能更改。"
)


def as_of_words(participation: Participation, day: dt.date | None) -> str:
    """2026年10月31日（省集中系统）; that nothing came yet where nothing did."""
    if day is None:
        return f"还没有取回（{participation.source}）"
    return f"{day_words(day)}（{participation.source}）"
