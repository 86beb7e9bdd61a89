"""Measures the matching inside the bench's own database: both recommendations, and the nightly run."""

from __future__ import annotations

import gc
import resource
from collections.abc import Callable, Sequence
from random import Random
from time import perf_counter
from typing import Any

from django.utils import timezone

from cuncuntong.demo.bench.load import percentile
from cuncuntong.demo.bench.market_scene import counts
from cuncuntong.ledgers.jobs.enums import JOBS_RECOMMENDED
from cuncuntong.ledgers.jobs.models import JobSeeker, MatchRun, Posting, Recommendation
from cuncuntong.ledgers.jobs.selectors.matching import recommend_postings, recommend_seekers
from cuncuntong.ledgers.jobs.services import match_night
from cuncuntong.ledgers.messages.models import Message


def measure_recommending(*, samples: int, seed: int) -> dict[str, Any]:
    """Top twenty with reasons for so many seekers and so many postings, one after the other."""
    rng, today = Random(seed), timezone.localdate()
    seekers = _some(JobSeeker.objects.filter(state="active", registered_on__lte=today), samples, rng)
    postings = _some(Posting.objects.filter(state="published"), samples, rng)
    return {
        **counts(),
        "recommend_postings": timed(seekers, lambda one: recommend_postings(one, today).best),
        "recommend_seekers": timed(postings, lambda one: recommend_seekers(one, today)),
    }


def _some(rows: Any, count: int, rng: Random) -> list[Any]:
    keys = list(rows.values_list("pk", flat=True))
    chosen = rng.sample(keys, min(count, len(keys)))
    return list(rows.filter(pk__in=chosen))


def timed(rows: Sequence[Any], ask: Callable[[Any], Sequence[Any]]) -> dict[str, Any]:
    """Milliseconds of asking for each, after ten to warm up, and how many rows an answer has."""
    found = [len(ask(row)) for row in rows[:10]]  # warm
    times = []
    gc.collect()
    for row in rows:
        begun = perf_counter()
        found.append(len(ask(row)))
        times.append(perf_counter() - begun)
    times.sort()
    return {
        "count": len(times),
        "p50_ms": round(percentile(times, 0.5) * 1000, 1),
        "p95_ms": round(percentile(times, 0.95) * 1000, 1),
        "max_ms": round(times[-1] * 1000, 1),
        "found_on_average": round(sum(found) / len(found), 1),
    }


def forget_night() -> dict[str, Any]:
    """Takes the night's work away, so that it can be done once more."""
    Message.objects.filter(topic=JOBS_RECOMMENDED).delete()
    Recommendation.objects.filter(nightly=True).delete()
    MatchRun.objects.all().delete()
    return counts()


def run_night() -> dict[str, Any]:
    """The nightly run to its end, from wherever it stands: all postings are new to a first run.

    ``memory_mb`` is the most that this whole process held, Python, Django and the caches included.
    """
    from_position = MatchRun.objects.values_list("position", flat=True).first() or 0
    begun = perf_counter()
    run = match_night(timezone.localdate())
    seconds = perf_counter() - begun
    pushed = Message.objects.filter(topic=JOBS_RECOMMENDED)
    return {
        **counts(),
        "from_position": from_position,
        "seconds": round(seconds, 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "people": run.seekers,
        "recommended": run.pairs,
        "told": run.told,
        "rows": Recommendation.objects.filter(nightly=True).count(),
        "messages": pushed.count(),
        "people_told": pushed.values("resident").distinct().count(),
    }
