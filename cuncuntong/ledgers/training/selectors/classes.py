"""Reads of institutions and classes, which are told to everybody, and of who is in a class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
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
SLACK = ("training.slack_first_month", "training.slack_last_month")
_TO_COME = (ClassState.PLANNED, ClassState.OPEN)


def coming_classes(county: str, on: dt.date) -> QuerySet[TrainingClass]:
    """The classes of a county that are still to begin, the next first. Public: no person stands in them."""
    rows = TrainingClass.objects.filter(county_code=county, state__in=_TO_COME, starts_on__gte=on)
    return rows.select_related("institution").order_by("starts_on", "pk")


def offering_institutions(county: str, on: dt.date) -> list[Institution]:
    """The institutions of a county whose licence holds and that teach something; with what they teach
    (``taught``) and the classes to come (``coming``). Public; two questions.
    """
    courses = Course.objects.filter(
        active=True,
        institution__county_code=county,
        institution__state=InstitutionState.ACTIVE,
        institution__licence_from__lte=on,
        institution__licence_until__gte=on,
    )
    found: dict[int, Institution] = {}
    for course in courses.select_related("institution").order_by("institution__name", "occupation", "level"):
        home = found.setdefault(course.institution_id, course.institution)
        course.institution = home
        home.taught.append(course)
    for row in TrainingClass.objects.filter(
        institution__in=list(found), state__in=_TO_COME, starts_on__gte=on
    ).order_by("starts_on", "pk"):
        row.institution = found[row.institution_id]
        row.institution.coming.append(row)
    return list(found.values())


@read_once
def institutions_near(resident: Resident, on: dt.date) -> list[Institution]:
    """The same, of a resident's county."""
    return offering_institutions(resident.county_code, on)


@read_once
def classes_near(resident: Resident, on: dt.date) -> list[TrainingClass]:
    """The classes to come of a resident's county."""
    return list(coming_classes(resident.county_code, on)[:500])


def fits(occupation: str, level: str, wish: TrainingWish, on: dt.date) -> bool:
    """Whether a course or class teaches what a wish wants: near enough, and of its level."""
    least = float(current().decimal(FIT, on))
    return level_fits(level, wish.level) and occupations.nearness(occupation, wish.occupation) >= least


def level_fits(offered: str, wanted: str) -> bool:
    """A wish without a level takes any; what leads to no level is taken for a beginner's."""
    return not wanted or offered in (wanted, SkillLevel.NONE)


def times_fit(row: TrainingClass, wanted: str, on: dt.date) -> bool:
    """Whether somebody can come to a class: at its times, or in the months when the fields rest."""
    if Times.ANY in (row.times, wanted) or row.times == wanted:
        return True
    return wanted == Times.SLACK and row.starts_on.month in slack_months(on)


def slack_months(on: dt.date) -> set[int]:
    """The months of little work in the fields, across the turn of the year where they lie so."""
    first, last = (current().integer(key, on) for key in SLACK)
    months = range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1))
    return set(months)


def slack_words(on: dt.date) -> str:
    """11月到3月."""
    first, last = (current().integer(key, on) for key in SLACK)
    return f"{first}月到{last}月"


def fitting(rows: Iterable[TrainingClass], wish: TrainingWish, on: dt.date) -> list[TrainingClass]:
    """Those of the classes that teach what a wish wants, in their order."""
    return [row for row in rows if fits(row.occupation, row.level, wish, on)]


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


def demand(caller: Caller, ability: str, on: dt.date, township: str = "") -> list[Demand]:
    """Wishes that wait for a class, by occupation, against seats; the largest lack first. Two questions.

    ``township`` narrows the wishes; a seat anywhere in the county counts.
    """
    waiting = (WishState.OPEN, WishState.WAITING)
    wanted = caller.limit(ability, TrainingWish.objects.filter(state__in=waiting), line=Line.TRAINING)
    if township:
        wanted = wanted.filter(township_code=township)
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


@read_once
def offered_near(resident: Resident) -> list[str]:
    """The codes of what is taught in a resident's county. Public."""
    rows = Course.objects.filter(
        active=True,
        institution__county_code=resident.county_code,
        institution__state=InstitutionState.ACTIVE,
    )
    return list(rows.order_by("occupation").values_list("occupation", flat=True).distinct())
