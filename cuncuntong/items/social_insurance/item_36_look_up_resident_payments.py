"""Item 36: looking up payments of residents' pensions, basic and supplementary."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.items.social_insurance.payment_answer import answer
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem


def likely(resident: Resident) -> int:
    """Whoever draws asks when the money comes, and why it is what it is."""
    standing = standings_of(resident)
    return 80 if "pension.basic" in standing and "pension.not_drawn" not in standing else 0


ITEM = ServiceItem(
    number="36",
    name="城乡居民补充养老保险待遇发放记录查询",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民养老保险的待遇领取人员养老金发放记录和当前月待遇项目组成明细。发放失败的，"
        "可查询失败原因。"
    ),
    audience="参加我省城乡居民基本养老保险的待遇领取人员或其家属",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.LOOK_UP,
    look_up=answer,
    likely=likely,
    panel="recoveries/_item_panel.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(36),),
        steps=(
            "本人或家属出示身份证或社保卡。",
            "查询养老金发放记录和当前月待遇的项目组成，包括基本险和补充险。",
            "发放失败的，告知原因和办法；需要的当场打印。",
        ),
        result="当场看到或打印发放记录和待遇明细。",
        tips=(
            "发放失败多因银行账户变更或认证到期，按提示办理后补发。",
            "家属查询的，请说明与本人的关系。",
            "多领待遇还没有退清的，也在这里看得到，可以打印退回协议。",
        ),
    ),
)
