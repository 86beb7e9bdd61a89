"""Recoveries: the list of overpayments, one with what is done to it, settlements after a death."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.recoveries.enums import ReturnWay
from cuncuntong.ledgers.recoveries.models import (
    Agreement,
    DeathSettlement,
    Heir,
    Overpayment,
    Recovery,
    SignedPage,
)
from cuncuntong.ledgers.recoveries.services import receive, record_signed, suspend
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import id_number
from tests.ledgers.recoveries.make import drawing, heir, paid, plan
from tests.web.areas import Sample
from tests.web.counter_make import photo

TABLES = [Overpayment, Agreement, SignedPage, Recovery, Heir, DeathSettlement]
OVERPAID = Sample(lambda world: [world.overpayment.pk])
SAMPLES = {
    "recoveries:one": OVERPAID,
    "recoveries:receive": OVERPAID,
    "recoveries:agree": OVERPAID,
    "recoveries:signed": OVERPAID,
    "recoveries:paper": OVERPAID,
    "recoveries:reverse": Sample(lambda world: [world.overpayment.pk, world.recovered.pk]),
    "recoveries:add_pages": OVERPAID,
    "recoveries:set_aside": Sample(lambda world: [world.overpayment.pk, world.signed_page.pk]),
    "recoveries:scan": Sample(lambda world: [world.signed_page.pk]),
    "recoveries:settlement": Sample(lambda world: [world.settlement.pk]),
}


def _died(world: Any, name: str, number: int, *, named: bool = True) -> Overpayment:
    """Somebody of 凤城镇 who was paid two months too many."""
    person = world.county.resident(name, id_number=id_number("19560305", male=False))
    pension = drawing(person)
    paid(pension, dt.date(2026, 6, 1), dt.date(2026, 8, 1))
    done = suspend(
        resident=person,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 6, 12),
        reason="家属申请",
        evidence="火化证明",
        on=timezone.localdate(),
        actor=None,
        case_number=f"S-stop-{number}",
        plan=plan(ReturnWay.INSTALMENTS, count=2, first_due=timezone.localdate()) if number % 3 else None,
        heir=heir() if named else None,
    )
    row: Overpayment = done.overpayments[0]
    return row


def _receipt(row: Overpayment, number: int) -> Recovery:
    today = timezone.localdate()
    return receive(
        overpayment=row,
        amount=Decimal("10.00"),
        received_on=today,
        receipt=f"B{number}",
        on=today,
        actor=None,
    )


def _scanned(row: Overpayment, many: int = 1) -> SignedPage:
    """The agreement is signed, with so many scans; gives the first."""
    agreement = row.agreements.get()
    today = timezone.localdate()
    record_signed(
        agreement=agreement,
        signed_on=today,
        signed_by="李建国",
        note="",
        on=today,
        actor=None,
        uploads=[photo(f"签字{number}.jpg") for number in range(many)],
    )
    return agreement.pages.order_by("pk")[0]


def build(world: Any) -> None:
    world.overpayment = _died(world, "钱多领", 1)
    world.signed_page = _scanned(world.overpayment)
    world.recovered = _receipt(world.overpayment, 1)
    world.settlement = DeathSettlement.objects.get(resident=world.overpayment.resident)


def build_many(world: Any, many: int) -> None:
    # From the third on and one more, so that the first count has a row agreed upon and one that is not.
    for number in range(many + 1):
        row = _died(world, f"多领{number}", number + 3, named=number % 2 == 0)
        for place in range(2):
            _receipt(row, number * 2 + place)
        if number == 0:
            world.overpayment = row
            world.settlement = DeathSettlement.objects.get(resident=row.resident)


def _pages(world: Any) -> list[Any]:
    states = ("", "overdue", "unagreed", "unsigned", "settled")
    return [
        *(("recoveries:list", (), {"state": state}) for state in states),
        ("recoveries:one", (world.overpayment.pk,), {}),
        ("recoveries:settlements", (), {}),
        ("recoveries:settlements", (), {"state": "paid"}),
        ("recoveries:settlement", (world.settlement.pk,), {}),
    ]


def _clerk(world: Any) -> list[Any]:
    person = world.overpayment.resident_id
    return [("counter:form", (person, "37"), {"fresh": "1"}), ("counter:look_up", (person, "36"), {})]


PAGES = {
    DutyKind.POINT_CLERK: _clerk,
    DutyKind.REVIEWER: _pages,
    DutyKind.BUSINESS_ADMIN: _pages,
}
