"""Recording what was said when somebody asked for a class: one call, one wish or many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import Answer, Asked, ClassState, TaskState, Told, WishMove, WishState
from cuncuntong.ledgers.training.models import (
    FollowUpCall,
    FollowUpEntry,
    FollowUpTask,
    Institution,
    TrainingClass,
    TrainingWish,
    WishEvent,
)
from cuncuntong.ledgers.training.services._book import enter, event_to_undo, mark_undone, refuse_later
from cuncuntong.ledgers.training.services._duty import check_wishes
from cuncuntong.ledgers.training.services.tasks import close_task, open_task, reopen_task
from cuncuntong.ledgers.training.services.telling import tell_answer
from cuncuntong.ledgers.training.words import answer_words
from cuncuntong.network.models import Account, ServicePoint


@dataclass(frozen=True)
class Said:
    """What was asked of whom, and what they said. ``institution`` may be None where the county was asked."""

    answer: str
    asked: str = Asked.INSTITUTION
    institution: Institution | None = None
    training_class: TrainingClass | None = None
    starts_on: dt.date | None = None
    place: str = ""
    words: str = ""


def record_call(
    *,
    wishes: Sequence[TrainingWish],
    said: Said,
    on: dt.date,
    actor: Account | None,
    key: str,
    told: str = Told.MESSAGE,
    point: ServicePoint | int | None = None,
    case_number: str = "",
) -> FollowUpCall:
    """Records one call for all the wishes: their tasks are answered, the residents are told.

    ``told`` says how: a message each (the first that is free to do so tells them), or at the counter.
    A call that reached nobody leaves the tasks as they are. The same ``key`` again gives the first call.
    Raises LedgerRefused where the answer lacks something, a wish waits for a class no more, or the key is
    somebody else's; Denied or NotVisible for wishes that are not the account's to follow (see _duty).
    """
    check_wishes(actor, wishes, case_number)
    known = _sent_before(key, actor, case_number)
    if known is not None:
        return known
    said = _complete(said, on)
    try:
        with transaction.atomic():
            return _recorded(wishes, said, on, actor, key, told, point, case_number)
    except IntegrityError:
        # Sent twice at the same moment: the other one is there now, or it was something else.
        known = _sent_before(key, actor, case_number)
        if known is None:
            raise
        return known


def _sent_before(key: str, actor: Account | None, case_number: str) -> FollowUpCall | None:
    """The call that this key made before: of the same account, or of the same case."""
    known = FollowUpCall.objects.filter(key=key).first()
    if known is None:
        return None
    same_case = bool(case_number) and known.case_number == case_number
    if same_case or known.actor_id == (actor.pk if actor else None):
        return known
    raise LedgerRefused("这次联系的编号已被别人用过。", "请回到跟踪任务，重新打开页面再记录。")


def _complete(said: Said, on: dt.date) -> Said:
    if said.asked == Asked.INSTITUTION and said.institution is None:
        raise LedgerRefused("没有写明问的是哪家机构。", "请选择机构；问的是县里的，请选“县人社部门”。")
    one = said.training_class
    if one is not None:
        if said.answer != Answer.CLASS:
            raise LedgerRefused("选了班次，答复却不是“有班次”。", "请核对答复。")
        if one.state not in (ClassState.PLANNED, ClassState.OPEN) or one.starts_on < on:
            raise LedgerRefused(f"班次{one.number}已开班或已取消。", "请选择还没有开班的班次。")
        if said.institution is not None and one.institution_id != said.institution.pk:
            raise LedgerRefused(f"班次{one.number}不是这家机构的。", "请重新选择班次或机构。")
        return Said(
            said.answer, said.asked, said.institution, one, one.starts_on, one.place, said.words.strip()[:300]
        )
    if said.answer == Answer.CLASS:
        if said.starts_on is None or not said.place.strip():
            raise LedgerRefused("有班次的，要写明开班日期和地点。", "请填写日期和地点，或选择已有的班次。")
        if said.starts_on < on:
            raise LedgerRefused("开班日期早于联系日期。", "请核对开班日期。")
    if said.answer == Answer.SOON and not said.words.strip():
        raise LedgerRefused("没有写明对方怎么说。", "请写明大概什么时候开班，好告诉居民。")
    starts = said.starts_on if said.answer == Answer.CLASS else None
    place = said.place.strip()[:100] if said.answer == Answer.CLASS else ""
    return Said(said.answer, said.asked, said.institution, None, starts, place, said.words.strip()[:300])


def _recorded(
    wishes: Sequence[TrainingWish],
    said: Said,
    on: dt.date,
    actor: Account | None,
    key: str,
    told: str,
    point: ServicePoint | int | None,
    case_number: str,
) -> FollowUpCall:
    rows = _locked_open(wishes)
    call = FollowUpCall.objects.create(
        asked=said.asked,
        institution=said.institution,
        answer=said.answer,
        training_class=said.training_class,
        starts_on=said.starts_on,
        place=said.place,
        words=said.words,
        on=on,
        actor=actor,
        point_id=point.pk if isinstance(point, ServicePoint) else point,
        key=key,
        case_number=case_number,
    )
    reached = said.answer != Answer.NO_ANSWER
    for wish in rows:
        task = _answered(wish, on) if reached else _running(wish)
        FollowUpEntry.objects.create(call=call, wish=wish, task=task, told=told if reached else "")
        enter(
            wish,
            WishMove.FOLLOW,
            on=on,
            actor=actor,
            case_number=case_number,
            note=answer_words(call),
            before={"task": task.pk if task and reached else None, "call": call.pk},
        )
    record(
        actor=actor,
        action="training.asked",
        object_type="training.FollowUpCall",
        object_id=str(call.pk),
        detail={"answer": said.answer, "wishes": [wish.pk for wish in rows], "case": case_number},
    )
    if reached and told == Told.MESSAGE:
        tell_answer(call)
    return call


def _locked_open(wishes: Sequence[TrainingWish]) -> list[TrainingWish]:
    keys = sorted({wish.pk for wish in wishes})
    if not keys:
        raise LedgerRefused("没有选中任何培训意向。", "请至少勾选一条。")
    rows = list(TrainingWish.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    other = [row for row in rows if row.state != WishState.OPEN]
    if other:
        names = "、".join(f"“{row.words}”（{row.get_state_display()}）" for row in other[:3])
        raise LedgerRefused(f"有{len(other)}条意向已不在待安排：{names}。", "请刷新页面后重新勾选。")
    return rows


def _answered(wish: TrainingWish, on: dt.date) -> FollowUpTask | None:
    task = close_task(wish, on=on, state=TaskState.DONE)
    open_task(wish, on=on, again=True)
    return task


def _running(wish: TrainingWish) -> FollowUpTask | None:
    return FollowUpTask.objects.filter(wish=wish, state=TaskState.OPEN).first()


def undo_call(*, case_number: str, actor: Account | None, reason: str = "") -> FollowUpCall:
    """Takes back a call that a case recorded: its tasks are open again. Undone already: gives the call.

    Raises LedgerRefused where the wish went on meanwhile, or the case recorded nothing.
    """
    with transaction.atomic():
        event_to_undo(case_number, WishMove.FOLLOW)
        call = FollowUpCall.objects.select_for_update().get(case_number=case_number)
        if call.reversed_at is not None:
            return call
        events = WishEvent.objects.filter(
            case_number=case_number, move=WishMove.FOLLOW, undone_at__isnull=True
        )
        for event in events.select_related("wish").order_by("pk"):
            refuse_later(event)
            reopen_task(event.before.get("task"))
            mark_undone(event, actor, reason)
        call.reversed_at = timezone.now()
        call.save(update_fields=["reversed_at"])
    return call
