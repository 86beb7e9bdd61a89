"""Taking a checked run into its ledger: a part at a time, each in one transaction with how far it came."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import FeedState
from cuncuntong.ledgers.above.feeds.checking import right_rows
from cuncuntong.ledgers.above.feeds.parts import drop_parts
from cuncuntong.ledgers.above.feeds.turns import Turn
from cuncuntong.ledgers.above.hooks import Feed
from cuncuntong.ledgers.above.models import FeedRun


def take_run(run: FeedRun, feed: Feed) -> None:
    """Takes parts until none is left. Killed at any moment, it goes on behind the last committed part.

    What the ledger refuses in the middle (LedgerRefused) rolls that part back and is the caller's.
    """
    turn = Turn()
    while not turn.over:
        position = FeedRun.objects.filter(pk=run.pk).values_list("position", flat=True).first()
        part = run.parts.filter(first__gte=position or 0).order_by("number").first()
        if part is None:
            _finish(run)
            return
        rows = right_rows(feed, part)
        with transaction.atomic():
            mine = FeedRun.objects.select_for_update().filter(pk=run.pk, state=FeedState.TAKING).first()
            if mine is None or mine.position != part.first or mine.as_of is None:
                return  # decided otherwise meanwhile, or another process goes on with it
            if rows:
                taken = feed.take(rows, mine.as_of)
                mine.new += taken.new
                mine.changed += taken.changed
                mine.same += taken.same
            mine.position = part.first + part.rows
            mine.save(update_fields=["new", "changed", "same", "position"])


def _finish(run: FeedRun) -> None:
    with transaction.atomic():
        kept = FeedRun.objects.select_for_update().get(pk=run.pk)
        if (kept.state, kept.position) != (FeedState.TAKING, kept.rows):
            return
        kept.state, kept.done_at, kept.remark = FeedState.DONE, timezone.now(), ""
        kept.save(update_fields=["state", "done_at", "remark"])
        drop_parts(kept)
        record(
            actor=kept.made_by,
            action="above.feed_taken",
            object_type="above.FeedRun",
            object_id=str(kept.pk),
            detail={
                "feed": kept.feed,
                "as_of": str(kept.as_of),
                "rows": kept.rows,
                "new": kept.new,
                "changed": kept.changed,
                "same": kept.same,
                "wrong": kept.wrong,
            },
        )
