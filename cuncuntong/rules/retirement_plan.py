"""When somebody may retire, for the calculator: statutory month, earlier or later by choice, years needed.

Counts for the employees' pension alone. The month of the statutory age follows from ``rules.retirement``;
by choice it comes up to ``employees.flexible_months`` earlier (never before the original age, and only with
the minimum years paid) or as many months later. The minimum is that of the year in which somebody retires
(``employees.minimum_months``): for whoever retires earlier by choice it is read for that earlier year, which
is our reading and marked to be confirmed like the figures themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cuncuntong.rules.ages import add_months, age_on, span_text
from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.parameters.model import DatedValue
from cuncuntong.rules.retirement import Delay, Retirement, Track, delay_months, retirement

STEP, CAP = "employees.delay_step_months", "employees.delay_cap_months"
MINIMUM, FLEXIBLE = "employees.minimum_months", "employees.flexible_months"
STARTS = date(2025, 1, 1)
OLDEST = 130
WARNINGS = (
    "这是按公开的办法测算，供您参考，不是审批结果；退休时间以经办机构核定为准。",
    "只适用于企业职工基本养老保险。城乡居民养老保险的领取年龄不按这里算。",
    "特殊工种、因病等提前退休另有规定，这里不算。",
    "提前退休须先缴满最低缴费年限；这里按提前退休那一年的年限列出，以经办机构核定为准。",
)
ROLES = {
    Track.MAN_60: "男职工（原60周岁）",
    Track.WOMAN_55: "女职工，管理或技术岗位（原55周岁）",
    Track.WOMAN_50: "女职工，其他岗位（原50周岁）",
}


class RetirementRefused(ValueError):
    """What was asked can't be answered; ``field`` is what is wrong (birth, track)."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class BirthMonth:
    """A line of the table: whoever is born in a month retires in a month. All days are first days."""

    birth: date
    original: date
    delayed: int
    retires: date
    age_words: str
    minimum_months: int


@dataclass(frozen=True)
class RetirementPlan:
    """A person's answer. Days are birthdays so many months later; what counts is their month."""

    birth: date
    original: date
    retirement: Retirement
    earliest: date
    latest: date
    minimum_months: int
    minimum_earliest: int
    steps: tuple[tuple[str, str], ...]
    figures: tuple[DatedValue, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether every figure was confirmed."""
        return all(figure.is_confirmed for figure in self.figures)


def delay_of(track: Track, book: Parameters, on: date) -> Delay:
    """A track's delay by the figures of a day. Before the delay began nobody was delayed: the first
    figures say so as well."""
    day = max(on, STARTS)
    step, cap = (int(book.table(key, day)[track.value]) for key in (STEP, CAP))
    return Delay(step, cap, STARTS)


def track_of(*, male: bool, original_age: int | None) -> Track:
    """The track of a sex and an original age. Raises RetirementRefused where there is none."""
    if male and original_age in (None, Track.MAN_60.original_age):
        return Track.MAN_60
    if male:
        raise RetirementRefused("男职工的原法定退休年龄是60周岁，请核对。", "track")
    for track in (Track.WOMAN_50, Track.WOMAN_55):
        if track.original_age == original_age:
            return track
    raise RetirementRefused("女职工的原法定退休年龄是50周岁或55周岁，按岗位填写。", "track")


def plan(birth: date, track: Track, book: Parameters, on: date) -> RetirementPlan:
    """Somebody's retirement by the figures of a day. Raises RetirementRefused or ParameterError."""
    if birth > on:
        raise RetirementRefused("出生日期晚于今天，请核对。", "birth")
    if age_on(birth, on) > OLDEST:
        raise RetirementRefused(f"按这个出生日期已超过{OLDEST}岁，请核对。", "birth")
    delay = delay_of(track, book, on)
    found = retirement(birth, track, delay)
    flexible = book.find(FLEXIBLE, found.day)
    span = book.integer(FLEXIBLE, found.day) if flexible else 0
    age = track.original_age * 12 + found.delayed
    earliest = add_months(birth, age - min(span, found.delayed))
    used = (
        book.get(STEP, max(on, STARTS)),
        book.get(CAP, max(on, STARTS)),
        book.get(MINIMUM, found.day),
        flexible,
    )
    return RetirementPlan(
        birth=birth,
        original=add_months(birth, track.original_age * 12),
        retirement=found,
        earliest=earliest,
        latest=add_months(birth, age + span),
        minimum_months=book.integer(MINIMUM, found.day),
        minimum_earliest=book.integer(MINIMUM, earliest),
        steps=tuple(_steps(birth, found, delay)),
        figures=tuple(figure for figure in used if figure is not None),
    )


def _steps(birth: date, found: Retirement, delay: Delay) -> list[tuple[str, str]]:
    age = found.track.original_age
    original = add_months(birth, age * 12)
    told = [("原退休年月", f"{month_text(birth)}出生，{age}周岁是{month_text(original)}")]
    late = (birth.year + age - delay.starts.year) * 12 + birth.month
    if late <= 0:
        told.append(("延迟", f"{month_text(delay.starts)}以前已满{age}周岁，不延迟"))
        return told
    counted = f"（{birth.year}＋{age}－{delay.starts.year}）×12＋{birth.month}＝{late}个月"
    told.append(("从改革起算的第几个月", counted))
    whole = -(-late // delay.step)
    rounded = f"{late}÷{delay.step}，不足1个月的按1个月，＝{whole}个月"
    if whole > delay.cap:
        rounded += f"；最多{delay.cap}个月，按{delay.cap}个月"
    told += [("延迟", rounded), ("法定退休年龄", f"{found.age_words}，{month_text(found.day)}")]
    return told


def birth_months(first: date, count: int, track: Track, book: Parameters, on: date) -> list[BirthMonth]:
    """The table's lines for so many birth months from ``first`` on."""
    delay, lines = delay_of(track, book, on), []
    for number in range(count):
        birth = add_months(first.replace(day=1), number)
        found = retirement(birth, track, delay)
        lines.append(
            BirthMonth(
                birth=birth,
                original=add_months(birth, track.original_age * 12),
                delayed=found.delayed,
                retires=found.day,
                age_words=found.age_words,
                minimum_months=book.integer(MINIMUM, found.day),
            )
        )
    return lines


def whole_table(track: Track, book: Parameters, on: date) -> list[BirthMonth]:
    """From the last birth month without delay to the first that has the most."""
    delay = delay_of(track, book, on)
    first = add_months(delay.starts, -track.original_age * 12 - 1)
    count = 1
    while delay_months(add_months(first, count - 1), track, delay) < delay.cap:
        count += 1
    return birth_months(first, count, track, book, on)


def month_text(day: date) -> str:
    """2026年8月."""
    return f"{day.year}年{day.month}月"


def years_text(months: int) -> str:
    """Years that must have been paid: 15年, 15年6个月."""
    return span_text(months)


def years_number(months: int) -> int | float:
    """The same as a number of years: 15, or 15.5 for half a year more."""
    return months // 12 if months % 12 == 0 else months / 12
