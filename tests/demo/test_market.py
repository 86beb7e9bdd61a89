"""The demonstration's job market: valid in form, said to be made up, nothing in it that the rules refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cuncuntong.demo.market import POSTED, UNITS, job_market
from cuncuntong.demo.market_words import GIGS, JOBS, TRADES
from cuncuntong.foundation.identifiers.credit_code import check
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.ledgers.jobs.services import POSTINGS, expire_postings, findings_of
from cuncuntong.rules import certificates, occupations
from tests.ledgers.make import County


def test_every_work_has_a_code_and_certificates_that_are_known() -> None:
    for job in (*JOBS.values(), *GIGS):
        assert occupations.get(job.occupation), job.title
        assert all(certificates.get(key) for key in job.certificates), job.title
    assert {title for trade in TRADES for title in trade.jobs} <= set(JOBS)


@pytest.mark.django_db
def test_the_market_is_made_once_and_would_pass_its_own_rules() -> None:
    county = County()
    for number in range(130):
        county.resident(f"演{number}", birth="19700101")
    today = timezone.localdate()
    job_market(seed=1, today=today)
    job_market(seed=1, today=today)
    units = Employer.objects.filter(kind="unit")
    assert units.count() == UNITS and Posting.objects.count() == POSTED
    assert all(one.name.startswith("演示") and check(one.credit_code).warning == "" for one in units)
    assert all(one.telephone.startswith("154") for one in Employer.objects.all())
    sent = Posting.objects.filter(state__in=["published", "pending", "paused"]).select_related("employer")
    wrong = [
        (row.title, one.words) for row in sent for one in findings_of(row, today) if one.weight == "stop"
    ]
    assert wrong == []
    assert 80 < shown_postings(today).count() < 200
    assert POSTINGS.search("缫丝").keys
    # Nothing shows that the nightly task would have to end at once.
    assert expire_postings(today) == 0
    assert Posting.objects.filter(state="published", employer__state="pending").count() == 0
    assert Posting.objects.filter(created_at__gt=timezone.now() + dt.timedelta(minutes=1)).count() == 0
