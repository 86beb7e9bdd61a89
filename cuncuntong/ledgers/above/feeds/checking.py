"""The check of a run: every row, before the first is taken; wrong rows become a sheet with reasons."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, save_workbook
from cuncuntong.ledgers.above.enums import FeedState
from cuncuntong.ledgers.above.feeds.parts import Row, drop_parts, rows_of
from cuncuntong.ledgers.above.feeds.turns import Turn
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.hooks import Feed
from cuncuntong.ledgers.above.models import FeedPart, FeedRun

SAMPLES = 50
# Excel's own limit is a million rows; nobody corrects this many by hand.
MOST_ON_SHEET = 100_000


def check_run(run: FeedRun, feed: Feed) -> None:
    """Checks the parts that are not checked yet, then says what the run goes on with.

    Killed at any moment it goes on with the next part. Nothing is written to the ledger.
    """
    turn = Turn()
    while not turn.over:
        part = run.parts.filter(checked=False).order_by("number").first()
        if part is None:
            _conclude(run, feed)
            return
        faults = faults_of(feed, rows_of(part))
        with transaction.atomic():
            mine = FeedRun.objects.select_for_update().filter(pk=run.pk, state=FeedState.CHECKING).first()
            if mine is None:
                return
            part.faults, part.checked = {str(place): words for place, words in faults.items()}, True
            part.save(update_fields=["faults", "checked"])
            mine.position = part.first + part.rows
            mine.save(update_fields=["position"])


def faults_of(feed: Feed, rows: list[dict[str, str]]) -> dict[int, str]:
    """What is wrong, by the row's place among these; the ledger's own check sees only complete rows."""
    faults: dict[int, str] = {}
    complete: list[int] = []
    for place, row in enumerate(rows):
        missing = [one.heading for one in feed.columns if one.required and not row.get(one.key)]
        if missing:
            faults[place] = f"没有填写：{'、'.join(missing)}。"
        else:
            complete.append(place)
    said = feed.check([_whole(feed, rows[place]) for place in complete]) if complete else []
    for place, words in zip(complete, said, strict=True):
        if words:
            faults[place] = words
    return faults


def _whole(feed: Feed, row: Row) -> dict[str, str]:
    """Every column of the ledger, empty where the row says nothing."""
    return {column.key: row.get(column.key, "") for column in feed.columns}


def right_rows(feed: Feed, part: FeedPart) -> list[dict[str, str]]:
    """The rows of a checked part that were found right."""
    return [_whole(feed, row) for place, row in enumerate(rows_of(part)) if str(place) not in part.faults]


def _conclude(run: FeedRun, feed: Feed) -> None:
    wrong = 0
    samples: list[tuple[int, str]] = []
    for part in run.parts.order_by("number").iterator(chunk_size=20):
        wrong += len(part.faults)
        for place in sorted(part.faults, key=int):
            if len(samples) < SAMPLES:
                samples.append((part.first + int(place) + 1, part.faults[place]))
    sheet = store().put(_sheet(run, feed, wrong)) if wrong else ""
    with transaction.atomic():
        kept = FeedRun.objects.select_for_update().filter(pk=run.pk, state=FeedState.CHECKING).first()
        if kept is None:
            if sheet:
                store().delete(sheet)
            return
        kept.wrong, kept.samples, kept.problems = wrong, samples, sheet
        kept.checked_at = timezone.now()
        if wrong and wrong == kept.rows:
            kept.state, kept.remark = FeedState.CANCELLED, "没有一行能收，已整份退回。"
            drop_parts(kept)
        elif wrong and not kept.skip_wrong:
            kept.state = FeedState.FAULTY
        else:
            kept.state, kept.position = FeedState.TAKING, 0
        kept.save()
        record(
            actor=None,
            action="above.feed_checked",
            object_type="above.FeedRun",
            object_id=str(kept.pk),
            detail={"feed": kept.feed, "rows": kept.rows, "wrong": wrong},
        )


def _sheet(run: FeedRun, feed: Feed, wrong: int) -> bytes:
    columns = (
        Column("_row", "行号", kind="int", width=10),
        Column("_why", "退回原因", width=60),
        *[Column(one.key, one.heading, width=18) for one in feed.columns],
    )
    lines = [f"文件：{run.name}"] if run.name else []
    lines.append("行号从表头下第一行数据起为1，空行不计。请改正这些行后重新提供。")
    if wrong > MOST_ON_SHEET:
        lines.append(f"只列前{MOST_ON_SHEET}行。")
    out = io.BytesIO()
    heading = f"{feed.name}：退回的行"
    save_workbook(out, [Sheet("退回的行", columns, _wrong_rows(run), heading=heading, lines=tuple(lines))])
    return out.getvalue()


def _wrong_rows(run: FeedRun) -> Iterator[dict[str, Any]]:
    given = 0
    for part in run.parts.order_by("number").iterator(chunk_size=20):
        if not part.faults:
            continue
        rows = rows_of(part)
        for place in sorted(map(int, part.faults)):
            given += 1
            if given > MOST_ON_SHEET:
                return
            yield {**rows[place], "_row": part.first + place + 1, "_why": part.faults[str(place)]}
