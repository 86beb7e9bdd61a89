"""The demonstration's certifications: everybody who draws is listed, and all that is made up says so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cuncuntong.demo.certification import certification_scene
from cuncuntong.ledgers.certification.models import Beneficiary, Certification, Loss
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County
from tests.ledgers.payments.make import entitled

pytestmark = pytest.mark.django_db


def test_everybody_who_draws_is_listed_once_and_some_stand_in_each_state() -> None:
    forget_parameters()
    county, today = County(), timezone.localdate()
    for number in range(120):
        entitled(county, f"演示{number}", starts=dt.date(2020, 1, 1), with_account=False)
    certification_scene(seed=1, today=today)
    assert Beneficiary.objects.count() == 120
    states = set(Beneficiary.objects.values_list("state", flat=True))
    assert {"valid", "warned_once", "suspended"} <= states
    assert set(Certification.objects.values_list("source", flat=True)) == {"演示数据"}
    assert Beneficiary.objects.filter(home_wanted=True).exists()
    assert Loss.objects.get().note.startswith("演示数据")
    held = Beneficiary.objects.filter(state="suspended").values("resident")
    assert not Entitlement.objects.filter(resident__in=held, state=EntitlementState.RUNNING).exists()
    before = Certification.objects.count()
    certification_scene(seed=1, today=today)
    assert Certification.objects.count() == before
