"""Telling people of what happens to their wish: after commit, from the task table, once each.

Whoever gives a seat holds the class; a message names a resident, who may be locked by their own counter.
So no message is written while a class is held.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.utils import timezone

from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.messages.services import drop, tell, usual_due_day
from cuncuntong.ledgers.training.enums import CLASSES, FOLLOWED, EnrolmentState, Outcome, Told
from cuncuntong.ledgers.training.models import Enrolment, FollowUpCall, FollowUpEntry, TrainingClass
from cuncuntong.ledgers.training.words import answer_words, class_words, day_words


def tell_enrolments(row: TrainingClass, kind: str, enrolments: Iterable[Enrolment]) -> None:
    """Puts the telling of one thing (a key of _TEXTS) to several people of a class into the task table."""
    keys = [enrolment.pk for enrolment in enrolments]
    if keys:
        enqueue(tell_people, kind=kind, version=row.version, enrolments=keys)


def tell_answer(call: FollowUpCall) -> None:
    """Puts the telling of a call's answer to everybody whom it is for into the task table."""
    enqueue(tell_call, call_id=call.pk)


@background(name="training.tell_people")
def tell_people(kind: str, version: int, enrolments: list[int]) -> None:
    """Tells each what happened, unless something newer did meanwhile; a second run tells nobody twice."""
    rows = Enrolment.objects.filter(pk__in=enrolments).select_related("training_class", "wish", "resident")
    states, text, lasting = _TEXTS[kind]
    for one in rows.order_by("pk"):
        if one.state not in states or (kind in _TO_SIGN and one.signed_on is not None):
            continue
        key = _key(kind, one, version if lasting else "")
        overtake(one, "已有更新的通知", before=version, but=key)
        tell(
            resident=one.resident,
            topic=CLASSES,
            text=f"{one.resident.name}：{text(one)}",
            key=key,
            place=one.wish,
            due_on=_due(one),
        )


@background(name="training.tell_call")
def tell_call(call_id: int) -> None:
    """Tells everybody of a call what was said, unless it was taken back."""
    call = FollowUpCall.objects.select_related("institution", "training_class").get(pk=call_id)
    if call.reversed_at is not None:
        return
    entries = FollowUpEntry.objects.filter(call=call, told=Told.MESSAGE).select_related("wish__resident")
    for entry in entries.order_by("pk"):
        wish = entry.wish
        tell(
            resident=wish.resident,
            topic=FOLLOWED,
            text=f"{wish.resident.name}：您想学的“{wish.words}”，我们问过了。{answer_words(call)}。",
            key=f"training-call-{call.pk}-{wish.pk}",
            place=wish,
        )


def overtake(one: Enrolment, why: str, *, before: int = 0, but: str = "") -> None:
    """Takes back what nobody told yet of an enrolment: it no longer holds, or the person knows.

    ``before`` is the class's version up to which changes are overtaken; ``but`` a key that stays.
    """
    keys = [_key(kind, one) for kind in (*_TO_SIGN, "waiting")]
    keys += [_key("changed", one, version) for version in range(1, before)]
    for key in keys:
        if key != but:
            drop(key=key, why=why)


def _key(kind: str, one: Enrolment, version: int | str = "") -> str:
    return f"training-{kind}-{one.pk}-{version}"


def _due(one: Enrolment) -> dt.date:
    """By when it is told: as every message, and before the class begins."""
    usual = usual_due_day(timezone.localdate())
    begins = one.state == EnrolmentState.SEATED and one.training_class.starts_on >= timezone.localdate()
    return min(usual, one.training_class.starts_on) if begins else usual


def _placed(one: Enrolment) -> str:
    bring = f"，请带{one.training_class.bring}" if one.training_class.bring else ""
    return (
        f"已为您安排{class_words(one.training_class)}{bring}。请到服务点签收培训通知，不能参加的请尽早告知。"
    )


def _waiting(one: Enrolment) -> str:
    what = class_words(one.training_class)
    return f"{what}名额已满，您列在候补第{one.position}位，有人退出时依次补上。"


def _moved_up(one: Enrolment) -> str:
    return f"有人退出，您已由候补转为正式名额：{class_words(one.training_class)}。请到服务点签收培训通知。"


def _changed(one: Enrolment) -> str:
    said = f"您报名的班次有变动，现为：{class_words(one.training_class)}。"
    sign = "请到服务点签收培训通知，" if one.seat and one.signed_on is None else ""
    return f"{said}{sign}不能参加的请尽早告知服务点。"


def _cancelled(one: Enrolment) -> str:
    row = one.training_class
    return (
        f"您报名的{row.title}（原定{day_words(row.starts_on)}开班）已取消，原因：{one.ended_reason}。"
        "您的培训意向保留原来的排队次序，有新班次会再通知您。"
    )


def _unseated(one: Enrolment) -> str:
    return (
        f"{one.training_class.title}已开班，候补没有轮到您。您的培训意向保留原来的排队次序，"
        "有新班次会再通知您。"
    )


def _result(one: Enrolment) -> str:
    said = f"{one.training_class.title}已结业，您的结果：{one.get_result_display()}。"
    return said + (_certificate(one) if one.certificate_number else "")


def _certificate(one: Enrolment) -> str:
    if one.result != Outcome.PASSED:
        return ""
    return (
        f"您的证书（编号{one.certificate_number}）已办好，请到服务点领取。在职参保或正在领取失业保险金的，"
        "可以接着申领技能提升补贴。"
    )


# What is told so that the person comes and signs.
_TO_SIGN = ("placed", "moved_up")
_HELD = (EnrolmentState.SEATED, EnrolmentState.WAITING)
_GONE = (EnrolmentState.CANCELLED,)
# Whom it may be told to, the words, and whether it may happen to the same enrolment more than once.
_TEXTS: dict[str, tuple[tuple[str, ...], Callable[[Enrolment], str], bool]] = {
    "placed": ((EnrolmentState.SEATED,), _placed, False),
    "waiting": ((EnrolmentState.WAITING,), _waiting, False),
    "moved_up": ((EnrolmentState.SEATED,), _moved_up, False),
    "changed": (_HELD, _changed, True),
    "cancelled": (_GONE, _cancelled, False),
    "unseated": (_GONE, _unseated, False),
    "result": ((EnrolmentState.DONE,), _result, False),
    "certificate": ((EnrolmentState.DONE,), _certificate, True),
}
