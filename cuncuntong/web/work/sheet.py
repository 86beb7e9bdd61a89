"""An employer's and a posting's content in words, by section, and their history."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import timezone

from cuncuntong.foundation.identifiers import resident_id, telephone
from cuncuntong.foundation.identifiers.codes import EDUCATIONS, INDUSTRIES
from cuncuntong.ledgers.jobs.enums import (
    EmployerKind,
    EmployerMove,
    EmployerState,
    HealthLimit,
    PostingState,
    SeekerKind,
)
from cuncuntong.ledgers.jobs.models import Employer, EmployerEvent, Posting, PostingEvent
from cuncuntong.ledgers.jobs.posting_words import day_words, pay_words, time_words, welfare_words
from cuncuntong.rules import certificates, occupations
from cuncuntong.rules.postings import NOTE

POSTING_TONES = {
    PostingState.DRAFT: "neutral",
    PostingState.PENDING: "wait",
    PostingState.RETURNED: "bad",
    PostingState.PUBLISHED: "good",
    PostingState.PAUSED: "neutral",
    PostingState.FILLED: "info",
    PostingState.ENDED: "neutral",
}
EMPLOYER_TONES = {
    EmployerState.PENDING: "wait",
    EmployerState.VERIFIED: "good",
    EmployerState.REFUSED: "bad",
    EmployerState.BLOCKED: "bad",
}


class Line(NamedTuple):
    """One line: the field that a correction would name, its label, its words."""

    key: str
    label: str
    text: str


class Part(NamedTuple):
    """Lines under one heading."""

    title: str
    rows: list[Line]


def posting_tone(posting: Posting) -> str:
    """The badge's tone of a posting's state."""
    return POSTING_TONES.get(PostingState(posting.state), "neutral")


def employer_tone(employer: Employer) -> str:
    """The badge's tone of an employer's state."""
    return EMPLOYER_TONES.get(EmployerState(employer.state), "neutral")


def occupation_words(code: str) -> str:
    """An occupation's name with the group above it."""
    path = occupations.path(code)
    return f"{path[-1].name}（{path[-2].name}）" if len(path) > 1 else occupations.label(code) or code


def posting_parts(posting: Posting, place: str) -> list[Part]:
    """A posting in words; lines without a value are left out."""
    gig = posting.kind == SeekerKind.GIG
    held = [certificates.name_of(key) for key in posting.certificates]
    years = posting.experience_years
    people = f"{posting.headcount}人" + (f"，已招到{posting.hired}人" if posting.hired else "")
    demands = [HealthLimit(key).label for key in posting.health_demands if key in HealthLimit.values]
    parts = (
        ("岗位", (
            ("title", "岗位名称", posting.title),
            ("occupation_words", "职业", occupation_words(posting.occupation)),
            ("description", "工作内容", posting.description),
            ("requirements", "要求", posting.requirements),
            ("headcount", "招用人数", people),
        )),
        ("报酬和时间", (
            ("pay_low", "报酬", pay_words(posting)),
            ("hours", "时间" if gig else "工作时间", time_words(posting)),
            ("meals", "另外", welfare_words(posting)),
            ("insurance", "保险", posting.get_insurance_display()),
        )),
        ("地点", (
            ("place", "所在", place),
            ("address", "详细地点", posting.address),
        )),
        ("硬条件", (
            ("education", "最低文化程度", dict(EDUCATIONS).get(posting.education, "")),
            ("experience_years", "从事年限", f"不少于{years}年" if years else ""),
            ("certificates", "须持证书", "、".join(held)),
            ("health_demands", "离不开的", "、".join(demands)),
        )),
        ("联系", (
            ("contact_shown", "联系电话", "公开" if posting.contact_shown else "不公开，由服务点联系"),
        )),
    )  # fmt: skip
    told = [Part(title, [Line(*row) for row in rows if row[2]]) for title, rows in parts]
    return [part for part in told if part.rows]


def employer_rows(employer: Employer, place: str) -> list[Line]:
    """An employer in words, without what is masked."""
    industry = dict(INDUSTRIES).get(employer.industry, "")
    registered = timezone.localtime(employer.registered_at).strftime("%Y-%m-%d")
    rows = (
        ("name", "名称", employer.name),
        ("credit_code", "统一社会信用代码", employer.credit_code),
        ("contact_name", "联系人", employer.contact_name),
        ("place", "所在", place),
        ("address", "地址", employer.address),
        ("industry", "行业", industry),
        ("introduction", "简介", employer.introduction),
        ("via", "登记方式", f"{employer.get_via_display()}，{registered}"),
    )
    return [Line(*row) for row in rows if row[2]]


def masked_numbers(employer: Employer) -> dict[str, str]:
    """The telephone, and the ID number of a private person, as screens show them."""
    numbers = {"telephone": telephone.mask(employer.telephone)}
    if employer.kind == EmployerKind.PERSON and employer.id_number:
        numbers["id_number"] = resident_id.mask(employer.id_number)
    return numbers


def code_warning(employer: Employer) -> str:
    """What the check of the credit code says."""
    return employer.credit_warning


def posting_history(events: list[PostingEvent]) -> list[dict[str, Any]]:
    """A posting's events for the timeline, the newest first."""
    tones = {"approve": "good", "return": "bad", "expire": "neutral", "end": "neutral"}
    return [
        {
            "title": event.get_move_display() + ("（已撤销）" if event.undone_at else ""),
            "at": event.at,
            "who": "用工方网上办理" if event.by_employer else str(event.actor or "系统"),
            "text": event.note,
            "tone": tones.get(event.move, ""),
        }
        for event in reversed(events)
    ]


def employer_history(events: list[EmployerEvent]) -> list[dict[str, Any]]:
    """An employer's events for the timeline, the newest first."""
    tones = {EmployerMove.VERIFY: "good", EmployerMove.REFUSE: "bad", EmployerMove.BLOCK: "bad"}
    return [
        {
            "title": EmployerMove(event.move).label + ("（已撤销）" if event.undone_at else ""),
            "at": event.at,
            "who": str(event.actor) if event.actor else "用工方网上办理",
            "text": event.note,
            "tone": tones.get(EmployerMove(event.move), ""),
        }
        for event in reversed(events)
    ]


def until_words(posting: Posting) -> str:
    """公布至2026年12月1日."""
    return f"有效期至{day_words(posting.valid_until)}" if posting.valid_until else ""


def note_words(posting: Posting) -> list[str]:
    """What the check could not check, for whoever posts: nobody is to think that it was checked."""
    return [
        f"{one.get('words', '')}{one.get('remedy', '')}"
        for one in posting.findings
        if one.get("weight") == NOTE
    ]
