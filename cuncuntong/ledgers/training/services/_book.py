"""What every write of this ledger shares: the event, its audit entry, and what a case made before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import WishMove
from cuncuntong.ledgers.training.models import TrainingWish, WishEvent
from cuncuntong.network.models import Account

NO_RECORD = "培训台账中没有这件业务的记录。"


def made(case_number: str, *moves: str) -> WishEvent | None:
    """What a case made before, if it is asked again."""
    if not case_number:
        return None
    events = WishEvent.objects.select_related("wish").filter(case_number=case_number, move__in=moves)
    return events.filter(undone_at__isnull=True).first()


def enter(
    wish: TrainingWish,
    move: WishMove,
    *,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
    note: str = "",
    before: dict[str, Any] | None = None,
) -> WishEvent:
    """Writes what happened to a wish, and the audit entry of it."""
    event = WishEvent.objects.create(
        wish=wish,
        move=move,
        on=on,
        actor=actor,
        note=note[:300],
        before=before or {},
        case_number=case_number,
    )
    audit(wish, f"wish.{move.value}", actor, case_number, note=note[:300])
    return event


def audit(wish: TrainingWish, action: str, actor: Account | None, case_number: str = "", **more: Any) -> None:
    """One audit entry about a wish."""
    record(
        actor=actor,
        action=action,
        object_type="training.TrainingWish",
        object_id=str(wish.pk),
        detail={"resident": wish.resident_id, "case": case_number, **more},
    )


def event_to_undo(case_number: str, *moves: str) -> WishEvent:
    """The event that a case made, locked, undone already or not.

    Raises LedgerRefused where the case did nothing of the kind.
    """
    if not case_number:
        raise ValueError("a change is undone by the number of its case")
    rows = WishEvent.objects.select_for_update().filter(case_number=case_number, move__in=moves)
    event = rows.order_by("-pk").first()
    if event is None:
        raise LedgerRefused(NO_RECORD, "请核对受理编号。")
    return event


def refuse_later(event: WishEvent, *harmless: str) -> None:
    """Refuses to undo what something was built on; ``harmless`` moves don't count."""
    later = event.wish.events.filter(pk__gt=event.pk, undone_at__isnull=True)
    later = later.exclude(case_number=event.case_number, case_number__gt="").exclude(move__in=harmless)
    last = later.last()
    if last is not None:
        raise LedgerRefused(
            f"这条培训意向之后又有办理（{last.get_move_display()}），不能直接撤销。",
            "请先撤销之后的那一件，或按实际情况另行登记。",
        )


def mark_undone(event: WishEvent, actor: Account | None, reason: str = "") -> None:
    """Closes an event that was taken back."""
    event.undone_at = timezone.now()
    event.save(update_fields=["undone_at"])
    audit(event.wish, f"wish.{event.move}_undone", actor, event.case_number, reason=reason)


def locked_wish(pk: int) -> TrainingWish:
    """A wish, locked."""
    return TrainingWish.objects.select_for_update().get(pk=pk)


def lock_residents(keys: Collection[int]) -> None:
    """Locks residents by key before anything of this ledger: filing a case and merging do so too, and a
    row that names a resident waits for them."""
    if keys:
        rows = Resident.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk")
        list(rows.values_list("pk", flat=True))
