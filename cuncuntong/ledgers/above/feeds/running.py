"""The background task of a run: pages, check, rows. May be started again at any time."""

from __future__ import annotations

from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.above.enums import Channel, FeedState
from cuncuntong.ledgers.above.feeds.checking import check_run
from cuncuntong.ledgers.above.feeds.taking import take_run
from cuncuntong.ledgers.above.feeds.turns import Turn
from cuncuntong.ledgers.above.hooks import Feed, feed_of
from cuncuntong.ledgers.above.models import FeedRun
from cuncuntong.ledgers.refused import LedgerRefused

WORKING = (FeedState.RECEIVING, FeedState.CHECKING, FeedState.TAKING)


def _given_up(*, run: int) -> None:
    stop(run, "试了多次没有完成，请到“后台任务”查看原因，再点“继续”。")


def stop(run: int, words: str) -> None:
    """A run that can't go on by itself; what it had reached is kept for going on."""
    row = FeedRun.objects.filter(pk=run, state__in=[one.value for one in WORKING]).first()
    if row is not None:
        FeedRun.objects.filter(pk=run, state=row.state).update(
            state=FeedState.STOPPED, reached=row.state, remark=words[:300]
        )


def _receive(run: FeedRun, feed: Feed) -> None:
    """A file is read as it arrives (receiving.receive_file): only pages are asked for here."""
    from cuncuntong.ledgers.above.transports.pages import receive_pages

    if run.channel == Channel.HTTP:
        receive_pages(run, feed)


@background(name="接收上级台账", retries=20, given_up=_given_up)
def run_feed(*, run: int) -> str:
    """Goes on with a run from wherever it stands."""
    turn = Turn()
    steps = {FeedState.RECEIVING: _receive, FeedState.CHECKING: check_run, FeedState.TAKING: take_run}
    while True:
        if turn.over:
            enqueue(run_feed, run=run)
            return "让其他任务先办，稍后继续"
        row = FeedRun.objects.filter(pk=run).first()
        if row is None:
            return "没有这次接收"
        step = steps.get(FeedState(row.state))
        if step is None:
            return row.get_state_display()
        before = (row.state, row.position)
        try:
            step(row, feed_of(row.feed))
        except LedgerRefused as refused:
            stop(run, f"{refused.message}{refused.remedy}")
            return "接收中断"
        after = FeedRun.objects.filter(pk=run).values_list("state", "position").first()
        if after == before and not turn.over:
            return "已由另一个任务继续"
