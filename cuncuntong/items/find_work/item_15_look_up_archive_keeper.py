"""Item 15: looking up which office keeps a mobile person's file."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="15",
    name="档案存放机构查询",
    group=Group.FIND_WORK,
    content="为流动人员开展档案存放机构查询服务。",
    audience="有查询意愿的流动人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    guide=Guide(
        basis=(listed(15),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明毕业学校、原工作单位和户籍地。",
            "查询档案存放机构的名称、地址和电话。",
        ),
        result="当场查到档案存放机构。",
        tips=(
            "查不到的，工作人员会告知可能的存放机构和查询电话。",
            "个人不得自带、自拆档案。",
        ),
    ),
)
