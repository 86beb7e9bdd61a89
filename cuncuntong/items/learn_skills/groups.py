"""The six groups of people that training is for: what each asks, and by what it is known.

The notice names the groups at item 16 and refers back to it. What the ledgers know is not asked for; what
they don't know the person shows, or it is looked up in a list of the village; nobody has to bring a paper
that no law asks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.employment.selectors import active_unemployment, is_hard_to_employ
from cuncuntong.ledgers.jobs.selectors import current_employments
from cuncuntong.ledgers.residents.enums import Hukou, Sex
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.ledgers.training.enums import EvidenceKind, Group
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months, age_on
from cuncuntong.rules.service_item import Material, NextStep

SIX_GROUPS = (
    "防止返贫监测对象、毕业年度高校毕业生、城乡未继续升学的应届初高中毕业生、农村转移就业劳动者、"
    "城镇登记失业人员、就业困难人员等"
)
COLLEGE = ("10", "20", "30")
SECONDARY = ("60", "70")
_EDUCATION = dict(EDUCATIONS)
MINIMUM_AGE = "employment.minimum_working_age"
HIGHEST_AGE = "training.highest_age"

# What else there is for somebody of none of the groups.
ELSEWHERE = (
    NextStep("17", "看哪些机构开这个工种，可以直接向机构报名"),
    NextStep("1", "登记求职，由服务点推荐岗位"),
    NextStep("12", "查培训和就业补贴政策"),
)


class Answer(Enum):
    """What the ledgers say about a group."""

    KNOWN = auto()
    OPEN = auto()
    AGAINST = auto()


@dataclass(frozen=True)
class Belongs:
    """Whether somebody belongs to a group: by what it is known, why, or what speaks against it.

    ``may_show`` are the ways by which it can be shown where the ledgers don't know; ``showing`` says what.
    """

    answer: Answer
    reason: str
    evidence: str = ""
    remedy: str = ""
    may_show: tuple[str, ...] = ()
    showing: str = ""
    instead: tuple[NextStep, ...] = ()


@dataclass(frozen=True)
class Person:
    """Whom the groups are asked about: the resident, the day, and what the form says of school."""

    resident: Resident
    on: dt.date
    education: str = ""
    left_on: dt.date | None = None

    @property
    def school_from_ledger(self) -> bool:
        """Whether the form says of school just what the ledger says."""
        return (self.education, self.left_on) == (self.resident.education, self.resident.student_until)


def person_of(resident: Resident, form: Mapping[str, object], on: dt.date) -> Person:
    """The person of a form; what the form leaves empty is taken from the ledger."""
    left = str(form.get("left_on") or "")
    return Person(
        resident,
        on,
        str(form.get("education") or resident.education),
        dt.date.fromisoformat(left) if left else resident.student_until,
    )


def _watched(person: Person) -> Belongs:
    return Belongs(
        Answer.OPEN,
        "台账里没有监测对象的名单。",
        may_show=(EvidenceKind.LIST, EvidenceKind.PAPER),
        showing="请核对村里的防止返贫监测对象名单，在“查验情况”里写明名单日期，不用本人开证明",
    )


def _graduate(person: Person) -> Belongs:
    years = current().integer("training.graduate_years", person.on)
    if person.education not in COLLEGE:
        return Belongs(
            Answer.AGAINST,
            f"文化程度为{_EDUCATION.get(person.education, '未填写')}，不是高校毕业生。",
            remedy="资料有误的请改“文化程度”；不是高校毕业生的，请选其他人群。",
        )
    if person.left_on is None:
        return Belongs(Answer.AGAINST, "没有填写毕业日期。", remedy="请按毕业证填写毕业日期。")
    first = person.left_on.year
    if not first <= person.on.year < first + years:
        return Belongs(
            Answer.AGAINST,
            f"{day_words(person.left_on)}毕业，今年不是毕业年度。",
            remedy="还没有工作的，可以先办第11项“失业登记”，再按“城镇登记失业人员”登记。",
            instead=(NextStep("11", "登记失业后当天就可以登记培训意向"),),
        )
    said = f"{_EDUCATION[person.education]}，{day_words(person.left_on)}毕业"
    return _school(person, f"{said}，今年是毕业年度。")


def _school_leaver(person: Person) -> Belongs:
    months = current().integer("training.school_leaver_months", person.on)
    if person.education not in SECONDARY:
        return Belongs(
            Answer.AGAINST,
            f"文化程度为{_EDUCATION.get(person.education, '未填写')}，不是初高中毕业生。",
            remedy="资料有误的请改“文化程度”；不是初高中毕业生的，请选其他人群。",
        )
    if person.left_on is None:
        return Belongs(Answer.AGAINST, "没有填写毕业（离校）日期。", remedy="请按毕业证填写日期。")
    if person.left_on > person.on:
        return Belongs(
            Answer.AGAINST,
            f"{day_words(person.left_on)}才离校，目前还在校。",
            remedy=f"请在{day_words(person.left_on)}以后、没有继续升学时再来登记。",
        )
    if person.on > add_months(person.left_on, months):
        return Belongs(
            Answer.AGAINST,
            f"{day_words(person.left_on)}离校，已超过{months}个月，不算应届。",
            remedy="农业户口、想务工的，可以按“农村转移就业劳动者”登记。",
        )
    return _school(person, f"{_EDUCATION[person.education]}，{day_words(person.left_on)}离校，没有继续升学。")


def _school(person: Person, reason: str) -> Belongs:
    if person.school_from_ledger:
        return Belongs(Answer.KNOWN, reason, evidence=f"居民台账：{reason}")
    return Belongs(
        Answer.OPEN,
        reason,
        may_show=(EvidenceKind.PAPER,),
        showing="填写的文化程度或毕业日期与台账不同，请查验毕业证或学生证，写明证件名称和日期",
    )


def _rural(person: Person) -> Belongs:
    if person.resident.hukou != Hukou.RURAL:
        return Belongs(
            Answer.AGAINST,
            "台账户口性质为非农业。",
            remedy="户口性质有误的，请先更正居民资料；没有工作的，可以先办第11项“失业登记”。",
            instead=(NextStep("11", "登记失业后当天就可以登记培训意向"),),
        )
    until = person.resident.student_until
    if until is not None and until > person.on:
        return Belongs(
            Answer.AGAINST, f"台账显示在校至{day_words(until)}。", remedy="请在毕业或离校后再来登记。"
        )
    job = next(iter(current_employments(person.resident, person.on)), None)
    if job is not None:
        where = f"在{job.employer}" if job.employer else ""
        said = f"农业户口，自{day_words(job.starts_on)}起{where}{job.get_kind_display()}。"
        return Belongs(Answer.KNOWN, said, evidence=f"居民台账和就业台账：{said}")
    return Belongs(
        Answer.OPEN,
        "农业户口，就业台账里没有在外就业的记录。",
        may_show=(EvidenceKind.TOLD, EvidenceKind.PAPER),
        showing="请问清在哪里、做什么（或打算做什么）非农工作，写在“查验情况”里",
    )


def _unemployed(person: Person) -> Belongs:
    row = active_unemployment(person.resident)
    if row is None or row.registered_on > person.on:
        return Belongs(
            Answer.AGAINST,
            "没有在有效期内的失业登记。",
            remedy="没有工作的，请先办第11项“失业登记”，当场办好，接着就可以登记培训意向。",
            instead=(NextStep("11", "当场办好，接着登记培训意向"),),
        )
    said = f"{day_words(row.registered_on)}办理失业登记，目前有效。"
    return Belongs(Answer.KNOWN, said, evidence=f"就业台账：{said}")


@read_once
def _recognised(resident: Resident, on: dt.date) -> bool:
    return is_hard_to_employ(resident, on)


def _hard(person: Person) -> Belongs:
    if not _recognised(person.resident, person.on):
        return Belongs(
            Answer.AGAINST,
            "没有被认定为就业困难人员。",
            remedy="符合认定条件的，请先办第11项“失业登记”，办结时会提示怎样认定；不符合的，请选其他人群。",
            instead=(NextStep("11", "登记失业，办结时看能否认定为就业困难人员"),),
        )
    return Belongs(Answer.KNOWN, "已认定为就业困难人员。", evidence="就业台账：就业困难人员认定有效")


_RULES: Mapping[Group, Callable[[Person], Belongs]] = {
    Group.WATCHED: _watched,
    Group.GRADUATE: _graduate,
    Group.SCHOOL_LEAVER: _school_leaver,
    Group.RURAL: _rural,
    Group.UNEMPLOYED: _unemployed,
    Group.HARD: _hard,
}


def belongs_to(group: str, person: Person) -> Belongs:
    """What is known of a person and one of the six groups."""
    return _RULES[Group(group)](person)


def known_groups(person: Person) -> dict[Group, Belongs]:
    """The groups that the ledgers show the person to belong to."""
    found = {group: test(person) for group, test in _RULES.items()}
    return {group: one for group, one in found.items() if one.answer == Answer.KNOWN}


def age_fault(person: Person) -> tuple[str, str] | None:
    """Why the age does not allow training, and what to do; None where it does."""
    book = current()
    age = age_on(person.resident.birth_date, person.on)
    least = book.integer(MINIMUM_AGE, person.on)
    if age < least:
        return f"{age}周岁，未满{least}周岁。", f"请在年满{least}周岁后再来登记。"
    most = int(book.table(HIGHEST_AGE, person.on)[str(Sex(person.resident.sex).label)])
    if age >= most:
        return (
            f"{age}周岁，已满{most}周岁，不在政府补贴性培训的年龄范围。",
            "想学手艺的，可以直接向培训机构报名（一般自费）。",
        )
    return None


# Seen and not kept, by group.
MATERIALS = (
    Material(
        "school_paper",
        "毕业证或学生证",
        note="台账里已有的不用出示",
        when=("group", (Group.GRADUATE, Group.SCHOOL_LEAVER)),
        required=False,
    ),
    Material(
        "watched_list",
        "村里的防止返贫监测对象名单",
        note="由工作人员核对，不用本人开证明",
        when=("group", (Group.WATCHED,)),
        required=False,
    ),
)
