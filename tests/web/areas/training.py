"""Training: a point's follow-up, wishes, institutions, classes with their people and papers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.training.enums import Answer
from cuncuntong.ledgers.training.models import (
    Attendance,
    Course,
    Enrolment,
    FollowUpCall,
    FollowUpTask,
    Institution,
    TrainingClass,
    TrainingWish,
    WishEvent,
)
from cuncuntong.ledgers.training.services import Said, place_wishes, record_call
from cuncuntong.network.enums import DutyKind
from tests.ledgers.training import make
from tests.web.areas import Sample

TABLES = [
    Attendance,
    Course,
    Enrolment,
    FollowUpCall,
    FollowUpTask,
    Institution,
    TrainingClass,
    TrainingWish,
    WishEvent,
]
CLASS = Sample(lambda world: [world.training_class.number])
ENROLMENT = Sample(lambda world: [world.enrolment.pk])
SAMPLES = {
    "training:wish": Sample(lambda world: [world.wish.pk]),
    # Whom a county's institutions are is told at every point.
    "training:institution": Sample(lambda world: [world.course.institution_id], placed=False),
    "training:institution_edit": Sample(lambda world: [world.course.institution_id]),
    "training:course_add": Sample(lambda world: [world.course.institution_id]),
    "training:course_end": Sample(lambda world: [world.course.pk]),
    "training:class": CLASS,
    "training:class_edit": CLASS,
    "training:class_act": CLASS,
    "training:class_place": CLASS,
    "training:class_attendance": CLASS,
    "training:class_results": CLASS,
    "training:class_roster": CLASS,
    "training:class_sheet": CLASS,
    "training:class_notices": CLASS,
    "training:class_export": CLASS,
    "training:leave": ENROLMENT,
    "training:notice": ENROLMENT,
}


def build(world: Any) -> None:
    county = world.county
    world.course = make.course(county)
    world.training_class = make.training_class(county, world.course)
    world.wish = make.wish(world.person)
    placed = place_wishes(
        caller=county.business_admin(), training_class=world.training_class, wishes=[world.wish.pk]
    )
    world.enrolment = placed.seated[0]


def build_many(world: Any, many: int) -> None:
    """So many of each: classes to come and running, people seated, waiting and to be placed, calls."""
    county, admin = world.county, world.county.business_admin()
    today = timezone.localdate()
    for number in range(many):
        home = make.institution(county, name=f"演示学校{number}")
        taught = make.course(county, home)
        world.training_class = make.training_class(county, taught, capacity=many)
        running = make.training_class(county, taught, capacity=many)
        ended = make.training_class(county, taught, title=f"结业班{number}")
        keys = [make.wish(county.resident(f"学{number}{n}")).pk for n in range(many)]
        place_wishes(caller=admin, training_class=running, wishes=keys)
        TrainingClass.objects.filter(pk__in=[running.pk, ended.pk]).update(
            state="running", starts_on=today - dt.timedelta(days=9), ends_on=today
        )
    row = world.training_class
    placed = [make.wish(county.resident(f"位{n}")).pk for n in range(2 * many)]
    done = place_wishes(caller=admin, training_class=row, wishes=placed)
    world.enrolment, world.running, world.institution = done.seated[0], running, home
    waiting = [make.wish(county.resident(f"等{n}")) for n in range(many)]
    world.wish = waiting[0]
    for number in range(many):
        said = Said(Answer.SOON, institution=home, words="元旦后")
        record_call(wishes=waiting, said=said, on=today, actor=None, key=f"area-{number}")
    late = FollowUpTask.objects.filter(wish__in=waiting, state="open")
    late.update(due_on=today - dt.timedelta(days=9))


class Keys(dict[str, str]):
    """What an address asks by keys of rows, which differ from one world to the next."""

    def __repr__(self) -> str:
        return "by keys"


def _clerk(world: Any) -> list[Any]:
    return [
        ("training:tasks", (), {}),
        ("training:tasks", (), {"only": "overdue"}),
        ("training:call", (), Keys(institution=str(world.institution.pk), wish=str(world.wish.pk))),
        ("training:wishes", (), {}),
        ("training:wishes", (), {"words": "电焊", "state": "placed"}),
        ("training:wish", (world.wish.pk,), {}),
        ("training:classes", (), {}),
        ("training:institutions", (), {}),
        ("training:institution", (world.institution.pk,), {}),
        ("training:overdue", (), {}),
        *(
            ("counter:form", (world.wish.resident_id, item), {"fresh": "1"})
            for item in ("16", "17", "18", "19")
        ),
    ]


def _manager(world: Any) -> list[Any]:
    number, running = (world.training_class.number,), (world.running.number,)
    return [
        ("training:desk", (), {}),
        ("training:wishes", (), {"township": "140522100", "group": "rural"}),
        ("training:wish", (world.enrolment.wish_id,), {}),
        *(("training:classes", (), {"tab": tab}) for tab in ("coming", "running", "finished")),
        ("training:class_add", (), {}),
        ("training:class", number, {}),
        ("training:class", running, {}),
        ("training:class_edit", number, {}),
        ("training:class_place", number, {}),
        ("training:class_attendance", running, {}),
        ("training:class_results", running, {}),
        ("training:institutions", (), {}),
        ("training:institution", (world.institution.pk,), {}),
        ("training:institution_add", (), {}),
        ("training:institution_edit", (world.institution.pk,), {}),
        ("training:leave", (world.enrolment.pk,), {}),
    ]


def _figures(world: Any) -> list[Any]:
    return [("training:overdue", (), {}), ("training:overdue", (), {"township": "140522100"})]


PAGES = {
    DutyKind.POINT_CLERK: _clerk,
    DutyKind.REVIEWER: _manager,
    DutyKind.BUSINESS_ADMIN: _manager,
    DutyKind.TOWNSHIP_ADMIN: _figures,
    DutyKind.OVERSEER: _figures,
}
