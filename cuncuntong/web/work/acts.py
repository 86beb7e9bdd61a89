"""The moves of a posting that a button makes, for staff and on the employers' own site alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import PostingState
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import day_words
from cuncuntong.web.asked import whole

END_REASONS = ("已经招到人", "不再需要了", "工期取消或改期", "其他")
Move = Callable[[Posting, Mapping[str, str], Mapping[str, Any]], str]


def _version(sent: Mapping[str, str]) -> int:
    return whole(sent.get("version", "")) or 0


def _submit(posting: Posting, sent: Mapping[str, str], who: Mapping[str, Any]) -> str:
    services.submit_posting(
        posting=posting, version=_version(sent), confirmed=bool(sent.get("confirmed")), **who
    )
    return "已提交，等县里审核后公布。"


def _renew(posting: Posting, sent: Mapping[str, str], who: Mapping[str, Any]) -> str:
    row = services.renew_posting(posting=posting, version=_version(sent), **who)
    return f"已续期，有效期至{day_words(row.valid_until)}。" if row.valid_until else "已续期。"


def _pause(posting: Posting, sent: Mapping[str, str], who: Mapping[str, Any]) -> str:
    services.pause_posting(posting=posting, version=_version(sent), **who)
    return "已暂停，网上暂时看不到。"


def _resume(posting: Posting, sent: Mapping[str, str], who: Mapping[str, Any]) -> str:
    services.resume_posting(posting=posting, version=_version(sent), **who)
    return "已恢复公布。"


def _hired(posting: Posting, sent: Mapping[str, str], who: Mapping[str, Any]) -> str:
    hired, headcount = whole(sent.get("hired", "").strip()), whole(sent.get("headcount", "").strip())
    row = services.set_hired(
        posting=posting,
        version=_version(sent),
        hired=-1 if hired is None else hired,
        headcount=0 if headcount is None and sent.get("headcount") else headcount,
        **who,
    )
    return "已招满，不再公布。" if row.state == PostingState.FILLED else f"已记下：招到{row.hired}人。"


def _fill(posting: Posting, sent: Mapping[str, str], who: Mapping[str, Any]) -> str:
    services.set_hired(posting=posting, version=_version(sent), hired=posting.headcount, **who)
    return "已招满，不再公布。"


def _end(posting: Posting, sent: Mapping[str, str], who: Mapping[str, Any]) -> str:
    services.end_posting(posting=posting, version=_version(sent), reason=sent.get("reason", ""), **who)
    return "已结束。"


MOVES: Mapping[str, Move] = {
    "submit": _submit,
    "renew": _renew,
    "pause": _pause,
    "resume": _resume,
    "hired": _hired,
    "fill": _fill,
    "end": _end,
}


@dataclass(frozen=True)
class Offered:
    """What can be done with a posting now, and what its owner should do first."""

    edit: bool = False
    submit: bool = False
    renew: bool = False
    pause: bool = False
    resume: bool = False
    hired: bool = False
    end: bool = False
    todo: str = ""


def moves_of(posting: Posting) -> Offered:
    """The moves that a posting's state allows."""
    today = timezone.localdate()
    state = posting.state
    running = state in (PostingState.PUBLISHED, PostingState.PAUSED)
    longer = services.posting_until(posting, today)
    until = posting.valid_until
    renewable = state == PostingState.ENDED and services.renewable(posting, today)
    extends = running and until is not None and longer > until
    return Offered(
        edit=running or state in (PostingState.DRAFT, PostingState.PENDING, PostingState.RETURNED),
        submit=state in (PostingState.DRAFT, PostingState.RETURNED),
        renew=(renewable and longer >= today) or extends,
        pause=state == PostingState.PUBLISHED,
        resume=state == PostingState.PAUSED and until is not None and until >= today,
        hired=running or state == PostingState.FILLED,
        end=running or state in (PostingState.DRAFT, PostingState.PENDING, PostingState.RETURNED),
        todo=_TODO.get(PostingState(state), ""),
    )


_TODO = {
    PostingState.DRAFT: "还没有提交",
    PostingState.PENDING: "等县里审核，不用做什么",
    PostingState.RETURNED: "请按县里的意见修改后重新提交",
    PostingState.PUBLISHED: "招到人请及时登记人数",
    PostingState.PAUSED: "已暂停，网上看不到",
    PostingState.FILLED: "已招满",
    PostingState.ENDED: "已结束",
}
