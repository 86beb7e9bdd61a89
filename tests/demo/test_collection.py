"""The scene of the collection: each state to be seen, made once, and the books agree."""

from __future__ import annotations

import time

import pytest
from django.db.models import Sum
from django.utils import timezone

from cuncuntong.demo.collection import collection_scene
from cuncuntong.ledgers.collection.models import Arrival, ArrivalFile, ContributionOrder
from cuncuntong.ledgers.pensions.models import PensionEntry
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.models import Account, Division, Duty

pytestmark = pytest.mark.django_db


def test_the_scene_is_made_once_and_every_trouble_is_to_be_seen(people):
    account = Account.objects.create(username="county-reviewer", full_name="演示审核")
    county = Division.objects.get(level="county")
    Duty.objects.create(
        account=account, kind=DutyKind.REVIEWER, division=county, lines=[Line.RESIDENT_PENSION]
    )
    today = timezone.localdate()
    begun = time.process_time()
    collection_scene(seed=3, today=today)
    assert time.process_time() - begun < 5
    count = ContributionOrder.objects.count()
    collection_scene(seed=3, today=today)
    assert ContributionOrder.objects.count() == count >= 12
    assert {"issued", "paid", "cancelled"} <= set(ContributionOrder.objects.values_list("state", flat=True))
    whys = set(Arrival.objects.filter(state="problem").values_list("why", flat=True))
    assert whys == {"cancelled", "twice", "amount", "name", "check"}
    assert set(ArrivalFile.objects.values_list("state", flat=True)) == {"done", "held"}
    paid = ContributionOrder.objects.filter(state="paid")
    own = PensionEntry.objects.filter(order__in=paid).aggregate(sum=Sum("amount"))["sum"]
    assert own == paid.aggregate(sum=Sum("amount"))["sum"]
    assert not paid.exclude(subsidy__isnull=False).exists()
