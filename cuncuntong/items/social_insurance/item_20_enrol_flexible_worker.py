"""Item 20: enrolling a flexible worker in the employees' pension."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="20",
    name="灵活就业人员参保登记",
    group=Group.SOCIAL_INSURANCE,
    content="为有意愿参加我省企业职工基本养老保险的灵活就业人员办理参保登记。",
    audience="灵活就业人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(20), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对有没有参加其他养老保险，说明就业情况。",
            "选择缴费基数档次，确认后当场办理参保登记。",
        ),
        result="当场完成企业职工基本养老保险参保登记，告知缴费办法。",
        tips=(
            "缴费基数每年有上下限，以省当年公布的为准。",
            "已参加城乡居民养老保险的，请先问清两种制度如何衔接。",
        ),
    ),
)
