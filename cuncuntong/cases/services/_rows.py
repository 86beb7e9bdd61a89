"""Rows that services read to write: locked where the engine can, and always inside the caller's area."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Value

from cuncuntong.cases.enums import Move
from cuncuntong.cases.models import Attachment, Case, CaseEvent
from cuncuntong.cases.services.transitions import Stale
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible, fetch
from cuncuntong.network.models import ServicePoint

# Whoever did one of these to a case has handled it and does not decide on it. A refusal stands in the
# way only once the case was reopened: another reviewer looks at it then.
HANDLING = (Move.FILE, Move.ACCEPT, Move.RESUBMIT, Move.CORRECT, Move.TAKE_OVER, Move.REFUSE)


def lock_case(caller: Caller, ability: str, case_id: int, *, with_resident: bool = False) -> Case:
    """The case with point, resident and accounts, locked until the transaction ends.

    ``with_resident`` locks the resident too, for whoever examines or changes the ledgers. Raises
    Denied, NotVisible, or Stale. On SQLite the transaction itself is the lock.
    """
    holder = lock_resident_of(case_id) if with_resident else None
    rows: QuerySet[Case] = Case.objects.select_related(
        "resident", "point", "filed_by", "handler", "claimed_by", "decided_by"
    ).select_for_update(of=("self",))
    case = fetch(caller, ability, rows, pk=case_id)
    expect_holder(case, holder)
    return case


def lock_resident_of(case_id: int) -> int | None:
    """Locks the resident of a case; one decision at a time is made about a person.

    Always before the case itself: filing and merging lock the resident first as well, and two that
    lock in different orders would wait for each other. Gives the resident's key.
    """
    resident_id = Case.objects.filter(pk=case_id).values_list("resident_id", flat=True).first()
    if resident_id is not None:
        Resident.objects.select_for_update().only("pk").get(pk=resident_id)
    return resident_id


def expect_holder(case: Case, holder: int | None) -> None:
    """Raises Stale when a merge moved the case between the two locks."""
    if holder is not None and case.resident_id != holder:
        raise Stale(case.number)


def materials_of(case: Case) -> set[str]:
    """Keys of the materials that have a page with the case."""
    pages = Attachment.objects.filter(case=case).standing()
    return set(pages.values_list("material", flat=True))


def has_handled(account_id: int, case: Case) -> bool:
    """Whether the account filed the case or worked on it at the counter, whatever its duties now."""
    if account_id in {case.filed_by_id, case.handler_id}:
        return True
    if getattr(case, "asked_for", None) == account_id:
        return bool(case.worked_on)  # type: ignore[attr-defined]
    return CaseEvent.objects.filter(case=case, actor_id=account_id, move__in=HANDLING).exists()


def with_handling(rows: QuerySet[Case], account_id: int) -> QuerySet[Case]:
    """The cases with the answer to ``has_handled`` for one account, for screens."""
    worked = CaseEvent.objects.filter(case=OuterRef("pk"), actor_id=account_id, move__in=HANDLING)
    return rows.annotate(worked_on=Exists(worked), asked_for=Value(account_id))


def own_point(caller: Caller) -> ServicePoint:
    """The caller's point; raises NotVisible for somebody without one."""
    if caller.point is None:
        raise NotVisible("您的岗位不在服务点，不能办理这项业务。")
    return caller.point
