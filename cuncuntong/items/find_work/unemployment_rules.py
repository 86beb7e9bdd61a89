"""Who may register as unemployed: the rules of item 11, and what they look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.items.find_work.work_words import read_day
from cuncuntong.items.shared import UNEMPLOYMENT, alive_rule, day_words, listed, yes
from cuncuntong.ledgers.employment.contradictions import SETTLE
from cuncuntong.ledgers.employment.enums import EndReason
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.selectors import active_unemployment, retirements
from cuncuntong.ledgers.employment.services import spells
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.jobs.selectors import current_employments
from cuncuntong.ledgers.pensions.selectors import PensionFacts, pension_facts
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.retirement import Retirement
from cuncuntong.rules.service_item import Rule, Situation, Verdict, failed, passed, unfilled

REGISTER, CHANGE, CONTACT, END = "register", "change", "contact", "end"
WORKING_AGE = "employment.minimum_working_age"
REGULATION = "《就业服务与就业管理规定》关于失业登记的规定（公开转载，待核定）"
# What somebody at a counter may say; the others come by the nightly run, or from other records.
END_REASONS = (
    EndReason.EMPLOYED,
    EndReason.OWN_BUSINESS,
    EndReason.FLEXIBLE,
    EndReason.POST,
    EndReason.PENSION,
    EndReason.DISABLED,
    EndReason.SCHOOL,
    EndReason.SERVICE,
    EndReason.ABROAD,
    EndReason.PRISON,
    EndReason.NO_WISH,
    EndReason.MOVED,
    EndReason.OTHER,
)
DELAY = "2025年起渐进式延迟法定退休年龄办法（待核定）"


@dataclass(frozen=True)
class Facts:
    """What the rules look at; ``running`` is the registration that runs."""

    situation: Situation
    resident: Resident
    action: str
    running: Unemployment | None
    unit: Employment | None
    own: Employment | None
    pension: PensionFacts
    retires: tuple[Retirement, ...]

    @property
    def on(self) -> dt.date:
        """The day of acceptance."""
        return self.situation.on


def facts(situation: Situation) -> Facts:
    """The registration, the jobs and the pension of the day, in four queries."""
    resident = situation.resident
    running = active_unemployment(resident)
    jobs = list(current_employments(resident, situation.on))
    return Facts(
        situation=situation,
        resident=resident,
        action=situation.form.get("action") or (CONTACT if running else REGISTER),
        running=running,
        unit=next((job for job in jobs if job.kind == EmploymentKind.UNIT and job.insured), None),
        own=next((job for job in jobs if spells.is_open(job, situation.on)), None),
        pension=pension_facts(resident),
        retires=retirements(resident, situation.on),
    )


def _only_registering(known: Facts) -> bool:
    return known.action == REGISTER


def _age(known: Facts) -> Verdict:
    if not _only_registering(known):
        return passed("已登记过，不再核对年龄。")
    birth, on = known.resident.birth_date, known.on
    least, age = current().integer(WORKING_AGE, on), age_on(birth, on)
    if age < least:
        day = day_words(date_reaching_age(birth, least))
        return failed(f"{age}周岁，{day}年满{least}周岁。", f"请在{day}当天或以后登记。")
    first, last = known.retires[0], known.retires[-1]
    if on >= last.day:
        return failed(
            f"{age}周岁，已于{day_words(last.day)}达到退休年龄（{last.age_words}）。",
            "已到退休年龄的不再登记失业；还想工作的，可以办理第1项求职登记。",
        )
    if on >= first.day:
        return passed(
            f"{age}周岁。原50周岁退休的岗位，退休年龄是{first.age_words}（{day_words(first.day)}）；"
            f"原55周岁的是{last.age_words}（{day_words(last.day)}），请核对原岗位。"
        )
    return passed(f"{age}周岁，在劳动年龄内（到{day_words(first.day)}）。")


def _no_student(known: Facts) -> Verdict:
    until = known.resident.student_until
    if not _only_registering(known) or until is None or until < known.on:
        return passed("不是在校学生。")
    return failed(
        f"台账显示在校至{day_words(until)}，在校学生不能登记失业。",
        "请在毕业或离校后再来办理；已经离校的，请先更正居民资料。",
    )


def _no_pension(known: Facts) -> Verdict:
    drawing = known.pension.other_receiving
    if known.pension.entitlement is not None:
        drawing = "城乡居民基本养老保险"
    if not _only_registering(known) or not drawing:
        return passed("没有领取基本养老保险待遇。")
    return failed(f"正在领取{drawing}待遇。", "已享受基本养老保险待遇的不能登记失业；信息有误的，请先更正。")


def _not_insured(known: Facts) -> Verdict:
    if not _only_registering(known) or known.unit is None:
        return passed("没有单位为其参保的记录。")
    where = known.unit.employer or "用人单位"
    return failed(
        f"就业台账显示自{day_words(known.unit.starts_on)}起在{where}就业，单位仍在为其参保。", SETTLE
    )


def _no_own_work(known: Facts) -> Verdict:
    if not _only_registering(known) or known.own is None:
        return passed("没有灵活就业登记。")
    what = f"{known.own.get_kind_display()}（{spells.form_words(known.own)}）"
    return failed(
        f"自{day_words(known.own.starts_on)}起登记{what}。",
        "已经不干了的，请先办第10项，选“结束登记”，再来登记失业。",
    )


def _fits(known: Facts) -> Verdict:
    if known.action == REGISTER and known.running:
        return failed(
            f"已于{day_words(known.running.registered_on)}登记失业，登记还在。",
            "不用重复登记，请选择“报告求职情况”“变更登记内容”或“注销失业登记”。",
            field="action",
        )
    if known.action != REGISTER and known.running is None:
        return failed("目前没有失业登记。", "请选择“失业登记”。", field="action")
    return passed("与现有登记相符。" if known.running else "目前没有失业登记，可以登记。")


def _wants_work(known: Facts) -> Verdict:
    wants = known.situation.form.get("wants_work")
    if known.action in (REGISTER, CHANGE) and not wants:
        return unfilled("wants_work")
    if known.action not in (REGISTER, CHANGE) or yes(wants):
        return passed("有就业要求。")
    remedy = "没有就业要求的不登记失业；暂时不想工作的，可以等有就业要求时再来。"
    if known.action == CHANGE:
        remedy = "已没有就业要求的，请选择“注销失业登记”。"
    return failed("没有就业要求。", remedy, field="wants_work")


def _days(known: Facts) -> Verdict:
    since = read_day(known.situation.form.get("unemployed_since"))
    if known.action not in (REGISTER, CHANGE):
        return passed("日期先后相符。")
    if since is None:
        return unfilled("unemployed_since")
    least = date_reaching_age(known.resident.birth_date, current().integer(WORKING_AGE, known.on))
    if since < least:
        return failed(
            f"失业日期{day_words(since)}早于年满就业年龄的{day_words(least)}。",
            "请核对失业日期。",
            field="unemployed_since",
        )
    if known.running and known.action == CHANGE and since > known.running.registered_on:
        return failed(
            f"失业日期晚于登记日期{day_words(known.running.registered_on)}。",
            "又失业的，请先注销原登记再重新登记。",
            field="unemployed_since",
        )
    return passed("日期先后相符。")


RULES = (
    alive_rule(listed(11)),
    Rule(
        "unemployment_age",
        "在劳动年龄内",
        f"{REGULATION}；2025年起渐进式延迟法定退休年龄办法（待核定）",
        _age,
    ),
    Rule("unemployment_student", "不是在校学生", REGULATION, _no_student),
    Rule("unemployment_pension", "没有领取养老待遇", REGULATION, _no_pension),
    Rule("employment_insured", "单位没有在参保", REGULATION, _not_insured),
    Rule("unemployment_own_work", "没有灵活就业登记", REGULATION, _no_own_work),
    Rule("unemployment_action", "与现有登记不冲突", listed(11), _fits),
    Rule("unemployment_wish", "有就业要求", "；".join((REGULATION, UNEMPLOYMENT[0])), _wants_work),
    Rule("unemployment_days", "日期先后相符", listed(11), _days),
)
