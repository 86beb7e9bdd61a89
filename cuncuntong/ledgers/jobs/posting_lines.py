"""A posting in the few words by which somebody decides whether to read on; for lists on screen and paper."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.ledgers.jobs.enums import HealthLimit, Hours, Insurance, SeekerKind
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import day_words, places_left, time_words, welfare_words
from cuncuntong.network.places import current
from cuncuntong.rules import certificates, occupations

WHOLE_COUNTY = "全县各地"


def place_words(posting: Posting) -> str:
    """凤城镇 水村, or the whole county."""
    code = posting.village_code or posting.township_code
    return current().name(code) if code else WHOLE_COUNTY


def where_words(posting: Posting) -> str:
    """The place with its address."""
    return " ".join(part for part in (place_words(posting), posting.address) if part)


def tags_of(posting: Posting) -> tuple[str, ...]:
    """Kind, first day, hours, welfare, insurance, how many are wanted."""
    told = [posting.get_kind_display()]
    if posting.starts_on and posting.kind == SeekerKind.GIG:
        told.append(f"{posting.starts_on.month}月{posting.starts_on.day}日开工")
    told += [words for words in (Hours(posting.hours).label, *welfare_words(posting).split("、")) if words]
    if posting.insurance == Insurance.FULL:
        told.append("缴社保")
    return (*told, f"招{places_left(posting)}人")


def published_words(posting: Posting, today: dt.date) -> str:
    """今天发布, 3天前发布, then the day."""
    if posting.published_at is None:
        return ""
    day = timezone.localdate(posting.published_at)
    days = (today - day).days
    if days <= 0:
        return "今天发布"
    return f"{days}天前发布" if days <= 30 else f"{day_words(day)}发布"


def detail_rows(posting: Posting) -> list[tuple[str, str]]:
    """Everything besides the running texts, as far as it is told."""
    demands = [HealthLimit(key).label for key in posting.health_demands if key in HealthLimit.values]
    school = dict(EDUCATIONS).get(posting.education, "")
    papers = [certificates.name_of(key) for key in posting.certificates]
    rows = (
        ("职业", occupations.label(posting.occupation)),
        ("招用人数", f"{posting.headcount}人，还需{places_left(posting)}人"),
        ("工作时间", time_words(posting)),
        ("工作地点", where_words(posting)),
        ("食宿交通", welfare_words(posting)),
        ("保险", posting.get_insurance_display()),
        ("文化程度", f"{school}以上" if school else ""),
        ("从事年限", f"{posting.experience_years}年以上" if posting.experience_years else ""),
        ("须持证书", "、".join(papers)),
        ("工作强度", "、".join(demands)),
        ("招聘编号", posting.code),
    )
    return [(label, text) for label, text in rows if text]
