"""Visits and declarations: once a case, only inside the area, taken back only by whoever put them down."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.claims import services
from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


def test_a_declaration_is_made_once_for_a_case_and_undone_once(county):
    person, on = county.resident(), timezone.localdate()
    told = {"resident": person, "scheme": Scheme.BASIC, "on": on, "actor": None, "case_number": "S1"}
    first = services.declare(**told)
    assert services.declare(**told).pk == first.pk
    assert services.undo_declaration(case_number="S1", actor=None).undone_at is not None
    assert services.undo_declaration(case_number="S1", actor=None).pk == first.pk
    assert services.declare(**told).pk != first.pk
    assert AuditEntry.objects.filter(action__startswith="claims.").count() == 3
    with pytest.raises(LedgerRefused, match="没有这件业务"):
        services.undo_declaration(case_number="S2", actor=None)


def test_the_database_itself_refuses_a_second_declaration_of_a_case(county):
    person, on = county.resident(), timezone.localdate()
    services.declare(resident=person, scheme=Scheme.BASIC, on=on, actor=None, case_number="S1")
    with pytest.raises(IntegrityError), transaction.atomic():
        services._visit(person, Scheme.BASIC, "declared", on, "", None).save()
    double = services._visit(person, Scheme.BASIC, "declared", on, "", None)
    double.case_number = "S1"
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save()


def test_visits_stay_inside_the_area_and_with_who_put_them_down(county):
    clerk, other = county.clerk(), county.clerk(county.songzhuang)
    person, today = county.resident(), timezone.localdate()
    told = {"resident": person, "scheme": "basic", "state": "agreed", "on": today}
    with pytest.raises(NotVisible):
        services.record_visit(caller=other, **told)
    with pytest.raises(Denied):
        services.record_visit(caller=county.caller(DutyKind.OVERSEER, county.county), **told)
    visit = services.record_visit(caller=clerk, **told)
    with pytest.raises(NotVisible):
        services.take_back_visit(caller=other, visit_id=visit.pk)
    with pytest.raises(LedgerRefused, match="只能撤回自己"):
        services.take_back_visit(caller=county.clerk(), visit_id=visit.pk)
    services.take_back_visit(caller=clerk, visit_id=visit.pk)
    assert services.take_back_visit(caller=clerk, visit_id=visit.pk).undone_at is not None
    with pytest.raises(LedgerRefused, match="还没有到"):
        services.record_visit(caller=clerk, **{**told, "on": today + dt.timedelta(days=1)})
    assert ClaimVisit.objects.count() == 1
