"""Item 1: registering somebody who looks for regular work, renewing and ending the registration."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import COUNTER_AND_KIOSK, alive_rule, day_words, listed, yes
from cuncuntong.ledgers.contradictions import JOB_SEEKING
from cuncuntong.ledgers.jobs.enums import SeekerKind, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.jobs.selectors import active_seeker, last_seeker
from cuncuntong.ledgers.jobs.services import (
    close_seeker,
    register_seeker,
    renew_seeker,
    undo_seeker,
    valid_until,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)

REGISTER, RENEW, CLOSE = "register", "renew", "close"
WORKING_AGE = "employment.minimum_working_age"
CLAIM_AGE = "resident_pension.claim_age"
_WISHES = ("action", (REGISTER, RENEW))

OCCUPATIONS = (
    *("种植养殖", "煤矿工人", "建筑工", "缫丝纺织工", "电焊工", "电工", "机械操作工", "装配工"),
    *("餐饮服务", "厨师", "家政保洁", "护理护工", "驾驶员", "快递配送", "保安", "仓库管理"),
    *("销售", "文员", "会计", "幼教", "景区服务"),
)
PLACES = ("本村附近", "本乡镇", "本县", "县外")
# GB/T 4658, the two-digit codes.
EDUCATION = (
    Choice("90", "其他（未上过学）"),
    Choice("80", "小学"),
    Choice("70", "初中"),
    Choice("60", "普通高中"),
    Choice("40", "中专、职高、技校"),
    Choice("30", "大学专科"),
    Choice("20", "大学本科"),
    Choice("10", "研究生"),
)
REASONS = ("已找到工作", "暂时不找工作", "升学或参军", "其他")


@dataclass(frozen=True)
class Facts:
    """What the rules look at; ``active`` is the registration that counts on the day."""

    situation: Situation
    resident: Resident
    action: str
    active: JobSeeker | None


def _active(situation: Situation) -> JobSeeker | None:
    return active_seeker(situation.resident, SeekerKind.FIXED, situation.on)


def _default_action(situation: Situation) -> str:
    return RENEW if _active(situation) else REGISTER


def _actions(situation: Situation) -> tuple[Choice, ...]:
    until = day_words(valid_until(situation.on))
    active = _active(situation)
    if active is None:
        return (Choice(REGISTER, f"新登记（有效期至{until}）"),)
    return (
        Choice(RENEW, f"续期（现登记有效期至{day_words(active.valid_until)}，续到{until}）"),
        Choice(CLOSE, "结束登记（不再求职）"),
    )


def _paper_actions(on: dt.date) -> tuple[Choice, ...]:
    return Choice(REGISTER, "新登记"), Choice(RENEW, "续期"), Choice(CLOSE, "结束登记（不再求职）")


def facts(situation: Situation) -> Facts:
    """The registration of the day, in one query."""
    active = _active(situation)
    action = situation.form.get("action") or (RENEW if active else REGISTER)
    return Facts(situation, situation.resident, action, active)


def _age(facts: Facts) -> Verdict:
    birth, on = facts.resident.birth_date, facts.situation.on
    least = current().integer(WORKING_AGE, on)
    age = age_on(birth, on)
    if age < least:
        day = day_words(date_reaching_age(birth, least))
        return failed(f"{age}周岁，{day}年满{least}周岁。", f"请在{day}当天或以后登记。")
    if age >= current().integer(CLAIM_AGE, on):
        return passed(f"{age}周岁，有劳动能力的可以登记；请提醒本人录用时书面约定报酬和受伤责任。")
    return passed(f"{age}周岁，可以登记。")


def _fits(facts: Facts) -> Verdict:
    if facts.action == REGISTER and facts.active:
        return failed(
            f"已有求职中的登记，有效期至{day_words(facts.active.valid_until)}。",
            "不用重复登记，请选择“续期”或“结束登记”。",
            field="action",
        )
    if facts.action != REGISTER and facts.active is None:
        return failed("目前没有求职中的登记。", "请选择“新登记”。", field="action")
    return passed("与现有登记相符。" if facts.active else "目前没有求职中的登记，可以新登记。")


def _reachable(facts: Facts) -> Verdict:
    if yes(facts.situation.form.get("shown_to_employers")) and not facts.resident.telephone:
        return failed(
            "同意向用人单位展示，但居民资料中没有联系电话，单位无法联系。",
            "请先在居民资料中补上联系电话，或改为不展示。",
            field="shown_to_employers",
        )
    return passed("联系方式可用，或不向用人单位展示。")


def _wishes(form: Any) -> dict[str, Any]:
    return {
        "occupation": form.get("occupation", ""),
        "pay_floor": Decimal(str(form["pay_floor"])) if form.get("pay_floor") else None,
        "work_place": form.get("work_place", ""),
        "skills": form.get("skills", ""),
        "education": form.get("education", ""),
        "remarks": form.get("remarks", ""),
        "shown_to_employers": yes(form.get("shown_to_employers")),
    }


def effect(order: EffectOrder) -> Result:
    """Registers, renews or ends, as the form says."""
    situation = order.situation
    made = {"on": situation.on, "actor": order.actor, "case_number": situation.case_number}
    known = facts(situation)
    if known.action == REGISTER:
        row = register_seeker(
            resident=situation.resident, kind=SeekerKind.FIXED, **_wishes(situation.form), **made
        )
        return _result(row, "求职登记已办好")
    seeker = known.active or last_seeker(situation.resident, SeekerKind.FIXED)
    if seeker is None or known.action not in (RENEW, CLOSE):
        raise EffectRefused("目前没有求职中的登记。", "请选择“新登记”。")
    if known.action == RENEW:
        return _result(renew_seeker(seeker=seeker, **_wishes(situation.form), **made), "求职登记已续期")
    row = close_seeker(seeker=seeker, reason=situation.form.get("close_reason", ""), **made)
    return Result(
        message="求职登记已结束。以后想找工作，可以随时重新登记。",
        lines=(("登记状态", row.get_state_display()), ("结束原因", row.closed_reason)),
        data={"seeker": row.pk},
    )


def _result(row: JobSeeker, done: str) -> Result:
    until = day_words(row.valid_until)
    return Result(
        message=f"{done}，有效期至{until}，到期前可以续期。",
        lines=(
            ("登记状态", row.get_state_display()),
            ("意向职业", row.occupation),
            ("意向工作地点", row.work_place),
            ("有效期至", until),
        ),
        data={"seeker": row.pk},
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes back what the case did to the registration."""
    row = undo_seeker(case_number=order.situation.case_number, actor=order.actor)
    if row.state == SeekerState.REVERSED:
        return "求职登记已撤销。"
    return f"已恢复为办理前的求职登记：{row.get_state_display()}，有效期至{day_words(row.valid_until)}。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    if form.get("action") == CLOSE:
        return f"结束登记：{form.get('close_reason', '')}"
    what = "续期" if form.get("action") == RENEW else "新登记"
    return f"{what}：{form.get('occupation', '')}，{form.get('work_place', '')}"


def likely(resident: Resident) -> int:
    """Whoever looks for work already may come to renew; then people of working age."""
    today = timezone.localdate()
    age = age_on(resident.birth_date, today)
    if age < current().integer(WORKING_AGE, today):
        return 0
    if active_seeker(resident, SeekerKind.FIXED, today):
        return 60
    return 50 if age < current().integer(CLAIM_AGE, today) else 10


_WHAT, _WANTED = "办理内容", "求职意向"
FIELDS = (
    FormField("action", "办理内容", FieldKind.CHOICE, section=_WHAT, choices=_actions,
              default=_default_action, paper_choices=_paper_actions),
    FormField("occupation", "意向职业", FieldKind.TEXT, section=_WANTED, prefill="seeker.occupation",
              hint="可选常见职业，也可自己填写", max_length=30, show_when=_WISHES,
              choices=tuple(Choice(one, one) for one in OCCUPATIONS)),
    FormField("work_place", "意向工作地点", FieldKind.CHOICE, section=_WANTED, prefill="seeker.work_place",
              choices=tuple(Choice(one, one) for one in PLACES), show_when=_WISHES),
    FormField("pay_floor", "期望月薪不低于", FieldKind.MONEY, required=False, section=_WANTED, unit="元/月",
              prefill="seeker.pay_floor", minimum=Decimal(0), maximum=Decimal(100000), show_when=_WISHES),
    FormField("education", "文化程度", FieldKind.CHOICE, required=False, section=_WANTED,
              prefill="seeker.education", choices=EDUCATION, show_when=_WISHES),
    FormField("skills", "技能和证书", FieldKind.TEXT, required=False, section=_WANTED,
              prefill="seeker.skills", hint="例如：电焊工证、C1驾照、会做月嫂", max_length=100,
              show_when=_WISHES),
    FormField("shown_to_employers", "同意向用人单位展示以上信息和联系电话", FieldKind.YES_NO, section=_WANTED,
              prefill="seeker.shown_to_employers", hint="不同意也可以登记，由工作人员联系本人",
              show_when=_WISHES),
    FormField("remarks", "其他要求", FieldKind.TEXT, required=False, section=_WANTED,
              prefill="seeker.remarks", hint="例如：农忙时要回家、需要住宿", max_length=100,
              show_when=_WISHES),
    FormField("close_reason", "结束原因", FieldKind.CHOICE, section=_WHAT,
              choices=tuple(Choice(one, one) for one in REASONS), show_when=("action", (CLOSE,))),
)  # fmt: skip

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
    fields=FIELDS,
    facts=facts,
    rules=(
        alive_rule(listed(1)),
        Rule(
            "working_age", "达到就业年龄", f"{listed(1)}；《劳动法》关于最低就业年龄的规定（未见原文）", _age
        ),
        Rule("seeker_action", "与现有登记不冲突", listed(1), _fits),
        Rule("seeker_reachable", "单位能联系到本人", listed(1), _reachable),
    ),
    effect=effect,
    undo=undo,
    subject=subject,
    likely=likely,
    concerns=(JOB_SEEKING,),
    submit_label="确认登记",
    guide=Guide(
        basis=(listed(1),),
        steps=(
            "出示身份证或社保卡，由工作人员找到您的资料并核对联系电话。",
            "说明想做什么工作、在哪里做、希望的月薪和会的技能。",
            "选择是否同意向用人单位展示，核对无误后当场登记。",
            "到期前可来续期；找到工作或不再求职的，来结束登记。",
        ),
        result="当场登记到求职台账，并告知有效期。",
        tips=(
            "登记不收费，也不要求提交学历、技能证书的复印件。",
            "已有工作、想换工作的，也可以登记。",
            "不同意展示的，信息只供工作人员推荐岗位使用。",
        ),
    ),
)
