"""Whom the rules would place into a class, in which order, and why: looked at before it is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.ledgers.training.enums import EnrolmentState, Times, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors.classes import fits, slack_words, times_fit
from cuncuntong.ledgers.training.selectors.order import in_order, rank_of
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

MOST = 500


@dataclass(frozen=True)
class Candidate:
    """A wish that the class fits: its place in the order, what it would get, what speaks against it.

    ``chosen`` says whether the rules would place it; what has ``against`` is left to a person.
    """

    wish: TrainingWish
    order: int
    rank: int
    gets: str
    against: str
    chosen: bool


def candidates(caller: Caller, row: TrainingClass, on: dt.date) -> list[Candidate]:
    """The wishes that wait for such a class, in order, those first that nothing speaks against."""
    rows = TrainingWish.objects.filter(state=WishState.OPEN, county_code=row.county_code)
    rows = caller.limit(Ability.TRAINING_MANAGE, rows, line=Line.TRAINING)
    waiting = rows.select_related("resident__village").order_by("ordered_at", "pk")
    fitting = [
        wish for wish in in_order(waiting[: MOST * 4], on) if fits(row.occupation, row.level, wish, on)
    ][:MOST]
    clashes, left = _clashes(row, fitting), _left(row, fitting)
    found, free = [], row.free
    for order, wish in enumerate(fitting, start=1):
        against = clashes.get(wish.resident_id, "") or left.get(wish.pk, "") or _times(row, wish, on)
        gets = ""
        if not against:
            gets = "名额" if free > 0 else "候补"
            free -= 1
        found.append(Candidate(wish, order, rank_of(wish.group, on), gets, against, not against))
    return sorted(found, key=lambda one: (not one.chosen, one.order))


def _clashes(row: TrainingClass, wishes: list[TrainingWish]) -> dict[int, str]:
    """Who is in a class at the same time, by resident."""
    held = Enrolment.objects.filter(
        resident__in=[wish.resident_id for wish in wishes],
        state=EnrolmentState.SEATED,
        training_class__times=row.times,
        training_class__starts_on__lte=row.ends_on,
        training_class__ends_on__gte=row.starts_on,
    )
    return {
        one.resident_id: f"同一时间已在{one.training_class.title}"
        for one in held.select_related("training_class")
    }


def _left(row: TrainingClass, wishes: list[TrainingWish]) -> dict[int, str]:
    """Who left this very class before, by wish."""
    gone = Enrolment.objects.filter(
        training_class=row, state=EnrolmentState.DROPPED, wish__in=[wish.pk for wish in wishes]
    )
    return {one.wish_id: f"退出过这个班次：{one.ended_reason}" for one in gone}


def _times(row: TrainingClass, wish: TrainingWish, on: dt.date) -> str:
    if times_fit(row, wish.times, on):
        return ""
    if wish.times == Times.SLACK:
        return f"本人想在农闲时（{slack_words(on)}）学"
    return f"本人方便的时间是{wish.get_times_display()}，这个班是{row.get_times_display()}"
