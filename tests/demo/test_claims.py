"""The demonstration's visits: to people whom the lists of the day name, once, and marked as made up."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cuncuntong.demo.claims import claim_visits
from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County, basic_account, id_number

pytestmark = pytest.mark.django_db


def test_a_part_of_those_who_are_about_to_be_60_was_visited_once() -> None:
    forget_parameters()
    county, today = County(), timezone.localdate()
    for number in range(20):
        person = county.resident(
            f"演示{number}", id_number=id_number(f"{today.year - 60}0{number % 3 + 7}05")
        )
        basic_account(person)
    young = county.resident("演示年轻", id_number=id_number("19900305"))
    basic_account(young)
    claim_visits(seed=1, today=today)
    made = ClaimVisit.objects.count()
    assert 0 < made < 20
    assert not ClaimVisit.objects.filter(resident=young).exists()
    assert all("演示" in visit.note and visit.on < today for visit in ClaimVisit.objects.all())
    claim_visits(seed=1, today=today)
    assert ClaimVisit.objects.count() == made
