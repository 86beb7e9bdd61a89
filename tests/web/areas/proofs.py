"""Proofs of insurance: the list, a paper, revoking, and the public check."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.services import make_proof
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import ServicePoint
from tests.ledgers.proofs.make import insured, months
from tests.web.areas import Sample

TABLES = [InsuranceProof]
PUBLIC = {"proof:enter", "proof:verify"}
PROOF = Sample(lambda world: [world.insurance_proof.pk])
SAMPLES = {
    "proofs:paper": PROOF,
    "proofs:revoke": PROOF,
    "proof:verify": Sample(lambda world: [world.insurance_proof.code], placed=False),
}


def _proof(world: Any, number: int) -> InsuranceProof:
    person = world.county.resident(f"参保人{number}")
    for scheme in ("employee", "unemployment", "injury"):
        months(insured(person, scheme), dt.date(2020, 1, 1), 24)
    now = timezone.now()
    return make_proof(resident=person, first=dt.date(2020, 1, 1), last=now.date(), at=now, actor=None)


def build(world: Any) -> None:
    world.insurance_proof = _proof(world, 0)


def build_many(world: Any, many: int) -> None:
    for number in range(many):
        world.insurance_proof = _proof(world, number)
    # D1 is on the counters of demonstration points alone.
    ServicePoint.objects.update(demonstration=True)


def _clerk(world: Any) -> list[Any]:
    proof = world.insurance_proof
    return [
        ("proofs:list", (), {}),
        ("proofs:list", (), {"q": "参保人"}),
        ("proof:verify", (proof.code,), {}),
        ("counter:form", (proof.resident_id, "D1"), {"fresh": "1"}),
    ]


PAGES = {DutyKind.POINT_CLERK: _clerk}
