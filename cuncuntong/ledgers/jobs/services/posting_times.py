"""What happens to postings by the calendar: they end at their date, and their posters are reminded before."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.jobs.enums import POSTING_ENDS, EmployerState, PostingMove, PostingState
from cuncuntong.ledgers.jobs.models import Posting, PostingEvent
from cuncuntong.ledgers.jobs.posting_words import day_words
from cuncuntong.ledgers.jobs.services.posting_index import drop_from_index
from cuncuntong.ledgers.jobs.services.posting_moves import EXPIRED
from cuncuntong.ledgers.jobs.services.posting_rows import KEPT
from cuncuntong.ledgers.jobs.services.rows import snapshot
from cuncuntong.ledgers.jobs.services.telling import tell_poster
from cuncuntong.network.parameters import setting

_BATCH = 200
_RUNNING = (PostingState.PUBLISHED, PostingState.PAUSED)


@periodic("jobs.expire_postings", every=dt.timedelta(hours=1))
def expire_postings_now() -> str:
    """The scheduled run of expire_postings for today."""
    return f"{expire_postings(timezone.localdate())}条招聘信息到期"


@periodic("jobs.remind_posters", at="08:30")
def remind_posters_now() -> str:
    """The scheduled run of remind_posters for today."""
    return f"提醒{remind_posters(timezone.localdate())}条招聘信息的发布者"


def expire_postings(today: dt.date) -> int:
    """Ends postings whose last day is before today; gives their number.

    In batches, each its own transaction; running it twice, or twice at once, changes nothing more.
    """
    count = 0
    due = Posting.objects.filter(state__in=_RUNNING, valid_until__lt=today).order_by("valid_until", "pk")
    while keys := list(due.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            count += _expire(keys, today)
    return count


def _expire(keys: list[int], today: dt.date) -> int:
    # Whoever came first has changed the state: what is locked here is looked at again.
    rows = list(
        Posting.objects.select_for_update()
        .filter(pk__in=keys, state__in=_RUNNING, valid_until__lt=today)
        .order_by("pk")
    )
    events = []
    for row in rows:
        events.append(
            PostingEvent(posting=row, move=PostingMove.EXPIRE, note="有效期已过", before=snapshot(row, KEPT))
        )
        row.state, row.ended_reason = PostingState.ENDED, EXPIRED
        row.version += 1
    Posting.objects.bulk_update(rows, ["state", "ended_reason", "version"])
    PostingEvent.objects.bulk_create(events)
    drop_from_index([row.pk for row in rows])
    if rows:
        record(
            actor=None,
            action="posting.expired",
            object_type="jobs.Posting",
            object_id=today.isoformat(),
            detail={"count": len(rows), "rows": [row.pk for row in rows]},
        )
    return len(rows)


def remind_posters(today: dt.date) -> int:
    """Tells posters that their posting ends soon, once for each last day; gives how many were told."""
    last = today + dt.timedelta(days=setting("service.posting_remind_days"))
    due = Posting.objects.filter(
        state=PostingState.PUBLISHED,
        valid_until__gte=today,
        valid_until__lte=last,
        reminded_on__isnull=True,
        employer__state=EmployerState.VERIFIED,
    )
    count = 0
    for key in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            count += _remind(key, today)
    return count


def _remind(key: int, today: dt.date) -> int:
    row = Posting.objects.select_for_update().get(pk=key)
    until = row.valid_until
    if row.state != PostingState.PUBLISHED or row.reminded_on is not None or until is None:
        return 0
    row.reminded_on = today
    row.save(update_fields=["reminded_on"])
    words = f"您的招聘信息“{row.title}”{day_words(until)}到期。还要招人的请续期，招到了的请点“招满”。"
    tell_poster(row, POSTING_ENDS, words)
    return 1
