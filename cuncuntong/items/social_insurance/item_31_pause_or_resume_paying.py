"""Item 31: pausing or resuming contributions of an insured resident."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="31",
    name="参加城乡居民基本养老保险人员暂停/恢复缴费",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民基本养老保险的人员在政策缴费期间因死亡、"
        "失踪或参加其他养老保险等原因无法继续缴纳城乡居民养老保险的可申请暂停缴费，"
        "暂停缴费后可自愿选择恢复缴费。"
    ),
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(31), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明暂停的原因（死亡、失踪、参加其他养老保险等），或要求恢复缴费。",
            "核对台账，提交后领取受理回执。",
            "县级审核，2个工作日内办结。",
        ),
        result="账户暂停或恢复缴费。",
        tips=(
            "暂停以前缴费的年限照样计算。",
            "恢复缴费自愿；中断的年份可办第32项补缴。",
        ),
    ),
)
