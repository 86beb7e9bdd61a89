"""Recommendations of the last three months with what came of them; a few telephones given."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import Outcome
from cuncuntong.ledgers.jobs.models import JobSeeker, PhoneShown, Recommendation
from cuncuntong.ledgers.jobs.selectors.match_reading import open_seekers
from cuncuntong.ledgers.jobs.selectors.matching import Recommended, recommend_postings
from cuncuntong.ledgers.jobs.services import rebuild_seekers

PEOPLE, EACH, DAYS = 60, 2, 90
OUTCOMES = (
    (Outcome.NONE, ""),
    (Outcome.NONE, ""),
    (Outcome.NO_ANSWER, "电话没人接"),
    (Outcome.CALLED, ""),
    (Outcome.INTERVIEW, "约好下周去看看"),
    (Outcome.HIRED, ""),
    (Outcome.DECLINED, "嫌远"),
    (Outcome.DECLINED, "工钱低"),
    (Outcome.REJECTED, "已招满"),
)


def recommendations(*, seed: int, today: dt.date) -> None:
    """Synthetic, for some of the people who look for work; does nothing where there are some."""
    if Recommendation.objects.exists():
        return
    rng = Random(f"{seed} recommendations")
    keys = list(open_seekers(today).order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(keys, min(PEOPLE, len(keys)))
    people = JobSeeker.objects.filter(pk__in=chosen).select_related("resident").order_by("pk")
    found = [one for person in people for one in recommend_postings(person, today, EACH).best]
    rows = [_row(one, rng, today) for one in found]
    Recommendation.objects.bulk_create(rows, batch_size=500)
    PhoneShown.objects.bulk_create(
        PhoneShown(
            seeker=one.seeker,
            employer=one.posting.employer,
            posting=one.posting,
            reason="演示：用工方当面要求联系，商量干活",
        )
        for one in found[::9]
        if one.seeker.shown_to_employers
    )


def _row(one: Recommended, rng: Random, today: dt.date) -> Recommendation:
    days = rng.randrange(1, DAYS)
    made = timezone.now() - dt.timedelta(days=days, minutes=rng.randrange(600))
    outcome, reason = rng.choice(OUTCOMES)
    over = outcome != Outcome.NONE
    return Recommendation(
        seeker=one.seeker,
        posting=one.posting,
        score=one.score,
        reasons=[[reason.fits, reason.words] for reason in one.reasons],
        made_at=made,
        told_at=made,
        nightly=rng.random() < 0.3,
        outcome=outcome,
        outcome_reason=reason,
        outcome_on=today - dt.timedelta(days=rng.randrange(days)) if over else None,
        village_code=one.seeker.village_code,
        township_code=one.seeker.township_code,
        county_code=one.seeker.county_code,
    )


def seekers_found(*, seed: int, today: dt.date) -> None:
    """Puts the demonstration's seekers into the search index, which bulk inserts pass by."""
    rebuild_seekers()
