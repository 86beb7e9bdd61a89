"""Synthetic cases in every state, with the events, notices and ledger rows that services would leave.

Made in bulk rather than through the services, which is what makes a hundred thousand possible;
tests compare both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction

from cuncuntong.demo.cases.cast import Cast
from cuncuntong.demo.cases.plan import Plan, make_plans
from cuncuntong.demo.cases.store import store
from cuncuntong.demo.cases.stories import Narrator

BATCH = 2000
# Up to so many cases every reviewed one gets its photo; beyond, only those still open.
PHOTOS_UP_TO = 3000


def add_cases(count: int, *, seed: int, progress: Callable[[int], object] = lambda _: None) -> int:
    """Adds up to so many cases; the same seed on the same database gives the same cases.

    Returns how many were added; fewer only where there are too few residents to have them.
    """
    with transaction.atomic():
        cast = Cast()
    plans = make_plans(count, seed=seed, cast=cast)
    narrator = Narrator(cast, seed=seed, all_photos=count <= PHOTOS_UP_TO)
    for batch in _batches(plans):
        with transaction.atomic():
            store(narrator.tell(batch))
        progress(len(batch))
    return len(plans)


def _batches(plans: list[Plan]) -> Iterator[list[Plan]]:
    for start in range(0, len(plans), BATCH):
        yield plans[start : start + BATCH]
