"""Who may enrol as a flexible worker, and with which base."""

from __future__ import annotations

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import RESIDENT_PENSION, alive_rule, day_words, month_words, yes
from cuncuntong.items.social_insurance.flexible.facts import SOURCE, Facts, chosen_base
from cuncuntong.ledgers.insurance.services.flexible import refuse_base
from cuncuntong.ledgers.pensions.enums import OtherKind, OtherState
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.service_item import NextStep, Rule, Verdict, failed, passed, unfilled

WORKING_AGE = "employment.minimum_working_age"


def _old_enough(facts: Facts) -> Verdict:
    birth, on = facts.resident.birth_date, facts.on
    least = current().integer(WORKING_AGE, on)
    reaches = date_reaching_age(birth, least)
    if reaches > on:
        return failed(
            f"{day_words(reaches)}年满{least}周岁，不到就业年龄。",
            f"请在{day_words(reaches)}当天或以后办理。",
        )
    return passed(f"{age_on(birth, on)}周岁，已年满{least}周岁。")


def _not_retired(facts: Facts) -> Verdict:
    day = facts.retirement.day
    age = facts.retirement.age_words
    if day > facts.on:
        return passed(f"法定退休年龄{age}，{day_words(day)}到达（待核定）。")
    return failed(
        f"已于{day_words(day)}到达法定退休年龄{age}，不能再参保登记。",
        "以前缴过费的，请到参保地经办机构办理退休或延长缴费；没有缴过的，可以参加城乡居民养老保险。",
        instead=(NextStep("28", "参加城乡居民基本养老保险"),),
    )


def _free_above(facts: Facts) -> Verdict:
    if facts.obstacle is not None:
        return failed(facts.obstacle.message, facts.obstacle.remedy)
    return passed("没有正在参加或领取企业职工养老保险。")


def _no_other(facts: Facts) -> Verdict:
    """Other schemes by what they report; the employees' own is judged by the province's ledger."""
    active = {OtherState.PAYING: "正在参加", OtherState.RECEIVING: "正在领取"}
    for other in facts.pensions.others:
        known_above = other.kind == OtherKind.EMPLOYEE and facts.obstacle is not None
        if other.state not in active or known_above:
            continue
        return failed(
            f"{active[OtherState(other.state)]}{other.get_kind_display()}（数据截至{day_words(other.as_of)}）。",
            "不能重复参保；信息有误的，请到参保或发放机构更正后再办。",
        )
    return passed("没有参加或领取其他基本养老保险。")


def _not_drawing_here(facts: Facts) -> Verdict:
    claim = facts.pensions.entitlement
    if claim is None:
        return passed("没有领取城乡居民养老待遇。")
    return failed(
        f"自{month_words(claim.starts_on)}起领取城乡居民养老待遇，不能再以灵活就业人员身份参保。",
        "请核对身份；对待遇有疑问的，可以办第36项查询。",
    )


def _base(facts: Facts) -> Verdict:
    figures = facts.figures
    if figures is None:
        return failed(
            "还没有缴费基数的上下限，暂时不能办理。", "请业务管理员在“参数”中填写当年的标准并由另一人核定。"
        )
    if not facts.situation.form.get("share"):
        return unfilled("share")
    base = chosen_base(facts)
    if base is None:
        return unfilled("base")
    message, remedy = refuse_base(base, figures)
    if message:
        return failed(message, remedy, field="base")
    bounds = f"{format_yuan(figures.floor)}元至{format_yuan(figures.cap)}元"
    return passed(f"{format_yuan(base)}元，在{figures.year}年的{bounds}之间（待核定）。")


def _explained(facts: Facts) -> Verdict:
    said = facts.situation.form.get("explained")
    if not said:
        return unfilled("explained")
    if yes(said):
        return passed("本人已了解并同意。")
    return failed(
        "本人还没有了解清楚，或不同意参保。", "请把旁边的内容讲清楚，本人同意后再提交。", field="explained"
    )


RULES = (
    alive_rule(SOURCE),
    Rule("working_age", "达到就业年龄", SOURCE, _old_enough),
    Rule("not_retired", "没有到法定退休年龄", "2025年起渐进式延迟法定退休年龄办法（公开资料）", _not_retired),
    Rule("free_above", "没有参加或领取企业职工养老保险", SOURCE, _free_above),
    Rule("other_pension", "没有参加或领取其他养老保险", SOURCE, _no_other),
    Rule("not_drawing_here", "没有领取城乡居民养老待遇", f"{SOURCE}；{RESIDENT_PENSION}", _not_drawing_here),
    Rule("base_within", "缴费基数在上下限之间", SOURCE, _base),
    Rule("explained", "本人已了解", SOURCE, _explained),
)
