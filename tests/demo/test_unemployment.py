"""The demonstration's benefits: a month paid and closed, the present one to be decided, told once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cuncuntong.demo.accounts import demo_accounts
from cuncuntong.demo.unemployment import PEOPLE, unemployment_scene
from cuncuntong.ledgers.payments.enums import Fund, RunState
from cuncuntong.ledgers.payments.models import PayRun
from cuncuntong.ledgers.payments.services import check_payments
from cuncuntong.ledgers.unemployment.models import Benefit, Overpaid, StopSign
from cuncuntong.ledgers.unemployment.months import shifted
from tests.ledgers.unemployment.make import registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


def test_last_month_is_paid_and_this_one_waits() -> None:
    from cuncuntong.ledgers.residents.models import Resident

    today = timezone.localdate()
    demo_accounts()
    before = shifted(today.replace(day=1), -1)
    people = Resident.objects.filter(birth_date__year__gte=1980, standing="present").order_by("pk")
    for person in people[: PEOPLE + 2]:
        registered(person, before.replace(day=3))
    unemployment_scene(seed=1, today=today)
    assert Benefit.objects.count() == PEOPLE
    runs = PayRun.objects.filter(fund=Fund.UNEMPLOYMENT).order_by("month")
    assert [run.state for run in runs] == [RunState.CLOSED, RunState.COMPUTED]
    assert runs[0].total > 0 and "演示" in runs[0].files.last().name
    assert StopSign.objects.filter(state="open").exists()
    assert Overpaid.objects.count() <= 1
    assert check_payments() == []
    unemployment_scene(seed=1, today=today + dt.timedelta(days=1))
    assert Benefit.objects.count() == PEOPLE
