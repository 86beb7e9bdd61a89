"""A posting in words for whoever looks for work: on the page, on paper, and to pass on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cuncuntong.foundation.addresses import absolute
from cuncuntong.foundation.search import Piece
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_lines import (
    detail_rows,
    place_words,
    published_words,
    tags_of,
    where_words,
)
from cuncuntong.ledgers.jobs.posting_words import (
    day_words,
    days_left_words,
    pay_words,
    places_left,
    public_name,
    time_words,
)
from cuncuntong.ledgers.jobs.selectors.search import FoundPosting

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


def address_of(posting: Posting) -> str:
    """The posting's public address, as a telephone opens it."""
    return absolute(reverse("jobs:posting", args=[posting.code]))


def share_text(posting: Posting) -> str:
    """A few lines to paste into a message: what, how much, where, until when, and the link."""
    until = posting.valid_until
    lines = [
        f"【招工】{posting.title}　{pay_words(posting)}",
        f"地点：{where_words(posting)}",
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
        "place": where_words(posting),
        "time": time_words(posting),
        "code": posting.code,
        "until": days_left_words(posting, today) and f"有效期至{day_words(posting.valid_until)}",  # type: ignore[arg-type]
    }
