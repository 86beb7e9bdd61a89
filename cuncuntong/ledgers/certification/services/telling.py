"""What residents are told: two warnings, the hold, and the province's answer."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.certification.enums import WARNED
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.messages.services import drop
from cuncuntong.network.models import Account

HOW = "可以用手机认证，也可以带身份证到任一服务点办理；年老、残疾、行动不便的，请告诉服务点上门办。"


def warning_key(resident: int, due_on: dt.date, which: int) -> str:
    """The key of the first or second warning before a due day."""
    return f"{WARNED}:{resident}:{due_on:%Y%m%d}:{which}"


def warning_words(name: str, due_on: dt.date, which: int, on: dt.date) -> str:
    """What a warning says."""
    day = f"{due_on.year}年{due_on.month}月{due_on.day}日"
    if due_on < on:
        return f"{name}：您的养老待遇领取资格认证已于{day}到期，逾期不认证将暂停发放。{HOW}"
    last = "这是第二次提醒，" if which == 2 else ""
    return f"{name}：{last}您的养老待遇领取资格认证请在{day}以前办理，逾期将暂停发放。{HOW}"


def held_words(name: str, month: dt.date) -> str:
    """What is said of a hold."""
    return (
        f"{name}：您没有按期办理资格认证，养老待遇从{month.year}年{month.month}月起暂停发放。"
        f"认证后恢复发放，停发的月份一并补发。{HOW}"
    )


def drop_warnings(row: Beneficiary, *, why: str, actor: Account | None) -> None:
    """Takes back warnings that nobody told yet."""
    if row.due_on is None:
        return
    for which, warned in ((1, row.first_warned_on), (2, row.second_warned_on)):
        if warned is not None:
            drop(key=warning_key(row.resident_id, row.due_on, which), why=why, actor=actor)
