"""Reads of follow-up tasks: a point's list, and what is overdue by place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from cuncuntong.ledgers.training.enums import TaskState
from cuncuntong.ledgers.training.models import FollowUpTask, TrainingWish
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.workdays import late_by

MOST_TASKS = 300


def next_follow_up(wish: TrainingWish) -> FollowUpTask | None:
    """The wish's open task."""
    return FollowUpTask.objects.filter(wish=wish, state=TaskState.OPEN).first()


def open_tasks(caller: Caller) -> QuerySet[FollowUpTask]:
    """The open tasks of the caller's area, the most pressing first, with wish and resident."""
    rows = FollowUpTask.objects.filter(state=TaskState.OPEN)
    rows = caller.limit(Ability.TRAINING_FOLLOW, rows, line=Line.TRAINING)
    return rows.select_related("wish__resident__village").order_by("due_on", "pk")


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks wait, how many are overdue."""

    waiting: int
    overdue: int


def task_counts(caller: Caller, today: dt.date) -> TaskCounts:
    """Counts of the caller's open tasks, in one question."""
    rows = FollowUpTask.objects.filter(state=TaskState.OPEN)
    ability = Ability.TRAINING_FOLLOW if caller.can(Ability.TRAINING_FOLLOW) else Ability.TRAINING_MANAGE
    rows = caller.limit(ability, rows, line=Line.TRAINING)
    counts = rows.aggregate(waiting=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    return TaskCounts(counts["waiting"], counts["overdue"])


@dataclass(frozen=True)
class PlaceRow:
    """One township's or village's open tasks; ``oldest`` is the due day of the longest overdue."""

    code: str
    open: int
    overdue: int
    oldest: dt.date | None
    late_workdays: int


def tasks_by_place(caller: Caller, today: dt.date, *, township: str = "") -> list[PlaceRow]:
    """Open and overdue tasks by township, or by village within one, for whoever sees figures."""
    rows = FollowUpTask.objects.filter(state=TaskState.OPEN)
    rows = caller.limit(Ability.EMPLOYMENT_FIGURES, rows)
    column = "village_code" if township else "township_code"
    if township:
        rows = rows.filter(township_code=township)
    late = Q(due_on__lt=today)
    counted = rows.values(column).annotate(
        open=Count("pk"), overdue=Count("pk", filter=late), oldest=Min("due_on", filter=late)
    )
    found = [
        PlaceRow(
            row[column],
            row["open"],
            row["overdue"],
            row["oldest"],
            late_by(row["oldest"], today) if row["oldest"] else 0,
        )
        for row in counted.order_by(column)
    ]
    return sorted(found, key=lambda row: (-row.overdue, row.code))
