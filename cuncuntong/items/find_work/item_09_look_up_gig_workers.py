"""Item 9: looking up people who look for gig work."""

from __future__ import annotations

from cuncuntong.items.find_work.looking.fields import people_fields
from cuncuntong.items.find_work.looking.people import look_up_people
from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem


def likely(resident: Resident) -> int:
    """Whoever is registered as needing hands asks who looks for work."""
    return 45 if "employer.person" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="9",
    name="零工求职信息查询",
    group=Group.FIND_WORK,
    content="查询零工求职者发布的求职信息。",
    audience="需要找零工的用工人员或单位",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    fields=people_fields(),
    look_up=look_up_people,
    likely=likely,
    panel="matching/_item_people.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(9),),
        steps=(
            "出示身份证或社保卡，说明招工用途。",
            "按工种、时间和地点查询零工求职信息。",
            "需要联系求职者的，由工作人员提供本人同意公开的联系方式。",
        ),
        result="当场看到零工求职者发布的求职信息。",
        tips=(
            "求职者的身份证号码、住址不公开。",
            "想长期招工的，请办第7项招聘零工登记。",
        ),
    ),
)
