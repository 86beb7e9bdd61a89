"""Item 30: changing sex, nation, address or telephone of an insured resident."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="30",
    name="参加城乡居民基本养老保险人员非关键信息变更",
    group=Group.SOCIAL_INSURANCE,
    content="参保人的性别、民族、居住地址、联系电话发生变化时，参保人员可提出修改申请。",
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(30), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明要修改的性别、民族、居住地址或联系电话。",
            "核对后当场修改，告知修改前后的内容。",
        ),
        result="当场修改参保信息。",
        tips=(
            "姓名、身份证号码、银行账户等关键信息不在本项办理，请到县级窗口。",
            "修改居住地址和电话不用任何证明。",
        ),
    ),
)
