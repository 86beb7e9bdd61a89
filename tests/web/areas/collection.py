"""Collection: an order that is paid and one that waits, a batch, a file with a line that fits nothing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.collection.models import (
    Arrival,
    ArrivalFile,
    ContributionOrder,
    DeductionFile,
    OrderBatch,
)
from cuncuntong.ledgers.collection.services import Payer, issue_order, take_in
from cuncuntong.ledgers.collection.services.batches import issue_batch
from cuncuntong.ledgers.collection.services.deductions import make_deduction
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import ServicePoint
from tests.ledgers.collection.make import county_reviewer, csv_file, line, payer
from tests.web.areas import Sample

TABLES = [Arrival, ArrivalFile, ContributionOrder, DeductionFile, OrderBatch]
PUBLIC = {"contribution:verify"}
ORDER = Sample(lambda world: [world.collect_order.pk])
FILE = Sample(lambda world: [world.collect_file.pk])
SAMPLES = {
    "collection:export": Sample(lambda world: ["xlsx"], placed=False),
    "collection:batch": Sample(lambda world: [world.collect_batch.pk]),
    "collection:order": ORDER,
    "collection:order_act": ORDER,
    "collection:certificate": Sample(lambda world: [world.collect_paid.pk]),
    "collection:import_file": FILE,
    "collection:post_again": FILE,
    "collection:problem": Sample(lambda world: [world.collect_problem.pk]),
    "collection:deduction_file": Sample(lambda world: [world.collect_deduction.pk]),
    "collection:deduction": Sample(lambda world: [world.collect_deduction.pk, "csv"]),
    "contribution:verify": Sample(lambda world: [world.collect_paid.token], placed=False),
}


def _order(account: PensionAccount, **more: Any) -> ContributionOrder:
    today = timezone.localdate()
    return issue_order(account=account, year=today.year, level=300, on=today, actor=None, **more)


def _arrives(order: ContributionOrder, **more: str) -> dict[str, str]:
    today = timezone.localdate()
    return line(order, year=str(today.year), paid_on=f"{today:%Y-%m-%d}", **more)


def _fill(world: Any, many: int) -> None:
    county, today = world.county, timezone.localdate()
    reviewer = county_reviewer(county)
    paid = [_order(payer(county, f"已缴{n}")) for n in range(many)]
    wrong = [_order(payer(county, f"有误{n}")) for n in range(many)]
    lines = [_arrives(one) for one in paid] + [_arrives(one, amount="1.00") for one in wrong]
    world.collect_file = take_in(caller=reviewer, name="到账.csv", content=csv_file(lines))
    for number in range(many - 1):
        content = csv_file([_arrives(wrong[0], amount=f"{number + 2}.00")])
        take_in(caller=reviewer, name=f"{number}.csv", content=content)
    world.collect_problem = Arrival.objects.filter(state="problem").order_by("pk")[0]
    ready = [payer(county, f"待开{n}") for n in range(many)]
    world.collect_batch = issue_batch(
        caller=reviewer, key="many", levels={one.pk: 300 for one in ready}, deduct=False, on=today
    )
    for number in range(many):
        payer(county, f"未开{number}")
        _order(payer(county, f"代扣{number}"), payer=Payer("甲", "演示银行", "6222021234567890123"))
        world.collect_deduction = make_deduction(caller=reviewer, year=today.year)
    world.collect_order = wrong[0]
    world.collect_paid = paid[0]
    world.collect_paid.refresh_from_db()


def build(world: Any) -> None:
    _fill(world, 1)


def build_many(world: Any, many: int) -> None:
    _fill(world, many)
    # D3 is on the counters of demonstration points alone.
    ServicePoint.objects.update(demonstration=True)


def _clerk(world: Any) -> list[Any]:
    person = world.collect_order.resident_id
    return [
        ("collection:village", (), {}),
        ("collection:village", (), {"state": "not"}),
        ("collection:orders", (), {}),
        ("collection:order", (world.collect_order.pk,), {}),
        ("collection:order", (world.collect_paid.pk,), {}),
        ("collection:batch", (world.collect_batch.pk,), {}),
        ("collection:progress", (), {}),
        ("counter:form", (person, "D3"), {"fresh": "1"}),
    ]


def _county(world: Any) -> list[Any]:
    return [
        *_clerk(world)[:-1],
        ("collection:imports", (), {}),
        ("collection:import_file", (world.collect_file.pk,), {}),
        ("collection:problems", (), {}),
        ("collection:problem", (world.collect_problem.pk,), {}),
        ("collection:deductions", (), {}),
        ("collection:deduction_file", (world.collect_deduction.pk,), {}),
    ]


PAGES = {
    DutyKind.POINT_CLERK: _clerk,
    DutyKind.REVIEWER: _county,
    DutyKind.BUSINESS_ADMIN: _county,
}
