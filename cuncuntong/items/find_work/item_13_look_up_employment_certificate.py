"""Item 13: looking up an employment and entrepreneurship certificate."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="13",
    name="《就业创业证》查询",
    group=Group.FIND_WORK,
    content="查询已申领的《就业创业证》。",
    audience="已申领《就业创业证》的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    guide=Guide(
        basis=(listed(13),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "按身份证号码查询已申领的《就业创业证》。",
            "告知证件编号、发证机关、登记和享受政策的情况。",
        ),
        result="当场查到《就业创业证》信息。",
        tips=("没有申领过的，工作人员会告知申领的地点和条件。",),
    ),
)
