"""Item 26: looking up payments of an employees' pension."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="26",
    name="企业职工基本养老保险待遇发放记录查询",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省企业职工基本养老保险的待遇领取人员可查询养老金发放记录和当前月待遇项目组成明细。"
        "发放失败的，可查询失败原因。"
    ),
    audience="参加我省企业职工养老保险的待遇领取人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.LOOK_UP,
    guide=Guide(
        basis=(listed(26),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查询养老金发放记录和当前月待遇的项目组成。",
            "发放失败的，告知原因和办法；需要的当场打印。",
        ),
        result="当场看到或打印发放记录和待遇明细。",
        tips=("发放失败多因银行账户变更或认证到期，按提示办理后补发。",),
    ),
)
