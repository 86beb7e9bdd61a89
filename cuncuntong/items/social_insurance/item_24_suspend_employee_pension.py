"""Item 24: suspending an employees' pension."""

from __future__ import annotations

from cuncuntong.items.shared import CERTIFICATION, COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="24",
    name="企业职工基本养老保险待遇暂停",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省企业职工基本养老保险的待遇领取人员出现死亡、失踪或生存状态不明、"
        "疑似重复领取等按照规定不能继续领取养老保险待遇的情形时，暂停其享受的社保待遇。"
    ),
    audience="参加我省企业职工基本养老保险的待遇领取人员或其家属",
    channels=COUNTER,
    limit_workdays=1,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(24), CERTIFICATION),
        steps=(
            "待遇领取人员或家属出示身份证或社保卡，说明情形和发生时间。",
            "工作人员核对台账，提交县级审核。",
            "1个工作日内审核办结，结果反馈到服务点。",
        ),
        result="暂停发放企业职工基本养老保险待遇。",
        tips=(
            "家人去世的，请尽早办理，多领的待遇要退回。",
            "情形消失的（如失踪人员返回），可以申请恢复。",
        ),
    ),
)
