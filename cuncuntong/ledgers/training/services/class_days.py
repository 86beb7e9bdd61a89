"""The days of a class: it begins, is cancelled, or ends with everybody's result."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, WishMove, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.services._book import enter
from cuncuntong.ledgers.training.services._seats import standing
from cuncuntong.ledgers.training.services.classes import locked_class, move_class, need_state
from cuncuntong.ledgers.training.services.tasks import open_task
from cuncuntong.ledgers.training.services.telling import tell_enrolments
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account

NO_SEAT = "开班时没有名额"


def start_class(*, caller: Caller, training_class: TrainingClass) -> TrainingClass:
    """Begins a class on its day or later: those who wait in vain go back into the order.

    Raises LedgerRefused before its day, or where nobody is in it.
    """
    with transaction.atomic():
        row = locked_class(caller, training_class.pk)
        if row.state == ClassState.RUNNING:
            return row
        need_state(row, ClassState.OPEN, "开班")
        today = timezone.localdate()
        if today < row.starts_on:
            raise LedgerRefused(
                f"{row.starts_on:%Y-%m-%d}才开班。", "提前开班的，请先修改开班日期，好通知到人。"
            )
        if not row.taken:
            raise LedgerRefused("这个班次还没有安排人。", "请先安排人，或取消班次。")
        _begin(row, today, caller.account)
    return row


def _begin(row: TrainingClass, today: dt.date, actor: Account | None) -> None:
    seated = list(standing(row).filter(state=EnrolmentState.SEATED).select_related("wish"))
    for enrolment in seated:
        _set_wish(enrolment.wish, WishState.TRAINING, WishMove.START, row, today, actor)
    waiting = list(standing(row).filter(state=EnrolmentState.WAITING).select_related("wish"))
    _send_back(row, waiting, WishMove.UNSEATED, NO_SEAT, today, actor)
    move_class(row, ClassState.RUNNING, actor)


@periodic("training.start_classes", at="00:20")
def start_due_classes() -> int:
    """Begins the classes whose day has come and that somebody is in; gives their number."""
    today, count = timezone.localdate(), 0
    due = TrainingClass.objects.filter(state=ClassState.OPEN, starts_on__lte=today, taken__gt=0)
    for pk in list(due.order_by("starts_on", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = TrainingClass.objects.select_for_update().get(pk=pk)
            if row.state == ClassState.OPEN and row.taken:
                _begin(row, today, None)
                count += 1
    return count


def cancel_class(*, caller: Caller, training_class: TrainingClass, reason: str) -> TrainingClass:
    """Cancels a class: its people go back to waiting for one, with their place in the order, and are told.

    Raises LedgerRefused without a reason, or once it has ended.
    """
    with transaction.atomic():
        row = locked_class(caller, training_class.pk)
        if row.state == ClassState.CANCELLED:
            return row
        if row.state == ClassState.FINISHED:
            raise LedgerRefused("这个班次已结业，不能取消。", "请刷新页面查看。")
        if not reason.strip():
            raise LedgerRefused("请写明取消的原因。", "原因会告诉报名的人。")
        today = timezone.localdate()
        row.cancelled_reason = reason.strip()[:100]
        everybody = list(standing(row).select_related("wish"))
        _send_back(row, everybody, WishMove.CANCEL, row.cancelled_reason, today, caller.account)
        row.taken = 0
        move_class(row, ClassState.CANCELLED, caller.account)
    return row


def _send_back(
    row: TrainingClass,
    enrolments: list[Enrolment],
    move: WishMove,
    reason: str,
    today: dt.date,
    actor: Account | None,
) -> None:
    for enrolment in enrolments:
        _set_wish(enrolment.wish, WishState.OPEN, move, row, today, actor)
        open_task(enrolment.wish, on=today)
        enrolment.state, enrolment.seat, enrolment.position = EnrolmentState.CANCELLED, None, None
        enrolment.ended_on, enrolment.ended_reason = today, reason[:100]
        enrolment.save()
    kind = "cancelled" if move == WishMove.CANCEL else "unseated"
    tell_enrolments(row, kind, enrolments)


def _set_wish(
    wish: TrainingWish,
    state: WishState,
    move: WishMove,
    row: TrainingClass,
    today: dt.date,
    actor: Account | None,
) -> None:
    wish.state = state
    wish.save(update_fields=["state"])
    enter(wish, move, on=today, actor=actor, note=row.title)


def finish_class(*, caller: Caller, training_class: TrainingClass) -> TrainingClass:
    """Ends a class after its last day, once everybody has a result; they are told theirs."""
    with transaction.atomic():
        row = locked_class(caller, training_class.pk)
        if row.state == ClassState.FINISHED:
            return row
        need_state(row, ClassState.RUNNING, "结业")
        today = timezone.localdate()
        if today < row.ends_on:
            raise LedgerRefused(f"{row.ends_on:%Y-%m-%d}才结业。", "请在结业当天或以后办理。")
        seated = list(standing(row).select_related("wish"))
        lacking = sum(1 for enrolment in seated if not enrolment.result)
        if lacking:
            raise LedgerRefused(f"还有{lacking}人没有录入结果。", "请先在“结果和证书”里录完。")
        for enrolment in seated:
            wish = enrolment.wish
            wish.closed_on, wish.closed_reason = today, enrolment.get_result_display()
            wish.save(update_fields=["closed_on", "closed_reason"])
            _set_wish(wish, WishState.FINISHED, WishMove.FINISH, row, today, caller.account)
            enrolment.state = EnrolmentState.DONE
            enrolment.save(update_fields=["state"])
        move_class(row, ClassState.FINISHED, caller.account)
        tell_enrolments(row, "result", seated)
    return row
