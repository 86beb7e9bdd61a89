"""Items 2 and 5: the postings that fit somebody's registration, why, and what kept others out."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.items.find_work.recommending import WEAK, counted_words
from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.jobs.enums import SeekerKind, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker, Posting, Recommendation
from cuncuntong.ledgers.jobs.posting_lines import place_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_contact, public_name, time_words
from cuncuntong.ledgers.jobs.seeker_words import wanted_words
from cuncuntong.ledgers.jobs.selectors import standing_seeker
from cuncuntong.ledgers.jobs.selectors.matching import Recommended, parted, recommend_postings
from cuncuntong.ledgers.jobs.selectors.recommendations import awaiting_of
from cuncuntong.ledgers.jobs.services.recommending import MOST_AT_ONCE
from cuncuntong.network.parameters import current
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable, NextStep, Situation

COLUMNS = ("岗位", "用工方", "报酬和时间", "工作地点", "为什么推荐，哪里不合适", "联系")
MISSED_COLUMNS = ("岗位", "用工方", "报酬", "差在哪里")
EMPTY = "现在没有合适的岗位。可以放宽条件续期登记，或用查询看全部岗位；同意推送的，有新岗位会告知。"
NO_CHARGE = "凡要先交押金、报名费、服装费的，不要去。"
REGISTER = {SeekerKind.FIXED: "1", SeekerKind.GIG: "4"}
SEARCH = {SeekerKind.FIXED: "3", SeekerKind.GIG: "6"}


def look_up_jobs_for(kind: SeekerKind, situation: Situation) -> LookUpAnswer:
    """The twenty best for the resident's own registration, each with its reasons."""
    seeker = standing_seeker(situation.resident, kind, situation.on)
    if seeker is None or seeker.state == SeekerState.PAUSED:
        return _not_yet(kind, seeker)
    found = recommend_postings(seeker, situation.on)
    fitting, weak = parted(found.best)
    earlier = awaiting_of(situation.resident)
    return LookUpAnswer(
        summary=(
            ("求职登记", f"想找{wanted_words(seeker)}，有效期至{day_words(seeker.valid_until)}"),
            ("合适的岗位", counted_words(len(fitting), len(weak), "个")),
        ),
        tables=(
            LookUpTable("推荐的岗位", COLUMNS, tuple(map(_row, fitting)), empty=EMPTY),
            *((LookUpTable(WEAK, COLUMNS, tuple(map(_row, weak))),) if weak else ()),
            *_missed(found.missed),
        ),
        as_of=timezone.now(),
        notes=(NO_CHARGE, "离家的公里数是直线距离，实际路程更长。"),
        panel_data={
            "seeker": seeker.pk,
            "jobs": [_job(one) for one in fitting],
            "weak": [_job(one) for one in weak],
            "weak_title": WEAK,
            "missed": [_missed_job(*one) for one in found.missed],
            "empty": EMPTY,
            "most": current().integer(MOST_AT_ONCE, situation.on),
            "dots": [_dot(one.posting) for one in found.best],
            "earlier": [_earlier(row) for row in earlier],
        },
        panel_lists=True,
        next_steps=(
            NextStep(SEARCH[kind], "看全部岗位，自己加减条件"),
            NextStep(REGISTER[kind], "意向有变的，续期时修改，推荐会更准"),
        ),
    )  # fmt: skip


def _not_yet(kind: SeekerKind, seeker: JobSeeker | None) -> LookUpAnswer:
    number, words = REGISTER[kind], kind.label
    told = "已暂停" if seeker else "没有求职中的登记"
    what = "恢复求职后就可以推荐" if seeker else f"先登记{words}求职意向，登记好了马上推荐"
    return LookUpAnswer(
        summary=((f"{words}求职登记", told),),
        tables=(),
        notes=(f"{what}：请办理第{number}项“{words}求职登记”。",),
        next_steps=(NextStep(number, what), NextStep(SEARCH[kind], "不登记也可以查询全部岗位")),
    )


def _row(one: Recommended) -> tuple[str, ...]:
    posting = one.posting
    return (
        f"{posting.title}（{posting.code}）",
        public_name(posting.employer),
        f"{pay_words(posting)}；{time_words(posting)}",
        place_words(posting),
        one.words,
        contact_words(posting),
    )


def contact_words(posting: Posting) -> str:
    """Whom to call, where the employer shows it; else the point puts people in touch."""
    contact = public_contact(posting)
    return f"{contact[0]}，电话{contact[1]}" if contact else "由服务点联系"


def _missed(found: tuple[tuple[Posting, str], ...]) -> tuple[LookUpTable, ...]:
    if not found:
        return ()
    rows = tuple(
        (posting.title, public_name(posting.employer), pay_words(posting), words) for posting, words in found
    )
    return (LookUpTable("只差一个条件的岗位", MISSED_COLUMNS, rows),)


def _job(one: Recommended) -> dict[str, Any]:
    posting = one.posting
    return {
        "posting": posting.pk,
        "title": posting.title,
        "employer": public_name(posting.employer),
        "code": posting.code,
        "pay": pay_words(posting),
        "time": time_words(posting),
        "place": place_words(posting),
        "contact": contact_words(posting),
        "score": one.score,
        "for": "；".join(reason.words for reason in one.reasons if reason.fits is not False),
        "against": one.against,
    }


def _missed_job(posting: Posting, words: str) -> dict[str, str]:
    told = {"title": posting.title, "employer": public_name(posting.employer), "pay": pay_words(posting)}
    return {**told, "against": words}


def _dot(posting: Posting) -> dict[str, str]:
    """Where the work is, for the map."""
    place = posting.village_code or posting.township_code
    return {"place": place, "label": posting.title, "note": pay_words(posting)}


def _earlier(row: Recommendation) -> dict[str, Any]:
    return {
        "seeker": row.seeker_id,
        "posting": row.posting_id,
        "title": row.posting.title,
        "employer": public_name(row.posting.employer),
        "day": timezone.localdate(row.made_at),
        "outcome": row.get_outcome_display(),
    }
