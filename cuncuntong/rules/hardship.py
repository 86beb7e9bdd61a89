"""Who is hard to employ (就业困难人员): categories, each with an eligibility rule and what is to be seen.

The law leaves the list to the province (就业促进法 §52); what stands here is what is usual, each category
switched on or off and its figures set by dated parameters, to be confirmed by the county.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cuncuntong.rules.ages import add_months, age_on, date_reaching_age


class Category(StrEnum):
    """The categories; the values are the keys of the parameter that switches them."""

    AGED = "大龄"
    DISABLED = "残疾"
    ALLOWANCE = "低保"
    NO_EARNER = "零就业家庭"
    LONG_UNEMPLOYED = "长期失业"
    LAND_LOST = "失地"


@dataclass(frozen=True)
class Limits:
    """The figures of a day: ages from which one counts as aged, months without work, what is in force."""

    male_age: int
    female_age: int
    unemployed_months: int
    in_force: frozenset[str]


@dataclass(frozen=True)
class Person:
    """What the rules look at. ``unemployed_since`` is None without a registration that runs;
    ``earners`` names those of the household who have work by our records; ``household_known`` says
    whether a household is on record at all."""

    birth: date
    male: bool
    on: date
    unemployed_since: date | None
    earners: tuple[str, ...] = ()
    household_known: bool = False


@dataclass(frozen=True)
class Finding:
    """Whether a category's rule is met, and why. ``sure`` is False where only the papers can tell."""

    met: bool
    reason: str
    sure: bool = True


@dataclass(frozen=True)
class Kind:
    """A category: its words, what is to be seen, and its rule."""

    category: Category
    name: str
    evidence: str
    test: Callable[[Person, Limits], Finding]


def _aged(person: Person, limits: Limits) -> Finding:
    least = limits.male_age if person.male else limits.female_age
    sex = "男" if person.male else "女"
    age = age_on(person.birth, person.on)
    if age >= least:
        return Finding(True, f"{sex}，{age}周岁，已满{least}周岁。")
    day = date_reaching_age(person.birth, least)
    return Finding(False, f"{sex}，{age}周岁，{day.year}年{day.month}月{day.day}日才满{least}周岁。")


def _by_paper(what: str) -> Callable[[Person, Limits], Finding]:
    def test(_: Person, __: Limits) -> Finding:
        return Finding(True, f"本系统没有{what}的数据，以查验的材料为准。", sure=False)

    return test


def _no_earner(person: Person, _: Limits) -> Finding:
    if not person.household_known:
        return Finding(True, "居民台账没有登记户内成员，以村（社区）的核实情况为准。", sure=False)
    if person.earners:
        return Finding(False, f"同户的{'、'.join(person.earners)}在就业台账中有正在进行的就业。")
    return Finding(True, "同户的劳动年龄成员在就业台账中都没有正在进行的就业。")


def _long(person: Person, limits: Limits) -> Finding:
    since = person.unemployed_since
    if since is None:
        return Finding(False, "没有正在登记的失业。")
    due = add_months(since, limits.unemployed_months)
    if person.on >= due:
        return Finding(
            True,
            f"自{since.year}年{since.month}月{since.day}日起登记失业，已满{limits.unemployed_months}个月。",
        )
    return Finding(
        False, f"登记失业到{due.year}年{due.month}月{due.day}日才满{limits.unemployed_months}个月。"
    )


KINDS: Mapping[Category, Kind] = {
    kind.category: kind
    for kind in (
        Kind(Category.AGED, "大龄失业人员", "身份证", _aged),
        Kind(Category.DISABLED, "残疾失业人员", "残疾人证", _by_paper("残疾人证")),
        Kind(Category.ALLOWANCE, "最低生活保障家庭失业人员", "低保证或民政部门的核实情况", _by_paper("低保")),
        Kind(Category.NO_EARNER, "零就业家庭成员", "户口簿和村（社区）的核实情况", _no_earner),
        Kind(Category.LONG_UNEMPLOYED, "长期失业人员", "失业登记（系统内核对）", _long),
        Kind(Category.LAND_LOST, "失地农民", "征地文件或村（社区）的核实情况", _by_paper("征地")),
    )
}


def find(category: str, person: Person, limits: Limits) -> Finding:
    """What a category's rule says. One that is not in force that day is never met.

    Raises ValueError for a category that is none.
    """
    kind = KINDS[Category(category)]
    if kind.category.value not in limits.in_force:
        return Finding(False, f"“{kind.name}”目前不在认定范围内。")
    return kind.test(person, limits)


def name_of(category: str) -> str:
    """A category's name; one that is no longer known speaks for itself."""
    return KINDS[Category(category)].name if category in set(Category) else category
