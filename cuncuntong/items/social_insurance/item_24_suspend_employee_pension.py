"""Item 24: suspending an employees' pension, or asking to resume it; decided here, carried out above."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import CERTIFICATION, COUNTER, day_words, listed, month_words, yes
from cuncuntong.items.social_insurance.suspension.above import FIELDS, RULES, facts_of, preview_lines
from cuncuntong.items.social_insurance.suspension.event import (
    EVIDENCE_PAGE,
    RESUME,
    applicant_of,
    applicant_telephone_of,
    reason_words,
)
from cuncuntong.ledgers.contradictions import PENSION_STOP
from cuncuntong.ledgers.insurance.enums import StopKind, StopMove
from cuncuntong.ledgers.insurance.models import PensionStop
from cuncuntong.ledgers.insurance.selectors.stops import paid_since
from cuncuntong.ledgers.insurance.services import StopAsked, resume_above, suspend_above, undo_stop
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
    """Notes it and hands it over; the province answers within a working day."""
    situation, form = order.situation, order.situation.form
    if form.get("action") == RESUME:
        row = resume_above(
            resident=situation.resident,
            kind=str(form.get("lifted") or ""),
            back_pay=yes(form.get("back_pay")),
            reason=str(form.get("resume_reason") or ""),
            on=timezone.localdate(order.at),
            at=order.at,
            actor=order.actor,
            case_number=situation.case_number,
        )
        return _result(row, f"将报请上级从{month_words(row.from_month)}起恢复发放企业职工养老待遇。")
    facts = facts_of(situation)
    if facts.happened_on is None or not facts.kind:
        raise EffectRefused("没有填写情形或发生日期。", "请退回补正。")
    row = suspend_above(
        resident=situation.resident,
        asked=StopAsked(
            facts.kind,
            facts.happened_on,
            reason_words(form, situation.resident),
            str(form.get("evidence") or ""),
        ),
        on=situation.on,
        at=order.at,
        actor=order.actor,
        case_number=situation.case_number,
    )
    return _result(row, f"将报请上级从{month_words(row.from_month)}起暂停发放企业职工养老待遇。")


def _result(row: PensionStop, message: str) -> Result:
    lines = [
        ("办理", f"{row.get_move_display()}（{row.get_kind_display()}）"),
        ("从哪个月起", month_words(row.from_month)),
    ]
    if row.happened_on:
        lines.append(("发生日期", day_words(row.happened_on)))
    if row.move == StopMove.SUSPEND:
        paid = paid_since(row.participation, row.from_month)
        words = f"{format_yuan(paid.total)}元，由上级核定后退回" if paid.total else "没有"
        lines.append(("停发以后已经发放", words))
    else:
        lines.append(("停发的月份", "申请补发" if row.back_pay else "不申请补发"))
    if row.death_entered:
        lines.append(("居民档案", "已登记死亡"))
    lines.append(("上级办理", "1个工作日内答复，结果告知服务点"))
    return Result(message=message, lines=tuple(lines), data={"stop": row.pk, "move": row.move})


def undo(order: EffectOrder, data: Any) -> str:
    """Takes it back while it has not gone up."""
    row = undo_stop(case_number=order.situation.case_number, actor=order.actor)
    if row.move == StopMove.RESUME:
        return "恢复的申请已撤销，没有报送上级，待遇仍按暂停办理。"
    dead = "，死亡登记一并撤销" if row.death_entered else ""
    return f"暂停的申请已撤销，没有报送上级{dead}。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    resumed = form.get("action") == RESUME
    kind = str(form.get("lifted" if resumed else "kind") or "")
    word = "恢复" if resumed else "暂停"
    return f"{word}：{StopKind(kind).label}" if kind in StopKind.values else word


def likely(resident: Resident) -> int:
    """Whoever draws, low in the list: seldom, but nobody should have to look for it."""
    return 14 if "insurance.drawing" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="24",
    name="企业职工基本养老保险待遇暂停",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省企业职工基本养老保险的待遇领取人员出现死亡、失踪或生存状态不明、"
        "疑似重复领取等按照规定不能继续领取养老保险待遇的情形时，暂停其享受的社保待遇。"
    ),
    audience="参加我省企业职工基本养老保险的待遇领取人员或其家属",
    channels=COUNTER,
    limit_workdays=1,
    line=Line.EMPLOYEE_PENSION,
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
        basis=(listed(24), CERTIFICATION),
        steps=(
            "待遇领取人员或家属出示身份证或社保卡，说明情形和发生时间。",
            "工作人员核对从上级取回的台账，告知从哪个月起停发、以后又发了多少，提交县级审核。",
            "1个工作日内审核办结并报送上级，上级1个工作日内答复，结果反馈到服务点。",
        ),
        result="暂停发放企业职工基本养老保险待遇；情形消失或登记有误的，报请上级恢复发放。",
        tips=(
            "家人去世的，请尽早办理，多领的待遇要退回。",
            "情形消失的（如失踪人员返回），在本项选“恢复待遇”。",
            "能用部门共享数据核对的，不用开死亡或失踪证明。",
        ),
    ),
)
