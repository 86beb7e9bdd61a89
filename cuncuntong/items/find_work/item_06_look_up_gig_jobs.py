"""Item 6: looking up the gigs that employers have published."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="6",
    name="零工岗位信息查询",
    group=Group.FIND_WORK,
    content="查询招聘零工的用工方发布的岗位信息。",
    audience="有就业意愿、有劳动能力的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    guide=Guide(
        basis=(listed(6),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明想找的工种、时间和地点。",
            "当场查询用工方发布的零工岗位，需要的可以打印。",
        ),
        result="当场看到或打印零工岗位信息。",
        tips=("想让工作人员帮忙留意的，请办第4项零工求职登记。",),
    ),
)
