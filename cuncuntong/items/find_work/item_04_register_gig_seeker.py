"""Item 4: registering somebody who looks for gig work, renewing, pausing and ending the registration."""

from __future__ import annotations

from cuncuntong.items.find_work.seeking import Seeking, seeker_fields, seeker_rules
from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.contradictions import JOB_SEEKING
from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

SEEKING = Seeking(SeekerKind.GIG, recommended_by="5", after="10")

ITEM = ServiceItem(
    number="4",
    name="零工求职登记",
    group=Group.FIND_WORK,
    content="登记零工求职者的基本信息和求职意向。",
    audience="有就业意愿、有劳动能力的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.INSTANT,
    fields=seeker_fields(
        SeekerKind.GIG,
        actions=SEEKING.actions,
        first=SEEKING.first_action,
        paper=SEEKING.paper_actions,
    ),
    facts=SEEKING.facts,
    rules=seeker_rules(4),
    effect=SEEKING.effect,
    undo=SEEKING.undo,
    subject=SEEKING.subject,
    preview=SEEKING.preview,
    likely=SEEKING.likely(45),
    concerns=(JOB_SEEKING,),
    one_step=True,
    submit_label="确认登记",
    guide=Guide(
        basis=(listed(4),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明会做的零工、可以干活的时间、地点和希望的工钱。",
            "选择是否同意向用工方展示，核对后当场登记。",
        ),
        result="当场登记到求职台账，并告知有效期。",
        tips=(
            "固定工和零工可以都登记。",
            "不同意展示的，信息只供工作人员推荐零工使用；健康情况从不展示。",
            "只在几天里有空的，填上起止日期，只推荐这几天的活。",
        ),
    ),
)
