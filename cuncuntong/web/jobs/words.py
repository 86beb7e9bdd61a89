"""A posting in words for whoever looks for work: on the page, on paper, and to pass on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.foundation.search import Piece
from cuncuntong.ledgers.jobs.enums import HealthLimit, Hours, Insurance
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import (
    day_words,
    days_left_words,
    pay_words,
    places_left,
    public_name,
    time_words,
    welfare_words,
)
from cuncuntong.ledgers.jobs.selectors.search import FoundPosting
from cuncuntong.network.places import current
from cuncuntong.rules import certificates, occupations

WHOLE_COUNTY = "全县各地"
# What every seeker is told before going anywhere.
WARNINGS = (
    "求职、入职不收任何押金、报名费、服装费、体检代办费，凡收钱的都不要去。",
    "身份证只给对方看，不要交给对方保管。",
    "干活前问清报酬、结算日期、有没有保险；固定工要签书面劳动合同。",
    "遇到收费、扣证、欠薪，请到就近服务点反映。",
)


@dataclass(frozen=True)
class JobCard:
    """One posting in a list."""

    posting: Posting
    url: str
    title: Sequence[Piece]
    pay: str
    employer: str
    place: str
    distance: str
    tags: tuple[str, ...]
    when: str
    excerpt: Sequence[Piece]


def job_card(found: FoundPosting, today: dt.date, *, url: str = "") -> JobCard:
    """A posting as lists show it."""
    posting = found.posting
    return JobCard(
        posting=posting,
        url=url or reverse("jobs:posting", args=[posting.code]),
        title=found.title or (Piece(posting.title, False),),
        pay=pay_words(posting),
        employer=public_name(posting.employer),
        place=place_words(posting),
        distance=found.distance.words if found.distance else "",
        tags=tags_of(posting),
        when=published_words(posting, today),
        excerpt=found.excerpt,
    )


def place_words(posting: Posting) -> str:
    """凤城镇 水村, or the whole county."""
    code = posting.village_code or posting.township_code
    return current().name(code) if code else WHOLE_COUNTY


def tags_of(posting: Posting) -> tuple[str, ...]:
    """The few things that decide whether somebody reads on."""
    told = [posting.get_kind_display()]
    if posting.starts_on and posting.kind == "gig":
        told.append(f"{posting.starts_on.month}月{posting.starts_on.day}日开工")
    told += [words for words in (Hours(posting.hours).label, *welfare_words(posting).split("、")) if words]
    if posting.insurance == Insurance.FULL:
        told.append("缴社保")
    told.append(f"招{places_left(posting)}人")
    return tuple(told)


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
        ("工作地点", " ".join(part for part in (place_words(posting), posting.address) if part)),
        ("食宿交通", welfare_words(posting)),
        ("保险", posting.get_insurance_display()),
        ("文化程度", f"{school}以上" if school else ""),
        ("从事年限", f"{posting.experience_years}年以上" if posting.experience_years else ""),
        ("须持证书", "、".join(papers)),
        ("工作强度", "、".join(demands)),
        ("招聘编号", posting.code),
    )
    return [(label, text) for label, text in rows if text]


def address_of(posting: Posting) -> str:
    """The posting's public address, as a telephone opens it."""
    return absolute(reverse("jobs:posting", args=[posting.code]))


def absolute(path: str) -> str:
    """An address of this system as others reach it."""
    base: str = settings.CUNCUNTONG["PUBLIC_URL"]
    return f"{base.rstrip('/')}{path}"


def share_text(posting: Posting) -> str:
    """A few lines to paste into a message: what, how much, where, until when, and the link."""
    until = posting.valid_until
    lines = [
        f"【招工】{posting.title}　{pay_words(posting)}",
        f"地点：{' '.join(part for part in (place_words(posting), posting.address) if part)}",
        f"时间：{time_words(posting)}",
        f"用工：{public_name(posting.employer)}，招{places_left(posting)}人"
        + (f"，{day_words(until)}前有效" if until else ""),
        f"县里审核过的岗位，不收任何费用。详情：{address_of(posting)}",
    ]
    return "\n".join(lines)


def poster_data(posting: Posting, today: dt.date) -> dict[str, Any]:
    """What the poster and the sheet print of a posting."""
    return {
        "title": posting.title,
        "kind": posting.get_kind_display(),
        "pay": pay_words(posting),
        "employer": public_name(posting.employer),
        "rows": [[label, text] for label, text in detail_rows(posting) if label not in ("职业", "招聘编号")],
        "description": posting.description,
        "requirements": posting.requirements,
        "tags": list(tags_of(posting)),
        "place": " ".join(part for part in (place_words(posting), posting.address) if part),
        "time": time_words(posting),
        "code": posting.code,
        "until": days_left_words(posting, today) and f"有效期至{day_words(posting.valid_until)}",  # type: ignore[arg-type]
    }
