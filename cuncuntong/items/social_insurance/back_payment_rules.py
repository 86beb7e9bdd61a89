"""What must hold before years are approved for paying up (item 32), each told with what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.items.shared import RESIDENT_PENSION, alive_rule, listed
from cuncuntong.items.social_insurance.back_payment import Asked, Owing, asked, owing, why_none
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.pensions.selectors import levels_of, levels_of_year, pension_facts
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.service_item import NextStep, Rule, Situation, Verdict, failed, passed

SOURCE = f"{listed(32)}；{RESIDENT_PENSION}"


@dataclass(frozen=True)
class Facts:
    """What the rules look at: the chosen scheme's account with its open years, and the form's lines."""

    resident: Resident
    on: dt.date
    found: Owing | None
    asked: Asked
    other_paying: str


def facts(situation: Situation) -> Facts:
    """The person's accounts and open years, in four queries."""
    found = found_for(situation)
    return Facts(
        resident=situation.resident,
        on=situation.on,
        found=found,
        asked=asked(situation, found),
        other_paying=pension_facts(situation.resident).other_paying,
    )


def found_for(situation: Situation) -> Owing | None:
    """The chosen scheme's account with its open years."""
    supplementary = situation.form.get("scheme") == Scheme.SUPPLEMENTARY
    scheme = Scheme.SUPPLEMENTARY if supplementary else Scheme.BASIC
    return owing(situation.resident, scheme.value, situation.on)


def insured(facts: Facts) -> Verdict:
    """There is an account in the chosen scheme."""
    if facts.found is None:
        return failed(
            f"没有参加{facts.asked.scheme.label}，没有可以补缴的年度。",
            "请先办理参保登记（基本险第28项，补充险第29项），当年起按年缴费。",
            instead=(NextStep("28", "先参加基本养老保险"),),
        )
    return passed(f"账户{facts.found.account.number}，已缴费{len(facts.found.paid)}年。")


def state(facts: Facts) -> Verdict:
    """The account is paid into: neither drawn from, closed nor paused."""
    if facts.found is None:
        return passed("参保后再核对账户状态。")
    account = facts.found.account
    if account.state == AccountState.RECEIVING:
        return failed(
            f"账户{account.number}已核定待遇，不再补缴。", "对缴费年限有疑问的，请先查询第33项，再申请复核。"
        )
    if account.state == AccountState.CLOSED:
        return failed(f"账户{account.number}已终止。", "请核对终止的原因；终止有误的，请业务管理员更正。")
    if account.state == AccountState.PAUSED:
        return failed(
            f"账户{account.number}暂停缴费。",
            "请先办理第31项“恢复缴费”，恢复后再补缴中断的年度。",
            instead=(NextStep("31", "先恢复缴费"),),
        )
    return passed("账户正常缴费，可以补缴。")


def not_paying_elsewhere(facts: Facts) -> Verdict:
    """No other scheme is paid into at the same time."""
    if not facts.other_paying:
        return passed("没有正在缴费的其他基本养老保险。")
    return failed(
        f"正在参加{facts.other_paying}，不能同时补缴居民养老保险。",
        "已停止缴费的，请由原参保机构更新状态后再办。",
    )


def years_open(facts: Facts) -> Verdict:
    """There are open years, and some are chosen; else what was looked at is told."""
    found = facts.found
    if found is None or found.account.state not in (AccountState.PAYING, AccountState.PAUSED):
        return passed("账户可以补缴时再查找年度。")
    if not found.open.years:
        return failed(
            f"没有可以补缴的年度：{why_none(found, facts.on)}。",
            "继续按年缴费即可；认为缴费记录有遗漏的，请带缴费凭证核对第33项。",
        )
    if not facts.asked.years:
        key = f"years_{facts.asked.scheme.value}"
        return failed(
            f"找到{len(found.open.years)}个可以补缴的年度，还没有选择。", "请在表里勾选年度。", field=key
        )
    return passed(f"找到{len(found.open.years)}个可以补缴的年度，选了{len(facts.asked.years)}个。")


def within_limit(facts: Facts) -> Verdict:
    """What is not an interruption never lifts the total past the limit."""
    if facts.found is None:
        return passed("参保后再核对年限。")
    years = facts.found.open
    over = years.too_many(facts.asked.years)
    if over:
        return failed(
            f"已缴或已核定{years.counted}年，加上所选的年度超过{years.limit}年，多选了{over}年。",
            f"情形①和③只补到{years.limit}年，请去掉{over}个年度。",
            field=f"years_{facts.asked.scheme.value}",
        )
    return passed("没有超过可以补缴的年限。")


def level_fits(facts: Facts) -> Verdict:
    """A level that did not exist in one of the years is told with the year."""
    choice = facts.asked
    if not choice.level or not choice.years:
        return passed("选好年度和档次后核对。")
    today = levels_of(choice.scheme, facts.on)
    missing = [
        str(year)
        for year in choice.years
        if choice.level not in (levels_of_year(choice.scheme, year) or today)
    ]
    if missing:
        return failed(
            f"{'、'.join(missing)}年度没有{choice.level}元/年的档次。",
            "请改选各年度都有的档次，或分开申报。",
            field=f"level_{choice.scheme.value}",
        )
    return passed(f"{choice.level}元/年的档次各年度都有。")


RULES = (
    alive_rule(SOURCE),
    Rule("pension_insured", "参加了城乡居民养老保险", SOURCE, insured),
    Rule("account_state", "账户状态可以补缴", SOURCE, state),
    Rule("other_pension_paying", "没有参加其他基本养老保险", SOURCE, not_paying_elsewhere),
    Rule("years_open", "有可以补缴的年度", SOURCE, years_open),
    Rule("years_within_limit", "不超过补缴年限", SOURCE, within_limit),
    Rule("level_of_year", "档次与年度相符", SOURCE, level_fits),
)
