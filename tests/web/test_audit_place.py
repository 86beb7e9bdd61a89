"""The audit log says in which duty, where and from which address a page was asked for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cuncuntong.foundation.audit.models import AuditEntry
from tests.ledgers.make import County
from tests.web.counter_make import signed_in


@pytest.mark.django_db
def test_reading_a_resident_says_duty_point_area_and_address() -> None:
    county = County()
    clerk, person = county.clerk(), county.resident()
    response = signed_in(clerk).get(reverse("counter:desk", args=[person.pk]), REMOTE_ADDR="10.1.2.3")
    assert response.status_code == 200
    entry = AuditEntry.objects.filter(action="resident.read").get()
    assert entry.actor_id == clerk.account.pk
    assert (entry.duty, entry.area) == ("point_clerk", county.shuicun.code)
    assert entry.point_id == county.points[county.shuicun.code].pk
    assert entry.ip == "10.1.2.3"
