"""The moves of a posting that was sent: the county's decision, then renewing, pausing, filling, ending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import (
    POSTING_DECIDED,
    EmployerState,
    PostingMove,
    PostingState,
    SeekerKind,
)
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import day_words
from cuncuntong.ledgers.jobs.refusals import Fault, FieldsRefused
from cuncuntong.ledgers.jobs.services.posting_check import MOST_PEOPLE
from cuncuntong.ledgers.jobs.services.posting_index import keep_in_index
from cuncuntong.ledgers.jobs.services.posting_rows import KEPT, enter, made_before, need_state
from cuncuntong.ledgers.jobs.services.postings import need_may_post
from cuncuntong.ledgers.jobs.services.rows import locked, snapshot
from cuncuntong.ledgers.jobs.services.telling import tell_poster
from cuncuntong.ledgers.jobs.services.verification import need_review, verify_employer
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current, setting

FIXED_DAYS, GIG_DAYS = "service.posting_days", "service.gig_posting_days"
EXPIRED = "到期"
_RUNNING = (PostingState.PUBLISHED, PostingState.PAUSED)
_OPEN = (PostingState.DRAFT, PostingState.PENDING, PostingState.RETURNED, *_RUNNING, PostingState.FILLED)


def posting_until(posting: Posting, on: dt.date) -> dt.date:
    """The last day of a posting that is published or renewed on a day: a gig at most to its end."""
    gig = posting.kind == SeekerKind.GIG
    until = on + dt.timedelta(days=current().integer(GIG_DAYS if gig else FIXED_DAYS, on))
    return min(until, posting.ends_on) if gig and posting.ends_on else until


def approve_posting(
    *,
    caller: Caller,
    posting: Posting,
    version: int,
    note: str = "",
    verifying: bool = False,
    employer_version: int | None = None,
) -> Posting:
    """Publishes a posting; with ``verifying`` the county verifies its employer in the same breath, as
    it was shown (``employer_version``; None: as it stands).

    Raises Denied, NotVisible, ChangedSince, LedgerRefused.
    """
    need_review(caller, posting.employer)
    with transaction.atomic():
        row = locked(posting, version)
        need_state(row, (PostingState.PENDING,), "审核")
        employer = row.employer
        if verifying and employer.state == EmployerState.PENDING:
            shown = employer.version if employer_version is None else employer_version
            employer = verify_employer(caller=caller, employer=employer, version=shown)
            row.employer = employer
        if employer.state != EmployerState.VERIFIED:
            raise LedgerRefused(f"用工主体{employer.get_state_display()}，还不能发布。", "请先核验用工主体。")
        if employer.consented_at is None:
            raise LedgerRefused("用工主体还没有同意公开招聘信息。", "请先在用工主体登记中补上。")
        today = timezone.localdate()
        until = _until(row, today)
        before = snapshot(row, KEPT)
        row.state, row.valid_until = PostingState.PUBLISHED, until
        row.published_at, row.reminded_on, row.returned = timezone.now(), None, []
        row.reviewed_by, row.reviewed_at = caller.account, timezone.now()
        row.review_note = note.strip()[:300]
        _done(row, PostingMove.APPROVE, before, actor=caller.account, note=note.strip())
        words = f"您的招聘信息“{row.title}”已审核通过并公布，有效期至{day_words(until)}。"
        tell_poster(row, POSTING_DECIDED, words)
    return row


def return_posting(
    *, caller: Caller, posting: Posting, version: int, faults: Sequence[Fault], note: str = ""
) -> Posting:
    """Sends a posting back with what is to be corrected, field by field; one that shows is taken down.

    Raises Denied, NotVisible, ChangedSince, LedgerRefused, FieldsRefused without any words.
    """
    need_review(caller, posting.employer)
    told = [[fault.field, fault.words.strip()[:200]] for fault in faults if fault.words.strip()]
    if not told:
        raise FieldsRefused([Fault("", "请至少写明一处要修改什么，用工方会看到。")])
    with transaction.atomic():
        row = locked(posting, version)
        need_state(row, (PostingState.PENDING, *_RUNNING), "退回")
        before = snapshot(row, KEPT)
        row.state, row.returned, row.valid_until = PostingState.RETURNED, told, None
        row.reviewed_by, row.reviewed_at = caller.account, timezone.now()
        row.review_note = note.strip()[:300]
        words = "；".join(words for _, words in told)
        _done(row, PostingMove.RETURN, before, actor=caller.account, note=words)
        told_words = f"您的招聘信息“{row.title}”需要修改：{words}。改好后请重新提交。"
        tell_poster(row, POSTING_DECIDED, told_words)
    return row


def renew_posting(
    *,
    posting: Posting,
    version: int | None,
    actor: Account | None,
    by_employer: bool = False,
    case_number: str = "",
) -> Posting:
    """Extends a posting from today; one that ran out not long ago shows again.

    Raises ChangedSince, or LedgerRefused where nothing can be extended.
    """
    with transaction.atomic():
        done = made_before(case_number, PostingMove.RENEW)
        if done is not None:
            return done
        row = locked(posting, version)
        need_state(row, (*_RUNNING, PostingState.ENDED), "续期")
        need_may_post(row.employer)
        today = timezone.localdate()
        if row.state == PostingState.ENDED:
            _need_renewable(row, today)
        until = _until(row, today)
        if row.state == PostingState.PUBLISHED and row.valid_until and until <= row.valid_until:
            raise LedgerRefused(
                f"有效期已到{day_words(row.valid_until)}，现在续期不会更长。",
                "零工的有效期最长到完工日期；要改日期的，请修改招聘信息。"
                if row.ends_on
                else "请快到期时再续。",
            )
        before = snapshot(row, KEPT)
        row.state, row.valid_until = PostingState.PUBLISHED, until
        row.reminded_on, row.ended_reason = None, ""
        _done(row, PostingMove.RENEW, before, actor=actor, by_employer=by_employer, case_number=case_number)
    return row


def renewable(posting: Posting, today: dt.date) -> bool:
    """Whether a posting that has ended may be shown again as it is."""
    until = posting.valid_until
    if posting.ended_reason != EXPIRED or until is None:
        return False
    return today <= until + dt.timedelta(days=setting("service.posting_renew_days"))


def pause_posting(
    *, posting: Posting, version: int | None, actor: Account | None, by_employer: bool = False
) -> Posting:
    """Takes a posting off the lists until it is resumed. Raises ChangedSince, LedgerRefused."""
    with transaction.atomic():
        row = locked(posting, version)
        need_state(row, (PostingState.PUBLISHED,), "暂停")
        before = snapshot(row, KEPT)
        row.state = PostingState.PAUSED
        _done(row, PostingMove.PAUSE, before, actor=actor, by_employer=by_employer)
    return row


def resume_posting(
    *, posting: Posting, version: int | None, actor: Account | None, by_employer: bool = False
) -> Posting:
    """Shows a paused posting again while its time is not over. Raises ChangedSince, LedgerRefused."""
    with transaction.atomic():
        row = locked(posting, version)
        need_state(row, (PostingState.PAUSED,), "恢复")
        need_may_post(row.employer)
        if row.valid_until is None or row.valid_until < timezone.localdate():
            raise LedgerRefused("这条招聘信息的有效期已过。", "请选择“续期”。")
        before = snapshot(row, KEPT)
        row.state = PostingState.PUBLISHED
        _done(row, PostingMove.RESUME, before, actor=actor, by_employer=by_employer)
    return row


def set_hired(
    *,
    posting: Posting,
    version: int | None,
    hired: int,
    actor: Account | None,
    headcount: int | None = None,
    by_employer: bool = False,
    case_number: str = "",
) -> Posting:
    """Notes how many were found, and how many are wanted now; enough: the posting is 已招满.

    With fewer again it shows once more while its time is not over. Raises ChangedSince, FieldsRefused,
    LedgerRefused.
    """
    with transaction.atomic():
        done = made_before(case_number, PostingMove.FILL)
        if done is not None:
            return done
        row = locked(posting, version)
        need_state(row, (*_RUNNING, PostingState.FILLED), "修改人数")
        wanted = row.headcount if headcount is None else headcount
        if not 1 <= wanted <= MOST_PEOPLE:
            raise FieldsRefused([Fault("headcount", f"招用人数应为1到{MOST_PEOPLE}人。")])
        if not 0 <= hired <= wanted:
            raise FieldsRefused([Fault("hired", f"已招到的人数应在0到{wanted}之间。")])
        before = snapshot(row, KEPT)
        row.headcount, row.hired = wanted, hired
        if hired >= wanted:
            row.state = PostingState.FILLED
        elif row.state == PostingState.FILLED:
            if row.valid_until is None or row.valid_until < timezone.localdate():
                raise LedgerRefused("这条招聘信息的有效期已过，不能重新招聘。", "请另发一条。")
            row.state = PostingState.PUBLISHED
        _done(
            row,
            PostingMove.FILL,
            before,
            actor=actor,
            note=f"招{wanted}人，已招到{hired}人",
            by_employer=by_employer,
            case_number=case_number,
        )
    return row


def end_posting(
    *,
    posting: Posting,
    version: int | None,
    reason: str,
    actor: Account | None,
    by_employer: bool = False,
    case_number: str = "",
) -> Posting:
    """Ends a posting before its time, for a reason. Raises ChangedSince, FieldsRefused, LedgerRefused."""
    with transaction.atomic():
        done = made_before(case_number, PostingMove.END)
        if done is not None:
            return done
        row = locked(posting, version)
        need_state(row, _OPEN, "结束")
        if not reason.strip():
            raise FieldsRefused([Fault("reason", "请选择或写明结束的原因。")])
        before = snapshot(row, KEPT)
        row.state, row.ended_reason = PostingState.ENDED, reason.strip()[:60]
        _done(
            row,
            PostingMove.END,
            before,
            actor=actor,
            note=row.ended_reason,
            by_employer=by_employer,
            case_number=case_number,
        )
    return row


def _until(row: Posting, today: dt.date) -> dt.date:
    until = posting_until(row, today)
    if until < today:
        raise LedgerRefused(
            f"完工日期{day_words(until)}已过，不能公布。", "请修改日期后重新提交，或结束这条招聘。"
        )
    return until


def _need_renewable(row: Posting, today: dt.date) -> None:
    if not renewable(row, today):
        raise LedgerRefused("这条招聘信息已经结束，不能续期。", "仍要招人的，请另发一条。")


def _done(row: Posting, move: PostingMove, before: Any, **event: Any) -> None:
    row.version += 1
    row.save()
    enter(row, move, before, **event)
    keep_in_index(row)
