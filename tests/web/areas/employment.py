"""The employment service at a glance, with its rows, exports and the sheet for notice boards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.models import JobSeeker, Recommendation
from cuncuntong.network.enums import DutyKind
from tests.ledgers.jobs import make
from tests.ledgers.jobs.matches import seeker
from tests.web.areas import Sample

SAMPLES = {
    "employment:export": Sample(lambda w: ["all"], placed=False),
    "employment:rows": Sample(lambda w: ["seekers"], placed=False),
}
ROWS = ("seekers", "postings", "matches", "hires", "unemployed")


def build_many(world: Any, many: int) -> None:
    today = timezone.localdate()
    posting = make.published(world.county, make.vacancy(world.county))
    for number in range(many):
        one: JobSeeker = seeker(world.county.resident(f"求职者{number}"), on=today)
        Recommendation.objects.create(
            seeker=one,
            posting=posting,
            score=700,
            outcome="hired",
            outcome_on=today - dt.timedelta(days=1),
            village_code=one.village_code,
            township_code=one.township_code,
            county_code=one.county_code,
        )


def _figures(world: Any) -> list[Any]:
    return [
        ("employment:home", (), {}),
        ("employment:home", (), {"period": "6", "by": "hires"}),
        *(("employment:rows", (what,), {}) for what in ROWS),
    ]


def _board(world: Any) -> list[Any]:
    return [
        *_figures(world),
        ("employment:board", (), {}),
        ("employment:board", (), {"q": "缫丝", "km": "10"}),
    ]


PAGES = {
    DutyKind.POINT_CLERK: _board,
    DutyKind.REVIEWER: _board,
    DutyKind.BUSINESS_ADMIN: _board,
    DutyKind.OVERSEER: _figures,
    DutyKind.TOWNSHIP_ADMIN: _figures,
}
