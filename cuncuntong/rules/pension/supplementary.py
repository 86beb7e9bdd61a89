"""The residents' supplementary pension a month: basic amount, account ÷ divisor, and so much a year paid.

Shanxi's own scheme, drawn beside the basic pension. Every figure is a dated parameter of the group
``supplementary``; none was read in the original.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cuncuntong.rules.ages import date_reaching_age, months_until, span_text
from cuncuntong.rules.parameters import Confidence, DatedValue, Parameters, plain
from cuncuntong.rules.pension.computation import Computation, Part, number, part_of, yuan
from cuncuntong.rules.pension.eligibility import Condition, Eligibility, age_condition

BASIC = "supplementary.basic_monthly"
DIVISOR = "supplementary.account_divisor"
PER_YEAR = "supplementary.per_year_paid"
CLAIM_AGE = "supplementary.claim_age"
MINIMUM_YEARS = "supplementary.minimum_years"
_PLAN = "阳城县就业社保服务社区村村全覆盖工作实施方案（2024-03-28）附件1第35项"


def compute_supplementary_pension(
    *, account_balance: Decimal, years_paid: int, on: date, parameters: Parameters
) -> Computation:
    """The supplementary pension a month under the figures in force on `on`.

    `account_balance` is in yuan, of the supplementary account; `years_paid` are the full years paid
    into it. Raises ValueError for a negative balance or negative years, NoValueOn where a figure is
    missing.
    """
    if not isinstance(account_balance, Decimal):
        raise TypeError("an account's balance is a Decimal in yuan")
    if account_balance < 0:
        raise ValueError("补充养老保险个人账户余额不能为负数，请先核对账户。")
    if years_paid < 0:
        raise ValueError("缴费年限不能为负数。")
    figures = [parameters.get(key, on) for key in (BASIC, DIVISOR, PER_YEAR)]
    basic, divisor, yearly = figures
    return Computation(
        on=on,
        parts=(
            _basic(basic),
            _account(divisor, account_balance),
            *_years(yearly, years_paid),
        ),
        warnings=tuple(_warnings(figures, parameters.get(MINIMUM_YEARS, on), years_paid)),
    )


def supplementary_pension_eligibility(
    *,
    birth: date,
    on: date,
    years_paid: int,
    draws_basic: bool,
    parameters: Parameters,
) -> Eligibility:
    """Checks age, contribution time and the basic pension under the figures in force on `on`.

    `draws_basic`: the basic pension has been granted and is not ended. Raises ValueError for a birth
    after `on` or negative time.
    """
    if on < birth:
        raise ValueError("出生日期晚于办理日期，请核对出生日期。")
    if years_paid < 0:
        raise ValueError("缴费年限不能为负数。")
    age, minimum = parameters.get(CLAIM_AGE, on), parameters.get(MINIMUM_YEARS, on)
    reaches_on = date_reaching_age(birth, parameters.integer(CLAIM_AGE, on))
    to_go = months_until(on, reaches_on)
    short = max(0, parameters.integer(MINIMUM_YEARS, on) - years_paid) * 12
    return Eligibility(
        on=on,
        reaches_on=reaches_on,
        months_until=to_go,
        months_short=short,
        conditions=(
            age_condition(age, parameters.integer(CLAIM_AGE, on), reaches_on, to_go),
            _time(minimum, years_paid, short),
            _draws_basic(draws_basic),
        ),
    )


def _basic(figure: DatedValue) -> Part:
    amount = number(figure)
    return part_of(
        figure,
        code="basic",
        name="补充养老保险基础部分",
        amount=amount,
        formula=f"每月{yuan(amount)}元（{figure.starts_text}的标准）",
    )


def _account(figure: DatedValue, balance: Decimal) -> Part:
    divisor = number(figure)
    amount = balance / divisor
    return part_of(
        figure,
        code="account",
        name="补充养老保险个人账户部分",
        amount=amount,
        formula=f"补充险个人账户储存额{yuan(balance)}元 ÷ 计发月数{plain(divisor)} = {yuan(amount)}元",
    )


def _years(figure: DatedValue, years_paid: int) -> tuple[Part, ...]:
    if not years_paid:
        return ()
    yearly = number(figure)
    amount = yearly * years_paid
    return (
        part_of(
            figure,
            code="years",
            name="缴费年限加发",
            amount=amount,
            formula=f"补充险缴费{years_paid}年 × 每年{yuan(yearly)}元 = {yuan(amount)}元",
        ),
    )


def _warnings(figures: list[DatedValue], minimum: DatedValue, years_paid: int) -> list[str]:
    found = []
    if years_paid < number(minimum):
        found.append(
            f"补充险累计缴费{years_paid}年，不足{plain(number(minimum))}年：现在还不能领取，以下只是测算。"
        )
    if not all(figure.is_confirmed for figure in figures):
        found.append("补充养老保险待遇标准尚未核定，请业务管理员按省、市文件核定；金额以核定后的标准为准。")
    return found


def _time(figure: DatedValue, years: int, short: int) -> Condition:
    if short == 0:
        text, remedy = f"补充险累计缴费{years}年，达到{figure.value_text}。", ""
    else:
        text = f"补充险累计缴费{years}年，距{figure.value_text}还差{span_text(short)}。"
        remedy = "可以继续缴费，或办理“城乡居民养老保险缴费申报”补缴（补缴不享受缴费补贴）。"
    return Condition("years", short == 0, text, remedy, figure.source, figure.confidence)


def _draws_basic(draws: bool) -> Condition:
    if draws:
        return Condition(
            "draws_basic", True, "正在享受城乡居民基本养老保险待遇。", "", _PLAN, Confidence.COUNTY
        )
    text = "还没有享受城乡居民基本养老保险待遇。"
    remedy = "请先办理第34项“城乡居民基本养老保险待遇申领”，核定后再申领补充养老保险待遇。"
    return Condition("draws_basic", False, text, remedy, _PLAN, Confidence.COUNTY)
