"""Item 38: enabling the social functions of a card."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="38",
    name="社会保障卡启用",
    group=Group.SOCIAL_CARD,
    content="已申领社会保障卡，但社保功能未启用的，可办理社会保障卡的社保功能启用业务。",
    audience="办事群众",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.CARD,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(38),),
        steps=(
            "本人带身份证和社保卡到柜面。",
            "工作人员核对本人和卡状态。",
            "当场启用社保功能，告知可以使用的范围。",
        ),
        result="当场启用社保卡的社保功能。",
        tips=("卡的银行账户请到合作银行网点激活。",),
    ),
)
