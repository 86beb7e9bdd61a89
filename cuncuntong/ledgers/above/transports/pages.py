"""A ledger's pages over HTTP, kept as they come."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.utils.dateparse import parse_date

from cuncuntong.ledgers.above.circuit import through
from cuncuntong.ledgers.above.enums import FeedState
from cuncuntong.ledgers.above.feeds.parts import ROWS, add_part, drop_parts
from cuncuntong.ledgers.above.feeds.receiving import DayRefused, check_day
from cuncuntong.ledgers.above.feeds.turns import Turn
from cuncuntong.ledgers.above.hooks import Feed
from cuncuntong.ledgers.above.models import FeedRun
from cuncuntong.ledgers.above.transports.client import call
from cuncuntong.ledgers.above.transports.protocol import Rejected, Unreachable
from cuncuntong.ledgers.refused import LedgerRefused


def receive_pages(run: FeedRun, feed: Feed) -> None:
    """Page after page, each kept with the province's mark of the next one in one transaction.

    Raises Unreachable where it may work later, LedgerRefused where it won't.
    """
    turn = Turn()
    while not turn.over:
        query = {"cursor": run.cursor} if run.cursor else _since(run)
        try:
            with through():
                said = call(f"/v1/ledgers/{quote(feed.code, safe='')}", query=query)
        except Unreachable as error:
            # The task comes again after a pause; meanwhile the page says why nothing moves.
            FeedRun.objects.filter(pk=run.pk, state=FeedState.RECEIVING).update(
                remark=f"{error}，过一会儿自动再试"[:300]
            )
            raise
        except Rejected as rejected:
            raise LedgerRefused(str(rejected), "请与上级系统核对这本台账的接口。") from rejected
        if not _keep_page(run, feed, said):
            return


def _since(run: FeedRun) -> dict[str, str]:
    """Only what changed since the last whole run; all, where that one gave rows back."""
    done = FeedRun.objects.filter(feed=run.feed, county_code=run.county_code, state=FeedState.DONE)
    last = done.order_by("-as_of", "-pk").first()
    query = {"county": run.county_code}
    if last and last.as_of and not last.wrong:
        query["since"] = last.as_of.isoformat()
    return query


def _keep_page(run: FeedRun, feed: Feed, said: dict[str, Any]) -> bool:
    """Keeps one page; False where the run is no longer this task's, or all pages are here."""
    rows, as_of, after = _page(feed, said)
    with transaction.atomic():
        mine = FeedRun.objects.select_for_update().filter(pk=run.pk, state=FeedState.RECEIVING).first()
        if mine is None or mine.cursor != run.cursor:
            return False
        if mine.as_of is None:
            mine.as_of = as_of
            try:
                check_day(mine.county_code, feed.code, as_of)
            except DayRefused as refused:
                mine.state, mine.remark = FeedState.CANCELLED, refused.message
                mine.save()
                return False
        elif mine.as_of != as_of:
            raise LedgerRefused("上级在取数途中换了数据截至日。", "请作废这一次，重新取。")
        if rows:
            add_part(mine, rows)
        mine.remark = ""
        if after:
            mine.cursor = after
        elif mine.rows:
            mine.state, mine.position = FeedState.CHECKING, 0
        else:
            mine.state, mine.remark = FeedState.CANCELLED, "上级没有新的数据。"
            drop_parts(mine)
        mine.save()
    run.cursor, run.rows, run.as_of = mine.cursor, mine.rows, mine.as_of
    return bool(after)


def _page(feed: Feed, said: dict[str, Any]) -> tuple[list[dict[str, str]], dt.date, str]:
    """The rows as texts by column key, the day, the mark of the next page ("" at the end)."""
    given, after = said.get("rows"), said.get("next")
    try:
        as_of = parse_date(str(said.get("as_of")))
    except ValueError:
        as_of = None
    if not isinstance(given, list) or as_of is None or len(given) > ROWS:
        raise LedgerRefused("上级给出的台账页不合接口。", f"应有rows（至多{ROWS}行）和as_of。")
    if not all(isinstance(row, dict) for row in given) or len(str(after or "")) > 200:
        raise LedgerRefused("上级给出的台账页不合接口。", "rows的每一行应是JSON对象。")
    keys = [column.key for column in feed.columns]
    rows = [{key: _text(row.get(key)) for key in keys} for row in given]
    return rows, as_of, str(after or "")


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\0", "").strip()
