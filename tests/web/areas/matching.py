"""Recommendations: pushing, what came of them, and a telephone given to an employer."""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.jobs.models import JobSeeker, PhoneShown, Recommendation, SeekerOccupation
from cuncuntong.ledgers.jobs.selectors.matching import explain
from cuncuntong.ledgers.jobs.services.recommending import keep
from cuncuntong.network.enums import DutyKind
from cuncuntong.rules.matching import Voice
from tests.ledgers.jobs import matches
from tests.web.areas import Sample

TABLES = [Recommendation, PhoneShown, SeekerOccupation]

SAMPLES = {
    "matching:push": Sample(lambda w: [w.match_seeker.pk]),
    "matching:outcome": Sample(lambda w: [w.match_seeker.pk, w.match_posting.pk]),
    "matching:telephone": Sample(lambda w: [w.match_posting.employer_id, w.match_seeker.pk]),
}


def build(world: Any) -> None:
    """Somebody of 凤城镇 who was recommended a posting of 凤城镇."""
    person = world.county.resident("求职者", telephone="13835600003")
    _pair(world, person)


def _pair(world: Any, person: Any) -> None:
    boss = matches.employer(world.county.shuicun, telephone="13835600008")
    world.match_seeker = matches.seeker(person)
    world.match_posting = matches.posting(boss)
    found = explain(world.match_seeker, world.match_posting, matches.DAY, Voice.SEEKER)
    keep(found, actor=None)


def build_many(world: Any, many: int) -> None:
    """So many recommendations, and the person at the counter registered with so many postings about."""
    for number in range(many):
        _pair(world, world.county.resident(f"求职者{number}", telephone="13835600003"))
    if not JobSeeker.objects.filter(resident=world.person, kind="gig").exists():
        matches.seeker(world.person, kind="gig")


def _staff(world: Any) -> list[Any]:
    return [
        ("matching:waiting", (), {}),
        ("matching:waiting", (), {"tab": "over"}),
        ("matching:outcome", (world.match_seeker.pk, world.match_posting.pk), {}),
    ]


PAGES = {
    DutyKind.POINT_CLERK: lambda world: [
        *_staff(world),
        *(("counter:look_up", (world.person.pk, number), {}) for number in ("2", "5", "8")),
    ],
    DutyKind.BUSINESS_ADMIN: _staff,
}
