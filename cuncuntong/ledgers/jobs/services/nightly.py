"""The night's matching: everybody who agreed is told of a new posting that fits, a few times a week.

New postings stand on a shelf in memory (rules.matching.shelf); people are taken in the order of their
keys, a batch at a time. A batch's recommendations, its messages and how far the run got are one
transaction: stopped at any moment and started again, the run goes on behind its last whole batch, so
that nothing is lost and nothing is told twice. The row of the run is locked meanwhile, so two processes
take turns instead of doing the same.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.jobs.enums import JOBS_RECOMMENDED, RunState
from cuncuntong.ledgers.jobs.models import MatchRun, Recommendation
from cuncuntong.ledgers.jobs.services.night import Chosen, Night
from cuncuntong.ledgers.messages.bulk import Order, tell_many
from cuncuntong.ledgers.messages.services import Codes

log = logging.getLogger("cuncuntong.jobs")
BATCH = 500
_TRIES = 3


@periodic("jobs.match_nightly", at="01:40")
def match_tonight() -> str:
    """The scheduled run of today, after one that was left unfinished."""
    run = match_night(timezone.localdate())
    return f"求职者{run.seekers}人，推荐{run.pairs}条，告知{run.told}人"


def match_night(
    today: dt.date, *, batch: int = BATCH, after_batch: Callable[[MatchRun], None] = lambda run: None
) -> MatchRun:
    """Brings the run of a day to its end, and first any run before it that was stopped.

    A day's run that is done is not done again. ``after_batch`` hears of each batch once it stands.
    """
    for left in MatchRun.objects.filter(state=RunState.RUNNING, day__lt=today).order_by("day"):
        _finish(left, batch, after_batch)
    run, _ = MatchRun.objects.get_or_create(day=today)
    return _finish(run, batch, after_batch)


def _finish(run: MatchRun, batch: int, after_batch: Callable[[MatchRun], None]) -> MatchRun:
    if run.state == RunState.DONE:
        return run
    night = Night(since=_since(run), until=run.started_at, on=timezone.localdate())
    while night.postings and _next_batch(run, night, batch):
        after_batch(run)
    with transaction.atomic():
        row = MatchRun.objects.select_for_update().get(pk=run.pk)
        if row.state != RunState.DONE:
            row.state, row.finished_at = RunState.DONE, timezone.now()
            row.save(update_fields=["state", "finished_at"])
            record(
                actor=None,
                action="match.finished",
                object_type="jobs.MatchRun",
                object_id=row.day.isoformat(),
                detail={"count": row.seekers, "pairs": row.pairs, "told": row.told},
            )
    return row


def _since(run: MatchRun) -> dt.datetime | None:
    """New is what was published after the last run began; everything, before there was one."""
    before = MatchRun.objects.filter(day__lt=run.day).order_by("-day").first()
    return before.started_at if before else None


def _next_batch(run: MatchRun, night: Night, batch: int) -> bool:
    """The next people behind the run's position; False once there are none."""
    for left in reversed(range(_TRIES)):
        try:
            return _do_batch(run, night, batch)
        except IntegrityError:
            # Somebody at a counter recommended one of the same pairs at this very moment.
            if not left:
                raise
            log.warning("a batch of the night's matching is done again", exc_info=True)
    return False


@transaction.atomic
def _do_batch(run: MatchRun, night: Night, batch: int) -> bool:
    row = MatchRun.objects.select_for_update().get(pk=run.pk)
    people = night.people_after(row.position, batch)
    if not people or row.state == RunState.DONE:
        run.refresh_from_db()
        return False
    chosen = night.choose(people)
    Recommendation.objects.bulk_create([_row(one) for one in chosen], batch_size=batch)
    told = tell_many(topic=JOBS_RECOMMENDED, orders=[_order(one) for one in chosen])
    row.position = people[-1].wish.key
    row.seekers += len(people)
    row.pairs += len(chosen)
    row.told += told
    row.save(update_fields=["position", "seekers", "pairs", "told"])
    run.position, run.seekers, run.pairs, run.told = row.position, row.seekers, row.pairs, row.told
    return True


def _row(one: Chosen) -> Recommendation:
    village, township, county = one.person.place
    return Recommendation(
        seeker_id=one.person.wish.key,
        posting_id=one.posting.pk,
        score=one.score,
        reasons=[[reason.fits, reason.words] for reason in one.reasons],
        nightly=True,
        told_at=timezone.now(),
        village_code=village,
        township_code=township,
        county_code=county,
    )


def _order(one: Chosen) -> Order:
    person = one.person
    return Order(
        resident=person.resident,
        name=person.name,
        reachable=person.reachable,
        text=one.text,
        key=f"jobs.recommended:{person.wish.key}:{one.posting.pk}",
        place=Codes(*person.place),
    )
