"""Item 27: looking up payments of unemployment benefit."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, UNEMPLOYMENT, listed
from cuncuntong.items.social_insurance.benefit_answer import answer
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem


def likely(resident: Resident) -> int:
    """Whoever draws asks when the money comes."""
    return 60 if "unemployment.benefit" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="27",
    name="失业保险待遇发放记录查询",
    group=Group.SOCIAL_INSURANCE,
    content="参加我省失业保险的待遇领取人员可查询失业待遇发放记录。发放失败的，可查询失败原因。",
    audience="参加我省失业保险的待遇领取人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.UNEMPLOYMENT,
    kind=Kind.LOOK_UP,
    look_up=answer,
    likely=likely,
    submit_label="查询",
    guide=Guide(
        basis=(listed(27), *UNEMPLOYMENT),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查询失业待遇发放记录和剩余领取期限。",
            "发放失败的，告知原因和办法；需要的当场打印。",
        ),
        result="当场看到或打印失业待遇发放记录。",
        tips=("银行账户有变的，请先变更账户，以免发放失败。",),
    ),
)
