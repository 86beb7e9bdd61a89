"""Registering a wish for training, changing and withdrawing it; once for a case, undone by its number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import LIVE, WishMove, WishState
from cuncuntong.ledgers.training.models import TrainingWish
from cuncuntong.ledgers.training.services._book import (
    enter,
    event_to_undo,
    locked_wish,
    made,
    mark_undone,
    refuse_later,
)
from cuncuntong.ledgers.training.services.tasks import open_task, reopen_task, void_task
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current

MOST_WISHES = "training.wishes_a_person"
# What a change or a withdrawal alters, and its undoing restores.
_KEPT = (
    "group",
    "occupation",
    "words",
    "level",
    "times",
    "evidence_kind",
    "evidence",
    "reason",
    "remarks",
    "state",
    "ordered_at",
    "closed_on",
    "closed_reason",
)


@dataclass(frozen=True)
class Wanted:
    """What is wanted, and by what the person belongs to the group."""

    group: str
    occupation: str
    words: str
    level: str
    times: str
    evidence_kind: str
    evidence: str
    reason: str
    remarks: str = ""

    def values(self) -> dict[str, str]:
        """The columns, cut to their widths."""
        return {
            "group": self.group,
            "occupation": self.occupation,
            "words": self.words[:40],
            "level": self.level,
            "times": self.times,
            "evidence_kind": self.evidence_kind,
            "evidence": self.evidence[:200],
            "reason": self.reason[:200],
            "remarks": self.remarks[:100],
        }


def register_wish(
    *,
    resident: Resident,
    wanted: Wanted,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
    at: dt.datetime | None = None,
) -> TrainingWish:
    """Enters a wish and opens its first follow-up task. The same case again gives the same wish.

    Raises LedgerRefused where the person has a live wish for the occupation, or as many as are allowed.
    """
    with transaction.atomic():
        done = made(case_number, WishMove.REGISTER)
        if done is not None:
            return done.wish
        _check_number(resident, on)
        wish = TrainingWish(
            resident=resident,
            registered_on=on,
            ordered_at=at or timezone.now(),
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
            **wanted.values(),
        )
        _save_one_live(wish)
        enter(wish, WishMove.REGISTER, on=on, actor=actor, case_number=case_number, note=wish.words)
        open_task(wish, on=on)
    return wish


def _check_number(resident: Resident, on: dt.date) -> None:
    # Two counters at once: the one who comes second sees what the first one entered.
    Resident.objects.select_for_update().get(pk=resident.pk)
    most = current().integer(MOST_WISHES, on)
    live = TrainingWish.objects.filter(resident=resident, state__in=LIVE).count()
    if live >= most:
        raise LedgerRefused(
            f"已有{live}条培训意向在办，一个人同时最多登记{most}条。", "请修改或撤回其中一条后再登记。"
        )


def change_wish(
    *,
    wish: TrainingWish,
    wanted: Wanted,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
    at: dt.datetime | None = None,
) -> TrainingWish:
    """Changes a wish that waits for a class; another occupation begins a new place in the order.

    Raises LedgerRefused once the wish has a class.
    """
    with transaction.atomic():
        done = made(case_number, WishMove.CHANGE)
        if done is not None:
            return done.wish
        row = _open_wish(wish)
        before = _snapshot(row)
        if row.occupation != wanted.occupation:
            row.ordered_at = at or timezone.now()
        for name, value in wanted.values().items():
            setattr(row, name, value)
        _save_one_live(row)
        enter(
            row,
            WishMove.CHANGE,
            on=on,
            actor=actor,
            case_number=case_number,
            note=row.words,
            before=before,
        )
    return row


def withdraw_wish(
    *, wish: TrainingWish, reason: str, on: dt.date, actor: Account | None, case_number: str = ""
) -> TrainingWish:
    """Ends a wish that waits for a class; its follow-up ends with it.

    Raises LedgerRefused once the wish has a class: who leaves a class does so by leaving it.
    """
    with transaction.atomic():
        done = made(case_number, WishMove.WITHDRAW)
        if done is not None:
            return done.wish
        row = _open_wish(wish)
        before = _snapshot(row)
        before["task"] = void_task(row, on=on)
        row.state, row.closed_on, row.closed_reason = WishState.GIVEN_UP, on, reason.strip()[:60]
        row.save()
        enter(
            row,
            WishMove.WITHDRAW,
            on=on,
            actor=actor,
            case_number=case_number,
            note=row.closed_reason,
            before=before,
        )
    return row


def undo_wish(*, case_number: str, actor: Account | None, reason: str = "") -> TrainingWish:
    """Takes back a registration, a change or a withdrawal, as long as nothing came after.

    Undone already: gives the row as it is. Raises LedgerRefused.
    """
    with transaction.atomic():
        event = event_to_undo(case_number, WishMove.REGISTER, WishMove.CHANGE, WishMove.WITHDRAW)
        row = locked_wish(event.wish_id)
        if event.undone_at is not None:
            return row
        refuse_later(event)
        if event.move == WishMove.REGISTER:
            row.state, row.closed_on = WishState.REVERSED, timezone.localdate()
            void_task(row, on=timezone.localdate())
        else:
            for name in _KEPT:
                column = TrainingWish._meta.get_field(name)
                setattr(row, name, column.to_python(event.before[name]))  # type: ignore[union-attr]
            reopen_task(event.before.get("task"))
        _save_one_live(row)
        mark_undone(event, actor, reason)
    return row


def _open_wish(wish: TrainingWish) -> TrainingWish:
    row = locked_wish(wish.pk)
    if row.state == WishState.OPEN:
        return row
    remedy = (
        "请先用第19项“参加培训办结送达”退出班次，再修改或撤回意向。"
        if row.state in LIVE
        else "如还想参加培训，请重新登记意向。"
    )
    raise LedgerRefused(f"这条培训意向{row.get_state_display()}，不能修改或撤回。", remedy)


def _save_one_live(row: TrainingWish) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LedgerRefused(
            f"该居民已登记过“{row.words}”这个工种的培训意向。", "请修改原来的意向，不用重复登记。"
        ) from error


def _snapshot(row: TrainingWish) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _KEPT}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
    }
