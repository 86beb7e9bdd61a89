"""The job market: employers, postings, the county's queue, and the employers' own site."""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.models import Employer, EmployerEvent, Posting, PostingEvent
from cuncuntong.network.enums import DutyKind
from tests.ledgers.jobs import make
from tests.web.areas import Sample

TABLES = [Employer, EmployerEvent, Posting, PostingEvent]

EMPLOYER = Sample(lambda w: [w.employer.code])
POSTING = Sample(lambda w: [w.posting.code])

SAMPLES = {
    "work:employer": EMPLOYER,
    "work:employer_edit": EMPLOYER,
    "work:employer_unmask": EMPLOYER,
    "work:employer_password": EMPLOYER,
    "work:employer_stop": Sample(lambda w: [w.employer.code, "block"]),
    "work:posting_add": Sample(lambda w: [w.employer.code, "gig"]),
    "work:posting": POSTING,
    "work:posting_edit": POSTING,
    "work:posting_act": Sample(lambda w: [w.posting.code, "end"]),
    "work:review_posting": POSTING,
    "work:review_employer": EMPLOYER,
    # Nobody who is staff is an employer: these lead away, whatever they name.
    "hiring:posting_add": Sample(lambda w: ["gig"], placed=False),
    "hiring:posting": Sample(lambda w: [w.posting.code], placed=False),
    "hiring:posting_edit": Sample(lambda w: [w.posting.code], placed=False),
    "hiring:posting_act": Sample(lambda w: [w.posting.code, "end"], placed=False),
}
PUBLIC = {
    f"hiring:{name}"
    for name in (
        *("start", "register", "sign_in", "sign_out", "board", "own_data", "password"),
        *("posting_add", "posting", "posting_edit", "posting_act"),
    )
}


def build(world: Any) -> None:
    world.employer = make.unit(world.county, telephone="15400009999")
    world.posting = make.gig(world.county, world.employer)


def build_many(world: Any, many: int) -> None:
    for _ in range(many):
        world.employer = make.unit(world.county)
        verified = make.verified(world.county)
        for _ in range(many):
            world.posting = make.gig(world.county, world.employer)
        shown = make.published(world.county, make.vacancy(world.county, verified))
        back = make.gig(world.county, verified)
        services.return_posting(
            caller=make.reviewer_of_jobs(world.county),
            posting=back,
            version=back.version,
            faults=[services.Fault("title", "写清工种"), services.Fault("pay_low", "写明按天")],
        )
        world.shown, world.back = shown, back
        make.gig(world.county, verified, agent=world.person)


def _market(world: Any) -> list[Any]:
    return [
        ("work:employers", (), {}),
        ("work:employers", (), {"state": "pending", "q": "测试"}),
        ("work:employer", (world.employer.code,), {}),
        ("work:employer_add", (), {}),
        ("work:employer_edit", (world.employer.code,), {}),
        ("work:postings", (), {}),
        ("work:postings", (), {"state": "published", "kind": "fixed", "q": "缫丝"}),
        ("work:postings_export", (), {}),
        ("work:posting", (world.posting.code,), {}),
        ("work:posting", (world.back.code,), {}),
        ("work:posting_add", (world.employer.code, "gig"), {}),
        ("work:posting_add", (world.employer.code, "fixed"), {}),
        ("work:posting_edit", (world.back.code,), {}),
    ]


def _review(world: Any) -> list[Any]:
    return [
        *_market(world),
        ("work:review", (), {}),
        ("work:review", (), {"tab": "employers"}),
        ("work:review_posting", (world.posting.code,), {}),
        ("work:review_posting", (world.shown.code,), {}),
        ("work:review_employer", (world.employer.code,), {}),
    ]


def _counter(world: Any) -> list[Any]:
    return [*_market(world), ("counter:form", (world.person.pk, "7"), {"fresh": "1"})]


PAGES = {
    DutyKind.POINT_CLERK: _counter,
    DutyKind.REVIEWER: _review,
    DutyKind.BUSINESS_ADMIN: _review,
}
