"""What somebody would draw at 60 under today's figures: an estimate (待遇测算), never a promise.

The account grows by one contribution a year at the chosen level, by the subsidy of that level, and by
interest where a rate is known; then the pension is computed as if it began today. What is assumed is
told with the result (``ASSUMPTIONS``). Levels, subsidies, divisor, ages and the rate are dated parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from cuncuntong.rules.ages import add_months, age_on, date_reaching_age, months_until
from cuncuntong.rules.parameters import DatedValue, Parameters, UnknownParameter, plain
from cuncuntong.rules.pension.computation import Computation, to_fen
from cuncuntong.rules.pension.eligibility import CLAIM_AGE, MINIMUM_YEARS
from cuncuntong.rules.pension.resident import compute_resident_pension

LEVELS = "resident_pension.level_subsidies"
INTEREST = "resident_pension.interest_rate"
ENROLMENT_AGE = "resident_pension.enrolment_age"
OLDEST = 130
MOST_YEARS = 100
ASSUMPTIONS = (
    "按今天的缴费档次、补贴、基础养老金和计发月数计算；标准以后会调整，到时按当时的标准核定。",
    "今年还没有缴费的从今年起、已经缴费的从明年起，每年按所选档次缴一次，缴到满领取年龄那一年。",
    "利息按年、按今天的记账利率计算，当年缴的钱从下一年起计息；没有核定记账利率的不计利息。",
)


class EstimateRefused(ValueError):
    """Something that can't be estimated: in Chinese, with the field that is wrong."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the estimate is for: ``years_paid`` full years and ``balance`` (yuan) as of ``on``."""

    birth: date
    on: date
    years_paid: int
    balance: Decimal
    paid_this_year: bool = False


@dataclass(frozen=True, slots=True)
class YearStep:
    """How the account grows in a calendar year; yuan, ``balance`` at the end of it."""

    year: int
    own: Decimal
    subsidy: Decimal
    interest: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Estimate:
    """The result. ``paying_years`` are still to be paid at ``level``, ``own_to_come`` what that costs.

    ``years_short``: full years that lack at the age. ``made_up`` is then the pension when they are paid
    up at the same level without subsidy, which costs ``make_up_cost``; else None.
    """

    person: Person
    level: int
    reaches_on: date
    months_until: int
    paying_years: int
    years_total: int
    balance: Decimal
    own_to_come: Decimal
    computation: Computation
    years_short: int
    made_up: Computation | None
    make_up_cost: Decimal
    steps: tuple[YearStep, ...]

    @property
    def total(self) -> Decimal:
        """What would be drawn a month, in yuan; with the missing years paid up where some are missing."""
        return (self.made_up or self.computation).total


@dataclass(frozen=True, slots=True)
class Gain:
    """What a higher level or one more year brings: yuan paid more, yuan a month more.

    ``months_back``: after so many months what was paid more has come back; 0 where nothing is gained.
    """

    words: str
    paid_more: Decimal
    monthly_more: Decimal

    @property
    def months_back(self) -> int:
        """Rounded up to whole months."""
        if self.monthly_more <= 0:
            return 0
        return int((self.paid_more / self.monthly_more).to_integral_value(rounding=ROUND_CEILING))


def levels(parameters: Parameters, on: date) -> dict[int, Decimal]:
    """The levels of a day with their subsidies, both in yuan a year. Raises NoValueOn."""
    return {int(level): Decimal(subsidy) for level, subsidy in parameters.table(LEVELS, on).items()}


def most_paying_years(person: Person, parameters: Parameters) -> int:
    """How many yearly contributions are still possible up to the year of the claim age."""
    last = date_reaching_age(person.birth, parameters.integer(CLAIM_AGE, person.on)).year
    first = person.on.year + (1 if person.paid_this_year else 0)
    entry = date_reaching_age(person.birth, parameters.integer(ENROLMENT_AGE, person.on)).year
    # Who is at the age pays no more, except in what is paid up (item 32).
    if (
        months_until(person.on, date_reaching_age(person.birth, parameters.integer(CLAIM_AGE, person.on)))
        == 0
    ):
        return 0
    return max(0, last - max(first, entry) + 1)


def estimate(
    person: Person, level: int, parameters: Parameters, *, paying_years: int | None = None
) -> Estimate:
    """The pension at the claim age. ``paying_years`` None: every year that is possible.

    Raises EstimateRefused for a person, level or number of years that can't be, NoValueOn where a figure
    is missing.
    """
    _check(person)
    most = most_paying_years(person, parameters)
    subsidy = _subsidy(level, parameters, person.on)
    years = most if paying_years is None else paying_years
    if not 0 <= years <= most:
        raise EstimateRefused(f"到满领取年龄最多还能缴{most}年，请填写0到{most}。", "paying_years")
    reaches = date_reaching_age(person.birth, parameters.integer(CLAIM_AGE, person.on))
    steps = _grow(person, level, subsidy, years, reaches, parameters)
    balance = steps[-1].balance if steps else person.balance
    total_years = person.years_paid + years
    short = max(0, parameters.integer(MINIMUM_YEARS, person.on) - total_years)
    cost = Decimal(level * short)
    return Estimate(
        person=person,
        level=level,
        reaches_on=reaches,
        months_until=months_until(person.on, reaches),
        paying_years=years,
        years_total=total_years,
        balance=balance,
        own_to_come=Decimal(level * years),
        computation=_computed(person, balance, total_years, parameters),
        years_short=short,
        made_up=_computed(person, balance + cost, total_years + short, parameters) if short else None,
        make_up_cost=cost,
        steps=tuple(steps),
    )


def by_level(person: Person, parameters: Parameters, *, paying_years: int | None = None) -> list[Estimate]:
    """The estimate at every level, the lowest first."""
    return [
        estimate(person, level, parameters, paying_years=paying_years)
        for level in sorted(levels(parameters, person.on))
    ]


def by_years(person: Person, level: int, parameters: Parameters, *, points: int = 10) -> list[Estimate]:
    """The estimate for fewer and more years at one level, at most so many points, the last with all years."""
    most = most_paying_years(person, parameters)
    counts = {round(most * place / max(points - 1, 1)) for place in range(points)}
    return [estimate(person, level, parameters, paying_years=count) for count in sorted(counts)]


def gains(asked: Estimate, parameters: Parameters) -> list[Gain]:
    """What the next higher level brings, and what the last of the years brings, on their own."""
    found = []
    higher = [level for level in sorted(levels(parameters, asked.person.on)) if level > asked.level]
    if higher and asked.paying_years:
        better = estimate(asked.person, higher[0], parameters, paying_years=asked.paying_years)
        words = f"以后{asked.paying_years}年都提高一档，每年缴{higher[0]}元"
        found.append(_gain(words, asked, better))
    if asked.paying_years and not asked.years_short:
        fewer = estimate(asked.person, asked.level, parameters, paying_years=asked.paying_years - 1)
        if not fewer.years_short:
            found.append(_gain(f"多缴1年（第{asked.paying_years}年）", fewer, asked))
    return found


def figures_used(parameters: Parameters, on: date) -> list[DatedValue]:
    """The figures beyond the parts' own that an estimate rests on, for their sources."""
    found = (parameters.find(key, on) for key in (LEVELS, CLAIM_AGE, MINIMUM_YEARS))
    return [figure for figure in (*found, rate_of(parameters, on)) if figure is not None]


def rate_of(parameters: Parameters, on: date) -> DatedValue | None:
    """The interest rate of a day, a share of one; None where there is none."""
    try:
        return parameters.find(INTEREST, on)
    except UnknownParameter:
        return None


def _gain(words: str, less: Estimate, more: Estimate) -> Gain:
    paid = more.own_to_come + more.make_up_cost - less.own_to_come - less.make_up_cost
    return Gain(words, paid, more.total - less.total)


def _check(person: Person) -> None:
    if person.birth > person.on:
        raise EstimateRefused("出生日期晚于今天，请核对。", "birth")
    if age_on(person.birth, person.on) > OLDEST:
        raise EstimateRefused(f"按这个出生日期已超过{OLDEST}岁，请核对。", "birth")
    if not 0 <= person.years_paid <= MOST_YEARS:
        raise EstimateRefused(f"已缴年数是0到{MOST_YEARS}的整数。", "years_paid")
    if person.years_paid > age_on(person.birth, person.on):
        raise EstimateRefused("已缴年数比年龄还大，请核对。", "years_paid")
    if person.balance < 0:
        raise EstimateRefused("个人账户余额不能为负数，请核对。", "balance")


def _subsidy(level: int, parameters: Parameters, on: date) -> Decimal:
    known = levels(parameters, on)
    if level not in known:
        offered = "、".join(str(one) for one in sorted(known))
        raise EstimateRefused(f"没有每年{level}元这一档，可选：{offered}。", "level")
    return known[level]


def _grow(
    person: Person, level: int, subsidy: Decimal, years: int, reaches: date, parameters: Parameters
) -> list[YearStep]:
    """Year by year to the year of the claim age; interest for the years before it."""
    figure = rate_of(parameters, person.on)
    rate = Decimal(0) if figure is None else Decimal(plain(figure.value))  # type: ignore[arg-type]
    first = person.on.year + (1 if person.paid_this_year else 0)
    entry = date_reaching_age(person.birth, parameters.integer(ENROLMENT_AGE, person.on)).year
    begins = max(first, entry)
    balance, steps = person.balance, []
    for year in range(person.on.year, reaches.year + 1 if reaches > person.on else person.on.year):
        pays = begins <= year < begins + years
        interest = to_fen(balance * rate) if year < reaches.year else Decimal("0.00")
        own, given = (Decimal(level), subsidy) if pays else (Decimal(0), Decimal(0))
        balance += interest + own + given
        steps.append(YearStep(year, own, given, interest, balance))
    return steps


def _computed(person: Person, balance: Decimal, years: int, parameters: Parameters) -> Computation:
    """The pension of somebody who reaches the age today: today's figures, the age of the first month."""
    claim_age = parameters.integer(CLAIM_AGE, person.on)
    latest = add_months(person.on, -12 * claim_age)
    return compute_resident_pension(
        birth=min(person.birth, latest),
        account_balance=balance,
        years_paid=years,
        on=person.on,
        parameters=parameters,
    )


def highest_total(series: Sequence[Estimate]) -> Decimal:
    """The highest sum a month of several estimates, 0 for none: the common end of two charts."""
    return max((one.total for one in series), default=Decimal(0))
