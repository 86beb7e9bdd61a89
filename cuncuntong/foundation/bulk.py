"""Very many rows at once, with keys that are known beforehand: for loads and runs of whole counties.

Model instances and bulk_create spend more time on themselves than the database on the rows. Here rows are
plain tuples; values are prepared as their columns ask (sealed columns are sealed), PostgreSQL takes them
by COPY, SQLite by one prepared statement. Call inside a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, models, transaction

_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey, models.BooleanField)


class NotInTransaction(Exception):
    """Rows were to be inserted outside a transaction."""


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """So many keys of a model that nobody else will get, in rising order.

    On SQLite the caller's transaction already keeps all others from writing; on PostgreSQL the table's
    sequence gives them out.
    """
    _need_transaction()
    if count <= 0:
        return []
    table, column = model._meta.db_table, str(model._meta.pk.column)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return sorted(row[0] for row in cursor.fetchall())
        quoted = connection.ops.quote_name(table)
        cursor.execute(f"SELECT COALESCE(MAX({connection.ops.quote_name(column)}), 0) FROM {quoted}")  # noqa: S608
        last = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        known = cursor.fetchone()
        first = max(last, known[0] if known else 0) + 1
    return list(range(first, first + count))


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, prepared: bool = False
) -> int:
    """Inserts rows given as tuples of the named columns (attnames); returns how many.

    ``names`` must name every column that the database gives no default, the key included. With
    ``prepared`` the rows come from ``preparer`` and are taken as they are.
    """
    _need_transaction()
    fields = [_field(model, name) for name in names]
    ready = list(rows) if prepared else [*map(preparer(model, names), rows)]
    if not ready:
        return 0
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:  # type: ignore[attr-defined]
                for row in ready:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", ready)  # noqa: S608
    return len(ready)


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes columns of rows that are there: tuples of the named columns (attnames) and, last, the key.

    bulk_update builds a statement as long as all its rows; this is one short statement, prepared once.
    """
    _need_transaction()
    key = model._meta.pk
    ready = [*map(preparer(model, [*names, key.attname]), rows)]  # type: ignore[union-attr]
    if not ready:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(_field(model, name).column))} = %s" for name in names)
    table, where = quote(model._meta.db_table), quote(str(key.column))  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE {where} = %s", ready)  # noqa: S608


def column_preparer(model: type[models.Model], name: str) -> Callable[[Any], Any]:
    """A function that prepares the values of one column for ``insert_rows``, for who makes whole rows."""
    return _step(_field(model, name)) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def preparer(
    model: type[models.Model], names: Sequence[str], *, ready: Collection[str] = ()
) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """A function that prepares a row for ``insert_rows``: sealing, dates, amounts. Needs no transaction.

    The columns ``ready`` come prepared already, and are left as they are.
    """
    made = [None if name in ready else _step(_field(model, name)) for name in names]
    steps = [(place, step) for place, step in enumerate(made) if step is not None]

    def prepare(row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, step in steps:
            if values[place] is not None:
                values[place] = step(values[place])
        return tuple(values)

    return prepare


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found: models.Field[Any, Any] = next(
        field for field in model._meta.concrete_fields if field.attname == name
    )
    return found


def _step(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What a column's values go through; None where they go as they are."""
    custom = type(field).get_prep_value is not _base_of(field).get_prep_value
    if isinstance(field, models.DecimalField):
        return _amount if connection.vendor == "sqlite" else None
    if isinstance(field, models.DateTimeField):
        return lru_cache(4096)(connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return lru_cache(16384)(connection.ops.adapt_datefield_value)
    if isinstance(field, _PLAIN) and not custom:
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _base_of(field: models.Field[Any, Any]) -> type[models.Field[Any, Any]]:
    return next((kind for kind in _PLAIN if isinstance(field, kind)), models.Field)


@lru_cache(16384)
def _amount(value: Decimal) -> str:
    """SQLite keeps a sum as a number whatever text it comes in."""
    return f"{value:f}"


def _need_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("rows are inserted in a transaction of their caller's")
