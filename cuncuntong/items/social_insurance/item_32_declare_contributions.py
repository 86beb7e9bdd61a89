"""Item 32: declaring contributions to be paid up."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, RESIDENT_PENSION, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="32",
    name="城乡居民养老保险缴费申报",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民养老保险的人员有以下情况的，本人可进行补缴申报。"
        "①基本险参保人员在新农保或城居保制度实施时，距60周岁规定领取年龄不足15年的；"
        "补充险参保人员在补充险制度实施时，距65周岁规定领取年龄不足15年的；②参保后有缴费中断的；"
        "③制度实施时距规定领取年龄(基本险60周岁，补充险65周岁)不足15年，已逐年缴费，"
        "同时有补足15年意愿的(补缴部分不享受缴费补贴)。"
    ),
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(32), RESIDENT_PENSION),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查清哪些年份没有缴费、距领取年龄还有几年。",
            "选择补缴的年份和档次，算出金额，提交后领取受理回执。",
            "县级审核，2个工作日内办结，按通知缴费。",
        ),
        result="核定可补缴的年份和金额。",
        tips=(
            "补缴部分不享受缴费补贴。",
            "临近领取年龄、缴费不足15年的，请尽早来算一算。",
        ),
    ),
)
