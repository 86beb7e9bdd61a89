"""Item 4: registering somebody who looks for gig work."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="4",
    name="零工求职登记",
    group=Group.FIND_WORK,
    content="登记零工求职者的基本信息和求职意向。",
    audience="有就业意愿、有劳动能力的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(4),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明会做的零工、可以干活的时间、地点和希望的工钱。",
            "选择是否同意向用工方展示，核对后当场登记。",
        ),
        result="当场登记到求职台账，并告知有效期。",
        tips=(
            "固定工和零工可以都登记。",
            "不同意展示的，信息只供工作人员推荐零工使用。",
        ),
    ),
)
