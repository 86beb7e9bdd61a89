"""Item 11: registering unemployment, changing it, reporting, ending it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.items.find_work.unemployment_rules import (
    CHANGE,
    CONTACT,
    END,
    END_REASONS,
    REGISTER,
    REGULATION,
    RULES,
    WORKING_AGE,
    facts,
)
from cuncuntong.items.find_work.work_words import read_day
from cuncuntong.items.shared import COUNTER_AND_KIOSK, UNEMPLOYMENT, day_words, listed
from cuncuntong.ledgers import contradictions
from cuncuntong.ledgers.employment.enums import (
    ContactChannel,
    EndReason,
    LeftHow,
    UnemploymentReason,
    UnemploymentState,
    Wish,
)
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.selectors import active_unemployment, last_retirement, offers
from cuncuntong.ledgers.employment.services import certificates, unemployment
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    NextStep,
    Result,
    ServiceItem,
    Situation,
)

_TOLD = ("action", (REGISTER, CHANGE))
_INVOLUNTARY = {LeftHow.UNIT_ENDED, LeftHow.EXPIRED, LeftHow.CLOSED}


def _actions(situation: Situation) -> tuple[Choice, ...]:
    running = active_unemployment(situation.resident)
    if running is None:
        return (Choice(REGISTER, "失业登记"),)
    due = day_words(running.contact_due_on)
    return (
        Choice(CONTACT, f"报告求职情况（应在{due}前联系）"),
        Choice(CHANGE, "变更登记内容"),
        Choice(END, "注销失业登记"),
    )


def _paper_actions(on: dt.date) -> tuple[Choice, ...]:
    return (
        Choice(REGISTER, "失业登记"),
        Choice(CONTACT, "报告求职情况"),
        Choice(CHANGE, "变更"),
        Choice(END, "注销"),
    )


def _default_action(situation: Situation) -> str:
    return CONTACT if active_unemployment(situation.resident) else REGISTER


def _told(form: Any) -> dict[str, Any]:
    from_unit = form.get("reason") == UnemploymentReason.UNIT_LEFT
    return {
        "reason": form.get("reason", ""),
        "left_how": form.get("left_how", "") if from_unit else "",
        "last_unit": form.get("last_unit", "") if from_unit else "",
        "unemployed_since": read_day(form.get("unemployed_since")),
        "wishes": list(form.get("wishes") or []),
    }


def effect(order: EffectOrder) -> Result:
    """Registers, changes, notes a contact or ends, as the form says."""
    situation = order.situation
    form = situation.form
    made = {"on": situation.on, "actor": order.actor, "case_number": situation.case_number}
    known = facts(situation)
    if known.action == REGISTER:
        row = unemployment.register(resident=situation.resident, **_told(form), **made)
        return _registered(row, situation.on)
    running = known.running or unemployment.of_case(situation.case_number)
    if running is None:
        raise EffectRefused("目前没有失业登记。", "请选择“失业登记”。")
    if known.action == CHANGE:
        row = unemployment.change(unemployment=running, **_told(form), **made)
        return Result("失业登记已变更。", _lines(row), {"unemployment": row.pk}, _steps(row))
    if known.action == CONTACT:
        row = unemployment.record_contact(
            unemployment=running, channel=ContactChannel.COUNTER, note=form.get("report", ""), **made
        )
        due = day_words(row.contact_due_on)
        return Result(f"已记录。请在{due}前再联系一次。", _lines(row), {"unemployment": row.pk}, _steps(row))
    row = unemployment.end(
        unemployment=running, reason=form.get("end_reason", ""), note=form.get("end_note", ""), **made
    )
    return Result(
        message="失业登记已注销。以后没有工作、需要就业服务的，可以重新登记。",
        lines=(
            ("登记状态", row.get_state_display()),
            ("注销原因", row.get_end_reason_display()),
            ("注销日期", day_words(row.ended_on or situation.on)),
        ),
        data={"unemployment": row.pk},
        next_steps=_steps_after(row),
    )


def _registered(row: Unemployment, on: dt.date) -> Result:
    held = certificates.held_by(row.resident)
    number = held.number if held else ""
    due = day_words(row.contact_due_on)
    met = [
        [offer.kind.category.value, offer.kind.name, offer.finding.reason]
        for offer in offers(row.resident, on)
        if offer.finding.met and offer.finding.sure
    ]
    return Result(
        message=f"失业登记已办好，《就业创业证》编号{number}。请在{due}前至少联系一次，长时间不联系会被注销。",
        lines=(*_lines(row), ("就业创业证编号", number)),
        data={
            "unemployment": row.pk,
            "certificate": held.pk if held else None,
            "number": number,
            "hardship": met,
        },
        next_steps=_steps(row),
    )


def _lines(row: Unemployment) -> tuple[tuple[str, str], ...]:
    wishes = "、".join(str(dict(Wish.choices).get(one, one)) for one in row.wishes)
    lines = (
        ("登记状态", row.get_state_display()),
        ("失业原因", row.get_reason_display()),
        ("原单位", row.last_unit),
        ("失业日期", day_words(row.unemployed_since)),
        ("需要的服务", wishes),
        ("下次应联系日", day_words(row.contact_due_on)),
    )
    return tuple((label, value) for label, value in lines if value)


def _steps(row: Unemployment) -> tuple[NextStep, ...]:
    """What the registration opens: what was asked for first."""
    jobs = [
        NextStep("1", "找固定工作：登记求职意向，当场推荐合适的岗位"),
        NextStep("2", "已经登记求职的，看看有哪些岗位合适"),
        NextStep("5", "想打零工的，看看近处的零工"),
    ]
    training = [NextStep("16", "登记失业人员可以登记培训意愿，免费或有补贴")]
    found = [*training, *jobs] if row.wishes[:1] == [Wish.TRAINING] else [*jobs, *training]
    if row.reason == UnemploymentReason.UNIT_LEFT:
        sure = row.left_how in _INVOLUNTARY
        words = "非本人意愿离职、缴费满一年的，可以申领失业保险金"
        if not sure:
            words = "领取失业保险金须非本人意愿离职、缴费满一年；是否符合以申领时核对为准"
        found.append(NextStep("23", words))
    return tuple(found)


def _steps_after(row: Unemployment) -> tuple[NextStep, ...]:
    if row.end_reason in (EndReason.FLEXIBLE, EndReason.OWN_BUSINESS):
        return (NextStep("10", "请接着登记灵活就业或自主创业的情况"),)
    return ()


def undo(order: EffectOrder, data: Any) -> str:
    """Takes back what the case did to the registration."""
    number = order.situation.case_number
    row = unemployment.undo(case_number=number, actor=order.actor)
    if row is None:
        raise EffectRefused("失业登记台账中没有这件业务的记录。", "请核对受理编号。")
    certificates.undo_case(case_number=number, on=order.situation.on, actor=order.actor)
    if row.state == UnemploymentState.REVERSED:
        return "失业登记已撤销。"
    return f"已恢复为办理前的失业登记：{row.get_state_display()}，应在{day_words(row.contact_due_on)}前联系。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    reason = dict(UnemploymentReason.choices).get(form.get("reason", ""), "")
    end = dict(EndReason.choices).get(form.get("end_reason", ""), "")
    return {
        CHANGE: f"变更：{reason}",
        CONTACT: "报告求职情况",
        END: f"注销：{end}",
    }.get(form.get("action", ""), f"登记：{reason}")


def likely(resident: Resident) -> int:
    """People of working age; asked of every desk, so without a look into the ledger."""
    today = timezone.localdate()
    least = current().integer(WORKING_AGE, today)
    if age_on(resident.birth_date, today) < least or last_retirement(resident, today).day <= today:
        return 0
    return 30


_WHAT, _WHY, _END = "办理内容", "失业情况", "注销"
FIELDS = (
    FormField("action", "办理内容", FieldKind.CHOICE, section=_WHAT, choices=_actions,
              default=_default_action, paper_choices=_paper_actions),
    FormField("reason", "失业原因", FieldKind.CHOICE, section=_WHY, prefill="unemployment.reason",
              choices=tuple(Choice(one.value, one.label) for one in UnemploymentReason), show_when=_TOLD),
    FormField("last_unit", "原单位", FieldKind.TEXT, section=_WHY, prefill="unemployment.last_unit",
              show_when=("reason", (UnemploymentReason.UNIT_LEFT.value,))),
    FormField("left_how", "怎样离开的", FieldKind.CHOICE, section=_WHY, prefill="unemployment.left_how",
              hint="关系到能不能领失业保险金，请如实填写",
              choices=tuple(Choice(one.value, one.label) for one in LeftHow),
              show_when=("reason", (UnemploymentReason.UNIT_LEFT.value,))),
    FormField("unemployed_since", "失业日期", FieldKind.DATE, section=_WHY, maximum="today",
              prefill="unemployment.since", hint="离开单位、停业或毕业的日期", show_when=_TOLD),
    FormField("wants_work", "有就业要求，有合适的工作愿意去", FieldKind.YES_NO, section=_WHY,
              show_when=_TOLD),
    FormField("wishes", "需要哪些服务", FieldKind.CHOICES, required=False, section=_WHY,
              choices=tuple(Choice(one.value, one.label) for one in Wish), show_when=_TOLD),
    FormField("report", "最近求职的情况", FieldKind.TEXT, required=False, section=_WHAT, max_length=200,
              hint="例如：面试过一家砖厂，没谈成", show_when=("action", (CONTACT,))),
    FormField("end_reason", "注销原因", FieldKind.CHOICE, section=_END,
              choices=tuple(Choice(one.value, one.label) for one in END_REASONS),
              show_when=("action", (END,))),
    FormField("end_note", "注销说明", FieldKind.TEXT, required=False, section=_END,
              hint="例如：到某单位上班", show_when=("action", (END,))),
)  # fmt: skip

ITEM = ServiceItem(
    number="11",
    name="失业登记",
    group=Group.FIND_WORK,
    content="失业人员进行失业登记后，可以接受公共就业服务或相关就业政策的扶持。",
    audience="失业人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.INSTANT,
    fields=FIELDS,
    facts=facts,
    rules=RULES,
    effect=effect,
    undo=undo,
    subject=subject,
    likely=likely,
    concerns=(contradictions.UNEMPLOYMENT,),
    panel="counter/panels/unemployment.html",
    submit_label="确认",
    guide=Guide(
        basis=(
            listed(11),
            REGULATION,
            *UNEMPLOYMENT,
        ),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明原来的工作、失业时间和原因、求职意愿。",
            "工作人员核对就业和参保情况，无误后当场登记，首次登记同时发放《就业创业证》。",
            "登记后按时联系：到服务点说一下求职情况，或打电话。",
        ),
        result="当场完成失业登记，可以接受公共就业服务和相应的就业政策扶持。",
        tips=(
            "符合条件的，登记后可办第23项失业保险金申领。",
            "单位还在为您参保的，先请单位办理减员。",
            "找到工作后请告知服务点，以便注销登记；登记了灵活就业的，失业登记同时注销。",
            "长时间不联系的，提醒后仍不联系，失业登记会被注销；可以重新登记。",
        ),
    ),
)
