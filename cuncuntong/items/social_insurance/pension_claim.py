"""What claiming the residents' basic pension comes to: the amount, the first month, and both in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import day_words, month_words
from cuncuntong.ledgers.pensions.selectors import PensionFacts, contribution_history, pension_facts
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months, months_between
from cuncuntong.rules.parameters import ParameterError
from cuncuntong.rules.pension import (
    Computation,
    Eligibility,
    compute_resident_pension,
    first_pension_month,
    resident_pension_eligibility,
)
from cuncuntong.rules.service_item import EffectRefused, PreviewLine, Situation

MINIMUM_YEARS = "resident_pension.minimum_years"
START_AFTER = "resident_pension.start_after_months"


@dataclass(frozen=True)
class Claim:
    """What rules, preview and effect look at."""

    situation: Situation
    resident: Resident
    pensions: PensionFacts
    eligibility: Eligibility


@dataclass(frozen=True)
class Start:
    """The first month paid, why that one, and what is due for months before the claim.

    ``arrears`` is "" where no earlier month is due; the sum for them is not computed here, since
    each month counts by its own figures.
    """

    first_month: dt.date
    words: str
    arrears: str
    source: str
    is_confirmed: bool


def claim_facts(situation: Situation) -> Claim:
    """The person, the pensions ledger, and the conditions under the figures of the day."""
    pensions = pension_facts(situation.resident)
    eligibility = resident_pension_eligibility(
        birth=situation.resident.birth_date,
        on=situation.on,
        years_paid=pensions.years_paid,
        parameters=current(),
        other_pension=pensions.other_receiving,
    )
    return Claim(situation, situation.resident, pensions, eligibility)


def compute(claim: Claim) -> Computation:
    """The monthly pension under the figures of the day of acceptance.

    Raises EffectRefused where a figure is missing or the account is wrong.
    """
    try:
        return compute_resident_pension(
            birth=claim.resident.birth_date,
            account_balance=claim.pensions.balance,
            years_paid=claim.pensions.years_paid,
            on=claim.situation.on,
            parameters=current(),
        )
    except (ParameterError, ValueError) as error:
        raise EffectRefused(f"待遇金额无法计算：{error}", "请业务管理员核对参数和账户后再办。") from error


def start_of(claim: Claim) -> Start:
    """From which month the pension of an eligible person runs."""
    on, reaches = claim.situation.on, claim.eligibility.reaches_on
    completed = _years_complete_on(claim)
    met_on = max(reaches, min(completed, on)) if completed else max(reaches, on)
    figure = current().get(START_AFTER, met_on)
    first = first_pension_month(met_on=met_on, parameters=current())
    why = "年满领取年龄" if met_on == reaches else "缴满规定年限"
    mark = "" if figure.is_confirmed else f"，{figure.confidence.label}"
    return Start(
        first_month=first,
        words=f"{day_words(met_on)}{why}、条件齐备，{_after(figure.value)}发放（{figure.source}{mark}）。",
        arrears=_arrears(first, on),
        source=figure.source,
        is_confirmed=figure.is_confirmed,
    )


def _after(months: object) -> str:
    return {0: "当月起", 1: "次月起"}.get(months, f"之后第{months}个月起") if isinstance(months, int) else ""


def _arrears(first: dt.date, on: dt.date) -> str:
    """The months from the first one to the month of the claim."""
    last = on.replace(day=1)
    if first > last:
        return ""
    months = months_between(first, add_months(last, 1))
    span = month_words(first) if months == 1 else f"{month_words(first)}至{month_words(last)}"
    return f"{span}共{months}个月，按各月当时的标准另行核算补发，不含在本次金额里。"


def _years_complete_on(claim: Claim) -> dt.date | None:
    """The day on which the contribution was made that completed the years asked for."""
    history = contribution_history(claim.resident).basic
    least = current().integer(MINIMUM_YEARS, claim.situation.on)
    days: dict[int, dt.date] = {}
    for row in history.rows if history else []:
        if row.own > 0 and row.paid_on:
            days[row.year] = min(row.paid_on, days.get(row.year, row.paid_on))
    return sorted(days.values())[least - 1] if len(days) >= least else None


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """The amount part by part as it would be granted, or as an estimate before its time."""
    claim = claim_facts(situation)
    if claim.pensions.account is None:
        return ()
    lines = [
        PreviewLine("累计缴费", f"{claim.pensions.years_paid}年"),
        PreviewLine("个人账户储存额", f"{format_yuan(claim.pensions.balance)}元"),
    ]
    try:
        computation = compute(claim)
    except EffectRefused as error:
        return (*lines, PreviewLine("每月待遇", "无法计算", str(error), confirmed=False))
    lines += [
        PreviewLine(part.name, _yuan(part.amount), part.formula, part.source, confirmed=part.is_confirmed)
        for part in computation.parts
    ]
    eligible = claim.eligibility.eligible
    lines.append(
        PreviewLine(
            "每月合计" if eligible else "每月合计（按现在的账户和标准测算）",
            _yuan(computation.total),
            "".join(computation.warnings),
            confirmed=computation.is_confirmed,
            total=True,
        )
    )
    if eligible:
        start = start_of(claim)
        lines.append(
            PreviewLine(
                "开始领取月份",
                month_words(start.first_month),
                start.words + start.arrears,
                start.source,
                confirmed=start.is_confirmed,
            )
        )
    return tuple(lines)


def result_lines(computation: Computation, start: Start) -> tuple[tuple[str, str], ...]:
    """The grant in words, part by part, for the result page and the notice."""
    parts = [
        (part.name, f"{_yuan(part.amount)}{'' if part.is_confirmed else '（待核定）'}：{part.formula}")
        for part in computation.parts
    ]
    lines = [
        ("开始领取月份", month_words(start.first_month)),
        *parts,
        ("每月合计", _yuan(computation.total)),
        ("起始月依据", start.words),
    ]
    if start.arrears:
        lines.append(("以前月份", start.arrears))
    return tuple(lines)


def _yuan(amount: Decimal) -> str:
    return f"{format_yuan(amount)}元"
