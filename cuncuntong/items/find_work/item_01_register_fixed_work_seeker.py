"""Item 1: registering somebody who looks for regular work, renewing, pausing and ending the registration."""

from __future__ import annotations

from cuncuntong.items.find_work.seeking import Seeking, seeker_fields, seeker_rules
from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.contradictions import JOB_SEEKING
from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

SEEKING = Seeking(SeekerKind.FIXED, recommended_by="2", after="10")

ITEM = ServiceItem(
    number="1",
    name="固定工求职登记",
    group=Group.FIND_WORK,
    content="登记固定工求职者的基本信息和求职意向。",
    audience="有就业意愿、有劳动能力的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.INSTANT,
    fields=seeker_fields(
        SeekerKind.FIXED,
        actions=SEEKING.actions,
        first=SEEKING.first_action,
        paper=SEEKING.paper_actions,
    ),
    facts=SEEKING.facts,
    rules=seeker_rules(1),
    effect=SEEKING.effect,
    undo=SEEKING.undo,
    subject=SEEKING.subject,
    preview=SEEKING.preview,
    likely=SEEKING.likely(50),
    concerns=(JOB_SEEKING,),
    one_step=True,
    submit_label="确认登记",
    guide=Guide(
        basis=(listed(1),),
        steps=(
            "出示身份证或社保卡，由工作人员找到您的资料并核对联系电话。",
            "说明想做什么工作、在哪里做、希望的月薪和会的技能。",
            "选择是否同意向用人单位展示，核对无误后当场登记。",
            "到期前可来续期；暂时不找的可以暂停；找到工作或不再求职的，来结束登记。",
        ),
        result="当场登记到求职台账，并告知有效期。",
        tips=(
            "登记不收费，也不要求提交学历、技能证书的复印件。",
            "已有工作、想换工作的，也可以登记。",
            "不同意展示的，信息只供工作人员推荐岗位使用；健康情况从不展示。",
            "同意推送的，有合适的新岗位时会告知您，每周有次数上限。",
        ),
    ),
)
