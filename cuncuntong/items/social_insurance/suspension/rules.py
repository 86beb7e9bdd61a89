"""Who may have a pension suspended or resumed, and what has to be settled for it."""

from __future__ import annotations

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import CERTIFICATION, day_words, listed, month_words, yes
from cuncuntong.items.social_insurance.suspension.event import RESUME, day_verdict, may_report
from cuncuntong.items.social_insurance.suspension.facts import Facts, heir_of, plan_of
from cuncuntong.items.social_insurance.suspension.fields import LATER
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.services.holds import refuse_day
from cuncuntong.ledgers.recoveries.enums import ReturnWay, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Recovery
from cuncuntong.ledgers.recoveries.services.agreements import plan_faults
from cuncuntong.ledgers.recoveries.services.heirs import heir_faults
from cuncuntong.rules.service_item import Rule, Verdict, failed, passed, unfilled

SOURCE = f"{listed(37)}；{CERTIFICATION}"
_PLAN_FIELDS = {"way": "way", "payer": "payer", "count": "count", "first_due": "first_due"}
_HEIR_FIELDS = {
    "name": "heir_name",
    "id_number": "heir_id",
    "relation": "heir_relation",
    "number": "heir_account",
}


def _drawing(facts: Facts) -> Verdict:
    if facts.action == RESUME:
        return passed("不适用：办理的是恢复。")
    if facts.running:
        names = "、".join(str(one.account.get_scheme_display()) for one in facts.running)
        return passed(f"正在领取：{names}。")
    if any(hold.kind == HoldKind.DEATH for hold in facts.holds):
        return passed("待遇已因死亡终止。")
    return failed(
        "没有正在领取的城乡居民养老待遇，不用暂停。",
        "请核对身份；还在缴费的人去世，请办第31项暂停缴费。",
    )


def _day(facts: Facts) -> Verdict:
    if facts.action == RESUME:
        return passed("不适用：办理的是恢复。")
    resident, on = facts.resident, facts.situation.on
    return day_verdict(
        kind=facts.kind,
        happened_on=facts.happened_on,
        fault=lambda: refuse_day(
            born=resident.birth_date, kind=facts.kind, happened_on=facts.happened_on, on=on
        ),
        known=resident.deceased_on if facts.kind == HoldKind.DEATH and not facts.same_kind else None,
    )


def _once(facts: Facts) -> Verdict:
    if facts.action != RESUME and not facts.kind:
        return unfilled("kind")
    deaths = [hold for hold in facts.holds if hold.kind == HoldKind.DEATH]
    if facts.kind and deaths:
        death = deaths[0]
        when = f"（死亡日期{day_words(death.happened_on)}）" if death.happened_on else ""
        return failed(
            f"已于{day_words(death.decided_on)}登记过死亡{when}，待遇已终止，不用重复登记。",
            "登记的日期有误的，请先撤销原来的那一件业务再办。",
        )
    if facts.same_kind:
        hold = facts.same_kind[0]
        return failed(
            f"待遇已因{hold.get_kind_display()}从{month_words(hold.from_month)}起暂停，不用重复登记。",
            "情况有变化的，请先办理恢复，或撤销原来的那一件业务。",
        )
    return passed("没有同样的暂停。")


def _reporter(facts: Facts) -> Verdict:
    return may_report(death=facts.kind == HoldKind.DEATH, form=facts.situation.form)


def _returning(facts: Facts) -> Verdict:
    """Whoever was paid too much says how it comes back; where it is unclear, that comes later."""
    if not facts.total:
        return passed("没有多领待遇。")
    way = str(facts.situation.form.get("way") or "")
    if way == LATER:
        return passed(f"多领{format_yuan(facts.total)}元，核实后再约定怎样退回。")
    plan = plan_of(facts)
    if plan is None:
        return failed(
            f"停发以后已经多领{format_yuan(facts.total)}元，还没有选择怎样退回。",
            "请选择一次退回、分期退回或抵扣；一时定不下来的，选“先暂停，核实后再约定”。",
            field="way",
        )
    for one in facts.overpaid.values():
        faults = plan_faults(plan, one.total, facts.situation.on) if one.total > 0 else {}
        for key, (message, remedy) in faults.items():
            return failed(message, remedy, field=_PLAN_FIELDS.get(key, "way"))
    return passed(f"多领{format_yuan(facts.total)}元，{ReturnWay(plan.way).label}。")


def _heir(facts: Facts) -> Verdict:
    named = heir_of(facts)
    if named is None:
        return passed("没有指定身后待遇领取人，或不用指定。")
    for key, value in (("name", named.name), ("id_number", named.id_number), ("relation", named.relation),
                       ("number", named.number)):  # fmt: skip
        if not value:
            return unfilled(_HEIR_FIELDS[key])
    for key, (message, remedy) in heir_faults(named, facts.resident).items():
        return failed(message, remedy, field=_HEIR_FIELDS[key])
    return passed(f"余额和补助金支付给{named.name}。")


def _held(facts: Facts) -> Verdict:
    if facts.action != RESUME:
        chosen = facts.situation.form.get("action")
        return passed("不适用：办理的是暂停。") if chosen else unfilled("action")
    if facts.to_lift:
        return passed(f"{facts.to_lift[0].get_kind_display()}的暂停可以恢复。")
    return failed(
        "没有可以在本项恢复的暂停。",
        "因资格认证暂停的，请办第21项；其他原因的，请到县级经办机构。",
        field="lifted",
    )


def _nothing_moved(facts: Facts) -> Verdict:
    """What was proven wrong can't stand beside money that came back or went to an heir."""
    if not facts.to_lift:
        return passed("不适用：没有要恢复的暂停。")
    if yes(facts.situation.form.get("back_pay")):
        rows = Recovery.objects.filter(
            overpayment__hold__in=facts.to_lift, reverses__isnull=True, reversed_by__isnull=True
        )
        if rows.exclude(overpayment__state="undone").exists():
            return failed(
                "这次暂停的多领待遇已经退回了一部分，不能一边补发一边留着退回的钱。",
                "请县级经办机构先冲正退回记录，再办恢复；或选择不补发。",
                field="back_pay",
            )
    if facts.to_lift[0].kind == HoldKind.DEATH:
        paid = DeathSettlement.objects.filter(hold__in=facts.to_lift, state=SettlementState.PAID)
        if paid.exists():
            return failed(
                "身后结算已经支付给领取人，不能直接恢复。", "请县级经办机构先收回支付的款项，再办恢复。"
            )
    return passed("没有退回或支付过的款项。")


RULES = (
    Rule("pension_drawn", "正在领取待遇", SOURCE, _drawing),
    Rule("stop_day", "发生日期合理", SOURCE, _day),
    Rule("stop_once", "没有重复登记", SOURCE, _once),
    Rule("stop_reporter", "申请人可以申报", SOURCE, _reporter),
    Rule("overpaid_returned", "约定了多领怎样退回", SOURCE, _returning),
    Rule("heir_named", "身后待遇领取人", listed(37), _heir),
    Rule("hold_to_lift", "有可以恢复的暂停", listed(37), _held),
    Rule("lift_possible", "没有退回或支付过的款项", SOURCE, _nothing_moved),
)
