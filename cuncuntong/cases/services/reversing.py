"""Taking decisions back: a wrong approval with its effect, or a wrong refusal."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import InboxKind, Move
from cuncuntong.cases.models import Case
from cuncuntong.cases.services import notices
from cuncuntong.cases.services._change import ChangeRefused, not_own, open_for
from cuncuntong.cases.services._effects import undo_effect
from cuncuntong.cases.services.transitions import advance
from cuncuntong.network.access import Caller
from cuncuntong.rules.registry import items


@transaction.atomic
def reverse(*, caller: Caller, case_id: int, reason: str, version: int | None = None) -> Case:
    """Takes a wrong decision back: the ledger is restored in the same transaction.

    Never by whoever decided or handled the case. Raises Denied, NotVisible, OwnCase, WrongState,
    Stale, ChangeRefused, and EffectRefused when the ledger has moved on.
    """
    case = open_for(caller, Move.REVERSE, case_id, version, with_resident=True)
    not_own(caller, case)
    if not reason.strip():
        raise ChangeRefused("请写明撤销决定的理由，居民会得到通知。", "reason")
    item = items.get(case.item)
    resident = case.resident
    now = timezone.now()
    done = undo_effect(case, item, resident, actor=caller.account, at=now)
    told = case.fed_back_at
    advance(
        case,
        Move.REVERSE,
        actor=caller.account,
        note=reason.strip(),
        detail={"undone": done, "effect": case.effect, "told_at": told.isoformat() if told else ""},
        at=now,
        fed_back_at=None,
    )
    notices.announce(case, InboxKind.REVERSED, result_message=done)
    return case


@transaction.atomic
def reopen(*, caller: Caller, case_id: int, reason: str, version: int | None = None) -> Case:
    """Takes a refusal back: the case waits for review again, with the days that were left then.

    Never by whoever refused or handled it. Raises as reverse does, but EffectRefused.
    """
    case = open_for(caller, Move.REOPEN, case_id, version)
    not_own(caller, case)
    if not reason.strip():
        raise ChangeRefused("请写明重新审核的理由，居民会得到通知。", "reason")
    now = timezone.now()
    detail = {
        "decided_by": str(case.decided_by or ""),
        "decided_at": case.decided_at.isoformat() if case.decided_at else "",
        "decision_note": case.decision_note,
        "remedy": case.remedy,
    }
    if case.decided_at is not None:
        clock.restart(case, timezone.localdate(case.decided_at), timezone.localdate(now))
    advance(
        case,
        Move.REOPEN,
        actor=caller.account,
        note=reason.strip(),
        detail=detail,
        at=now,
        decided_by=None,
        decided_at=None,
        decision_note="",
        remedy="",
        in_time=None,
        fed_back_at=None,
        claimed_by=None,
        claimed_until=None,
        due_on=case.due_on,
    )
    notices.announce(case, InboxKind.REOPENED)
    return case
