"""A posting in words: pay, time, welfare, days left; for every screen, paper and message."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from cuncuntong.ledgers.jobs.enums import EmployerKind, PayUnit, SeekerKind
from cuncuntong.ledgers.jobs.models import Employer, Posting

_TWO_CHARACTER_SURNAMES = (
    *("上官", "皇甫", "欧阳", "司马", "诸葛", "令狐"),
    *("尉迟", "慕容", "东方", "夏侯", "公孙", "司徒"),
)


def day_words(day: dt.date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _amount(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def pay_words(posting: Posting) -> str:
    """3,500–4,500元/月; 面议 where no sum is said."""
    low, high = posting.pay_low, posting.pay_high
    unit = PayUnit(posting.pay_unit).label
    if low is None and high is None:
        return posting.pay_words or "报酬面议"
    if low is not None and high is not None and low != high:
        told = f"{_amount(low)}–{_amount(high)}{unit}"
    else:
        one = low if low is not None else high
        assert one is not None
        told = f"{_amount(one)}{unit}"
    return f"{told}（{posting.pay_words}）" if posting.pay_words else told


def time_words(posting: Posting) -> str:
    """Days and hours of a gig, hours of a vacancy."""
    parts = []
    if posting.starts_on and posting.ends_on and posting.starts_on != posting.ends_on:
        parts.append(f"{day_words(posting.starts_on)}至{day_words(posting.ends_on)}")
    elif posting.starts_on:
        parts.append(day_words(posting.starts_on) + ("" if posting.kind == SeekerKind.GIG else "起"))
    parts.append(posting.get_hours_display())
    if posting.hours_words:
        parts.append(posting.hours_words)
    if posting.hours_per_week:
        parts.append(f"每周{posting.hours_per_week}小时")
    return "，".join(parts)


def welfare_words(posting: Posting) -> str:
    """管饭、管住、接送, as far as they are given."""
    told = (("管饭", posting.meals), ("管住", posting.lodging), ("接送", posting.transport))
    return "、".join(words for words, given in told if given)


def places_left(posting: Posting) -> int:
    """How many are still wanted."""
    return max(0, posting.headcount - posting.hired)


def days_left_words(posting: Posting, today: dt.date) -> str:
    """How long it still shows; empty before it does."""
    if posting.valid_until is None:
        return ""
    days = (posting.valid_until - today).days
    if days < 0:
        return f"{day_words(posting.valid_until)}已到期"
    return "今天到期" if days == 0 else f"还有{days}天到期"


def public_name(employer: Employer) -> str:
    """An employer as anybody may see it: a unit's name; of a private person the surname alone."""
    if employer.kind == EmployerKind.UNIT:
        return employer.name
    return f"{surname(employer.name)}某（个人用工）"


def public_contact(posting: Posting) -> tuple[str, str] | None:
    """Contact and whole telephone for whoever looks for work, if the employer wants them shown: the
    surname with 联系人, and the number. None where the point or the county puts people in touch."""
    if not posting.contact_shown:
        return None
    employer = posting.employer
    return f"联系人：{surname(employer.contact_name)}某", employer.telephone


def surname(name: str) -> str:
    """A name's first character, or the first two of a surname of two."""
    return name[:2] if name.startswith(_TWO_CHARACTER_SURNAMES) else name[:1]
