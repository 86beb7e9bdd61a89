"""Approving many cases together: each checked like a single one, each in its own transaction.

A run is kept (BatchRun), so that the screen shows how far it is, a second click finds the first run,
and a run that was cut off goes on: what is approved already is counted, not done again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import BatchRun, Case, CaseEvent
from cuncuntong.cases.services._deciding import (
    AlreadyClaimed,
    NotApprovable,
    decide_good,
    refuse_claimed,
)
from cuncuntong.cases.services._rows import HANDLING, expect_holder, lock_resident_of
from cuncuntong.cases.services.transitions import Stale, WrongState
from cuncuntong.cases.states import WAITING
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.network.access import Caller, caller_of
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account
from cuncuntong.rules.registry import RegistryError, items
from cuncuntong.rules.service_item import EffectRefused

log = logging.getLogger(__name__)

MOST = 2000
AT_ONCE = 50
_CHUNK = 100
_DONE = frozenset({State.APPLIED, State.FED_BACK})

Progress = Callable[[int, int], None]


class BatchRefused(Exception):
    """The run can't be started as asked; the message says why."""


@dataclass
class BatchOutcome:
    """Receipt numbers that are approved now, and those that were left with the reason."""

    approved: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def approve_many(
    *, caller: Caller, case_ids: Sequence[int], progress: Progress | None = None
) -> BatchOutcome:
    """Approves what can be approved and says of each other one why not.

    Checks area, line, own work, claims, rules and contradictions per case, as approve does; only
    items that allow it (``batch``). A case that the caller approved before counts as approved.
    ``progress(done, total)`` is called after each. Raises Denied.
    """
    outcome = BatchOutcome()
    for done, (number, why) in enumerate(_each(caller, case_ids), start=1):
        if why:
            outcome.left.append((number, why))
        else:
            outcome.approved.append(number)
        if progress is not None:
            progress(done, len(set(case_ids)))
    return outcome


def start_batch(*, caller: Caller, case_ids: Sequence[int], key: str) -> BatchRun:
    """Starts a run of at most 2000 cases; up to 50 are done at once, more in the background.

    The same ``key`` again returns the first run. Raises Denied, BatchRefused.
    """
    caller.need(Ability.BATCH_REVIEW)
    wanted = list(dict.fromkeys(case_ids))
    if not wanted:
        raise BatchRefused("请先勾选要一起审核的办件。")
    if len(wanted) > MOST:
        raise BatchRefused(f"一次最多{MOST}件，现在选了{len(wanted)}件，请分几次。")
    try:
        with transaction.atomic():
            run = BatchRun.objects.create(key=key, account=caller.account, case_ids=wanted, total=len(wanted))
            record(
                actor=caller.account,
                action="batch.started",
                object_type="batch",
                object_id=str(run.pk),
                detail={"total": run.total},
            )
            if run.total > AT_ONCE:
                enqueue(run_batch, batch_id=run.pk)
    except IntegrityError:
        return fetch_batch(caller=caller, key=key)
    if run.total <= AT_ONCE:
        _run(run, caller)
        run.refresh_from_db()
    return run


def fetch_batch(*, caller: Caller, key: str) -> BatchRun:
    """A run of the caller's own. Raises Denied or BatchRefused."""
    caller.need(Ability.BATCH_REVIEW)
    run = BatchRun.objects.filter(key=key, account=caller.account).first()
    if run is None:
        raise BatchRefused("没有找到这次批量审核，请从待审列表重新开始。")
    return run


@background(name="cases.approve_many")
def run_batch(batch_id: int) -> dict[str, int]:
    """Does a run in the background, with the rights that its account has now."""
    run = BatchRun.objects.select_related("account").get(pk=batch_id)
    if run.finished_at is None:
        _run(run, _caller(run.account))
        run.refresh_from_db()
    return {"approved": run.approved, "left": len(run.left)}


def _caller(account: Account) -> Caller:
    # Duties may have ended since the run was asked for; an account shut since then decides nothing.
    return caller_of(account) if account.is_active else Caller(Account())


def _run(run: BatchRun, caller: Caller) -> None:
    approved, left = 0, []
    for done, (number, why) in enumerate(_each(caller, run.case_ids), start=1):
        if why:
            left.append([number, why])
        else:
            approved += 1
        if done % 20 == 0:
            BatchRun.objects.filter(pk=run.pk).update(done=done, approved=approved)
    BatchRun.objects.filter(pk=run.pk).update(
        done=run.total, approved=approved, left=left, finished_at=timezone.now()
    )


def _each(caller: Caller, case_ids: Sequence[int]) -> Iterator[tuple[str, str]]:
    """(receipt number, why not) of each case; the reason is empty for an approved one."""
    caller.need(Ability.BATCH_REVIEW)
    caller.need(Ability.CASE_REVIEW)
    wanted = list(dict.fromkeys(case_ids))
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = caller.limit(Ability.CASE_REVIEW, Case.objects.filter(pk__in=chunk))
        known = dict(rows.values_list("pk", "number"))
        handled = _handled(caller, known)
        for case_id in chunk:
            if case_id not in known:
                yield str(case_id), "没有找到，或不在您的审核范围内。"
            elif case_id in handled:
                yield known[case_id], "由您本人受理、经办或决定过，须由另一位审核员审核。"
            else:
                yield known[case_id], _approve_one(caller, case_id)


def _handled(caller: Caller, known: dict[int, str]) -> set[int]:
    """Which of the cases the caller filed or handled, in two queries for the whole chunk."""
    account = caller.account.pk
    events = CaseEvent.objects.filter(case_id__in=known, actor_id=account, move__in=HANDLING)
    rows = Case.objects.filter(pk__in=known)
    own = rows.filter(filed_by_id=account) | rows.filter(handler_id=account)
    return {*events.values_list("case_id", flat=True), *own.values_list("pk", flat=True)}


def _approve_one(caller: Caller, case_id: int) -> str:
    """Approves one case; returns why not, or "". Faults of one case do not stop the others."""
    try:
        with transaction.atomic():
            return _decide(caller, case_id)
    except NotApprovable as error:
        return error.examination.summary()
    except (AlreadyClaimed, EffectRefused, Stale, WrongState) as error:
        return str(error)
    except OperationalError:
        raise  # the database is away or busy, not the case at fault: the run is tried again
    except Exception:
        # One case that the code can't cope with must not keep two thousand others from being decided.
        log.exception("case %s could not be decided in a batch", case_id)
        return "审核时系统出错，已记入日志。请打开这一件单独审核，仍有问题请联系系统管理员。"


def _decide(caller: Caller, case_id: int) -> str:
    holder = lock_resident_of(case_id)
    rows: Any = Case.objects.select_related("resident", "point", "claimed_by")
    case = rows.select_for_update(of=("self",)).get(pk=case_id)
    expect_holder(case, holder)
    if case.state in _DONE and case.decided_by_id == caller.account.pk:
        return ""
    if case.state not in WAITING:
        return f"目前是“{State(case.state).label}”，不能审核通过。"
    try:
        item = items.get(case.item)
    except RegistryError:
        return "事项不在目录中。"
    if not item.batch:
        return f"“{item.name}”须逐件审核。"
    refuse_claimed(caller.account, case)
    decide_good(caller.account, case, "批量审核通过")
    return ""
