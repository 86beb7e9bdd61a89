"""Item 3: looking up the jobs that companies have published."""

from __future__ import annotations

from cuncuntong.items.find_work.looking.fields import job_fields
from cuncuntong.items.find_work.looking.jobs import look_up_jobs
from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, LookUpAnswer, ServiceItem, Situation


def look_up(situation: Situation) -> LookUpAnswer:
    """The postings that show and fit what is asked."""
    return look_up_jobs(SeekerKind.FIXED, situation)


def likely(resident: Resident) -> int:
    """Whoever is registered as looking for this work asks what there is."""
    return 45 if "seeker.fixed" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="3",
    name="固定工岗位信息查询",
    group=Group.FIND_WORK,
    content="查询企业发布的岗位信息。",
    audience="有就业意愿、有劳动能力的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    fields=job_fields(SeekerKind.FIXED),
    look_up=look_up,
    likely=likely,
    panel="jobs/_item_jobs.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(3),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明想找的职业、地点和月薪范围。",
            "当场查询企业发布的岗位，需要的可以打印。",
        ),
        result="当场看到或打印企业发布的岗位信息。",
        tips=(
            "只查询、不登记也可以；想让工作人员帮忙留意的，请办第1项求职登记。",
            "招聘单位收押金、报名费的，请向人社部门反映。",
        ),
    ),
)
