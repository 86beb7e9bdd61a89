"""Certification: who is due, evidence in lists, losses, the undertaking."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.certification.enums import ListState, RowState, Way
from cuncuntong.ledgers.certification.models import (
    Beneficiary,
    Certification,
    EvidenceList,
    EvidenceRow,
    Loss,
)
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import id_number
from tests.web.areas import Sample

TABLES = [Beneficiary, Certification, EvidenceList, EvidenceRow, Loss]
PERSON = Sample(lambda world: [world.certifiable.pk])
LIST = Sample(lambda world: [world.evidence_list.pk])
MADE = Sample(lambda world: [world.certification.pk])
SAMPLES = {
    "certification:person": PERSON,
    "certification:evidence": PERSON,
    "certification:home": PERSON,
    "certification:loss": PERSON,
    "certification:doubt": PERSON,
    "certification:promise": PERSON,
    "certification:undo": MADE,
    "certification:signed": MADE,
    "certification:upload": LIST,
    "certification:go_on": LIST,
    "certification:close_loss": Sample(lambda world: [world.loss.pk]),
}


def _placed(person: Any) -> dict[str, str]:
    return {
        "village_code": person.village_code,
        "township_code": person.township_code,
        "county_code": person.county_code,
    }


def _listed(world: Any, name: str) -> Any:
    """Somebody of the list with a certification, by rows alone: no pension, so that no other area's run
    pays it."""
    person, today = world.county.resident(name, id_number=id_number("19600305")), timezone.localdate()
    world.certifiable = person
    world.certification = Certification.objects.create(
        resident=person,
        on=today - dt.timedelta(days=360),
        way=Way.MEDICAL,
        source="演示",
        at=timezone.now(),
        **_placed(person),
    )
    Beneficiary.objects.create(
        resident=person,
        draws_resident=True,
        since=today - dt.timedelta(days=1000),
        last_on=world.certification.on,
        last_way=Way.MEDICAL,
        due_on=today + dt.timedelta(days=5),
        state="warned_once",
        first_warned_on=today,
        entered_on=today,
        home_wanted=True,
        home_note="演示",
        doubt="refused",
        doubt_words="演示",
        **_placed(person),
    )
    world.loss = Loss.objects.create(
        resident=person, kind="death", learned_on=today, due_on=today, note="演示", **_placed(person)
    )
    return person


def _list(world: Any, rows: int, state: str = ListState.DONE) -> None:
    world.evidence_list = EvidenceList.objects.create(
        way=Way.MEDICAL,
        source="演示",
        name="演示.csv",
        digest=f"{EvidenceList.objects.count()}",
        rows=rows,
        done=rows,
        state=state,
        county_code="140522",
        township_code="140522100",
        village_code="140522100005",
    )
    for number in range(rows):
        EvidenceRow.objects.create(
            evidence_list=world.evidence_list,
            row=number + 2,
            id_number=id_number("19600305"),
            state=RowState.REFUSED,
            why="演示",
        )


def build(world: Any) -> None:
    _listed(world, "周认证")
    _list(world, 1)


def build_many(world: Any, many: int) -> None:
    for number in range(many):
        _listed(world, f"认证{number}")
        _list(world, 1)
    _list(world, many)


def _lists(world: Any) -> list[Any]:
    return [
        ("certification:list", (), {}),
        ("certification:list", (), {"state": "all", "q": "认证"}),
        ("certification:list", (), {"state": "doubt"}),
        ("certification:places", (), {}),
        ("certification:person", (world.certifiable.pk,), {}),
        ("certification:losses", (), {}),
        ("certification:losses", (), {"state": "done"}),
    ]


def _managers(world: Any) -> list[Any]:
    return [
        *_lists(world),
        ("certification:uploads", (), {}),
        ("certification:upload", (world.evidence_list.pk,), {}),
    ]


PAGES = {
    DutyKind.POINT_CLERK: _lists,
    DutyKind.TOWNSHIP_ADMIN: _lists,
    DutyKind.REVIEWER: _managers,
    DutyKind.BUSINESS_ADMIN: _managers,
}
