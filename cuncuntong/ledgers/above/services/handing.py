"""Handing over: written with what it is about, sent later by a task, answered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.ledgers.above.enums import OPEN, UNSENT, HandoverState
from cuncuntong.ledgers.above.hooks import kind_of
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services.noting import audit, note
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account
from cuncuntong.network.workdays import calendar


def hand_over(
    *,
    key: str,
    kind: str,
    payload: Mapping[str, Any],
    resident: Resident,
    actor: Account | None,
    at: dt.datetime,
    case_number: str = "",
) -> Handover:
    """Notes that something is to go up, in the transaction of what it is about. The same key again gives
    the same row.

    ``payload`` holds what JSON can; KeyError for a kind that nobody registered.
    """
    known = kind_of(kind)
    with transaction.atomic():
        found = Handover.objects.filter(key=key).first()
        if found:
            return found
        due = calendar().add_workdays(timezone.localdate(at), known.workdays) if known.workdays else None
        try:
            with transaction.atomic():
                row = Handover.objects.create(
                    key=key,
                    kind=kind,
                    line=known.line,
                    resident=resident,
                    case_number=case_number,
                    payload=dict(payload),
                    made_at=at,
                    made_by=actor,
                    due_on=due,
                    next_try_at=at,
                    village_code=resident.village_code,
                    township_code=resident.township_code,
                    county_code=resident.county_code,
                )
        except IntegrityError:
            return Handover.objects.get(key=key)  # handed over at the same moment
        note(row, "生成", actor=actor, at=at)
        audit(row, "made", actor)
    return row


def withdraw(*, key: str, actor: Account | None, reason: str) -> Handover:
    """Takes back what has not gone up yet; what has is answered above first.

    Raises LedgerRefused once it was sent, while it is being sent, where it may have arrived (a time-out, a
    process that died while sending), or where there is nothing of that key. Should an answer come all the
    same, it stands among the problems (services.answers).
    """
    with transaction.atomic():
        row = Handover.objects.select_for_update().filter(key=key).first()
        if row is None:
            raise LedgerRefused("没有这笔报送。", "请核对受理编号。")
        if row.state == HandoverState.WITHDRAWN:
            return row
        if row.state not in UNSENT:
            raise LedgerRefused(
                f"这笔业务{row.get_state_display()}，不能直接撤回。", "请与上级经办机构联系，按更正业务办理。"
            )
        if row.busy_until and row.busy_until > timezone.now():
            raise LedgerRefused(
                "这笔业务正在报送，现在不能撤回。", "请几分钟后再试；已经报送的按更正业务办理。"
            )
        if row.busy_until or row.channel:
            raise LedgerRefused(
                "这笔业务报送后没有收到回执，上级可能已经收到，不能直接撤回。",
                "系统会用同一编号接着报送，收到回执后按更正业务办理。",
            )
        row.state, row.error, row.next_try_at = HandoverState.WITHDRAWN, "", None
        if row.tries:
            row.asks, row.next_ask_at = 0, timezone.now()
        row.save(update_fields=["state", "error", "next_try_at", "asks", "next_ask_at"])
        note(row, "撤回", reason, actor=actor)
        audit(row, "withdrawn", actor, reason=reason[:200])
    return row


def send_now(*, caller: Caller, pk: int) -> Handover:
    """A person lets it be sent, or its result be asked for, at the next round of the background process.

    Raises Denied, NotVisible, LedgerRefused for one that is answered or withdrawn.
    """
    with transaction.atomic():
        rows = Handover.objects.select_for_update(of=("self",))
        row = fetch(caller, Ability.ABOVE_MANAGE, rows, pk=pk)
        if row.state not in OPEN:
            raise LedgerRefused(f"这笔业务{row.get_state_display()}，不需要再报送。", "请刷新页面查看。")
        now = timezone.now()
        if row.state == HandoverState.SENT:
            row.next_ask_at = now
            note(row, "人工催问", actor=caller.account, at=now)
        else:
            row.next_try_at = now
            note(row, "人工再次报送", actor=caller.account, at=now)
        row.save(update_fields=["next_try_at", "next_ask_at"])
        audit(row, "send_now", caller.account)
    return row


def forget(*, key: str, names: Collection[str]) -> None:
    """Takes parts of a payload out that must not be kept any longer, a picture for instance.

    For a ledger that deletes what it handed over, or has its answer. Nothing is said where they are gone.
    """
    with transaction.atomic():
        row = Handover.objects.select_for_update().filter(key=key).first()
        if row is None or not set(names) & set(row.payload):
            return
        row.payload = {name: value for name, value in row.payload.items() if name not in names}
        row.save(update_fields=["payload"])
