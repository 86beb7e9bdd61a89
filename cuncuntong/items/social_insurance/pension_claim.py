"""What claiming a pension comes to, in either scheme: the amount, the first month, and both in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import day_words, month_words
from cuncuntong.items.social_insurance.payee_choice import payee_line
from cuncuntong.ledgers.pensions.enums import EntitlementState, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount
from cuncuntong.ledgers.pensions.selectors import (
    PensionFacts,
    books_of,
    contribution_history,
    pension_facts,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months, months_between
from cuncuntong.rules.parameters import ParameterError
from cuncuntong.rules.pension import (
    LEAST_YEARS,
    Computation,
    Eligibility,
    compute_for,
    first_pension_month,
    resident_pension_eligibility,
    supplementary_pension_eligibility,
)
from cuncuntong.rules.service_item import EffectRefused, PreviewLine, Situation

START_AFTER = {
    Scheme.BASIC: "resident_pension.start_after_months",
    Scheme.SUPPLEMENTARY: "supplementary.start_after_months",
}


@dataclass(frozen=True)
class Claim:
    """What rules, preview and effect look at: the scheme's account, what is on it, and the conditions.

    ``balance`` (yuan) and ``years_paid`` are of that account, 0 without one; ``entitlement`` is the one
    that runs on it, ``basic`` the one in the basic scheme.
    """

    situation: Situation
    resident: Resident
    scheme: Scheme
    pensions: PensionFacts
    account: PensionAccount | None
    balance: Decimal
    years_paid: int
    entitlement: Entitlement | None
    eligibility: Eligibility

    @property
    def basic(self) -> Entitlement | None:
        """The basic pension that runs or is suspended."""
        return self.pensions.entitlement


@dataclass(frozen=True)
class Start:
    """The first month paid, why that one, and what is due for the months up to the claim.

    ``arrears`` is "" where no month is due yet: the next payment brings them, each month by its own figures.
    """

    first_month: dt.date
    words: str
    arrears: str
    source: str
    is_confirmed: bool


def claim_facts(situation: Situation) -> Claim:
    """The person, the pensions ledger, and the conditions of the basic pension on the day."""
    pensions = pension_facts(situation.resident)
    eligibility = resident_pension_eligibility(
        birth=situation.resident.birth_date,
        on=situation.on,
        years_paid=pensions.years_paid,
        parameters=current(),
        other_pension=pensions.other_receiving,
    )
    return Claim(
        situation=situation,
        resident=situation.resident,
        scheme=Scheme.BASIC,
        pensions=pensions,
        account=pensions.account,
        balance=pensions.balance,
        years_paid=pensions.years_paid,
        entitlement=pensions.entitlement,
        eligibility=eligibility,
    )


def supplementary_facts(situation: Situation) -> Claim:
    """The same for the supplementary pension."""
    pensions = pension_facts(situation.resident)
    book = books_of(situation.resident).get(Scheme.SUPPLEMENTARY)
    years_paid = book.years_paid if book else 0
    basic = pensions.entitlement
    eligibility = supplementary_pension_eligibility(
        birth=situation.resident.birth_date,
        on=situation.on,
        years_paid=years_paid,
        draws_basic=basic is not None and basic.state == EntitlementState.RUNNING,
        parameters=current(),
    )
    return Claim(
        situation=situation,
        resident=situation.resident,
        scheme=Scheme.SUPPLEMENTARY,
        pensions=pensions,
        account=book.account if book else None,
        balance=book.balance if book else Decimal("0.00"),
        years_paid=years_paid,
        entitlement=book.entitlement if book else None,
        eligibility=eligibility,
    )


def compute(claim: Claim, on: dt.date | None = None) -> Computation:
    """The monthly pension under the figures of the day of acceptance, or of another day.

    Raises EffectRefused where a figure is missing or the account is wrong.
    """
    try:
        return compute_for(
            claim.scheme.value,
            birth=claim.resident.birth_date,
            account_balance=claim.balance,
            years_paid=claim.years_paid,
            on=on or claim.situation.on,
            parameters=current(),
        )
    except (ParameterError, ValueError) as error:
        raise EffectRefused(f"待遇金额无法计算：{error}", "请业务管理员核对参数和账户后再办。") from error


def start_of(claim: Claim) -> Start:
    """From which month the pension of an eligible person runs."""
    on, reaches = claim.situation.on, claim.eligibility.reaches_on
    completed = _years_complete_on(claim)
    days = [(reaches, "年满领取年龄"), (min(completed, on) if completed else on, "缴满规定年限")]
    if claim.scheme == Scheme.SUPPLEMENTARY and claim.basic is not None:
        days.append((claim.basic.starts_on, "开始享受基本养老金"))
    # Of two conditions that were met on one day the first one is named.
    met_on, why = max(days, key=lambda one: one[0])
    figure = current().get(START_AFTER[claim.scheme], met_on)
    first = first_pension_month(met_on=met_on, parameters=current(), start_after=START_AFTER[claim.scheme])
    mark = "" if figure.is_confirmed else f"，{figure.confidence.label}"
    return Start(
        first_month=first,
        words=f"{day_words(met_on)}{why}、条件齐备，{_after(figure.value)}发放（{figure.source}{mark}）。",
        arrears=_arrears(claim, first),
        source=figure.source,
        is_confirmed=figure.is_confirmed,
    )


def _after(months: object) -> str:
    return {0: "当月起", 1: "次月起"}.get(months, f"之后第{months}个月起") if isinstance(months, int) else ""


def _arrears(claim: Claim, first: dt.date) -> str:
    """The months from the first one to the month of the claim, and what they come to together."""
    last = claim.situation.on.replace(day=1)
    if first > last:
        return ""
    months = months_between(first, add_months(last, 1))
    span = month_words(first) if months == 1 else f"{month_words(first)}至{month_words(last)}"
    try:
        total = sum(
            (compute(claim, add_months(first, index)).total for index in range(months)), Decimal("0.00")
        )
    except EffectRefused:
        return (
            f"{span}共{months}个月，按各月当时的标准核算，随最近一次发放补发；有的月份还缺标准，金额待核定。"
        )
    return f"{span}共{months}个月，按各月当时的标准合计{_yuan(total)}，随最近一次发放补发，不含在每月金额里。"


def _years_complete_on(claim: Claim) -> dt.date | None:
    """The day on which the contribution was made that completed the years asked for."""
    found = contribution_history(claim.resident)
    history = found.basic if claim.scheme == Scheme.BASIC else found.supplementary
    least = current().integer(LEAST_YEARS[claim.scheme], claim.situation.on)
    days: dict[int, dt.date] = {}
    for row in history.rows if history else []:
        if row.own > 0 and row.paid_on:
            days[row.year] = min(row.paid_on, days.get(row.year, row.paid_on))
    return sorted(days.values())[least - 1] if 0 < least <= len(days) else None


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """The basic pension as it would be granted, or as an estimate before its time."""
    return _preview(claim_facts(situation))


def supplementary_preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """The same for the supplementary pension."""
    return _preview(supplementary_facts(situation))


def _preview(claim: Claim) -> tuple[PreviewLine, ...]:
    """The amount part by part, the first month, what is due already, and the account paid to."""
    if claim.account is None:
        return ()
    lines = [
        PreviewLine("累计缴费", f"{claim.years_paid}年"),
        PreviewLine("个人账户储存额", f"{format_yuan(claim.balance)}元"),
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
        lines += _start_lines(start_of(claim))
    return (*lines, *payee_line(claim.situation))


def _start_lines(start: Start) -> list[PreviewLine]:
    lines = [
        PreviewLine(
            "开始领取月份",
            month_words(start.first_month),
            start.words,
            start.source,
            confirmed=start.is_confirmed,
        )
    ]
    if start.arrears:
        lines.append(PreviewLine("以前月份", "补发", start.arrears))
    return lines


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
