"""Item 10: the notice calls it a look-up and describes a registration: it does both."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="10",
    name="灵活就业查询",
    group=Group.FIND_WORK,
    content="登记灵活就业人员的就业类型、就业时间等信息。",
    audience="处于灵活就业状态的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(10),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明灵活就业的类型（如摆摊、跑运输、平台送货、家庭加工）和开始时间。",
            "核对后当场登记；只查询的，当场告知已登记的情况。",
        ),
        result="当场登记或查到灵活就业信息。",
        tips=(
            "登记后情况有变的，请再来更新。",
            "想参加企业职工基本养老保险的，可办第20项灵活就业人员参保登记。",
        ),
    ),
)
