"""The load in the background: chunk after chunk, each in one transaction with how far it came.

Killed at any moment and started again it goes on behind the last chunk that was committed, so that every
row is loaded exactly once. Nothing of a file is loaded whose check has not passed (services.batches).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import stream_rows
from cuncuntong.foundation.sqlite.statistics import refresh_statistics
from cuncuntong.foundation.tasks import background
from cuncuntong.ledgers.loading.checking import MOST_ROWS
from cuncuntong.ledgers.loading.enums import LoadState
from cuncuntong.ledgers.loading.files import store
from cuncuntong.ledgers.loading.known import places_of
from cuncuntong.ledgers.loading.lines import Judge, Line
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.template import COLUMNS
from cuncuntong.ledgers.loading.writing import ChangedSinceCheck, Writer
from cuncuntong.network.parameters import current

CHUNK = 500


class NoLongerRight(Exception):
    """A row that was right when the file was checked can't be read any more: a figure was changed."""


def _given_up(*, batch: int) -> None:
    LoadBatch.objects.filter(pk=batch, state=LoadState.LOADING).update(
        state=LoadState.STOPPED, remark="导入多次没有完成，请到“后台任务”查看原因，再继续导入。"
    )


@background(name="导入存量账户", retries=20, given_up=_given_up)
def load_batch(*, batch: int) -> str:
    """Loads a confirmed file from where it stopped last."""
    row = LoadBatch.objects.filter(pk=batch, state=LoadState.LOADING).first()
    if row is None:
        return "没有要导入的文件"
    parameters = current()
    judge = Judge(parameters=parameters, as_of=row.as_of, today=timezone.localdate(row.checked_at))
    writer = Writer(row, places_of(row.county_code), parameters)
    lines = islice(_lines(judge, store().get(row.file)), row.position, None)
    done = row.position
    try:
        while chunk := list(islice(lines, CHUNK)):
            ready = writer.prepare(chunk)
            with transaction.atomic():
                if not _mine(row, done):
                    return "已由另一个任务继续"
                writer.write(ready)
                done += len(chunk)
                LoadBatch.objects.filter(pk=row.pk).update(position=done)
    except (ChangedSinceCheck, NoLongerRight) as problem:
        LoadBatch.objects.filter(pk=row.pk, state=LoadState.LOADING).update(
            state=LoadState.STOPPED, remark=str(problem)[:300]
        )
        return "导入中断"
    said = _finish(row, done)
    # Many times as many rows as before: what SQLite guesses of the tables is out of date at once.
    refresh_statistics()
    return said


def _lines(judge: Judge, content: bytes) -> Iterator[Line]:
    for row in stream_rows(content, COLUMNS, most=MOST_ROWS):
        line, faults = judge.read(row)
        if line is None:
            words = "".join(fault.words for fault in faults)
            raise NoLongerRight(f"第{row.number}行：{words}（核对以后参数有了变化）")
        yield line


def _mine(row: LoadBatch, done: int) -> bool:
    """Whether this task is still the one that loads: its row is locked to the end of the chunk."""
    kept = LoadBatch.objects.select_for_update().filter(pk=row.pk).values_list("state", "position").first()
    return kept == (LoadState.LOADING, done)


def _finish(row: LoadBatch, done: int) -> str:
    with transaction.atomic():
        kept = LoadBatch.objects.select_for_update().get(pk=row.pk)
        if (kept.state, kept.position) != (LoadState.LOADING, kept.rows):
            return f"已导入{done}行"
        kept.state, kept.loaded_at = LoadState.LOADED, timezone.now()
        kept.save(update_fields=["state", "loaded_at"])
        record(
            actor=kept.loaded_by,
            action="loading.loaded",
            object_type="loading.LoadBatch",
            object_id=str(kept.pk),
            detail={"rows": kept.rows, "digest": kept.digest, "figures": kept.figures},
        )
    return f"已导入{done}行"
