"""Who sees which rows of training, and the tones and words that its pages share."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cuncuntong.ledgers.residents.selectors.records import visitors
from cuncuntong.ledgers.training.enums import ClassState, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass
from cuncuntong.ledgers.training.selectors import PlaceRow
from cuncuntong.network.access import Caller, NotVisible, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest

TRAINING = Line.TRAINING
CLASS_TONES = {
    ClassState.PLANNED: "neutral",
    ClassState.OPEN: "info",
    ClassState.RUNNING: "wait",
    ClassState.FINISHED: "good",
    ClassState.CANCELLED: "bad",
}
WISH_TONES = {
    WishState.OPEN: "wait",
    WishState.WAITING: "info",
    WishState.PLACED: "info",
    WishState.TRAINING: "info",
    WishState.FINISHED: "good",
    WishState.GIVEN_UP: "neutral",
}


def manages(caller: Caller) -> bool:
    """Whether the caller plans classes here."""
    return caller.can(Ability.TRAINING_MANAGE, TRAINING)


def managed_class(request: CallerRequest, number: str) -> TrainingClass:
    """A class of the caller's by its number. Raises Denied or NotVisible."""
    rows = TrainingClass.objects.select_related("institution", "course")
    return fetch(request.caller, Ability.TRAINING_MANAGE, rows, line=TRAINING, number=number.upper())


def visible_enrolments(caller: Caller) -> QuerySet[Enrolment]:
    """Enrolments of the caller's classes, of the people of their area, and of who visits their counter."""
    rows = Enrolment.objects.select_related("training_class__institution", "resident__village", "wish")
    found = caller.limit(Ability.TRAINING_MANAGE, rows, "training_class__", line=TRAINING)
    found |= caller.limit(Ability.TRAINING_FOLLOW, rows, "wish__", line=TRAINING)
    if caller.point is not None and caller.can(Ability.TRAINING_FOLLOW):
        found |= rows.filter(resident__in=visitors(caller))
    return found


def visible_enrolment(request: CallerRequest, pk: int) -> Enrolment:
    """One of them. Raises NotVisible."""
    row = visible_enrolments(request.caller).filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有找到这条记录，或它不在您的服务范围内。")
    return row


def late_words(row: PlaceRow) -> str:
    """How late the oldest task of a place is; empty where none is."""
    return f"超期{row.late_workdays}个工作日" if row.overdue else ""


def class_row(row: TrainingClass, **more: Any) -> dict[str, Any]:
    """A class as lists show it."""
    return {"row": row, "tone": CLASS_TONES.get(ClassState(row.state), "neutral"), **more}
