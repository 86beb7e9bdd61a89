"""Item D1: printing the proof of insurance in every scheme."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, EXTRAS, NO_LIMIT_GIVEN, NO_NEEDLESS_PROOF
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="D1",
    name="社会保险全险种参保证明打印",
    group=Group.DEMONSTRATION,
    content="打印本人参加各项社会保险的参保证明。",
    audience="需要参保证明的参保人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.LOOK_UP,
    demonstration_only=True,
    guide=Guide(
        basis=(EXTRAS, NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "选择需要的险种和起止时间。",
            "当场打印参保证明。",
        ),
        result="当场打印参保证明。",
        tips=(
            NO_LIMIT_GIVEN,
            "能在网上核验的，用证单位不应再要纸质证明。",
        ),
        where="示范服务点柜面",
    ),
)
