"""Institutions for somebody who wants to learn: nearest, fitting and soon, with reasons in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.ledgers.training.enums import ClassState, SkillLevel
from cuncuntong.ledgers.training.models import Course, Institution, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors.classes import level_fits
from cuncuntong.ledgers.training.words import day_words
from cuncuntong.network.parameters import current
from cuncuntong.network.places import Distance, distance_km
from cuncuntong.rules import occupations
from cuncuntong.rules.training import Offer, Scale, score

SAME = 1.0
NEAR = "training.near_nearness"


@dataclass(frozen=True)
class Want:
    """What somebody wants to learn, and where they live (a division's code)."""

    occupation: str
    level: str
    home: str


@dataclass(frozen=True)
class Ranked:
    """One institution that fits: its course, the next class, how far, the points, and why in words.

    What teaches the very occupation (``exact``) comes before what teaches one that is near to it.
    """

    institution: Institution
    course: Course
    next_class: TrainingClass | None
    distance: Distance
    points: float
    reasons: tuple[str, ...]
    exact: bool = True

    @property
    def where(self) -> str:
        """How far it is, in words."""
        return self.distance.words


def scale_on(on: dt.date) -> Scale:
    """The parameters of the recommending on a day."""
    book = current()
    weights = book.table("training.rank_weights", on)
    return Scale(
        {str(name): int(weight) for name, weight in weights.items()},
        book.integer("training.rank_far_km", on),
        book.integer("training.rank_late_days", on),
    )


def rank_among(institutions: list[Institution], want: Want, on: dt.date) -> list[Ranked]:
    """Those of the institutions (``offering_institutions``) that teach it, the best first."""
    least, scale = float(current().decimal(NEAR, on)), scale_on(on)
    found = [made for institution in institutions if (made := _ranked(institution, want, least, scale, on))]
    return sorted(
        found, key=lambda one: (not one.exact, -one.points, one.institution.name, one.institution.pk)
    )


def teaching(institutions: list[Institution], home: str) -> list[Ranked]:
    """All of them, the nearest first, for who wants nothing special."""
    found = []
    for institution in institutions:
        course = next(iter(institution.taught), None)
        if course is None:
            continue
        distance = distance_km(home, institution.place_code)
        coming = next((row for row in institution.coming if row.free > 0), None)
        coming = coming or next(iter(institution.coming), None)
        taught = "、".join(dict.fromkeys(occupations.label(one.occupation) for one in institution.taught))
        reasons = (_distance(distance), f"开设：{taught}", _start(coming))
        found.append(Ranked(institution, course, coming, distance, 0, reasons))
    far = float("inf")
    return sorted(
        found, key=lambda one: (one.distance.km if one.distance.km is not None else far, one.institution.name)
    )


def _ranked(institution: Institution, want: Want, least: float, scale: Scale, on: dt.date) -> Ranked | None:
    taught = [
        (occupations.nearness(course.occupation, want.occupation), course)
        for course in institution.taught
        if level_fits(course.level, want.level)
    ]
    fitting = [(near, course) for near, course in taught if near >= least]
    if not fitting:
        return None
    # Of several levels that would do, the one that somebody can begin.
    ready = {row.course_id for row in institution.coming if row.free > 0}
    near, course = max(
        fitting, key=lambda pair: (pair[0], pair[1].pk in ready, pair[1].level == want.level, -pair[1].pk)
    )
    distance = distance_km(want.home, institution.place_code)
    coming = [row for row in institution.coming if row.course_id == course.pk]
    nearest = next((row for row in coming if row.free > 0), coming[0] if coming else None)
    starts = nearest.starts_on if nearest else None
    points = score(Offer(distance.km, near, starts), scale, on)
    reasons = (_distance(distance), _fit(near, course), _start(nearest))
    return Ranked(institution, course, nearest, distance, points, reasons, near >= SAME)


def _distance(distance: Distance) -> str:
    if distance.words.startswith("同"):
        return f"和您家{distance.words}"
    return f"离您家{distance.words}" if distance.km is not None else f"距离：{distance.words}"


def course_words(course: Course | TrainingClass | TrainingWish) -> str:
    """焊工，初级工（五级）; the level only where there is one."""
    name = occupations.label(course.occupation)
    return name if course.level in ("", SkillLevel.NONE) else f"{name}，{course.get_level_display()}"


def _fit(near: float, course: Course) -> str:
    return (
        f"开设您想学的{course_words(course)}" if near >= SAME else f"开设相近的工种：{course_words(course)}"
    )


def _start(row: TrainingClass | None) -> str:
    if row is None:
        return "目前没有开班计划，登记意向后由服务点跟踪"
    day = day_words(row.starts_on)
    if row.state == ClassState.PLANNED:
        return f"计划{day}开班，还没有开始报名"
    return f"{day}开班，还有{row.free}个名额" if row.free else f"{day}开班，名额已满，可以候补"
