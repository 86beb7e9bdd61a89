"""Truly at the same moment, on either engine: one code twice, two reviewers, one case sent twice, a flood."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import SeekerKind, Via
from cuncuntong.ledgers.jobs.models import Employer, Posting, PostingEvent
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from tests.cases.test_at_once import together
from tests.ledgers.jobs import make
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(one).__name__ for one in results)


def test_one_code_registered_by_three_at_once_is_one_employer(county: County) -> None:
    code = make.credit_code()
    results = together(*[lambda: make.unit(county, credit_code=code) for _ in range(3)])
    assert kinds(results) == {"Employer": 1, "AlreadyRegistered": 2}, results
    assert Employer.objects.count() == 1


def test_two_reviewers_at_once_decide_once_and_tell_once(county: County) -> None:
    row = make.gig(county)
    one, other = make.reviewer_of_jobs(county).account, make.reviewer_of_jobs(county).account
    given = {"posting": row, "version": row.version}
    results = together(
        lambda: services.approve_posting(caller=Caller(one), **given),
        lambda: services.return_posting(
            caller=Caller(other), faults=[services.Fault("title", "改")], **given
        ),
    )
    assert kinds(results) == {"Posting": 1, "ChangedSince": 1}, results
    row.refresh_from_db()
    assert PostingEvent.objects.filter(posting=row, move__in=["approve", "return"]).count() == 1
    assert Message.objects.filter(topic="jobs.posting_decided").count() == 1
    assert bool(services.POSTINGS.search("花椒").keys) == (row.state == "published")


def test_one_case_sent_by_three_at_once_is_one_posting(county: County) -> None:
    employer = make.verified(county)

    def post() -> Posting:
        return services.post(
            employer=employer,
            kind=SeekerKind.GIG,
            values=make.gig_values(county),
            via=Via.POINT,
            actor=None,
            confirmed=True,
            case_number="S20261124-0009",
        )

    results = together(post, post, post)
    assert all(isinstance(one, Posting) for one in results), results
    assert Posting.objects.count() == 1
    assert PostingEvent.objects.count() == 2


def test_the_days_number_holds_when_two_browsers_post_at_once(county: County) -> None:
    employer = make.unit(county, via=Via.PUBLIC)

    def post() -> Posting:
        return services.post(
            employer=employer,
            kind=SeekerKind.GIG,
            values=make.gig_values(county),
            via=Via.PUBLIC,
            actor=None,
            by_employer=True,
            confirmed=True,
        )

    results = together(*[post for _ in range(5)])
    assert sum(isinstance(one, Posting) for one in results) == 3, results
    assert sum(isinstance(one, LedgerRefused) for one in results) == 2
    assert Posting.objects.count() == 3


def test_expiring_twice_at_once_ends_each_once(county: County) -> None:
    employer = make.verified(county)
    rows = [make.published(county, make.gig(county, employer)) for _ in range(4)]
    until = rows[0].valid_until
    assert until is not None
    day = until.replace(year=until.year + 1)
    results = together(lambda: services.expire_postings(day), lambda: services.expire_postings(day))
    assert sum(results) == 4, results
    assert PostingEvent.objects.filter(move="expire").count() == 4
