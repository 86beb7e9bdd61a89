"""Item 25: looking up one's employees' pension insurance: participation, every year and month."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.items.social_insurance.insured_answer import answer
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem


def likely(resident: Resident) -> int:
    """Whoever is insured asks, most of all before retiring."""
    return 70 if "insurance.employee" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="25",
    name="企业职工基本养老保险参保情况查询",
    group=Group.SOCIAL_INSURANCE,
    content="参加我省企业职工基本养老保险的参保人员可查询本人缴费、参保等相关信息。",
    audience="参加我省企业职工养老保险的参保人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.LOOK_UP,
    look_up=answer,
    likely=likely,
    submit_label="查询",
    guide=Guide(
        basis=(listed(25),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查询本人参保、缴费和个人账户情况，看清数据截至哪一天。",
            "需要的当场打印。",
        ),
        result="当场看到或打印参保和缴费情况。",
        tips=(
            "只给本人查询；记录有误的，请带凭证到参保地经办机构核对。",
            "看到的是从上级系统取回的台账，最近一两个月的缴费可能还没有更新。",
        ),
    ),
)
