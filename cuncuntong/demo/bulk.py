"""Inserting rows whose keys nobody asks for, without building an SQL text for every five hundred.

bulk_create spends more time on its statement than the database on the rows. Values take the same way
as there: pre_save, then the column's preparation, so that sealed columns are sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection
from django.db.models import Model

CHUNK = 5000


def insert(model: type[Model], rows: Iterable[Model]) -> None:
    """Inserts the rows; their keys stay unknown."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        for chunk in _chunks(iter(rows)):
            for row in chunk:
                # Takes the keys of related rows that were saved after they were set, as save() does.
                row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]
            cursor.executemany(
                statement,
                [
                    [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
                    for row in chunk
                ],
            )


def _chunks(rows: Iterator[Model]) -> Iterator[list[Model]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
