"""A seeker in words for an employer: what somebody wants and can do, not who it is."""

from __future__ import annotations

import datetime as dt
import re

from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.ledgers.jobs.enums import Hours, PayUnit
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.jobs.posting_words import surname
from cuncuntong.network.places import current
from cuncuntong.rules import certificates, occupations
from cuncuntong.rules.ages import age_on

# A telephone, an ID number or an account that somebody wrote into a free text.
_NUMBERS = re.compile(r"[\d０-９][\d０-９\s\-－]{5,}[\dxX０-９]")
HIDDEN = "（号码已隐去）"


def masked_name(name: str) -> str:
    """王**: the surname alone."""
    shown = surname(name)
    return shown + "*" * max(1, len(name) - len(shown))


def age_words(seeker: JobSeeker, on: dt.date) -> str:
    """男，50–54岁: within five years."""
    resident = seeker.resident
    low = age_on(resident.birth_date, on) // 5 * 5
    sex = {"1": "男", "2": "女"}.get(resident.sex, "")
    return f"{sex}，{low}–{low + 4}岁" if sex else f"{low}–{low + 4}岁"


def township_words(seeker: JobSeeker) -> str:
    """The township where somebody lives; nothing below it."""
    return current().name(seeker.township_code)


def wanted_words(seeker: JobSeeker) -> str:
    """The occupations wanted, the most wanted first."""
    named = [occupations.label(code) for code in seeker.occupations]
    return "、".join(dict.fromkeys(named)) or without_numbers(seeker.occupation)


def floor_words(seeker: JobSeeker) -> str:
    """180元/天以上; 面议 where no sum was said."""
    floor = seeker.pay_floor
    if floor is None:
        return "面议"
    amount = f"{floor:,.0f}" if floor == floor.to_integral_value() else f"{floor:,.2f}"
    return f"{amount}{PayUnit(seeker.pay_unit).label}以上"


def able_words(seeker: JobSeeker) -> str:
    """Skills, certificates, years and education, without numbers that lead to a person."""
    school = dict(EDUCATIONS).get(seeker.education, "")
    parts = [
        without_numbers(seeker.skills),
        "、".join(certificates.name_of(key) for key in seeker.certificates),
        f"干过{seeker.experience_years}年" if seeker.experience_years else "",
        school,
    ]
    return "；".join(part for part in parts if part)


def free_words(seeker: JobSeeker) -> str:
    """When somebody can work: days as far as they were told, and hours."""
    days = ""
    if seeker.free_from and seeker.free_until:
        days = f"{_day(seeker.free_from)}至{_day(seeker.free_until)}"
    elif seeker.free_from:
        days = f"{_day(seeker.free_from)}起"
    elif seeker.free_until:
        days = f"到{_day(seeker.free_until)}"
    return "，".join(part for part in (days, Hours(seeker.hours).label) if part)


def without_numbers(text: str) -> str:
    """A free text without telephones and other long numbers."""
    return _NUMBERS.sub(HIDDEN, text)


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
