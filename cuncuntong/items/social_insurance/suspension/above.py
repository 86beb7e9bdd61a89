"""Item 24: what its rules and preview look at, its rules, and its words; the pension is kept above."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import CERTIFICATION, listed, month_words, yes
from cuncuntong.items.social_insurance.above_words import as_of_words
from cuncuntong.items.social_insurance.suspension.event import (
    REPORTER_FIELDS,
    RESUME,
    STOP,
    day_verdict,
    event_fields,
    may_report,
    read_day,
)
from cuncuntong.ledgers.insurance.enums import DeclaredState, PensionState, StopKind
from cuncuntong.ledgers.insurance.models import PensionStop
from cuncuntong.ledgers.insurance.selectors import PensionFacts, pension_above
from cuncuntong.ledgers.insurance.selectors.stops import (
    STOP_AFTER,
    PaidSince,
    open_stops,
    paid_since,
    stop_day_fault,
    stop_month_above,
)
from cuncuntong.ledgers.insurance.services.stops import second_report
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.service_item import (
    Choice,
    PreviewLine,
    Rule,
    Situation,
    Verdict,
    failed,
    passed,
    unfilled,
)

SOURCE = f"{listed(24)}；{CERTIFICATION}"
KINDS = tuple(Choice(str(kind.value), str(kind.label)) for kind in StopKind)


def _lifted_choices(situation: Situation) -> tuple[Choice, ...]:
    """The suspensions that went up from here and stand."""
    return tuple(
        Choice(
            stop.kind,
            f"{stop.get_kind_display()}（{month_words(stop.from_month)}起停发，{stop.get_state_display()}）",
        )
        for stop in open_stops(situation.resident)
    )


FIELDS = (
    *event_fields(
        KINDS,
        _lifted_choices,
        where_hint="险种和地方，例如 城乡居民养老，高平市",
        back_pay_hint="登记有误、没有重复领取的，选“是”：请上级把停发的月份补发",
    ),
    *REPORTER_FIELDS,
)


@dataclass(frozen=True)
class Facts:
    """The person, the pension as fetched, what was reported here, and what would be overpaid."""

    situation: Situation
    resident: Resident
    action: str
    kind: str
    happened_on: dt.date | None
    pension: PensionFacts | None
    stops: list[PensionStop]
    from_month: dt.date | None
    paid: PaidSince | None

    @property
    def same_kind(self) -> PensionStop | None:
        """A standing report of the kind that is reported."""
        return next((stop for stop in self.stops if stop.kind == self.kind), None)

    @property
    def to_lift(self) -> PensionStop | None:
        """What a resumption would lift."""
        wanted = str(self.situation.form.get("lifted") or "")
        return next((stop for stop in self.stops if stop.kind == wanted), None)


def facts_of(situation: Situation) -> Facts:
    """Three questions: the pension, what was reported, what was paid since."""
    form, resident = situation.form, situation.resident
    action, kind = str(form.get("action") or STOP), str(form.get("kind") or "")
    day, pension = read_day(form.get("happened_on")), pension_above(resident)
    month = paid = None
    if action == STOP and kind in StopKind.values and day and resident.birth_date <= day <= situation.on:
        month = stop_month_above(day, kind)
        paid = paid_since(pension.participation, month) if pension else None
    return Facts(
        situation=situation,
        resident=resident,
        action=action,
        kind=kind if action == STOP else "",
        happened_on=day,
        pension=pension,
        stops=open_stops(resident),
        from_month=month,
        paid=paid,
    )


def _drawing(facts: Facts) -> Verdict:
    if facts.action == RESUME:
        return passed("不适用：办理的是恢复。")
    pension = facts.pension
    if pension is not None and pension.pension.state != PensionState.ENDED:
        as_of = as_of_words(pension.participation, pension.pension.as_of)
        return passed(f"企业职工养老待遇{pension.pension.get_state_display()}，数据截至{as_of}。")
    ended = "，上级台账显示已终止" if pension is not None else ""
    return failed(
        f"没有正在领取的企业职工养老待遇{ended}，不用暂停。",
        "请核对身份；领取城乡居民养老待遇的，请办第37项；刚开始领取、台账还没有更新的，请向县级经办机构报告。",
    )


def _day(facts: Facts) -> Verdict:
    if facts.action == RESUME:
        return passed("不适用：办理的是恢复。")
    resident, on = facts.resident, facts.situation.on
    return day_verdict(
        kind=facts.kind,
        happened_on=facts.happened_on,
        fault=lambda: stop_day_fault(
            born=resident.birth_date, kind=facts.kind, happened_on=facts.happened_on, on=on
        ),
        known=resident.deceased_on if facts.kind == StopKind.DEATH and not facts.same_kind else None,
    )


def _once(facts: Facts) -> Verdict:
    if facts.action != RESUME and not facts.kind:
        return unfilled("kind")
    if facts.same_kind is not None:
        return failed(*second_report(facts.same_kind))
    return passed("没有同样的暂停。")


def _reporter(facts: Facts) -> Verdict:
    return may_report(death=facts.kind == StopKind.DEATH, form=facts.situation.form)


def _held(facts: Facts) -> Verdict:
    if facts.action != RESUME:
        chosen = facts.situation.form.get("action")
        return passed("不适用：办理的是暂停。") if chosen else unfilled("action")
    stop = facts.to_lift
    if stop is None:
        return failed(
            "没有可以在本项恢复的暂停。",
            "因资格认证暂停的，请办第21项；由上级直接暂停的，请到县级经办机构。",
            field="lifted",
        )
    if stop.state == DeclaredState.WAITING:
        return failed(
            f"{stop.get_kind_display()}的暂停还在等上级办理，不能恢复。",
            "还没有报送的，撤销原来的那一件就行；已经报送的，等上级答复后再办。",
            field="lifted",
        )
    return passed(f"{stop.get_kind_display()}的暂停可以恢复。")


RULES = (
    Rule("employee_pension_drawn", "正在领取待遇", SOURCE, _drawing),
    Rule("stop_day", "发生日期合理", SOURCE, _day),
    Rule("stop_once", "没有重复登记", SOURCE, _once),
    Rule("stop_reporter", "申请人可以申报", SOURCE, _reporter),
    Rule("hold_to_lift", "有可以恢复的暂停", listed(24), _held),
)


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """From when the province is asked to stop, and what it paid since, by the fetched payments."""
    facts = facts_of(situation)
    if facts.action == RESUME:
        return _lifted_preview(facts)
    if facts.from_month is None or facts.pension is None:
        return ()
    after = current().get(STOP_AFTER, situation.on)
    pension, paid = facts.pension, facts.paid
    at_once = facts.kind == StopKind.DOUBLE
    lines = [
        PreviewLine(
            "请上级停发",
            f"{month_words(facts.from_month)}起",
            note="从重复领取的当月起" if at_once else after.note,
            source=listed(24) if at_once else after.source,
            confirmed=not at_once and after.is_confirmed,
        ),
        PreviewLine("月待遇", f"{format_yuan(pension.pension.monthly)}元"),
    ]
    if paid is not None:
        months = "、".join(f"{month_words(month)}{format_yuan(sum_)}元" for month, sum_ in paid.months)
        words = f"{format_yuan(paid.total)}元" if paid.total else "没有"
        lines.append(PreviewLine("停发以后已经发放", words, note=months, source=CERTIFICATION, total=True))
        if paid.on_the_way:
            lines.append(PreviewLine("在途", f"{paid.on_the_way}笔已送银行，到账的也要退回"))
        as_of = as_of_words(pension.participation, pension.participation.payments_as_of)
        lines.append(PreviewLine("发放数据截至", as_of, note="多领多少、怎样退回，由上级经办机构核定"))
    return tuple(lines)


def _lifted_preview(facts: Facts) -> tuple[PreviewLine, ...]:
    stop = facts.to_lift
    if stop is None:
        return ()
    back = yes(facts.situation.form.get("back_pay"))
    return (
        PreviewLine(
            "请上级恢复发放", f"{month_words(max(facts.situation.on.replace(day=1), stop.from_month))}起"
        ),
        PreviewLine(
            "停发的月份",
            f"{month_words(stop.from_month)}起停发的月份{'请上级补发' if back else '不申请补发'}",
            note="补发多少由上级经办机构核定",
        ),
    )
