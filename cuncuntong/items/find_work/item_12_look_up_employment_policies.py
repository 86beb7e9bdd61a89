"""Item 12: looking up the province's employment policies."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="12",
    name="就业政策法规查询",
    group=Group.FIND_WORK,
    content="提供我省就业方面相关政策法规的查询。",
    audience="办事群众",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    guide=Guide(
        basis=(listed(12),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明想了解的政策，例如创业担保贷款、社保补贴、公益性岗位、技能培训。",
            "当场查询现行政策原文和办理地点，需要的可以打印。",
        ),
        result="当场看到或打印就业政策法规。",
        tips=("政策以发布机关的原文和现行有效的版本为准。",),
    ),
)
