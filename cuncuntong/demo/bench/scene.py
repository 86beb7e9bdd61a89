"""Sets the scene inside the bench's own database: who signs in, and whom they ask for and file for."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cuncuntong.cases.examine import examine
from cuncuntong.cases.models import Case
from cuncuntong.demo.bench.forms import ENROL, FORMS, MATERIAL, SEEK
from cuncuntong.demo.cases.photo import sample_photo
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.pensions.models import OtherScheme, PensionAccount
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.selectors import home_county
from cuncuntong.network.services.accounts import create_account, give_duty, one_time_password
from cuncuntong.rules.registry import items

TARGETS = 300
SAMPLE = 1500


def set_scene(*, users: int, submits: int, seed: int) -> dict[str, Any]:
    """Accounts with fresh passwords, and targets for each; all of it made-up people.

    ``submits`` is how many applications of each item all users together get residents for.
    """
    rng = Random(f"{seed} bench {Case.objects.count()}")
    _fresh_statistics()
    county = home_county()
    points = list(ServicePoint.objects.filter(village_code="").exclude(township_code="").order_by("code"))
    each = -(-submits // users)
    used: set[int] = set()
    clerks: list[dict[str, Any]] = []
    reviewers: list[dict[str, Any]] = []
    for which in range(users):
        point = points[which % len(points)]
        name, password = _account(f"bench-clerk{which + 1}", DutyKind.POINT_CLERK, point.division, point)
        clerks.append({"username": name, "password": password, **_clerk_targets(rng, point, each, used)})
        name, password = _account(f"bench-reviewer{which + 1}", DutyKind.REVIEWER, county, None)
        reviewers.append({"username": name, "password": password})
    numbers = list(Case.objects.order_by("pk").values_list("number", flat=True))
    for reviewer in reviewers:
        reviewer["cases"] = rng.sample(numbers, min(TARGETS, len(numbers)))
    photo = b64encode(sample_photo()).decode()
    return {"clerks": clerks, "reviewers": reviewers, "photo": photo, **counts()}


def counts() -> dict[str, int]:
    """How much the database holds."""
    return {"residents": Resident.objects.count(), "cases": Case.objects.count()}


def _fresh_statistics() -> None:
    """PostgreSQL's autovacuum does this within a minute of a load; the bench doesn't wait for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _account(username: str, kind: str, place: Any, point: ServicePoint | None) -> tuple[str, str]:
    known = Account.objects.filter(username=username).first()
    if known is not None:
        password = one_time_password()
        known.set_password(password)
        known.save(update_fields=["password"])
        return username, password
    made = create_account(caller=None, username=username, full_name="测速员", must_change_password=False)
    lines = tuple(Line.values) if kind == DutyKind.REVIEWER else ()
    give_duty(caller=None, account=made.account, kind=kind, division=place, point=point, lines=lines)
    return username, made.password


def _clerk_targets(rng: Random, point: ServicePoint, each: int, used: set[int]) -> dict[str, Any]:
    """Residents of the clerk's township. Nobody is filed for twice."""
    around = Resident.objects.filter(township_code=point.township_code, standing=Standing.PRESENT)
    found: dict[str, Any] = {}
    for item, rows in ((ENROL, _may_enrol(around)), (SEEK, _may_seek(around))):
        taken = []
        for resident in _eligible(item, rows.exclude(pk__in=used), rng):
            taken.append(resident.pk)
            # Half as many again for the services without HTTP, which need residents of their own.
            if len(taken) >= (each + each // 2 if item == ENROL else each):
                break
        used.update(taken)
        found[f"send_{item}"] = taken[:each]
        found[f"inside_{item}"] = taken[each:]
    people = list(around.exclude(pk__in=used).order_by("pk")[:SAMPLE])
    rng.shuffle(people)
    people = people[:TARGETS]
    return {
        **found,
        "form": [one.pk for one in people if _of_working_age(one)] or [one.pk for one in people],
        "names": [one.name[:2] for one in people],
        "initials": [one.name_initials[:3] for one in people if len(one.name_initials) >= 2],
        "ids": [one.id_number for one in people],
    }


def _of_working_age(resident: Resident) -> bool:
    years = (timezone.localdate() - resident.birth_date).days / 365.25
    return 17 <= years < 59


def _born_between(rows: QuerySet[Resident], youngest: int, oldest: int) -> QuerySet[Resident]:
    today = timezone.localdate()
    return rows.filter(
        birth_date__gt=today - dt.timedelta(days=366 * oldest),
        birth_date__lt=today - dt.timedelta(days=366 * youngest),
        student_until__isnull=True,
    )


def _may_enrol(rows: QuerySet[Resident]) -> QuerySet[Resident]:
    return _born_between(rows, 17, 58).filter(
        ~Exists(PensionAccount.objects.filter(resident=OuterRef("pk"))),
        ~Exists(OtherScheme.objects.filter(resident=OuterRef("pk"))),
        ~Exists(Case.objects.filter(resident=OuterRef("pk"), item=ENROL)),
    )


def _may_seek(rows: QuerySet[Resident]) -> QuerySet[Resident]:
    return _born_between(rows, 18, 58).filter(
        ~Exists(JobSeeker.objects.filter(resident=OuterRef("pk"))),
        ~Exists(Case.objects.filter(resident=OuterRef("pk"), item=SEEK)),
    )


def _eligible(number: str, rows: QuerySet[Resident], rng: Random) -> Iterator[Resident]:
    """Those that the item's own examination lets pass, in a random order."""
    people = list(rows)
    rng.shuffle(people)
    today = timezone.localdate()
    for resident in people:
        with reading_once(resident):
            found = examine(items.get(number), resident, FORMS[number], on=today, attached={MATERIAL})
        if found.ok:
            yield resident
