"""What the items on employment records share: days of forms, a spell in lines, places of work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.employment.enums import IncomeRange
from cuncuntong.ledgers.employment.services.spells import form_words
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.rules.service_item import Choice

PLACES = ("本村附近", "本乡镇", "县城", "本市其他县区", "省内外地", "省外")


def read_day(value: Any) -> dt.date | None:
    """A day as a form keeps it; None where there is none, or where what stands there is none."""
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def work_place_choices() -> tuple[Choice, ...]:
    """Suggestions for where somebody works."""
    return tuple(Choice(one, one) for one in PLACES)


def spell_lines(spell: Employment) -> tuple[tuple[str, str], ...]:
    """A spell of one's own in lines of a result."""
    lines = [
        ("就业形式", spell.get_kind_display()),
        ("灵活就业类型", form_words(spell)),
        ("开始日期", day_words(spell.starts_on)),
        ("就业地点", spell.place),
        ("月收入", str(dict(IncomeRange.choices).get(spell.income_range, spell.income_range))),
        ("与单位就业同时", spell.overlap_reason),
    ]
    if spell.ends_on:
        lines += [("结束日期", day_words(spell.ends_on)), ("结束原因", spell.ended_reason)]
    return tuple((label, value) for label, value in lines if value)
