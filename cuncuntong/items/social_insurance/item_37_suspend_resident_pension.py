"""Item 37: suspending a resident's pension, with what was overpaid and what is left; and resuming it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import CERTIFICATION, COUNTER, listed, month_words, yes
from cuncuntong.items.social_insurance.suspension.event import (
    EVIDENCE_PAGE,
    RESUME,
    applicant_of,
    applicant_telephone_of,
    reason_words,
)
from cuncuntong.items.social_insurance.suspension.facts import facts_of, heir_of, plan_of
from cuncuntong.items.social_insurance.suspension.fields import FIELDS
from cuncuntong.items.social_insurance.suspension.rules import RULES
from cuncuntong.items.social_insurance.suspension.showing import (
    lift_lines,
    preview_lines,
    stop_lines,
    stop_message,
)
from cuncuntong.ledgers.contradictions import PENSION_STOP
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.recoveries.services import resume, suspend, undo_resume, undo_suspend
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    EffectOrder,
    EffectRefused,
    Group,
    Guide,
    Kind,
    Result,
    ServiceItem,
    Situation,
)


def effect(order: EffectOrder) -> Result:
    """Suspends or resumes; the decision's day is the day of acceptance, that of lifting today's."""
    if order.situation.form.get("action") == RESUME:
        return _lift(order)
    facts = facts_of(order.situation)
    if facts.happened_on is None or not facts.kind:
        raise EffectRefused("没有填写情形或发生日期。", "请退回补正。")
    form = order.situation.form
    done = suspend(
        resident=facts.resident,
        kind=facts.kind,
        happened_on=facts.happened_on,
        reason=reason_words(form, facts.resident),
        evidence=str(form.get("evidence") or ""),
        on=order.situation.on,
        actor=order.actor,
        case_number=order.situation.case_number,
        plan=plan_of(facts),
        heir=heir_of(facts),
    )
    return Result(
        message=stop_message(done),
        lines=stop_lines(done),
        data={
            "action": "stop",
            "holds": [hold.pk for hold in done.holds],
            "overpayments": [row.pk for row in done.overpayments],
            "settlements": [row.pk for row in done.settlements],
        },
    )


def _lift(order: EffectOrder) -> Result:
    form = order.situation.form
    holds = resume(
        resident=order.situation.resident,
        kind=str(form.get("lifted") or ""),
        back_pay=yes(form.get("back_pay")),
        reason=str(form.get("resume_reason") or ""),
        on=timezone.localdate(order.at),
        actor=order.actor,
        case_number=order.situation.case_number,
    )
    month = holds[0].lifted_month
    assert month is not None
    return Result(
        message=f"养老待遇从{month_words(month)}起恢复发放。",
        lines=lift_lines(holds),
        data={"action": "resume", "holds": [hold.pk for hold in holds]},
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes all of it back while nothing was paid out or came back."""
    number = order.situation.case_number
    if data.get("action") == "resume":
        undo_resume(case_number=number, actor=order.actor)
        return "恢复已撤销，待遇回到暂停。"
    undo_suspend(case_number=number, actor=order.actor)
    return "暂停已撤销，待遇照常发放，多领和身后结算的登记一并撤销。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    if form.get("action") == RESUME:
        kind = str(form.get("lifted") or "")
        return f"恢复（原因{HoldKind(kind).label}）" if kind in HoldKind.values else "恢复"
    kind = str(form.get("kind") or "")
    return f"暂停：{HoldKind(kind).label}" if kind in HoldKind.values else "暂停"


def likely(resident: Resident) -> int:
    """Whoever draws a pension, low in the list: seldom, but nobody should have to look for it."""
    standing = standings_of(resident)
    return 15 if "pension.basic" in standing and "pension.not_drawn" not in standing else 0


ITEM = ServiceItem(
    number="37",
    name="城乡居民养老保险待遇暂停",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民养老保险的待遇领取人员出现死亡、失踪、"
        "疑似重复领取等按规定不能继续领取养老保险待遇的情形时，暂停其享受的社保待遇。"
    ),
    audience="参加我省城乡居民基本养老保险的待遇领取人员或其家属",
    channels=COUNTER,
    limit_workdays=1,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    materials=(EVIDENCE_PAGE,),
    fields=FIELDS,
    facts=facts_of,
    rules=RULES,
    effect=effect,
    undo=undo,
    preview=preview_lines,
    subject=subject,
    applicant=applicant_of,
    applicant_telephone=applicant_telephone_of,
    likely=likely,
    concerns=(PENSION_STOP,),
    submit_label="提交",
    guide=Guide(
        basis=(listed(37), CERTIFICATION),
        steps=(
            "待遇领取人员或家属出示身份证或社保卡，说明情形和发生时间。",
            "工作人员核对台账，当场告诉从哪次发放起停发、已经多领了多少。",
            "多领的，商定一次退回、分期退回或从以后的待遇中抵扣，在退回协议上签字。",
            "去世的，指定一位继承人领取账户余额和丧葬补助金；没商定的可以以后再指定。",
            "提交县级审核，1个工作日内办结，结果反馈到服务点。",
        ),
        result="暂停发放城乡居民养老保险待遇；情况消失或登记有误的，恢复发放。",
        tips=(
            "家人去世的，请尽早办理，多领的待遇要退回。",
            "退回的钱由银行收，服务点不收现金。",
            "失踪人员返回、核实没有重复领取的，在本项选“恢复待遇”，停发的月份可以补发。",
            "能用部门共享数据核对的，不用开死亡或失踪证明。",
        ),
    ),
)
