"""Item D1: the period that a proof is asked for, its rules, and what the proof would say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cuncuntong.items.shared import EXTRAS, alive_rule, day_words, month_words
from cuncuntong.ledgers.proofs.content import (
    NOWHERE,
    SchemeRecord,
    counted_words,
    earliest,
    records_of,
    to_json,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.ages import add_months
from cuncuntong.rules.service_item import Choice, PreviewLine, Rule, Situation, Verdict, failed, passed

ALL, OWN = "all", "own"
PERIODS = (
    Choice(ALL, "全部参保期间"),
    Choice("12", "近12个月"),
    Choice("24", "近24个月"),
    Choice("60", "近60个月"),
    Choice(OWN, "自选起止月份"),
)
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")


@dataclass(frozen=True)
class Facts:
    """What the rules look at: the period's months, None where they can't be read."""

    resident: Resident
    on: dt.date
    period: str
    first: dt.date | None
    last: dt.date | None


def facts(situation: Situation) -> Facts:
    """The period of the form."""
    form, on = situation.form, situation.on
    period = str(form.get("period") or ALL)
    this = on.replace(day=1)
    if period == OWN:
        first, last = _month(form.get("from_month")), _month(form.get("to_month"))
    elif period == ALL:
        first, last = earliest(situation.resident, on), this
    else:
        first, last = add_months(this, 1 - int(period)), this
    return Facts(situation.resident, on, period, first, last)


def _month(typed: Any) -> dt.date | None:
    found = _MONTH.fullmatch(str(typed or "").strip())
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1950:
        return None
    return dt.date(int(found[1]), int(found[2]), 1)


def _start(known: Facts) -> Verdict:
    if known.first is None:
        return failed("起始月份不对。", "请按 2020-01 的样子填写年和月。", field="from_month")
    return passed("起始月份可以。")


def _end(known: Facts) -> Verdict:
    if known.last is None:
        return failed("截止月份不对。", "请按 2026-10 的样子填写年和月。", field="to_month")
    if known.last > known.on:
        return failed("截止月份晚于本月。", f"最晚填{month_words(known.on)}。", field="to_month")
    if known.first is not None and known.first > known.last:
        return failed("截止月份早于起始月份。", "请核对起止月份。", field="to_month")
    return passed("截止月份可以。")


RULES = (
    alive_rule(EXTRAS),
    Rule("proof_start", "起始月份", EXTRAS, _start),
    Rule("proof_end", "截止月份", EXTRAS, _end),
)


def _records(known: Facts) -> list[SchemeRecord]:
    if known.first is None or known.last is None:
        return []
    return records_of(known.resident, known.first, known.last, known.on)


def _until(scheme: Mapping[str, Any]) -> str:
    return f"数据截至{day_words(dt.date.fromisoformat(scheme['as_of']))}"


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """What the proof would say of each scheme."""
    known = facts(situation)
    if known.first is None or known.last is None or known.first > known.last:
        return ()
    lines = [PreviewLine("期间", f"{month_words(known.first)}至{month_words(known.last)}")]
    for scheme in to_json(known.resident, _records(known))["schemes"]:
        lines.append(
            PreviewLine(
                scheme["name"],
                counted_words(scheme),
                _until(scheme),
                scheme["source"],
            )
        )
    if len(lines) == 1:
        lines.append(PreviewLine("参保情况", "没有参保记录", NOWHERE))
    return tuple(lines)
