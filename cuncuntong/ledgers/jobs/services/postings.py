"""Making and changing a posting, and sending it to the county; what follows stands in posting_moves.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import EmployerState, PostingMove, PostingState, Via
from cuncuntong.ledgers.jobs.models import Employer, Posting, PostingEvent
from cuncuntong.ledgers.jobs.services.posting_check import need_possible, need_sound
from cuncuntong.ledgers.jobs.services.posting_index import keep_in_index
from cuncuntong.ledgers.jobs.services.posting_rows import (
    CONTENT,
    ESSENTIAL,
    KEPT,
    audit_posting,
    enter,
    made_before,
    need_state,
    send,
)
from cuncuntong.ledgers.jobs.services.rows import differing, locked, restore, snapshot
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import setting

_CHANGEABLE = (
    PostingState.DRAFT,
    PostingState.PENDING,
    PostingState.RETURNED,
    PostingState.PUBLISHED,
    PostingState.PAUSED,
    PostingState.FILLED,
)
_SEEN = (PostingState.PUBLISHED, PostingState.PAUSED, PostingState.FILLED)


def create_posting(
    *,
    employer: Employer,
    kind: str,
    values: Mapping[str, Any],
    via: str,
    actor: Account | None,
    by_employer: bool = False,
    case_number: str = "",
    agent: Resident | None = None,
) -> Posting:
    """A draft; ``values`` are names of CONTENT, ``agent`` is who came to the counter for the employer.

    The same case again gives the same posting.
    Raises LedgerRefused for an employer that may not post, or that posted too much today.
    """
    _only_content(values)
    with transaction.atomic():
        # The employer's row is what two postings at once wait for: so that the day's number holds, and
        # a case that is sent twice at once finds what it made.
        poster = locked(employer, None)
        done = made_before(case_number, PostingMove.CREATE)
        if done is not None:
            return done
        need_may_post(poster)
        if by_employer:
            _need_room(poster)
        row = Posting(employer=poster, kind=kind, via=via, posted_by=actor, case_number=case_number, **values)
        need_possible(row)
        row.save()
        enter(row, PostingMove.CREATE, {}, actor=actor, by_employer=by_employer, case_number=case_number)
    return row


def change_posting(
    *,
    posting: Posting,
    version: int | None,
    values: Mapping[str, Any],
    actor: Account | None,
    by_employer: bool = False,
    confirmed: bool = False,
    case_number: str = "",
) -> Posting:
    """Changes a posting. What was published goes back to the county where its essence changed.

    Nothing changed: nothing is written. Raises ChangedSince, LedgerRefused, and what submit_posting
    raises where the county is to look at it again.
    """
    _only_content(values)
    with transaction.atomic():
        done = made_before(case_number, PostingMove.CHANGE)
        if done is not None:
            return done
        row = locked(posting, version)
        need_state(row, _CHANGEABLE, "修改")
        need_may_post(row.employer)
        changed = differing(row, values)
        if not changed:
            return row
        before = snapshot(row, KEPT)
        for name, value in changed.items():
            setattr(row, name, value)
        if row.headcount < row.hired:
            raise LedgerRefused(f"已招到{row.hired}人，招用人数不能比这少。", "请先改正已招到的人数。")
        need_possible(row)
        again = goes_back(row, changed)
        if again or row.state == PostingState.PENDING:
            need_sound(row, confirmed)
            send(row)
        row.version += 1
        row.save()
        note = "内容有实质变动，重新送审" if again else ""
        enter(
            row,
            PostingMove.CHANGE,
            before,
            actor=actor,
            note=note,
            by_employer=by_employer,
            case_number=case_number,
        )
        keep_in_index(row)
    return row


def goes_back(posting: Posting, changed: Mapping[str, Any]) -> bool:
    """Whether a change of these columns sends the posting back to the county."""
    return posting.state in _SEEN and bool(set(changed) & set(ESSENTIAL))


def submit_posting(
    *,
    posting: Posting,
    version: int | None,
    actor: Account | None,
    by_employer: bool = False,
    confirmed: bool = False,
    case_number: str = "",
) -> Posting:
    """Sends a draft, or what was corrected, to the county.

    Raises FieldsRefused with what must be corrected, NeedsConfirmation until ``confirmed`` with what is
    unlikely, ChangedSince, LedgerRefused.
    """
    with transaction.atomic():
        done = made_before(case_number, PostingMove.SUBMIT)
        if done is not None:
            return done
        row = locked(posting, version)
        need_state(row, (PostingState.DRAFT, PostingState.RETURNED), "提交")
        need_may_post(row.employer)
        need_sound(row, confirmed)
        before = snapshot(row, KEPT)
        send(row)
        row.version += 1
        row.save()
        enter(
            row,
            PostingMove.SUBMIT,
            before,
            actor=actor,
            by_employer=by_employer,
            case_number=case_number,
        )
    return row


def post(
    *,
    employer: Employer,
    kind: str,
    values: Mapping[str, Any],
    via: str,
    actor: Account | None,
    by_employer: bool = False,
    confirmed: bool = False,
    case_number: str = "",
    agent: Resident | None = None,
) -> Posting:
    """Makes a posting and sends it, or does neither. Raises what the two raise."""
    who: dict[str, Any] = {"actor": actor, "by_employer": by_employer, "case_number": case_number}
    with transaction.atomic():
        row = create_posting(employer=employer, kind=kind, values=values, via=via, agent=agent, **who)
        if made_before(case_number, PostingMove.SUBMIT) is not None:
            return row
        return submit_posting(posting=row, version=None, confirmed=confirmed, **who)


def correct_posting(
    *,
    posting: Posting,
    version: int | None,
    values: Mapping[str, Any],
    actor: Account | None,
    by_employer: bool = False,
    confirmed: bool = False,
) -> Posting:
    """Changes a draft or what was returned, and sends it; both or neither."""
    with transaction.atomic():
        row = change_posting(
            posting=posting, version=version, values=values, actor=actor, by_employer=by_employer
        )
        return submit_posting(
            posting=row, version=None, actor=actor, by_employer=by_employer, confirmed=confirmed
        )


def undo_posting(*, case_number: str, actor: Account | None, reason: str = "") -> Posting:
    """Undoes what a case did to a posting, as long as nothing came after.

    A new posting becomes 已撤销; any other move gives back what stood before. Undone already: gives the
    row as it is. Raises LedgerRefused where something came after, or the case did nothing.
    """
    if not case_number:
        raise ValueError("a change is undone by the number of its case")
    with transaction.atomic():
        events = PostingEvent.objects.select_for_update().filter(case_number=case_number).order_by("-pk")
        last = events.first()
        if last is None:
            raise LedgerRefused("招聘台账中没有这件业务的记录。", "请核对受理编号。")
        row = locked(last.posting, None)
        if last.undone_at is not None:
            return row
        later = row.events.filter(pk__gt=last.pk, undone_at__isnull=True).exclude(case_number=case_number)
        if later.exists():
            raise LedgerRefused(
                "这条招聘信息之后又审核或变动过，不能直接撤销。", "请在“招聘信息”中结束这条招聘。"
            )
        for event in events.filter(undone_at__isnull=True):
            _take_back(row, event)
        row.version += 1
        row.save()
        audit_posting(row, f"posting.{last.move}_undone", actor, {"case": case_number, "reason": reason})
        keep_in_index(row)
    return row


def _take_back(row: Posting, event: PostingEvent) -> None:
    if event.move == PostingMove.CREATE:
        row.state = PostingState.REVERSED
    else:
        restore(row, event.before)
    event.undone_at = timezone.now()
    event.save(update_fields=["undone_at"])


def need_may_post(employer: Employer) -> None:
    """Raises LedgerRefused for an employer that was stopped, refused or undone."""
    if employer.state not in (EmployerState.PENDING, EmployerState.VERIFIED):
        raise LedgerRefused(
            f"用工主体“{employer.name}”{employer.get_state_display()}，不能发布招聘信息。",
            "请先更正登记，由县里核验。" if employer.state == EmployerState.REFUSED else "请与县里联系。",
        )


def _need_room(employer: Employer) -> None:
    """Against floods: so many a day on the public site, fewer open ones before anybody knows who it is."""
    most = setting("service.employer_postings_a_day")
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Posting.objects.filter(employer=employer, via=Via.PUBLIC)
    if rows.filter(created_at__gte=day, created_at__lt=day + dt.timedelta(days=1)).count() >= most:
        raise LedgerRefused(f"今天已发布{most}条，到了每天的上限。", "请明天再发，或到服务点办理。")
    if employer.state != EmployerState.VERIFIED:
        few = setting("service.unverified_postings")
        open_ones = (PostingState.DRAFT, PostingState.PENDING, PostingState.RETURNED)
        if rows.filter(state__in=open_ones).count() >= few:
            raise LedgerRefused(
                f"核验通过之前最多有{few}条等待审核的招聘信息。", "请等县里核验，或到服务点办理。"
            )


def _only_content(values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(CONTENT)
    if unknown:
        raise TypeError(f"a posting's content has no {sorted(unknown)}")
