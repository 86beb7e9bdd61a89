"""Whether a resident may draw the basic pension, and if not, what is missing and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cuncuntong.rules.ages import add_months, date_reaching_age, months_until, span_text
from cuncuntong.rules.parameters import Confidence, DatedValue, Parameters

CLAIM_AGE = "resident_pension.claim_age"
MINIMUM_YEARS = "resident_pension.minimum_years"
START_AFTER = "resident_pension.start_after_months"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: whether it is met, the finding in words, and the remedy when it is not."""

    code: str
    met: bool
    text: str
    remedy: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All conditions for a pension as of a day.

    `reaches_on`: the birthday that counts; `months_until` it, a begun month whole; `months_short`
    of the contribution time.
    """

    on: date
    reaches_on: date
    months_until: int
    months_short: int
    conditions: tuple[Condition, ...]

    @property
    def eligible(self) -> bool:
        """Whether every condition is met."""
        return all(condition.met for condition in self.conditions)

    @property
    def age_reached(self) -> bool:
        """Whether the age is reached on the day."""
        return self.months_until == 0

    @property
    def years_short(self) -> int:
        """Years still to be paid, a begun year counted whole: how many yearly payments are open."""
        return -(-self.months_short // 12)


def resident_pension_eligibility(
    *,
    birth: date,
    on: date,
    years_paid: int,
    parameters: Parameters,
    months_paid: int = 0,
    other_pension: str = "",
) -> Eligibility:
    """Checks age, contribution time and other pensions under the figures in force on `on`.

    Paid time is `years_paid` full years and `months_paid` months beyond them. `other_pension`
    names the pension that the person draws already, "" for none. Raises ValueError for a birth
    after `on` or negative time.
    """
    if on < birth:
        raise ValueError("出生日期晚于办理日期，请核对出生日期。")
    if years_paid < 0 or months_paid < 0:
        raise ValueError("缴费年限不能为负数。")
    age, minimum = parameters.get(CLAIM_AGE, on), parameters.get(MINIMUM_YEARS, on)
    age_years = parameters.integer(CLAIM_AGE, on)
    reaches_on = date_reaching_age(birth, age_years)
    to_go = months_until(on, reaches_on)
    paid = years_paid * 12 + months_paid
    short = max(0, parameters.integer(MINIMUM_YEARS, on) * 12 - paid)
    return Eligibility(
        on=on,
        reaches_on=reaches_on,
        months_until=to_go,
        months_short=short,
        conditions=(
            age_condition(age, age_years, reaches_on, to_go),
            _time(minimum, paid, short),
            _no_other(other_pension),
        ),
    )


def first_pension_month(*, met_on: date, parameters: Parameters, start_after: str = START_AFTER) -> date:
    """The first day of the first month paid, when all conditions are met on `met_on`.

    `start_after` names the parameter that says how many months after that the scheme pays.
    """
    months = parameters.integer(start_after, met_on)
    return add_months(met_on.replace(day=1), months)


def age_condition(figure: DatedValue, years: int, reaches_on: date, to_go: int) -> Condition:
    """Whether an age is reached, when it will be, and what to do until then."""
    day = f"{reaches_on.year}年{reaches_on.month}月{reaches_on.day}日"
    if to_go == 0:
        text, remedy = f"已在{day}年满{years}周岁。", ""
    else:
        text = f"{day}年满{years}周岁，还差{span_text(to_go)}。"
        remedy = f"请在{day}当天或以后申请；在此之前可以继续缴费。"
    return Condition("age", to_go == 0, text, remedy, figure.source, figure.confidence)


def _time(figure: DatedValue, paid: int, short: int) -> Condition:
    if short == 0:
        text, remedy = f"累计缴费{span_text(paid)}，达到{figure.value_text}。", ""
    else:
        text = f"累计缴费{span_text(paid)}，距{figure.value_text}还差{span_text(short)}。"
        remedy = (
            "可以继续缴费；有中断或未缴年度的，可办理“城乡居民养老保险缴费申报”补缴（补缴不享受缴费补贴）。"
        )
    return Condition("years", short == 0, text, remedy, figure.source, figure.confidence)


def _no_other(other_pension: str) -> Condition:
    source = "阳城县就业社保服务社区村村全覆盖工作实施方案（2024-03-28）附件1第34项"
    if not other_pension:
        return Condition(
            "other_pension", True, "没有领取其他基本养老保险待遇。", "", source, Confidence.COUNTY
        )
    text = f"正在领取{other_pension}，不能同时领取城乡居民基本养老保险待遇。"
    remedy = "请先核实：如信息有误，请到发放机构更正；如属实，只能选择一种待遇。"
    return Condition("other_pension", False, text, remedy, source, Confidence.COUNTY)
