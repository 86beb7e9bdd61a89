"""What the declarations share: the words of the sources, channels, and rules that several items have."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.certification import INTERVAL
from cuncuntong.rules.day_words import day_words, month_words  # noqa: F401 - the words all items share
from cuncuntong.rules.service_item import Channel, Material, Rule, Verdict, failed, passed

COUNTER = (Channel.COUNTER,)
COUNTER_AND_KIOSK = (Channel.COUNTER, Channel.KIOSK)

# The sources that guides and rules name. Articles are given only where their text was read.
PLAN = "《阳城县就业社保服务社区村村全覆盖工作实施方案》（2024-03-28）"
EXTRAS = PLAN + "第五部分“示范网点”增办事项"
RESIDENT_PENSION = "国发〔2014〕8号（城乡居民基本养老保险）"
INSURANCE_SERVICE = "《社会保险经办条例》"
NO_NEEDLESS_PROOF = INSURANCE_SERVICE + "第三十一条（不重复索要能共享的材料，不要求法律没有规定的证明）"
CERTIFICATION = (
    INSURANCE_SERVICE
    + "第二十五条、第二十六条、第三十条、第四十六条（资格认证、丧失资格的报告、多发待遇的退回）"
)
UNEMPLOYMENT = ("《社会保险法》第四十五条至第五十一条", "《失业保险条例》")

# The notice names the extras of a demonstration point and says nothing else about them.
NO_LIMIT_GIVEN = "通知未规定时限，也未写明内容和对象：这里按即时办结列出，县里另有规定的按规定办。"

ID_PAGE = Material(
    key="id_page",
    name="身份证或社保卡照片",
    attach=True,
    note="正反面各拍一页，四角完整、字迹清楚；没有高拍仪的，可用手机拍照上传。",
    max_pages=4,
)


def certified_every(on: dt.date) -> int:
    """Months between two certifications (第21项)."""
    return current().integer(INTERVAL, on)


def listed(number: int) -> str:
    """Where the official list names an item."""
    return f"{PLAN}附件1第{number}项"


# What a wrong death is put right by; items that stop a benefit for it lift the stop together with the death.
WRONGLY_DEAD = (
    "登记有误、本人健在的：待遇因死亡停发的，请办第37项（企业职工养老待遇办第24项）恢复；其他的，"
    "请业务管理员更正后再办。"
)


def _alive(facts: Any) -> Verdict:
    """``facts.resident`` is in use as a living person's record."""
    resident: Resident = facts.resident
    if resident.standing != Standing.DECEASED:
        return passed("居民台账中没有死亡登记。")
    when = f"已于{day_words(resident.deceased_on)}死亡" if resident.deceased_on else "已死亡"
    return failed(f"台账登记该居民{when}。", f"请核对身份。{WRONGLY_DEAD}")


def alive_rule(source: str) -> Rule:
    """The rule that the person is not registered as dead, for an item with the given source."""
    return Rule("resident_deceased", "居民健在", source, _alive)


def yes(value: object) -> bool:
    """Whether a yes-no field says yes."""
    return value == "yes"
