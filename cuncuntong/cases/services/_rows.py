"""Rows that services read to write: locked where the engine can, and always inside the caller's area."""

from __future__ import annotations

from django.db.models import QuerySet

from cuncuntong.cases.enums import Move
from cuncuntong.cases.models import Attachment, Case, CaseEvent
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible, fetch
from cuncuntong.network.models import ServicePoint

# Whoever did one of these to a case has handled it and does not decide on it.
HANDLING = (Move.FILE, Move.ACCEPT, Move.RESUBMIT, Move.CORRECT, Move.TAKE_OVER)


def lock_case(caller: Caller, ability: str, case_id: int) -> Case:
    """The case with point, resident and accounts, locked until the transaction ends.

    Raises Denied or NotVisible. On SQLite the transaction itself is the lock.
    """
    rows: QuerySet[Case] = Case.objects.select_related(
        "resident", "point", "filed_by", "handler", "claimed_by", "decided_by"
    ).select_for_update(of=("self",))
    return fetch(caller, ability, rows, pk=case_id)


def lock_resident(resident_id: int) -> Resident:
    """The resident's record as it is now; one decision at a time is made about a person."""
    return Resident.objects.select_for_update().get(pk=resident_id)


def materials_of(case: Case) -> set[str]:
    """Keys of the materials that have a page with the case."""
    pages = Attachment.objects.filter(case=case).standing()
    return set(pages.values_list("material", flat=True))


def has_handled(account_id: int, case: Case) -> bool:
    """Whether the account filed the case or worked on it at the counter, whatever its duties now."""
    if account_id in {case.filed_by_id, case.handler_id}:
        return True
    return CaseEvent.objects.filter(case=case, actor_id=account_id, move__in=HANDLING).exists()


def own_point(caller: Caller) -> ServicePoint:
    """The caller's point; raises NotVisible for somebody without one."""
    if caller.point is None:
        raise NotVisible("您的岗位不在服务点，不能办理这项业务。")
    return caller.point
