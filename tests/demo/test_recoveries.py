"""The demonstration's overpayments: on what runs paid, once, with amounts that agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cuncuntong.demo.recoveries import STORIES, recoveries_scene
from cuncuntong.ledgers.pensions.selectors.holds import months_later
from cuncuntong.ledgers.recoveries.enums import OverpaymentState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment
from cuncuntong.ledgers.recoveries.selectors import received
from tests.ledgers.make import County, id_number
from tests.ledgers.recoveries.make import drawing, paid

pytestmark = pytest.mark.django_db


def test_without_a_run_there_is_no_scene_and_with_one_it_is_told_once() -> None:
    county, today = County(), timezone.localdate()
    recoveries_scene(seed=1, today=today)
    assert not Overpayment.objects.exists()
    last = months_later(today.replace(day=1), -1)
    for number in range(len(STORIES) * 8):
        person = county.resident(f"演示{number}", id_number=id_number(f"19{50 + number % 10}0305"))
        entitlement = drawing(person)
        paid(entitlement, last, last)
    recoveries_scene(seed=1, today=today)
    rows = Overpayment.objects.all()
    assert rows.count() == len(STORIES)
    assert {row.total for row in rows} == {Decimal("199.69")}
    assert rows.filter(state=OverpaymentState.SETTLED).count() == 1
    assert rows.filter(next_due_on__lt=today).exists()
    assert DeathSettlement.objects.count() == 5
    assert all(received(row) <= row.total for row in rows)
    recoveries_scene(seed=1, today=today + dt.timedelta(days=1))
    assert Overpayment.objects.count() == len(STORIES)
