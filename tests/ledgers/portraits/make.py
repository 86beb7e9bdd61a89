"""Drawn portraits in the ledger: taken by a clerk, reviewed by somebody of the county."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils import timezone

from cuncuntong.demo.drawn_faces import DrawnFace, draw, jpeg
from cuncuntong.ledgers.portraits import services
from cuncuntong.ledgers.portraits.enums import ConsentWay
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.services import ConsentGiven
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County

SIGNED = ConsentGiven(ConsentWay.SIGNED)


@cache
def face(seed: int = 1) -> bytes:
    """A drawn portrait that passes."""
    return jpeg(draw(seed))


@cache
def two_faces() -> bytes:
    """Two drawn people."""
    return jpeg(draw(1, size=(960, 720), faces=(DrawnFace(30, 45, 24), DrawnFace(70, 46, 24))))


@cache
def wall() -> bytes:
    """Nobody."""
    return jpeg(draw(1, faces=()))


def taken(resident: Resident, case: str = "S20261124-0001", **more: Any) -> Portrait:
    """A portrait that waits."""
    values = {
        "content": face(),
        "consent": SIGNED,
        "at": timezone.now(),
        "actor": None,
        "case_number": case,
        **more,
    }
    return services.take(resident=resident, **values)


def reviewer(county: County) -> Caller:
    """A reviewer of the county."""
    return county.caller(DutyKind.REVIEWER, county.county)
