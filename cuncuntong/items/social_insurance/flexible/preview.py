"""What enrolling would bring, told before anybody signs: the sums, the years, and the residents' scheme.

Only what a source says stands as such; how the two schemes are joined later is the offices' to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import RESIDENT_PENSION, day_words
from cuncuntong.items.social_insurance.flexible.facts import Facts, chosen_base, facts_of
from cuncuntong.ledgers.pensions.enums import AccountState
from cuncuntong.ledgers.pensions.selectors import levels_of
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import months_until, span_text
from cuncuntong.rules.flexible import ACCOUNT_RATE, RATE, BaseFigures
from cuncuntong.rules.parameters import plain
from cuncuntong.rules.service_item import PreviewLine, Situation

MINIMUM_MONTHS = "employees.minimum_months"
JOINING = "两种制度衔接的规定（未见原文）"


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """The sums as far as a base is chosen, when the years suffice, and what becomes of the other account."""
    facts = facts_of(situation)
    return (*_sums(facts), *_years(facts), *_residents_scheme(facts))


def _sums(facts: Facts) -> Iterable[PreviewLine]:
    figures, base = facts.figures, chosen_base(facts)
    if figures is None:
        return
    if figures.late:
        yield PreviewLine(
            "今年的标准",
            f"还没有公布，暂按{figures.year}年的",
            note="公布后从起缴月份起按新标准重算，会另行告知本人",
            source=figures.source,
            confirmed=False,
        )
    if base is None or not figures.floor <= base <= figures.cap:
        return
    rate, account = current().get(RATE, facts.on), current().get(ACCOUNT_RATE, facts.on)
    monthly, own = figures.monthly(base), figures.to_account(base)
    yield PreviewLine(
        "月缴费基数",
        f"{format_yuan(base)}元",
        note=f"{figures.year}年下限{format_yuan(figures.floor)}元，上限{format_yuan(figures.cap)}元",
        source=figures.source,
        confirmed=figures.confirmed,
    )
    yield _share("每月缴费", monthly, base, figures.rate, rate.source, rate.is_confirmed)
    yield _share("其中计入个人账户", own, base, figures.account_rate, account.source, account.is_confirmed)
    yield PreviewLine("其中计入统筹", f"{format_yuan(monthly - own)}元", note="不进个人账户")
    yield _this_year(facts.on, monthly, figures)


def _share(
    label: str, sum_: Decimal, base: Decimal, rate: Decimal, source: str, confirmed: bool
) -> PreviewLine:
    percent = plain(rate * 100)
    return PreviewLine(
        label,
        f"{format_yuan(sum_)}元",
        note=f"{format_yuan(base)} × {percent}%",
        source=source,
        confirmed=confirmed,
    )


def _this_year(on: dt.date, monthly: Decimal, figures: BaseFigures) -> PreviewLine:
    months = 13 - on.month
    return PreviewLine(
        f"{on.year}年共缴",
        f"{format_yuan(monthly * months)}元",
        note=f"{on.month}月至12月共{months}个月",
        confirmed=figures.confirmed,
        total=True,
    )


def _years(facts: Facts) -> Iterable[PreviewLine]:
    """Whether the years suffice if every month is paid until retirement."""
    retires, on = facts.retirement.day, facts.on
    yield PreviewLine(
        "法定退休年龄",
        f"{day_words(retires)}（{facts.retirement.age_words}）",
        source="2025年起渐进式延迟法定退休年龄办法（公开资料）",
        confirmed=False,
    )
    if retires <= on:
        return
    least = current().get(MINIMUM_MONTHS, retires)
    months, left = int(str(least.value)), months_until(on, retires)
    reach = facts.months + left
    short = months - reach
    words = f"最多能缴到{span_text(reach)}" + (f"，还差{span_text(short)}" if short > 0 else "，够")
    yield PreviewLine(
        f"到退休时（至少{span_text(months)}）",
        words,
        note=f"已缴{span_text(facts.months)}，到退休还有{span_text(left)}",
        source=least.source,
        confirmed=least.is_confirmed,
    )


def _residents_scheme(facts: Facts) -> Iterable[PreviewLine]:
    """What stands in the residents' scheme, and what enrolling means for it."""
    account = facts.pensions.account
    if account is None or account.state == AccountState.CLOSED:
        yield PreviewLine(
            "城乡居民养老账户",
            "没有",
            note="参加职工养老期间不能再参加城乡居民养老",
            source=RESIDENT_PENSION,
            confirmed=False,
        )
        return
    yield PreviewLine(
        "城乡居民养老账户",
        f"余额{format_yuan(facts.pensions.balance)}元，已缴{facts.pensions.years_paid}年",
        note=f"{account.get_state_display()}；办这件业务不动这个账户，余额和年限仍记在本人名下",
    )
    subsidy = levels_of(account.scheme, facts.on).get(account.level or 0)
    lost = f"；政府补贴{plain(subsidy)}元/年随缴费停止" if subsidy else ""
    yield PreviewLine(
        "以后的居民养老缴费",
        "参加职工养老期间停缴",
        note=f"居民养老的对象是没有参加职工养老的人{lost}",
        source=RESIDENT_PENSION,
        confirmed=False,
    )
    yield PreviewLine(
        "两种制度怎样衔接",
        "待核定",
        note="账户怎样转移、居民养老的年限算不算，退休时由经办机构按规定核定，这里不作承诺",
        source=JOINING,
        confirmed=False,
    )
