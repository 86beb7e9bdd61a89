"""The demonstration's portraits: drawn, each state once, and only once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cuncuntong.demo.portraits import MARK, portraits_scene
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County
from tests.ledgers.portraits.make import reviewer
from tests.ledgers.recoveries.make import drawing

pytestmark = pytest.mark.django_db


def test_portraits_in_every_state_once() -> None:
    forget_parameters()
    county, today = County(), timezone.localdate()
    point = county.points[county.shuicun.code]
    point.demonstration = True
    point.save()
    for number in range(6):
        drawing(county.resident(f"演示{number}", birth="19550305"))
    # Nobody takes or reviews yet.
    portraits_scene(seed=1, today=today)
    assert not Portrait.objects.exists()
    clerk, judge = county.clerk(), reviewer(county)
    portraits_scene(seed=1, today=today)
    states = sorted(Portrait.objects.values_list("state", flat=True))
    assert states == ["approved", "approved", "approved", "replaced", "returned", *["waiting"] * 3]
    assert all(
        one.measures["faces"] == 1 and one.case_number.startswith(MARK) for one in Portrait.objects.all()
    )
    former = Portrait.objects.get(state="replaced")
    assert former.until_on == Portrait.objects.get(resident=former.resident, state="approved").from_on
    assert Handover.objects.filter(kind="portraits.model").count() == 4
    assert set(Portrait.objects.values_list("taken_by", flat=True)) == {clerk.account.pk}
    assert set(Portrait.objects.exclude(reviewed_by=None).values_list("reviewed_by", flat=True)) == {
        judge.account.pk
    }
    portraits_scene(seed=1, today=today)
    assert Portrait.objects.count() == 8
