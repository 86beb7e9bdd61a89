"""The night's look at benefits that run: the term that is over, and what the ledgers say against them.

What somebody decided already (a death, a registration that ended because of work, service, a pension) ends
the benefit; everything else is a sign for a person to judge. Running twice does nothing more.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import BenefitState, SignState, StopReason
from cuncuntong.ledgers.unemployment.evidence import Evidence, evidence_against
from cuncuntong.ledgers.unemployment.models import Benefit, StopSign
from cuncuntong.ledgers.unemployment.months import first_of, last_granted
from cuncuntong.ledgers.unemployment.services.ending import close_signs, end_benefit

log = logging.getLogger("cuncuntong.unemployment")
_BATCH = 200


@periodic("unemployment.watch", at="02:25")
def watch_now() -> str:
    """The scheduled run for today."""
    return watch(timezone.localdate())


def watch(today: dt.date) -> str:
    """Everything of a day; gives the numbers in words."""
    ended = found = over = 0
    for rows in _batches():
        evidence = evidence_against(rows, today)
        for row in rows:
            sure, signs = _one(row, evidence.get(row.pk, []), today)
            ended, found = ended + sure, found + signs
            over += _over(row, today)
    return f"停领{ended}人，领取期满{over}人，新线索{found}条"


def _batches() -> Iterator[list[Benefit]]:
    last = 0
    rows = Benefit.objects.filter(state=BenefitState.RUNNING).select_related("resident", "unemployment")
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = batch[-1].pk
        yield batch


def _one(row: Benefit, evidence: Sequence[Evidence], today: dt.date) -> tuple[int, int]:
    """Whether the benefit ended, and how many signs are new."""
    kept = set(row.signs.filter(state=SignState.KEPT).values_list("key", flat=True))
    sure = next((one for one in evidence if one.ends and one.key not in kept), None)
    found = 0
    for one in evidence:
        _, made = StopSign.objects.get_or_create(
            benefit=row,
            key=one.key,
            defaults={
                "kind": one.kind,
                "words": one.words[:300],
                "happened_on": one.happened_on,
                "found_on": today,
            },
        )
        found += made
    if sure is None:
        return 0, found
    return int(_end(row, sure.ends, sure.happened_on, sure.words)), found


def _end(row: Benefit, reason: str, happened_on: dt.date, words: str) -> bool:
    try:
        with transaction.atomic():
            day = max(happened_on, row.registered_on)
            ended = end_benefit(benefit=row, reason=reason, happened_on=day, note=words, actor=None)
            close_signs(ended, actor=None, note="系统据此停发")
    except LedgerRefused:
        log.info("benefit %s is left as it is", row.pk)
        return False
    row.state = ended.state
    return True


def _over(row: Benefit, today: dt.date) -> int:
    """The term's last month lies behind."""
    if row.state != BenefitState.RUNNING or last_granted(row) >= first_of(today):
        return 0
    words = f"核定的{row.months}个月已满"
    return int(_end(row, StopReason.USED_UP, today, words))
