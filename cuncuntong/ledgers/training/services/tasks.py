"""Follow-up tasks: opened with a wish, closed by a call or a class, counted in working days."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from cuncuntong.ledgers.training.enums import TaskState
from cuncuntong.ledgers.training.models import FollowUpTask, TrainingWish
from cuncuntong.network.parameters import current
from cuncuntong.network.workdays import calendar

FIRST = "training.follow_first_workdays"
AGAIN = "training.follow_again_workdays"


def first_due(on: dt.date) -> dt.date:
    """By when a wish that is registered (or comes back from a class) on a day is followed up."""
    return calendar().add_workdays(on, current().integer(FIRST, on))


def again_due(on: dt.date) -> dt.date:
    """By when it is followed up again, if there is no class yet."""
    return calendar().add_workdays(on, current().integer(AGAIN, on))


def open_task(wish: TrainingWish, *, on: dt.date, again: bool = False) -> FollowUpTask:
    """The wish's open task; a new one where there is none."""
    task = FollowUpTask.objects.filter(wish=wish, state=TaskState.OPEN).first()
    if task is not None:
        return task
    last = FollowUpTask.objects.filter(wish=wish).aggregate(last=Max("round"))["last"] or 0
    return FollowUpTask.objects.create(
        wish=wish,
        round=last + 1,
        opened_on=on,
        due_on=again_due(on) if again else first_due(on),
        village_code=wish.village_code,
        township_code=wish.township_code,
        county_code=wish.county_code,
    )


def close_task(wish: TrainingWish, *, on: dt.date, state: TaskState) -> FollowUpTask | None:
    """Closes the wish's open task, if there is one."""
    task = FollowUpTask.objects.select_for_update().filter(wish=wish, state=TaskState.OPEN).first()
    if task is not None:
        task.state, task.closed_on = state, on
        task.save(update_fields=["state", "closed_on"])
    return task


def void_task(wish: TrainingWish, *, on: dt.date) -> int | None:
    """Ends the following-up, as for a wish that has a class or was given up; gives the task's key."""
    task = close_task(wish, on=on, state=TaskState.VOID)
    return task.pk if task else None


def reopen_task(pk: int | None) -> None:
    """Opens a task again that was closed by what is now undone; a later one that is open gives way."""
    if pk is None:
        return
    task = FollowUpTask.objects.select_for_update().get(pk=pk)
    FollowUpTask.objects.filter(wish_id=task.wish_id, state=TaskState.OPEN).exclude(pk=pk).update(
        state=TaskState.VOID, closed_on=task.closed_on
    )
    task.state, task.closed_on = TaskState.OPEN, None
    task.save(update_fields=["state", "closed_on"])
