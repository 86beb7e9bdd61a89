"""Taking back, by its case, what item 19 did: a placing, a signing, a leaving, a certificate."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import LIVE, ClassState, EnrolmentState, WishMove, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.services._book import event_to_undo, locked_wish, mark_undone, refuse_later
from cuncuntong.ledgers.training.services._seats import HELD, give_up, move_up, seat_again
from cuncuntong.ledgers.training.services.placing import PLACED, locked_place
from cuncuntong.ledgers.training.services.tasks import reopen_task, void_task
from cuncuntong.network.models import Account


def undo_delivery(*, case_number: str, actor: Account | None, reason: str = "") -> Enrolment:
    """Takes back what a case of item 19 did: a placing, a signing, a leaving, a certificate handed over.

    Undone already: gives the row. Raises LedgerRefused where the class went on meanwhile, or the seat has
    gone to somebody who waited.
    """
    moves = (*PLACED, WishMove.SIGN, WishMove.DROP, WishMove.CERTIFICATE)
    with transaction.atomic():
        event = event_to_undo(case_number, *moves)
        one = Enrolment.objects.get(pk=event.before["enrolment"])
        if event.undone_at is not None:
            return one
        row, one = locked_place(one)
        wish = locked_wish(event.wish_id)
        refuse_later(event)
        if event.move in PLACED:
            _undo_placing(row, one, wish, event.before.get("task"), actor)
        elif event.move == WishMove.SIGN:
            one.signed_on, one.signed_by, one.signing_seen_by = None, "", None
            one.save(update_fields=["signed_on", "signed_by", "signing_seen_by"])
        elif event.move == WishMove.DROP:
            _undo_leaving(row, one, wish, event.before)
        else:
            one.certificate_given_on = None
            one.save(update_fields=["certificate_given_on"])
        mark_undone(event, actor, reason)
    return one


def _undo_placing(
    row: TrainingClass, one: Enrolment, wish: TrainingWish, task: int | None, actor: Account | None
) -> None:
    if row.state != ClassState.OPEN or one.state not in HELD:
        raise LedgerRefused(
            f"这个班次{row.get_state_display()}，安排不能直接撤销。", "不能参加的，请办理退出。"
        )
    wish.state = WishState.OPEN
    wish.save(update_fields=["state"])
    one.signed_on, one.signed_by, one.signing_seen_by = None, "", None
    give_up(row, one, EnrolmentState.REVERSED)
    reopen_task(task)
    move_up(row, on=timezone.localdate(), actor=actor)


def _undo_leaving(row: TrainingClass, one: Enrolment, wish: TrainingWish, before: dict[str, object]) -> None:
    if row.state not in (ClassState.OPEN, ClassState.RUNNING):
        raise LedgerRefused(f"这个班次{row.get_state_display()}，不能恢复名额。", "请另行安排班次。")
    if before["seat"] is None:
        raise LedgerRefused("退出的是候补，不能直接恢复。", "请重新安排，候补次序按登记先后排列。")
    if row.taken >= row.capacity:
        raise LedgerRefused("空出的名额已由候补的人补上。", "请另行安排班次，或列入候补。")
    wish.state = str(before["wish"])
    wish.closed_on, wish.closed_reason = None, ""
    if wish.state not in LIVE:
        raise LedgerRefused("这条意向已结束。", "请重新登记意向。")
    void_task(wish, on=timezone.localdate())
    wish.save(update_fields=["state", "closed_on", "closed_reason"])
    seat_again(row, one)
