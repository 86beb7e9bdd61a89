"""Who may register flexible work, and what item 10's rules look at."""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.items.find_work.work_words import read_day
from cuncuntong.items.shared import alive_rule, day_words, listed
from cuncuntong.ledgers.employment.services import spells
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.jobs.selectors import current_employments
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.service_item import Rule, Situation, Verdict, failed, passed

REGISTER, CHANGE, END, SHOW = "register", "change", "end", "show"
WORKING_AGE = "employment.minimum_working_age"


@dataclass(frozen=True)
class Facts:
    """What the rules look at: the open spell of one's own, and what a unit reports."""

    situation: Situation
    resident: Resident
    action: str
    own: Employment | None
    unit: Employment | None


def jobs_of(situation: Situation) -> tuple[Employment | None, Employment | None]:
    """The open spell of one's own, and a unit's."""
    running = list(current_employments(situation.resident, situation.on))
    own = next((job for job in running if spells.is_open(job, situation.on)), None)
    unit = next((job for job in running if job.kind == EmploymentKind.UNIT), None)
    return own, unit


def facts(situation: Situation) -> Facts:
    """The spells of the day, in one query."""
    own, unit = jobs_of(situation)
    action = situation.form.get("action") or (CHANGE if own else REGISTER)
    return Facts(situation, situation.resident, action, own, unit)


def _age(facts: Facts) -> Verdict:
    birth, on = facts.resident.birth_date, facts.situation.on
    least = current().integer(WORKING_AGE, on)
    if age_on(birth, on) < least:
        day = day_words(date_reaching_age(birth, least))
        return failed(f"{age_on(birth, on)}周岁，{day}年满{least}周岁。", f"请在{day}当天或以后登记。")
    return passed(f"{age_on(birth, on)}周岁，已满{least}周岁。")


def _fits(facts: Facts) -> Verdict:
    if facts.action == REGISTER and facts.own:
        return failed(
            f"已有登记：{day_words(facts.own.starts_on)}起，{spells.form_words(facts.own)}。",
            "不用重复登记，请选择“变更登记”或“结束登记”。",
            field="action",
        )
    if facts.action in (CHANGE, END) and facts.own is None:
        return failed("目前没有灵活就业登记。", "请选择“登记灵活就业”。", field="action")
    return passed("与现有登记相符。" if facts.own else "目前没有灵活就业登记。")


def _days(facts: Facts) -> Verdict:
    form, on = facts.situation.form, facts.situation.on
    starts, ends = read_day(form.get("starts_on")), read_day(form.get("ends_on"))
    if facts.action in (REGISTER, CHANGE) and starts:
        least = date_reaching_age(facts.resident.birth_date, current().integer(WORKING_AGE, on))
        if starts < least:
            return failed(
                f"开始日期{day_words(starts)}早于年满就业年龄的{day_words(least)}。",
                "请核对开始日期。",
                field="starts_on",
            )
    if facts.action == END and facts.own and ends and ends < facts.own.starts_on:
        return failed(
            f"结束日期早于登记的开始日期{day_words(facts.own.starts_on)}。", "请核对。", field="ends_on"
        )
    return passed("日期先后相符。")


RULES = (
    alive_rule(listed(10)),
    Rule("working_age", "达到就业年龄", f"{listed(10)}；《劳动法》第十五条", _age),
    Rule("spell_action", "与现有登记不冲突", listed(10), _fits),
    Rule("spell_days", "日期先后相符", listed(10), _days),
)
