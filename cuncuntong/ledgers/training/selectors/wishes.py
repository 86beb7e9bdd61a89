"""Reads of wishes: a resident's own, and lists with their filters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.ledgers.training.enums import LIVE, EnrolmentState, Outcome, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingWish
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

PAGE = 50


@read_once
def wishes_of(resident: Resident) -> list[TrainingWish]:
    """A resident's wishes, the newest first; reversed ones are left out."""
    rows = TrainingWish.objects.filter(resident=resident).exclude(state=WishState.REVERSED)
    return list(rows.order_by("-registered_on", "-pk"))


def live_wishes(resident: Resident) -> list[TrainingWish]:
    """The wishes that are not at their end, the longest waiting first."""
    live = [wish for wish in wishes_of(resident) if wish.state in LIVE]
    return sorted(live, key=lambda wish: (wish.ordered_at, wish.pk))


def last_wish(resident: Resident) -> TrainingWish | None:
    """The newest wish."""
    return next(iter(wishes_of(resident)), None)


@read_once
def enrolments_of(resident: Resident) -> list[Enrolment]:
    """Where the resident is or was in a class, with class and institution, the oldest first."""
    rows = Enrolment.objects.filter(resident=resident).exclude(state=EnrolmentState.REVERSED)
    return list(rows.select_related("training_class__institution", "wish").order_by("pk"))


def standing_enrolments(resident: Resident) -> list[Enrolment]:
    """Where the resident has a seat or waits for one."""
    held = (EnrolmentState.SEATED, EnrolmentState.WAITING)
    return [one for one in enrolments_of(resident) if one.state in held]


def certificates_of(resident: Resident) -> list[Enrolment]:
    """Classes that the resident passed and has a certificate of, the newest first."""
    passed = (one for one in enrolments_of(resident) if one.result == Outcome.PASSED)
    return [one for one in reversed(list(passed)) if one.certificate_number]


@dataclass(frozen=True)
class Asked:
    """What a list of wishes is narrowed by; empty texts narrow nothing."""

    state: str = ""
    group: str = ""
    occupation: str = ""
    township: str = ""
    text: str = ""


def reading_ability(caller: Caller) -> str:
    """By which ability the caller reads wishes: as who manages training, else as who follows up."""
    manages = caller.can(Ability.TRAINING_MANAGE, Line.TRAINING)
    return Ability.TRAINING_MANAGE if manages else Ability.TRAINING_FOLLOW


def visible_wishes(caller: Caller) -> QuerySet[TrainingWish]:
    """The wishes of the caller's area; reversed ones are left out."""
    rows = TrainingWish.objects.exclude(state=WishState.REVERSED)
    return caller.limit(reading_ability(caller), rows, line=Line.TRAINING)


def wish_rows(caller: Caller, asked: Asked) -> QuerySet[TrainingWish]:
    """The wishes that fit, the longest waiting first, with their residents."""
    rows = visible_wishes(caller).select_related("resident__village").defer("evidence")
    if asked.state == "live":
        rows = rows.filter(state__in=LIVE)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if asked.group:
        rows = rows.filter(group=asked.group)
    if asked.occupation:
        rows = rows.filter(occupation__startswith=asked.occupation)
    if asked.township:
        rows = rows.filter(township_code=asked.township)
    if asked.text:
        rows = rows.filter(Q(resident__name__startswith=asked.text) | Q(words__contains=asked.text))
    return rows.order_by("ordered_at", "pk")


def after(rows: QuerySet[TrainingWish], at: dt.datetime, pk: int) -> QuerySet[TrainingWish]:
    """The rows behind the two halves of a key that ``key_of`` gave."""
    return rows.filter(Q(ordered_at__gt=at) | Q(ordered_at=at, pk__gt=pk))


def key_of(wish: TrainingWish) -> str:
    """The place of a row in the list, for an address."""
    return f"{wish.ordered_at.isoformat()}_{wish.pk}"
