"""Item 8: matching a registered gig with people who look for gig work."""

from __future__ import annotations

from cuncuntong.items.find_work.recommending.people import (
    first_gig,
    gig_choices,
    look_up_people_for,
)
from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import FieldKind, FormField, Group, Guide, Kind, ServiceItem


def likely(resident: Resident) -> int:
    """Whoever has a gig that shows comes to ask for hands."""
    return 55 if "gig.posted" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="8",
    name="零工求职信息推荐",
    group=Group.FIND_WORK,
    content="通过招聘零工登记信息对符合其招工条件的零工求职者进行匹配和信息推送。",
    audience="需要找零工的用工人员或单位",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    fields=(
        FormField(
            "gig",
            "给哪条招聘找人",
            FieldKind.CHOICE,
            required=False,
            choices=gig_choices,
            default=first_gig,
        ),
    ),
    look_up=look_up_people_for,
    likely=likely,
    panel="matching/_item_people.html",
    submit_label="推荐",
    guide=Guide(
        basis=(listed(8),),
        steps=(
            "出示身份证或社保卡，工作人员找到招聘零工登记。",
            "按登记的工种、时间和地点，匹配愿意公开信息的零工求职者。",
            "推送求职者的工种、技能和联系方式。",
        ),
        result="当场得到匹配的零工求职者信息。",
        tips=(
            "先办第7项“招聘零工登记”。",
            "只推荐同意公开信息的求职者；信息只能用于本次招工。",
        ),
    ),
)
