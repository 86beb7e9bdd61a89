"""Unemployment benefit: for how many months, and how much a month (社会保险法第四十五条至第四十八条).

The law gives the longest periods and the bounds of the sum. The province's percentage, the county's wage
class and the city's minimum living standard are figures that the county fills in; until they are confirmed
no sum is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cuncuntong.rules.parameters import DatedValue, NoValueOn, Parameters
from cuncuntong.rules.pension.computation import Computation, part_of, to_fen, yuan

LEAST = "unemployment.insured_months"
LONGEST = "unemployment.longest_months"
CAP = "unemployment.total_cap_months"
RESUME = "unemployment.resume_left"
START_AFTER = "unemployment.start_after_months"
STOP_AFTER = "unemployment.stop_after_months"
SHARE = "unemployment.share_of_minimum_wage"
FLOOR = "unemployment.city_minimum_living"
WAGE = "wages.minimum_monthly"
WAGE_CLASS = "wages.county_class"


class NotConfirmed(ValueError):
    """A figure that the sum rests on is not confirmed, or out of the law's bounds; the message says which."""


@dataclass(frozen=True, slots=True)
class Term:
    """For how long a benefit runs.

    ``new`` months come from what was paid since the last benefit, ``left`` from a benefit that was not
    used up; ``months`` is what is granted, 0 where nothing is. ``resumed``: too little was paid anew, and
    what was left is drawn on alone.
    """

    paid: int
    new: int
    left: int
    months: int
    resumed: bool
    capped: bool

    @property
    def words(self) -> str:
        """How the months come about: 缴费6年2个月，最长18个月；加上次没有领完的8个月，合并最长24个月."""
        if not self.months:
            return f"{paid_words(self.paid)}，没有可领取的月数"
        if self.resumed:
            return f"{paid_words(self.paid)}，继续领取上次没有领完的{self.left}个月"
        said = f"{paid_words(self.paid)}，最长{self.new}个月"
        if self.left:
            said += f"；加上次没有领完的{self.left}个月"
            said += f"，合并最长{self.months}个月" if self.capped else f"，共{self.months}个月"
        return said


def paid_words(months: int) -> str:
    """Contribution months in words: 缴费6年2个月."""
    years, rest = divmod(months, 12)
    said = (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")
    return f"缴费{said}"


def longest_words(day: date, parameters: Parameters) -> str:
    """The steps in words: 缴费满1年不满5年的最长12个月，满5年的18个月."""
    table = _table(day, parameters)
    steps = sorted(table)
    said: list[str] = []
    for years, above in zip(steps, [*steps[1:], None], strict=True):
        below = f"不满{above}年" if above else ""
        said.append(f"满{years}年{below}的{'' if said else '最长'}{table[years]}个月")
    return f"缴费{'，'.join(said)}"


def cap_words(day: date, parameters: Parameters) -> str:
    """How long it may be in all: 最长不超过24个月."""
    return f"最长不超过{parameters.integer(CAP, day)}个月"


def longest_months(paid: int, table: Mapping[int, int]) -> int:
    """The longest period for so many contribution months: that of the highest step that is full."""
    return max((months for years, months in table.items() if paid >= years * 12), default=0)


def term_of(*, paid: int, left: int, table: Mapping[int, int], cap: int, least: int, resumable: bool) -> Term:
    """The months of a benefit: what was paid since the last one, and what is left from before, up to the cap.

    ``least`` contribution months are needed for new months; with fewer, what is left is drawn on alone,
    where that is allowed (``resumable``).
    """
    if paid < 0 or left < 0:
        raise ValueError("months can't be negative")
    left = min(left, cap)
    if paid < least:
        return Term(paid, 0, left, left if resumable else 0, resumable and left > 0, False)
    new = longest_months(paid, table)
    return Term(paid, new, left, min(new + left, cap), False, new + left > cap)


def term_on(day: date, *, paid: int, left: int, parameters: Parameters) -> Term:
    """The months under the figures of a day."""
    return term_of(
        paid=paid,
        left=left,
        table=_table(day, parameters),
        cap=parameters.integer(CAP, day),
        least=parameters.integer(LEAST, day),
        resumable=bool(parameters.integer(RESUME, day)),
    )


def _table(day: date, parameters: Parameters) -> dict[int, int]:
    """The longest period in months by full years paid."""
    table = parameters.get(LONGEST, day).value
    assert isinstance(table, Mapping)
    return {int(years): int(months) for years, months in table.items()}


@dataclass(frozen=True, slots=True)
class _Figures:
    share: DatedValue
    wage: DatedValue
    wage_class: DatedValue
    floor: DatedValue | None

    @property
    def minimum_wage(self) -> Decimal:
        table, key = self.wage.value, int(Decimal(str(self.wage_class.value)))
        if not isinstance(table, Mapping) or key not in table:
            raise NotConfirmed(f"最低工资标准里没有第{key}类，请核对“阳城县最低工资类别”")
        return Decimal(str(table[key]))  # type: ignore[index]


def estimate(day: date, parameters: Parameters) -> Computation:
    """A month's sum as far as the figures are known, confirmed or not, for looking at; nothing is paid by it.

    Raises NoValueOn where a figure has no value, NotConfirmed where the law's bounds are not kept. The
    city's minimum living standard may be missing: then a warning says so.
    """
    figures = _Figures(
        parameters.get(SHARE, day),
        parameters.get(WAGE, day),
        parameters.get(WAGE_CLASS, day),
        parameters.find(FLOOR, day),
    )
    wage, share = figures.minimum_wage, Decimal(str(figures.share.value))
    amount = to_fen(wage * share)
    formula = f"月最低工资标准{yuan(wage)}元 × {_percent(share)} = {yuan(amount)}元"
    warnings: tuple[str, ...] = ()
    if figures.floor is None:
        warnings = ("城市低保标准待核定，还不能核对是否低于低保",)
    elif amount < (floor := to_fen(Decimal(str(figures.floor.value)))):
        formula += f"，低于城市低保标准，按城市低保标准{yuan(floor)}元"
        amount = floor
    if amount >= wage:
        raise NotConfirmed(f"失业保险金{yuan(amount)}元不低于月最低工资标准{yuan(wage)}元，请核对参数")
    part = part_of(figures.share, code="benefit", name="失业保险金", amount=amount, formula=formula)
    return Computation(on=day, parts=(part,), warnings=warnings)


def monthly_benefit(day: date, parameters: Parameters) -> Computation:
    """A month's sum that may be paid: every figure that it rests on has a confirmed value.

    Raises NoValueOn or NotConfirmed, whose words are shown to whoever pays.
    """
    waiting = unconfirmed(day, parameters)
    if waiting:
        raise NotConfirmed(f"{'、'.join(waiting)}待核定，核定后才能发放")
    return estimate(day, parameters)


def unconfirmed(day: date, parameters: Parameters) -> list[str]:
    """The names of the figures that are not confirmed on a day."""
    names = []
    for key in (SHARE, WAGE, WAGE_CLASS, FLOOR):
        found = parameters.find(key, day)
        if found is None or not found.confidence.is_confirmed:
            names.append(parameters.definition(key).name)
    return names


def estimated(day: date, parameters: Parameters) -> Computation | None:
    """The estimate, or None where it can't be given."""
    try:
        return estimate(day, parameters)
    except (NoValueOn, NotConfirmed):
        return None


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"
