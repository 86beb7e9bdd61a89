"""Employment records: lists, one registration, hard-to-employ persons, certificates, the public check."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.employment.models import Certificate, Hardship, Unemployment
from cuncuntong.ledgers.employment.selectors import holding_copy
from cuncuntong.ledgers.employment.services import certificates, hardship, spells, unemployment
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import id_number
from tests.web.areas import Sample

TABLES = [Unemployment, Hardship, Certificate]
PUBLIC = {"portal:verify"}
REGISTRATION = Sample(lambda world: [world.unemployment.pk])
HARDSHIP = Sample(lambda world: [world.hardship.pk])
CERTIFICATE = Sample(lambda world: [world.certificate.pk])
PERSON = Sample(lambda world: [world.person.pk])
SAMPLES = {
    "records:unemployment": REGISTRATION,
    "records:hardship_one": HARDSHIP,
    "records:hardship_propose": PERSON,
    "records:certificate": CERTIFICATE,
    "records:certificate_act": CERTIFICATE,
    "records:certificate_paper": CERTIFICATE,
    "records:certificate_issue": PERSON,
    "records:export": Sample(lambda world: ["unemployed"], placed=False),
    "portal:verify": Sample(lambda world: [holding_copy(world.certificate).token], placed=False),
}


def _registered(world: Any, name: str) -> Unemployment:
    person = world.county.resident(name, id_number=id_number("19860305", male=False))
    return unemployment.register(
        resident=person,
        on=timezone.localdate(),
        actor=None,
        reason="90",
        unemployed_since=timezone.localdate(),
    )


def build(world: Any) -> None:
    world.unemployment = _registered(world, "赵失业")
    person = world.unemployment.resident
    world.hardship = hardship.propose(
        resident=person, category="大龄", evidence="身份证", on=timezone.localdate(), actor=None
    )
    world.certificate = certificates.held_by(person)


def build_many(world: Any, many: int) -> None:
    today = timezone.localdate()
    for number in range(many):
        row = _registered(world, f"失业{number}")
        unemployment.record_contact(unemployment=row, channel="phone", note="", on=today, actor=None)
        hardship.propose(
            resident=row.resident, category="大龄", evidence="身份证", on=today, actor=world.clerk.account
        )
        ended = _registered(world, f"注销{number}")
        unemployment.end(unemployment=ended, reason="11", on=today, actor=None)
        spells.register_spell(
            resident=ended.resident,
            on=today,
            actor=None,
            case_number=f"S-many-{number}",
            work_form="stall",
            starts_on=today,
        )
    world.unemployment = Unemployment.objects.get(resident__name="失业0")
    world.hardship = world.unemployment.hardships.get()
    world.certificate = certificates.held_by(world.unemployment.resident)


def _pages(world: Any) -> list[Any]:
    lists = ("records:unemployed", "records:flexible", "records:hardship", "records:certificates")
    states = ("silent", "insured", "ended")
    return [
        *((name, (), {}) for name in lists),
        *(("records:unemployed", (), {"state": state}) for state in states),
        ("records:unemployment", (world.unemployment.pk,), {}),
        ("records:hardship_one", (world.hardship.pk,), {}),
        ("records:certificate", (world.certificate.pk,), {}),
        ("records:hardship_propose", (world.unemployment.resident_id,), {}),
    ]


def _clerk(world: Any) -> list[Any]:
    person = world.unemployment.resident_id
    forms = [("counter:form", (person, number), {"fresh": "1"}) for number in ("10", "11", "13")]
    return [*_pages(world), *forms]


PAGES = {
    DutyKind.POINT_CLERK: _clerk,
    DutyKind.REVIEWER: _pages,
    DutyKind.BUSINESS_ADMIN: _pages,
}
