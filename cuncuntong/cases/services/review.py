"""Review at the county: claim, approve, return with every reason at once, refuse with a remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import InboxKind, Move, State
from cuncuntong.cases.models import Case, SlipLine
from cuncuntong.cases.services import notices
from cuncuntong.cases.services._deciding import (
    AlreadyClaimed,
    NotApprovable,
    OwnCase,
    decide_good,
    refuse_claimed,
)
from cuncuntong.cases.services._rows import has_handled, lock_case
from cuncuntong.cases.services._slips import ReviewRefused, SlipDraft, slip_lines
from cuncuntong.cases.services.batch import BatchOutcome, BatchRefused, approve_many, fetch_batch, start_batch
from cuncuntong.cases.services.transitions import (
    Stale,
    Walk,
    WrongState,
    advance,
    expect_version,
    permit,
)
from cuncuntong.cases.states import TABLE
from cuncuntong.foundation.audit import record_many
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.parameters import setting
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import EffectRefused

__all__ = [
    "AlreadyClaimed",
    "BatchOutcome",
    "BatchRefused",
    "EffectRefused",
    "NotApprovable",
    "OwnCase",
    "ReviewRefused",
    "SlipDraft",
    "Stale",
    "WrongState",
    "approve",
    "approve_many",
    "claim",
    "claim_shown",
    "fetch_batch",
    "refuse",
    "release",
    "return_case",
    "start_batch",
]


@transaction.atomic
def claim(*, caller: Caller, case_id: int) -> Case:
    """Takes a case for review for service.claim_minutes, or prolongs one's own claim.

    Raises Denied, NotVisible, OwnCase, AlreadyClaimed(name, until), WrongState, Stale.
    """
    case = _open(caller, Move.CLAIM, case_id)
    return _claim(caller, case)


@transaction.atomic
def claim_shown(*, caller: Caller, case: Case, entries: Sequence[dict[str, Any]] = ()) -> Case:
    """Claims the very case that a page is about to show, with the audit entries of its reading.

    The case is not read again to lock it: the update asks for the version that was read, so whoever
    is second gets Stale. Raises what ``claim`` raises; nothing is written then, ``entries`` neither.
    """
    permit(caller, Move.CLAIM)
    if not caller.reaches(TABLE[Move.CLAIM].who, case):
        raise NotVisible("没有找到这条记录，或它不在您的服务范围内。")
    if has_handled(caller.account.pk, case):
        raise OwnCase
    return _claim(caller, case, entries)


@transaction.atomic
def release(*, caller: Caller, case_id: int) -> Case:
    """Puts a case that one had claimed back into the queue; nothing to do is no error."""
    permit(caller, Move.RELEASE)
    case = lock_case(caller, TABLE[Move.RELEASE].who, case_id)
    if case.state != State.UNDER_REVIEW:
        return case
    refuse_claimed(caller.account, case)
    return advance(case, Move.RELEASE, actor=caller.account, claimed_by=None, claimed_until=None)


@transaction.atomic
def approve(*, caller: Caller, case_id: int, version: int | None, note: str = "") -> Case:
    """Approves, applies the effect and sends the result back, all or nothing.

    Raises Denied, NotVisible, OwnCase, AlreadyClaimed, Stale, WrongState, NotApprovable(examination)
    when the checks made anew find something, EffectRefused when the ledger will not take it.
    """
    case = _open(caller, Move.APPROVE, case_id, with_resident=True)
    expect_version(case, version)
    _claim(caller, case)
    return decide_good(caller.account, case, note.strip())


@transaction.atomic
def return_case(*, caller: Caller, case_id: int, version: int | None, lines: Sequence[SlipDraft]) -> Case:
    """Returns a case with every reason at once; the clock stands still until it comes back.

    Raises Denied, NotVisible, OwnCase, AlreadyClaimed, Stale, WrongState, ReviewRefused.
    """
    case = _open(caller, Move.RETURN, case_id)
    expect_version(case, version)
    if not lines:
        raise ReviewRefused("请至少写明一处需要补正的地方。")
    made = slip_lines(case, items.get(case.item), lines)
    _claim(caller, case)
    clock.stop(case, clock.WAITS_FOR_RESIDENT, timezone.localdate())
    SlipLine.objects.bulk_create(made)
    advance(
        case,
        Move.RETURN,
        actor=caller.account,
        note="；".join(f"{line.label}：{line.problem}" for line in made),
        detail={"round": made[0].round, "lines": len(made)},
        claimed_until=None,
        **clock.clock_fields(case),
    )
    notices.announce(case, InboxKind.RETURNED)
    return case


@transaction.atomic
def refuse(*, caller: Caller, case_id: int, version: int | None, reason: str, remedy: str) -> Case:
    """Refuses a case; why, and what the resident can do about it, are both required.

    Raises Denied, NotVisible, OwnCase, AlreadyClaimed, Stale, WrongState, ReviewRefused.
    """
    case = _open(caller, Move.REFUSE, case_id)
    expect_version(case, version)
    if not reason.strip():
        raise ReviewRefused("请写明不予办理的理由，居民会看到这段话。", "reason")
    if not remedy.strip():
        raise ReviewRefused("请写明居民可以怎么办，例如补齐条件后再申请、申请行政复议。", "remedy")
    _claim(caller, case)
    now = timezone.now()
    advance(
        case,
        Move.REFUSE,
        actor=caller.account,
        note=reason.strip(),
        at=now,
        decided_by=caller.account,
        decided_at=now,
        decision_note=reason.strip(),
        remedy=remedy.strip(),
        in_time=timezone.localdate(now) <= case.due_on,
        claimed_until=None,
    )
    notices.announce(case, InboxKind.REFUSED)
    return case


def _open(caller: Caller, move: Move, case_id: int, *, with_resident: bool = False) -> Case:
    permit(caller, move)
    case = lock_case(caller, TABLE[move].who, case_id, with_resident=with_resident)
    if has_handled(caller.account.pk, case):
        raise OwnCase
    return case


def _claim(caller: Caller, case: Case, entries: Sequence[dict[str, Any]] = ()) -> Case:
    """Makes the case the caller's; one's own claim is prolonged without a new event or version."""
    refuse_claimed(caller.account, case)
    until = timezone.now() + dt.timedelta(minutes=setting("service.claim_minutes"))
    if case.state == State.UNDER_REVIEW and case.claimed_by_id == caller.account.pk:
        Case.objects.filter(pk=case.pk, version=case.version).update(claimed_until=until)
        record_many(entries)
        case.claimed_until = until
        return case
    walk = Walk(case, actor=caller.account)
    walk.step(Move.CLAIM, claimed_by=caller.account, claimed_until=until)
    return walk.noting(entries).save()
