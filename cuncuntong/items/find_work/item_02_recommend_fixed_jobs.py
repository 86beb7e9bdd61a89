"""Item 2: matching a registered seeker of regular work with open jobs."""

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
    return look_up_jobs_for(SeekerKind.FIXED, situation)


def likely(resident: Resident) -> int:
    """Whoever is registered comes to hear what there is."""
    return 55 if "seeker.fixed" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="2",
    name="固定工岗位信息推荐",
    group=Group.FIND_WORK,
    content="通过已登记的固定工求职登记信息对符合其求职条件的招聘企业岗位进行匹配和信息推送。",
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
        basis=(listed(2),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "按求职登记的意向职业、地点和月薪，匹配符合条件的招聘岗位。",
            "当面说明岗位、待遇和联系方式，本人愿意的，把岗位信息推送给本人。",
        ),
        result="当场得到匹配的岗位信息。",
        tips=(
            "先办第1项“固定工求职登记”；意向有变的，先更新登记再推荐。",
            "岗位由用人单位发布，面试前请核实单位和待遇，不要交押金、报名费。",
        ),
    ),
)
