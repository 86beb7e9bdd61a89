"""Item 5: matching a registered seeker of gig work with open gigs."""

from __future__ import annotations

from cuncuntong.items.find_work.recommending.jobs import look_up_jobs_for
from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, LookUpAnswer, ServiceItem, Situation


def look_up(situation: Situation) -> LookUpAnswer:
    """What fits the resident's registration."""
    return look_up_jobs_for(SeekerKind.GIG, situation)


def likely(resident: Resident) -> int:
    """Whoever is registered comes to hear what there is."""
    return 55 if "seeker.gig" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="5",
    name="零工岗位信息推荐",
    group=Group.FIND_WORK,
    content="通过已登记的零工求职登记信息对符合其求职条件的招聘企业岗位进行匹配和信息推送。",
    audience="有就业意愿、有劳动能力的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    look_up=look_up,
    likely=likely,
    panel="matching/_item_jobs.html",
    submit_label="推荐",
    guide=Guide(
        basis=(listed(5),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "按零工求职登记的工种、时间和地点，匹配招聘零工的信息。",
            "当面说明工钱、时间、地点和联系方式，本人愿意的，推送给本人。",
        ),
        result="当场得到匹配的零工岗位信息。",
        tips=(
            "先办第4项“零工求职登记”。",
            "干活前请和用工方说好工钱、结算时间和受伤责任，最好写下来。",
        ),
    ),
)
