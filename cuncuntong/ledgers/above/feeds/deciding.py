"""What a person decides about a run."""

from __future__ import annotations

from django.db import transaction

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.above.enums import UNDER_WAY, FeedState
from cuncuntong.ledgers.above.feeds.parts import drop_parts
from cuncuntong.ledgers.above.feeds.running import run_feed
from cuncuntong.ledgers.above.models import FeedRun
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability


def _locked(caller: Caller, pk: int, *states: FeedState) -> FeedRun:
    row = fetch(caller, Ability.ABOVE_MANAGE, FeedRun.objects.select_for_update(of=("self",)), pk=pk)
    if row.state not in states:
        raise LedgerRefused(f"这次接收{row.get_state_display()}，不能这样办理。", "请刷新页面查看。")
    return row


def _log(row: FeedRun, caller: Caller, move: str) -> None:
    record(
        actor=caller.account,
        action=f"above.feed_{move}",
        object_type="above.FeedRun",
        object_id=str(row.pk),
        detail={"feed": row.feed, "rows": row.rows, "position": row.position, "wrong": row.wrong},
    )


def take_right_rows(*, caller: Caller, pk: int) -> FeedRun:
    """Takes the right rows of a file that has wrong ones; those stay given back.

    Raises Denied, NotVisible, LedgerRefused in another state.
    """
    with transaction.atomic():
        row = _locked(caller, pk, FeedState.FAULTY)
        row.state, row.position, row.skip_wrong = FeedState.TAKING, 0, True
        row.save(update_fields=["state", "position", "skip_wrong"])
        _log(row, caller, "right_rows")
        enqueue(run_feed, run=row.pk)
    return row


def go_on(*, caller: Caller, pk: int) -> FeedRun:
    """Goes on with a run that stopped, where it stopped. Raises as take_right_rows."""
    with transaction.atomic():
        row = _locked(caller, pk, FeedState.STOPPED)
        row.state, row.remark = row.reached or FeedState.CHECKING, ""
        row.save(update_fields=["state", "remark"])
        _log(row, caller, "resumed")
        enqueue(run_feed, run=row.pk)
    return row


def cancel(*, caller: Caller, pk: int) -> FeedRun:
    """Gives a run up. What of it was taken stays: the next file brings the ledger to its day.

    Raises as take_right_rows.
    """
    with transaction.atomic():
        row = _locked(caller, pk, *UNDER_WAY)
        row.state = FeedState.CANCELLED
        row.save(update_fields=["state"])
        drop_parts(row)
        _log(row, caller, "cancelled")
    return row
