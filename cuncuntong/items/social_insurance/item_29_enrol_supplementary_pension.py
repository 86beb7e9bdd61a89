"""Item 29: enrolling in the residents' supplementary pension."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="29",
    name="城乡居民补充养老保险参保登记",
    group=Group.SOCIAL_INSURANCE,
    content="参加我省城乡居民基本养老保险且未满65周岁的人员可在户籍所在地办理城乡居民补充养老保险参保登记。",
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(29), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对已参加城乡居民基本养老保险、未满65周岁。",
            "选择补充险缴费档次，提交后领取受理回执。",
            "县级审核，2个工作日内办结。",
        ),
        result="开立城乡居民补充养老保险个人账户。",
        tips=(
            "须先参加城乡居民基本养老保险（第28项）。",
            "缴费档次和补贴为待核定参数，以县核定的为准。",
        ),
    ),
)
