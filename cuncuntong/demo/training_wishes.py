"""Wishes of the demonstration, and how far their points have followed them up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from django.db.models import Q
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import HardshipState, UnemploymentState
from cuncuntong.ledgers.employment.models import Hardship, Unemployment
from cuncuntong.ledgers.residents.enums import Hukou, Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import (
    Answer,
    Asked,
    EvidenceKind,
    Group,
    TaskState,
    Times,
    Told,
    WishMove,
)
from cuncuntong.ledgers.training.models import (
    Course,
    FollowUpCall,
    FollowUpEntry,
    FollowUpTask,
    TrainingWish,
    WishEvent,
)
from cuncuntong.ledgers.training.services.tasks import again_due, first_due
from cuncuntong.ledgers.training.words import answer_words
from cuncuntong.rules import occupations

SHARE, LEAST, MOST = 0.08, 150, 800
LATE_SHARE = 0.06
COLLEGE, SECONDARY = ("10", "20", "30"), ("60", "70")
_SAID = {
    Answer.SOON: ("春节后满30人就开", "正在凑人数，下个月再问"),
    Answer.NONE: ("", "今年的班已经开完"),
}


def make_wishes(taught: Sequence[str], rng: Random, today: dt.date) -> list[TrainingWish]:
    """Wishes of residents of working age, each of a group that their record bears out."""
    born = Q(birth_date__lte=today - dt.timedelta(days=17 * 366)) & Q(
        birth_date__gte=today - dt.timedelta(days=52 * 365)
    )
    people = Resident.objects.filter(born, standing=Standing.PRESENT).order_by("pk")
    keys = list(people.values_list("pk", flat=True))
    chosen = rng.sample(keys, min(len(keys), MOST, max(LEAST, int(len(keys) * SHARE))))
    unemployed = set(
        Unemployment.objects.filter(state=UnemploymentState.ACTIVE).values_list("resident_id", flat=True)
    )
    hard = set(Hardship.objects.filter(state=HardshipState.ACTIVE).values_list("resident_id", flat=True))
    rows = []
    for person in Resident.objects.filter(pk__in=chosen).order_by("pk"):
        found = _group(person, person.pk in unemployed, person.pk in hard, rng, today)
        if found is not None:
            rows.append(_wish(person, found, rng.choice(taught), rng, today))
    made = TrainingWish.objects.bulk_create(rows, batch_size=500)
    events = [
        WishEvent(wish=wish, move=WishMove.REGISTER, on=wish.registered_on, note=wish.words) for wish in made
    ]
    WishEvent.objects.bulk_create(events, batch_size=1000)
    return made


def _group(
    person: Resident, unemployed: bool, hard: bool, rng: Random, today: dt.date
) -> tuple[str, str, str, str] | None:
    """Group, way of knowing, evidence and reason."""
    left = person.student_until
    if left and left.year == today.year and left <= today and person.education in COLLEGE:
        return _known(Group.GRADUATE, f"{left:%Y-%m-%d}毕业，今年是毕业年度")
    if left and (today - left).days in range(360) and person.education in SECONDARY:
        return _known(Group.SCHOOL_LEAVER, f"{left:%Y-%m-%d}离校，没有继续升学")
    if left and left > today:
        return None
    if hard:
        return _known(Group.HARD, "已认定为就业困难人员")
    if unemployed:
        return _known(Group.UNEMPLOYED, "有在有效期内的失业登记")
    if person.hukou != Hukou.RURAL:
        return None
    if rng.random() < 0.12:
        return Group.WATCHED, EvidenceKind.LIST, "演示名单", "在村里的监测对象名单中"
    return Group.RURAL, EvidenceKind.TOLD, "打算农闲时外出务工（演示）", "农业户口，想外出务工"


def _known(group: Group, reason: str) -> tuple[str, str, str, str]:
    return group, EvidenceKind.LEDGER, f"台账：{reason}", reason


def _wish(
    person: Resident, found: tuple[str, str, str, str], occupation: str, rng: Random, today: dt.date
) -> TrainingWish:
    on = today - dt.timedelta(days=rng.randrange(1, 120))
    group, kind, evidence, reason = found
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(rng.randrange(8, 18), rng.randrange(60))))
    return TrainingWish(
        resident=person,
        group=group,
        occupation=occupation,
        words=occupations.label(occupation),
        level=rng.choice(("", "", "", "5")),
        times=rng.choice((Times.ANY, Times.ANY, Times.DAY, Times.EVENING, Times.SLACK)),
        evidence_kind=kind,
        evidence=evidence,
        reason=reason,
        registered_on=on,
        ordered_at=at,
        village_code=person.village_code,
        township_code=person.township_code,
        county_code=person.county_code,
    )


class _Story:
    """Tasks and calls in the making, written together."""

    def __init__(self, courses: Sequence[Course], rng: Random, today: dt.date) -> None:
        self.rng, self.today = rng, today
        self.teaches = {course.occupation: course.institution for course in courses}
        self.tasks: list[FollowUpTask] = []
        self.calls: dict[tuple[str, dt.date, int], FollowUpCall] = {}
        self.entries: list[tuple[FollowUpTask, FollowUpCall]] = []

    def follow(self, wish: TrainingWish) -> None:
        """Round after round until today; some points are late."""
        opened, due, number = wish.registered_on, first_due(wish.registered_on), 1
        while True:
            task = FollowUpTask(
                wish=wish,
                round=number,
                opened_on=opened,
                due_on=due,
                village_code=wish.village_code,
                township_code=wish.township_code,
                county_code=wish.county_code,
            )
            self.tasks.append(task)
            recent = (self.today - due).days < 20
            if due >= self.today or (recent and self.rng.random() < LATE_SHARE * 5):
                return
            # Points ask on the eve of the due day, for all of the village at once.
            asked = max(opened, due - dt.timedelta(days=1))
            task.state, task.closed_on = TaskState.DONE, asked
            self.entries.append((task, self._call(wish, asked)))
            opened, due, number = asked, again_due(asked), number + 1

    def _call(self, wish: TrainingWish, on: dt.date) -> FollowUpCall:
        home = self.teaches[wish.occupation]
        key = (wish.village_code, on, home.pk)
        if key not in self.calls:
            answer = self.rng.choice((Answer.SOON, Answer.SOON, Answer.NONE))
            self.calls[key] = FollowUpCall(
                asked=Asked.INSTITUTION,
                institution=home,
                answer=answer,
                words=self.rng.choice(_SAID[answer]),
                on=on,
                key=f"demo-{wish.village_code}-{on:%Y%m%d}-{home.pk}",
            )
        return self.calls[key]

    def write(self) -> None:
        """Writes it all."""
        FollowUpTask.objects.bulk_create(self.tasks, batch_size=1000)
        FollowUpCall.objects.bulk_create(self.calls.values(), batch_size=1000)
        entries, events = [], []
        for task, call in self.entries:
            entries.append(FollowUpEntry(call=call, wish=task.wish, task=task, told=Told.MESSAGE))
            before = {"task": task.pk, "call": call.pk}
            events.append(
                WishEvent(
                    wish=task.wish, move=WishMove.FOLLOW, on=call.on, note=answer_words(call), before=before
                )
            )
        FollowUpEntry.objects.bulk_create(entries, batch_size=1000)
        WishEvent.objects.bulk_create(events, batch_size=1000)


def fill_follow_up(
    wishes: Sequence[TrainingWish], courses: Sequence[Course], rng: Random, today: dt.date
) -> None:
    """Follow-up of the wishes that wait for a class."""
    story = _Story(courses, rng, today)
    for wish in wishes:
        story.follow(wish)
    story.write()
