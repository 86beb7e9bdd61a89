"""Between acceptance and decision the ledgers go on: what they say by then counts."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.cases import review_sheet
from cuncuntong.cases.services.review import NotApprovable, approve
from cuncuntong.ledgers.contradictions import PENSION_CLAIM
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.rules.registry import items
from tests.cases import make

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def test_a_job_begun_after_the_acceptance_stops_the_approval(clerk, reviewer, resident, monkeypatch):
    claim = make.item("T8", concerns=(PENSION_CLAIM,))
    monkeypatch.setitem(items._items, claim.number, claim)
    with time_machine.travel(MONDAY):
        case = make.file(clerk, claim, resident).case
    with time_machine.travel(MONDAY + dt.timedelta(days=2)):
        Employment.objects.create(
            resident=resident, kind="unit", employer="煤矿", starts_on=dt.date(2026, 11, 24), insured=True
        )
        case = Case.objects.get(pk=case.pk)
        told = [one.code for one in review_sheet(reviewer, case).examination.contradictions]
        assert told == ["employment_insured"]
        with pytest.raises(NotApprovable, match="煤矿"):
            approve(caller=reviewer, case_id=case.pk, version=case.version)
