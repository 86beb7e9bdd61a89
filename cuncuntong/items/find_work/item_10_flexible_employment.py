"""Item 10: the notice calls it a look-up and describes a registration: it does both."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.items.find_work.spell_rules import (
    CHANGE,
    END,
    REGISTER,
    RULES,
    SHOW,
    WORKING_AGE,
    facts,
    jobs_of,
)
from cuncuntong.items.find_work.work_words import read_day, spell_lines, work_place_choices
from cuncuntong.items.shared import COUNTER_AND_KIOSK, day_words, listed
from cuncuntong.ledgers.contradictions import FLEXIBLE_WORK
from cuncuntong.ledgers.employment.enums import IncomeRange, WorkForm
from cuncuntong.ledgers.employment.services import certificates, spells, unemployment
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.jobs.selectors import employments_of
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

ALONE, BOTH, LEFT = "alone", "both", "left"
_TOLD = ("action", (REGISTER, CHANGE))
END_REASONS = ("被用人单位录用", "不再从事", "歇业停业", "升学或参军", "身体原因", "其他")
MOST_SHOWN = 5


def _actions(situation: Situation) -> tuple[Choice, ...]:
    own, _ = jobs_of(situation)
    if own is None:
        return Choice(REGISTER, "登记灵活就业"), Choice(SHOW, "只查询，不登记")
    since = f"{day_words(own.starts_on)}起，{spells.form_words(own)}"
    return (
        Choice(CHANGE, f"变更登记（现登记：{since}）"),
        Choice(END, "结束登记（不再灵活就业）"),
        Choice(SHOW, "只查询，不变更"),
    )


def _paper_actions(on: dt.date) -> tuple[Choice, ...]:
    return Choice(REGISTER, "登记"), Choice(CHANGE, "变更"), Choice(END, "结束"), Choice(SHOW, "只查询")


def _default_action(situation: Situation) -> str:
    return CHANGE if jobs_of(situation)[0] else REGISTER


def _beside(situation: Situation) -> tuple[Choice, ...]:
    """Asked where a unit reports an employment; else there is one answer, which is given already."""
    _, unit = jobs_of(situation)
    if unit is None:
        return (Choice(ALONE, "没有在单位就业的记录"),)
    where = unit.employer or "用人单位"
    return (
        Choice(BOTH, f"仍在{where}工作，同时灵活就业"),
        Choice(LEFT, f"已经离开{where}，单位还没有办理减员"),
    )


def _default_beside(situation: Situation) -> str:
    return "" if jobs_of(situation)[1] else ALONE


def _told(form: Any) -> dict[str, Any]:
    beside = form.get("beside_unit", "")
    words = form.get("overlap_reason", "") if beside == BOTH else ""
    if beside == LEFT:
        words = "本人说明已离开单位，待单位减员"
    return {
        "work_form": form.get("work_form", ""),
        "place": form.get("place", ""),
        "income_range": form.get("income_range", ""),
        "starts_on": read_day(form.get("starts_on")),
        "overlap_reason": words,
    }


def effect(order: EffectOrder) -> Result:
    """Registers, changes, ends or shows, as the form says."""
    situation = order.situation
    made = {"on": situation.on, "actor": order.actor, "case_number": situation.case_number}
    known = facts(situation)
    if known.action == SHOW:
        return _shown(situation.resident)
    if known.action == REGISTER:
        row = spells.register_spell(resident=situation.resident, **_told(situation.form), **made)
        return _registered(row, unemployment.of_case(situation.case_number) is not None)
    spell = known.own or _of_case(situation)
    if spell is None:
        raise EffectRefused("目前没有灵活就业登记。", "请选择“登记灵活就业”。")
    if known.action == CHANGE:
        row = spells.change_spell(spell=spell, **_told(situation.form), **made)
        return Result("灵活就业登记已变更。", spell_lines(row), {"spell": row.pk})
    row = spells.end_spell(
        spell=spell,
        ends_on=read_day(situation.form.get("ends_on")) or situation.on,
        reason=situation.form.get("end_reason", ""),
        **made,
    )
    return Result(
        message="灵活就业登记已结束。没有工作、想找工作的，可以办理失业登记。",
        lines=spell_lines(row),
        data={"spell": row.pk},
        next_steps=(NextStep("11", "没有工作、有就业要求的，可以办理失业登记"),),
    )


def _of_case(situation: Situation) -> Employment | None:
    """What the case ended already, when it is asked again."""
    rows = Employment.objects.filter(resident=situation.resident, kind__in=spells.OWN)
    changed = rows.filter(changes__case_number=situation.case_number, changes__undone_at__isnull=True)
    return changed.first()


def _registered(row: Employment, ended: bool) -> Result:
    lines = spell_lines(row)
    message = f"{row.get_kind_display()}登记已办好。情况有变的，请再来变更；不再从事的，请来结束登记。"
    if ended:
        message = f"{row.get_kind_display()}登记已办好，失业登记同时注销。"
        lines = (*lines, ("失业登记", "已同时注销"))
    held = certificates.held_by(row.resident)
    if held is not None:
        lines = (*lines, ("就业创业证编号", held.number))
    return Result(
        message=message,
        lines=lines,
        data={"spell": row.pk},
        next_steps=(
            NextStep("20", "想参加企业职工基本养老保险的，可以办理灵活就业人员参保登记"),
            NextStep("16", "想学技能的，可以登记培训意愿"),
        ),
    )


def _shown(resident: Resident) -> Result:
    rows = [row for row in employments_of(resident) if row.kind in spells.OWN][:MOST_SHOWN]
    if not rows:
        return Result("台账中没有灵活就业登记。", (("灵活就业", "没有登记"),))
    open_rows = [row for row in rows if row.ends_on is None]
    words = "正在灵活就业。" if open_rows else "目前没有正在进行的灵活就业登记。"
    lines = tuple(
        (f"{day_words(row.starts_on)}起", "，".join(value for _, value in spell_lines(row) if value))
        for row in rows
    )
    return Result(words, lines)


def undo(order: EffectOrder, data: Any) -> str:
    """Takes back what the case did; the registration of unemployment that it ended runs again."""
    number, on = order.situation.case_number, order.situation.on
    row = spells.undo_spell(case_number=number, on=on, actor=order.actor)
    if row is None:
        return "查询没有改动台账，不用恢复。"
    back = unemployment.undo(case_number=number, actor=order.actor)
    certificates.undo_case(case_number=number, on=on, actor=order.actor)
    if row.reversed_at is None:
        return f"已恢复为办理前的灵活就业登记：{day_words(row.starts_on)}起，{spells.form_words(row)}。"
    return "灵活就业登记已撤销。" + ("失业登记已恢复。" if back else "")


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    words = dict(WorkForm.choices).get(form.get("work_form", ""), "")
    return {
        CHANGE: f"变更：{words}",
        END: f"结束：{form.get('end_reason', '')}",
        SHOW: "查询灵活就业登记",
    }.get(form.get("action", ""), f"登记：{words}")


def likely(resident: Resident) -> int:
    """People of working age."""
    today = timezone.localdate()
    if age_on(resident.birth_date, today) < current().integer(WORKING_AGE, today):
        return 0
    return 25


_WHAT, _WORK = "办理内容", "灵活就业情况"
FIELDS = (
    FormField("action", "办理内容", FieldKind.CHOICE, section=_WHAT, choices=_actions,
              default=_default_action, paper_choices=_paper_actions),
    FormField("work_form", "灵活就业类型", FieldKind.CHOICE, section=_WORK, prefill="spell.work_form",
              choices=tuple(Choice(one.value, one.label) for one in WorkForm), show_when=_TOLD),
    FormField("starts_on", "开始日期", FieldKind.DATE, section=_WORK, prefill="spell.starts_on",
              maximum="today", show_when=_TOLD),
    FormField("place", "就业地点", FieldKind.TEXT, section=_WORK, prefill="spell.place", max_length=60,
              hint="可选，也可自己填写", choices=work_place_choices(), show_when=_TOLD),
    FormField("income_range", "月收入", FieldKind.CHOICE, required=False, section=_WORK,
              prefill="spell.income_range", show_when=_TOLD,
              choices=tuple(Choice(one.value, one.label) for one in IncomeRange)),
    FormField("beside_unit", "与单位就业的关系", FieldKind.CHOICE, section=_WORK, choices=_beside,
              default=_default_beside, show_when=_TOLD,
              paper_choices=lambda on: (Choice(ALONE, "没有单位"), Choice(BOTH, "同时在单位"),
                                        Choice(LEFT, "已离开单位"))),
    FormField("overlap_reason", "同时就业的说明", FieldKind.TEXT, section=_WORK, max_length=100,
              prefill="spell.overlap_reason",
              hint="例如：下班后送外卖，单位知情", show_when=("beside_unit", (BOTH,))),
    FormField("ends_on", "结束日期", FieldKind.DATE, section=_WHAT, maximum="today",
              show_when=("action", (END,))),
    FormField("end_reason", "结束原因", FieldKind.CHOICE, section=_WHAT,
              choices=tuple(Choice(one, one) for one in END_REASONS), show_when=("action", (END,))),
)  # fmt: skip

ITEM = ServiceItem(
    number="10",
    name="灵活就业查询",
    group=Group.FIND_WORK,
    content="登记灵活就业人员的就业类型、就业时间等信息。",
    audience="处于灵活就业状态的劳动者",
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
    concerns=(FLEXIBLE_WORK,),
    submit_label="确认",
    guide=Guide(
        basis=(listed(10),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明灵活就业的类型（如摆摊、跑运输、平台送货、家庭加工）和开始时间。",
            "核对后当场登记；只查询的，当场告知已登记的情况。",
        ),
        result="当场登记或查到灵活就业信息。",
        tips=(
            "登记后情况有变的，请再来更新。",
            "正在登记失业的，登记就业后失业登记同时注销。",
            "想参加企业职工基本养老保险的，可办第20项灵活就业人员参保登记。",
        ),
    ),
)
