"""The one writer of a case's state: consults the table, writes case, events and audit together.

Two people at once: a walk ends in one conditional update on the version it started from; who comes
second gets Stale, and the transaction takes back whatever else was done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cuncuntong.cases.enums import Move, State
from cuncuntong.cases.models import Case, CaseEvent
from cuncuntong.cases.states import TABLE, WrongState, target_of
from cuncuntong.foundation.audit import record_many
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account

__all__ = ["Stale", "Walk", "WrongState", "advance", "permit"]


class Stale(Exception):
    """The case changed since it was shown; nothing was done."""

    def __init__(self, number: str = "") -> None:
        self.number = number
        super().__init__("这件业务刚刚有了新的变化，您的操作没有执行。请刷新页面，看过最新情况再办。")


class Walk:
    """One or more transitions of a case by one person at one moment, saved as one.

    ``step`` checks each against the table; ``save`` does a single update, whatever the number of
    steps. The case in memory shows the state after the last step; if ``save`` raises, throw it away.
    """

    def __init__(self, case: Case, *, actor: Account | None, at: dt.datetime | None = None) -> None:
        self.case = case
        self.actor = actor
        self.at = at or timezone.now()
        self._state = case.state
        self._changes: dict[str, Any] = {}
        self._events: list[CaseEvent] = []
        self._audited: list[dict[str, Any]] = []

    def step(
        self, move: Move, note: str = "", detail: Mapping[str, Any] | None = None, **changes: Any
    ) -> Walk:
        """One transition; ``changes`` are columns of the case. Raises WrongState.

        ``detail`` is kept sealed with the event; the audit entry gets none of it.
        """
        before = self.case.state
        after = target_of(move, before)
        self._changes.update(changes)
        for name, value in changes.items():
            setattr(self.case, name, value)
        self.case.state = after
        self._note(move, before, after, note, detail or {})
        return self

    def started(self, note: str = "", detail: Mapping[str, Any] | None = None) -> Walk:
        """Writes the first event of a case that was just inserted."""
        self._note(Move.FILE, "", State.FILED, note, detail or {})
        return self

    def noting(self, entries: Iterable[dict[str, Any]]) -> Walk:
        """Audit entries of what led here, such as the reading of the case, written along."""
        self._audited += entries
        return self

    def save(self) -> Case:
        """Writes everything in the open transaction. Raises Stale when somebody was faster."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("a case changes inside a transaction")
        untouched = Case.objects.filter(pk=self.case.pk, version=self.case.version, state=self._state)
        changes = {**self._changes, "state": self.case.state, "version": F("version") + 1}
        if not untouched.update(**changes):
            raise Stale(self.case.number)
        self.case.version += 1
        CaseEvent.objects.bulk_create(self._events)
        record_many(self._audited)
        self._state = self.case.state
        self._changes, self._events, self._audited = {}, [], []
        return self.case

    def _note(self, move: Move, before: str, after: str, note: str, detail: Mapping[str, Any]) -> None:
        self._events.append(
            CaseEvent(
                case=self.case,
                move=move,
                before=before,
                after=after,
                at=self.at,
                actor=self.actor,
                actor_name=str(self.actor or "系统")[:40],
                note=note,
                detail=dict(detail),
            )
        )
        self._audited.append(
            {
                "actor": self.actor,
                "action": f"case.{move}",
                "object_type": "case",
                "object_id": self.case.number,
                "detail": {"before": str(before), "after": str(after), "item": self.case.item},
                "at": self.at,
            }
        )


def advance(
    case: Case,
    move: Move,
    *,
    actor: Account | None,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
    at: dt.datetime | None = None,
    **changes: Any,
) -> Case:
    """One transition, saved: event, audit entry and the case's columns in the open transaction.

    Raises WrongState where the table has no such row, Stale when the case changed meanwhile.
    """
    if move == Move.FEED_BACK:
        changes.setdefault("fed_back_at", at or timezone.now())
    return Walk(case, actor=actor, at=at).step(move, note, detail, **changes).save()


def permit(caller: Caller, move: Move) -> None:
    """Raises Denied unless the caller has the ability that the table asks for."""
    if TABLE[move].who:
        caller.need(TABLE[move].who)


def expect_version(case: Case, version: int | None) -> None:
    """Raises Stale when the screen showed another version; None means that none was shown."""
    if version is not None and int(version) != case.version:
        raise Stale(case.number)
