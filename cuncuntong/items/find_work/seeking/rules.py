"""Who may register as looking for work, and what can't be true of a wish."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.items.find_work.seeking.fields import CLOSE, PAUSE, REGISTER, RENEW, RESUME, UNITS, WISHED
from cuncuntong.items.shared import alive_rule, day_words, listed, yes
from cuncuntong.ledgers.jobs.enums import PayUnit, SeekerKind, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.parameters import plain
from cuncuntong.rules.service_item import Rule, Situation, Verdict, failed, passed

WORKING_AGE = "employment.minimum_working_age"
CLAIM_AGE = "resident_pension.claim_age"
MOST_PAY = "postings.most_pay"
# What can be done to a registration as it stands.
POSSIBLE = {
    None: (REGISTER,),
    SeekerState.ACTIVE: (RENEW, PAUSE, CLOSE),
    SeekerState.PAUSED: (RESUME, RENEW, CLOSE),
}


@dataclass(frozen=True)
class Facts:
    """What the rules look at; ``standing`` is the registration that counts on the day."""

    situation: Situation
    resident: Resident
    kind: SeekerKind
    action: str
    standing: JobSeeker | None


def seeker_rules(number: int) -> tuple[Rule, ...]:
    """The rules of one of the two items."""
    return (
        alive_rule(listed(number)),
        Rule(
            "working_age",
            "达到就业年龄",
            f"{listed(number)}；《劳动法》第十五条",
            _age,
        ),
        Rule("seeker_action", "与现有登记不冲突", listed(number), _fits),
        Rule("seeker_reachable", "单位能联系到本人", listed(number), _reachable),
        Rule("seeker_pay", "期望报酬合理", "本系统核对规则", _pay),
        Rule("seeker_dates", "有空的日期前后相符", "本系统核对规则", _dates),
    )


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
    standing = facts.standing
    if standing is None and facts.action != REGISTER:
        return failed("目前没有求职中的登记。", "请选择“新登记”。", field="action")
    if standing is not None and facts.action == REGISTER:
        return failed(
            f"已有{standing.get_state_display()}的登记，有效期至{day_words(standing.valid_until)}。",
            "不用重复登记，请选择“续期”或“结束登记”。",
            field="action",
        )
    if standing is not None and facts.action not in POSSIBLE[SeekerState(standing.state)]:
        return failed(
            f"现在的登记{standing.get_state_display()}，不能这样办。", "请重新选择办理内容。", field="action"
        )
    return passed("与现有登记相符。" if standing else "目前没有求职中的登记，可以新登记。")


def _reachable(facts: Facts) -> Verdict:
    form = facts.situation.form
    agreed = facts.action in WISHED and yes(form.get("shown_to_employers"))
    if agreed and not facts.resident.telephone:
        return failed(
            "同意向用人单位展示，但居民资料中没有联系电话，单位无法联系。",
            "请先在居民资料中补上联系电话，或改为不展示。",
            field="shown_to_employers",
        )
    return passed("联系方式可用，或不向用人单位展示。")


def _pay(facts: Facts) -> Verdict:
    form = facts.situation.form
    if facts.action not in WISHED or not form.get("pay_floor"):
        return passed("没有说期望报酬，或不用核对。")
    unit = form.get("pay_unit") or UNITS[facts.kind].value
    most = current().table(MOST_PAY, facts.situation.on).get(unit)
    if most is not None and Decimal(str(form["pay_floor"])) > most:
        words = f"{plain(Decimal(str(form['pay_floor'])))}{PayUnit(unit).label}"
        return failed(
            f"期望报酬{words}，高得不合常理。", "请核对数目，以及是按月、按天还是按小时。", field="pay_floor"
        )
    return passed("期望报酬在合理范围内。")


def _dates(facts: Facts) -> Verdict:
    form = facts.situation.form
    begin, end = (str(form.get(key) or "") for key in ("free_from", "free_until"))
    if facts.action in WISHED and begin and end and dt.date.fromisoformat(end) < dt.date.fromisoformat(begin):
        return failed("“到哪天为止”早于“哪天起有空”。", "请核对这两个日期。", field="free_until")
    return passed("日期前后相符，或没有说日期。")
