"""Reads of institutions and classes, which are told to everybody, and of who is in a class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from cuncuntong.ledgers.training.enums import (
    ClassState,
    EnrolmentState,
    InstitutionState,
    SkillLevel,
    Times,
    WishState,
)
from cuncuntong.ledgers.training.models import Course, Enrolment, Institution, TrainingClass, TrainingWish
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.parameters import current
from cuncuntong.rules import occupations

FIT = "training.fit_nearness"
_TO_COME = (ClassState.PLANNED, ClassState.OPEN)


def coming_classes(county: str, on: dt.date) -> QuerySet[TrainingClass]:
    """The classes of a county that are still to begin, the next first. Public: no person stands in them."""
    rows = TrainingClass.objects.filter(county_code=county, state__in=_TO_COME, starts_on__gte=on)
    return rows.select_related("institution").order_by("starts_on", "pk")


def offering_institutions(county: str, on: dt.date) -> list[Institution]:
    """The institutions of a county whose licence holds, with what they offer and what is to come. Public."""
    rows = Institution.objects.filter(
        county_code=county, state=InstitutionState.ACTIVE, licence_from__lte=on, licence_until__gte=on
    )
    courses = Prefetch("courses", Course.objects.filter(active=True).order_by("occupation", "level"))
    coming = TrainingClass.objects.filter(state__in=_TO_COME, starts_on__gte=on).order_by("starts_on", "pk")
    return list(rows.order_by("name", "pk").prefetch_related(courses, Prefetch("classes", coming, "coming")))


def fits(occupation: str, level: str, wish: TrainingWish, on: dt.date) -> bool:
    """Whether a course or class teaches what a wish wants: near enough, and of its level."""
    least = float(current().decimal(FIT, on))
    return level_fits(level, wish.level) and occupations.nearness(occupation, wish.occupation) >= least


def level_fits(offered: str, wanted: str) -> bool:
    """A wish without a level takes any; what leads to no level is taken for a beginner's."""
    return not wanted or offered in (wanted, SkillLevel.NONE)


def times_fit(offered: str, wanted: str) -> bool:
    """Whether somebody can come at the times of a class."""
    return Times.ANY in (offered, wanted) or offered == wanted


def fitting_classes(wish: TrainingWish, on: dt.date, *, open_only: bool = False) -> list[TrainingClass]:
    """The classes to come that teach what a wish wants, the next first."""
    rows = coming_classes(wish.county_code, on)
    if open_only:
        rows = rows.filter(state=ClassState.OPEN)
    return [row for row in rows[:500] if fits(row.occupation, row.level, wish, on)]


def managed_classes(caller: Caller) -> QuerySet[TrainingClass]:
    """The classes that the caller manages, with how many wait."""
    waiting = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING))
    rows = TrainingClass.objects.select_related("institution").annotate(waiting=waiting)
    return caller.limit(Ability.TRAINING_MANAGE, rows, line=Line.TRAINING)


def roster(row: TrainingClass) -> list[Enrolment]:
    """Who has a seat, by its number."""
    held = (EnrolmentState.SEATED, EnrolmentState.DONE)
    rows = Enrolment.objects.filter(training_class=row, state__in=held)
    return list(rows.select_related("resident__village", "wish").order_by("seat"))


def waiting_of(row: TrainingClass) -> list[Enrolment]:
    """Who waits for a seat, in order."""
    rows = Enrolment.objects.filter(training_class=row, state=EnrolmentState.WAITING)
    return list(rows.select_related("resident__village", "wish").order_by("position"))


def left_of(row: TrainingClass) -> list[Enrolment]:
    """Who left, or was left when the class was cancelled."""
    gone = (EnrolmentState.DROPPED, EnrolmentState.CANCELLED)
    rows = Enrolment.objects.filter(training_class=row, state__in=gone)
    return list(rows.select_related("resident__village", "wish").order_by("-ended_on", "pk"))


@dataclass(frozen=True)
class Demand:
    """Wishes for an occupation against the seats of the classes to come."""

    occupation: str
    name: str
    wishes: int
    free: int
    seats: int

    @property
    def lacking(self) -> int:
        """How many wishes have no seat to go to."""
        return max(0, self.wishes - self.free)


def demand(caller: Caller, ability: str, on: dt.date) -> list[Demand]:
    """Wishes that wait for a class, by occupation, against seats; the largest lack first. Two questions."""
    waiting = (WishState.OPEN, WishState.WAITING)
    wanted = caller.limit(ability, TrainingWish.objects.filter(state__in=waiting), line=Line.TRAINING)
    by_wish = dict(wanted.values("occupation").annotate(n=Count("pk")).values_list("occupation", "n"))
    seats = _seats(caller, ability, on)
    rows = [
        Demand(code, occupations.label(code), by_wish.get(code, 0), *seats.get(code, (0, 0)))
        for code in {*by_wish, *seats}
    ]
    return sorted(rows, key=lambda row: (-row.lacking, -row.wishes, row.occupation))


def _seats(caller: Caller, ability: str, on: dt.date) -> dict[str, tuple[int, int]]:
    rows = TrainingClass.objects.filter(state__in=_TO_COME, starts_on__gte=on)
    counties = {grant.code[:6] for grant in caller.with_ability(ability, Line.TRAINING)}
    near = Q(pk__in=[])
    for code in counties:
        near |= Q(county_code__startswith=code)
    summed = rows.filter(near).values("occupation")
    found = summed.annotate(left=Sum(F("capacity") - F("taken")), seats=Sum("capacity"))
    return {row["occupation"]: (row["left"], row["seats"]) for row in found}


def places_of(rows: Iterable[Institution | TrainingClass]) -> set[str]:
    """The codes of where things are, for one look-up of their names."""
    return {code for row in rows for code in (row.village_code, row.township_code, row.county_code) if code}


def offered_occupations(county: str) -> list[str]:
    """The codes of what is taught in a county. Public."""
    rows = Course.objects.filter(
        active=True, institution__county_code=county, institution__state=InstitutionState.ACTIVE
    )
    return list(rows.order_by("occupation").values_list("occupation", flat=True).distinct())
