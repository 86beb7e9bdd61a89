"""Item 37: suspending a resident's pension."""

from __future__ import annotations

from cuncuntong.items.shared import CERTIFICATION, COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="37",
    name="城乡居民养老保险待遇暂停",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民养老保险的待遇领取人员出现死亡、失踪、"
        "疑似重复领取等按规定不能继续领取养老保险待遇的情形时，暂停其享受的社保待遇。"
    ),
    audience="参加我省城乡居民基本养老保险的待遇领取人员或其家属",
    channels=COUNTER,
    limit_workdays=1,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(37), CERTIFICATION),
        steps=(
            "待遇领取人员或家属出示身份证或社保卡，说明情形和发生时间。",
            "工作人员核对台账，提交县级审核。",
            "1个工作日内审核办结，结果反馈到服务点。",
        ),
        result="暂停发放城乡居民养老保险待遇。",
        tips=(
            "家人去世的，请尽早办理，多领的待遇要退回。",
            "失踪人员返回、核实没有重复领取的，可以申请恢复。",
        ),
    ),
)
