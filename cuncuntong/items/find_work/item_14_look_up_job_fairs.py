"""Item 14: looking up job fairs."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="14",
    name="招聘会信息查询",
    group=Group.FIND_WORK,
    content="查询已上线发布的招聘会召开时间、地点、服务对象等信息。",
    audience="办事群众",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    guide=Guide(
        basis=(listed(14),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查询已发布的招聘会时间、地点、服务对象和参会单位。",
            "需要的可以打印，或请工作人员代为报名登记意向。",
        ),
        result="当场看到或打印招聘会信息。",
        tips=(
            "出门前请再核对一次时间和地点，招聘会可能改期。",
            "参加招聘会不收费。",
        ),
    ),
)
