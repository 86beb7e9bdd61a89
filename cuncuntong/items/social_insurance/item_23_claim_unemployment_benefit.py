"""Item 23: claiming unemployment benefit."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, NO_NEEDLESS_PROOF, UNEMPLOYMENT, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="23",
    name="失业保险金申领",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加并缴纳失业保险的单位参保人员，缴费满一年的、非因本人意愿中断就业的、已办理失业登记，"
        "并有求职要求的，可向最后参保社会保险经办机构申请领取失业保险金。"
    ),
    audience="参加并缴纳失业保险的单位参保人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=5,
    line=Line.UNEMPLOYMENT,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(23), *UNEMPLOYMENT, NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "先办失业登记（第11项），说明求职要求。",
            "工作人员核对缴费时间和失业原因，提交最后参保地经办机构审核。",
            "5个工作日内审核办结，结果反馈到服务点。",
        ),
        result="核定领取期限和标准，按月发放失业保险金。",
        tips=(
            "须缴费满一年、非因本人意愿中断就业、已办失业登记并有求职要求。",
            "领取期限自办理失业登记之日起计算。",
            "重新就业、应征服兵役、移居境外、享受养老保险待遇的，停止领取。",
        ),
    ),
)
