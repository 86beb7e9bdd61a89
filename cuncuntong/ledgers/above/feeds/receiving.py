"""The beginning of a run: a file is read into parts, or the province is asked for pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.above.enums import UNDER_WAY, Channel, FeedState
from cuncuntong.ledgers.above.feeds.parts import ROWS, add_part, drop_parts
from cuncuntong.ledgers.above.feeds.running import run_feed
from cuncuntong.ledgers.above.feeds.tables import measure, table_rows
from cuncuntong.ledgers.above.hooks import Feed, feed_of
from cuncuntong.ledgers.above.models import FeedRun
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level
from cuncuntong.network.models import Account


class DayRefused(LedgerRefused):
    """The day that the rows are said to be of can't be."""


class RunUnderWay(LedgerRefused):
    """Another run of the ledger is not at its end."""


class RunEnded(LedgerRefused):
    """Somebody gave the run up while its file was still being read."""

    def __init__(self) -> None:
        super().__init__("这次接收在读取途中被作废了。", "需要的话，请重新上传。")


def county_of(caller: Caller) -> str:
    """The county whose ledgers the caller may fetch; raises Denied or LedgerRefused."""
    caller.need(Ability.ABOVE_MANAGE)
    grants = [one for one in caller.with_ability(Ability.ABOVE_MANAGE) if one.level == Level.COUNTY]
    if not grants:
        raise LedgerRefused("上级台账由县级业务管理员接收。", "请联系县级业务管理员。")
    return grants[0].code


def receive_file(
    *,
    file: IO[bytes],
    name: str,
    feed: str,
    as_of: dt.date,
    skip_wrong: bool,
    caller: Caller | None = None,
) -> FeedRun:
    """Reads a ledger's file into a run, row by row, and lets it be checked in the background.

    ``file`` can be read again from its start. Without a caller it is the exchange folder's. Raises
    Denied, DayRefused, TableRefused, LedgerRefused while another run of the ledger is under way.
    """
    known = feed_of(feed)
    county = county_of(caller) if caller else str(settings.CUNCUNTONG["COUNTY_CODE"])
    check_day(county, feed, as_of)
    digest, encoding = measure(file)
    run = begin(
        known,
        county=county,
        channel=Channel.FILE,
        by=caller.account if caller else None,
        as_of=as_of,
        name=name[-120:],
        digest=digest,
        skip_wrong=skip_wrong,
    )
    try:
        rows = table_rows(file, known, encoding)
        while chunk := list(islice(rows, ROWS)):
            with transaction.atomic():
                _still_receiving(run)
                add_part(run, chunk)
                run.save(update_fields=["rows", "position"])
        _received(run)
    except RunEnded:
        raise  # it stays as it was given up
    except BaseException:
        # Also where the process is told to end: a file that was read half must not be taken for whole.
        with transaction.atomic():
            if _receiving(run) is not None:
                drop_parts(run)
                run.delete()
        raise
    return run


def _receiving(run: FeedRun) -> FeedRun | None:
    """The run, locked, while it is being received."""
    return FeedRun.objects.select_for_update().filter(pk=run.pk, state=FeedState.RECEIVING).first()


def _still_receiving(run: FeedRun) -> None:
    if _receiving(run) is None:
        raise RunEnded


def _received(run: FeedRun) -> None:
    if not run.rows:
        raise LedgerRefused("文件里没有一行数据。", "请核对文件后重新上传。")
    with transaction.atomic():
        _still_receiving(run)
        run.state, run.position = FeedState.CHECKING, 0
        run.save(update_fields=["state", "position"])
        enqueue(run_feed, run=run.pk)


def check_day(county: str, feed: str, as_of: dt.date) -> None:
    """A day to come, or one before what was taken already, is refused: DayRefused."""
    if as_of > timezone.localdate():
        raise DayRefused("数据截至日不能晚于今天。", "请核对日期。")
    done = FeedRun.objects.filter(county_code=county, feed=feed, state=FeedState.DONE)
    newest = done.order_by("-as_of").values_list("as_of", flat=True).first()
    if newest and as_of < newest:
        raise DayRefused(
            f"已经收到截至{newest.year}年{newest.month}月{newest.day}日的数据，更早的不再接收。",
            "请核对数据截至日。",
        )


def begin(
    feed: Feed,
    *,
    county: str,
    channel: Channel,
    by: Account | None,
    as_of: dt.date | None = None,
    name: str = "",
    digest: str = "",
    skip_wrong: bool = True,
) -> FeedRun:
    """The row of a new run; LedgerRefused while another of the same ledger is under way."""
    try:
        with transaction.atomic():
            run = FeedRun.objects.create(
                feed=feed.code,
                line=feed.line,
                channel=channel,
                name=name,
                digest=digest,
                as_of=as_of,
                skip_wrong=skip_wrong,
                county_code=county,
                made_at=timezone.now(),
                made_by=by,
            )
            record(
                actor=by,
                action="above.feed_begun",
                object_type="above.FeedRun",
                object_id=str(run.pk),
                detail={"feed": feed.code, "channel": channel, "as_of": str(as_of or ""), "digest": digest},
            )
    except IntegrityError as error:
        raise RunUnderWay(
            f"“{feed.name}”还有一次接收没有结束。", "请等它收完；中断的请在接收列表中继续或作废。"
        ) from error
    return run


def fetch_ledger(*, feed: str, caller: Caller | None = None) -> FeedRun:
    """Begins to fetch a ledger over the network, in the background.

    Raises Denied, LedgerRefused while another run of the ledger is under way. KeyError for no ledger.
    """
    county = county_of(caller) if caller else str(settings.CUNCUNTONG["COUNTY_CODE"])
    with transaction.atomic():
        run = begin(feed_of(feed), county=county, channel=Channel.HTTP, by=caller.account if caller else None)
        enqueue(run_feed, run=run.pk)
    return run


def under_way(county: str) -> Iterator[str]:
    """The ledgers that are being fetched."""
    yield from FeedRun.objects.filter(
        county_code=county, state__in=[one.value for one in UNDER_WAY]
    ).values_list("feed", flat=True)
