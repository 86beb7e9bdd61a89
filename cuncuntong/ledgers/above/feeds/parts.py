"""The rows of a run between their arrival and their end: parts of two thousand, each a sealed file.

A part is what is checked and taken at once: its rows are in memory, never those of the whole run.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence

from django.db import transaction

from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import FeedPart, FeedRun

ROWS = 2000
Row = Mapping[str, str]


def add_part(run: FeedRun, rows: Sequence[Row]) -> FeedPart:
    """Keeps the next rows of a run and counts them, in the caller's transaction.

    The file is written first: a crash leaves a file that the nightly sweep removes, never a row without
    its file.
    """
    keys = list(rows[0]) if rows else []
    table = [keys, *[[row.get(key, "") for key in keys] for row in rows]]
    packed = gzip.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), 5)
    name = store().put(packed)
    number = FeedPart.objects.filter(run=run).count()
    part = FeedPart.objects.create(run=run, number=number, first=run.rows, rows=len(rows), file=name)
    run.rows += len(rows)
    run.position = run.rows
    return part


def rows_of(part: FeedPart) -> list[dict[str, str]]:
    """The rows of a part as dicts."""
    keys, *table = json.loads(gzip.decompress(store().get(part.file)))
    return [dict(zip(keys, cells, strict=True)) for cells in table]


def drop_parts(run: FeedRun) -> None:
    """Removes the rows of a run that is at its end: the ledger has them now, or nobody will."""
    names = list(run.parts.values_list("file", flat=True))
    run.parts.all().delete()

    def remove() -> None:
        for name in names:
            store().delete(name)

    transaction.on_commit(remove)
