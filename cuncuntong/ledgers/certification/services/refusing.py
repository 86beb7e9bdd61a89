"""Why a certification can't be taken: one answer for a counter, for a list, and for the night."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.certification.enums import BeneficiaryState, Way
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.certification import due_day


def why_not(
    resident: Resident, row: Beneficiary | None, *, on: dt.date, today: dt.date, months: int
) -> tuple[str, str]:
    """(message, remedy), both empty where a certification of the day ``on`` can be taken.

    ``row`` is the person's as of today; None or OUT: nothing is drawn.
    """
    if resident.standing == Standing.DECEASED:
        when = f"已于{_words(resident.deceased_on)}死亡" if resident.deceased_on else "已死亡"
        return (
            f"台账登记该居民{when}，不能认证。",
            "请核对身份。登记有误的，先在第37项恢复待遇并更正死亡登记，再认证。",
        )
    if row is None or row.state == BeneficiaryState.OUT:
        return "该居民没有正在领取的养老待遇，不用认证。", "请核对身份；还没有领取的，请先办待遇申领。"
    if on > today:
        return f"认证日期{_words(on)}还没有到。", "请填写今天或以前的日期。"
    if row.last_on is not None and on <= row.last_on:
        way = f"（{Way(row.last_way).label}）" if row.last_way else ""
        same = "同一天" if on == row.last_on else "更晚"
        return (
            f"已有{_words(row.last_on)}的认证{way}，比这次{same}，不用重复认证。",
            f"有效期到{_words(row.due_on)}，到期前再认证即可。" if row.due_on else "",
        )
    if due_day(on, months) < today:
        return f"{_words(on)}的记录距今已超过{months}个月，不能作为认证。", "请本人到柜面认证，或预约上门。"
    return "", ""


def _words(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
