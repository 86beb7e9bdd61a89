"""A step of a migration that seals what stood in clear, for columns that become sealed later than their rows.

Put it after the AlterField that makes the column a SealedTextField: the database then holds text of any
length, and the rows are read and written past the field, which would refuse what is not sealed yet.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.migrations.operations import RunPython

from cuncuntong.foundation.sealed.cipher import seal_text, sealed, unseal_text
from cuncuntong.foundation.sealed.fields import context_of

_AT_ONCE = 500


def seal_rows(app: str, model: str, *columns: str) -> RunPython:
    """Seals these columns of every row; a row that is sealed already stays as it is. Can be taken back."""
    return RunPython(
        partial(_each, where=(app, model, columns), opens=False),
        partial(_each, where=(app, model, columns), opens=True),
    )


def index_rows(app: str, model: str, *columns: str) -> RunPython:
    """Fills index columns (IndexField) that were added to rows whose sealed column stands already."""
    return RunPython(partial(_index, where=(app, model, columns)), RunPython.noop)


def _index(apps: Any, schema_editor: Any, *, where: tuple[str, str, tuple[str, ...]]) -> None:
    app, name, columns = where
    model = apps.get_model(app, name)
    rows = model._base_manager.using(schema_editor.connection.alias)
    for row in rows.order_by("pk").iterator(chunk_size=_AT_ONCE):
        row.save(update_fields=columns)  # the field derives the index from its source
    _settle(schema_editor)


def _each(apps: Any, schema_editor: Any, *, where: tuple[str, str, tuple[str, ...]], opens: bool) -> None:
    app, name, columns = where
    model = apps.get_model(app, name)
    fields = [model._meta.get_field(column) for column in columns]
    contexts = [context_of(field) for field in fields]
    quote = schema_editor.connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    names = [quote(field.column) for field in fields]
    # Names of tables and columns are the model's own, quoted; nobody's input stands in them.
    read = f"SELECT {key}, {', '.join(names)} FROM {table} WHERE {key} > %s ORDER BY {key} LIMIT {_AT_ONCE}"  # noqa: S608
    write = f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in names)} WHERE {key} = %s"  # noqa: S608
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last])
            rows = cursor.fetchall()
            if not rows:
                break
            changed = [
                (*(_moved(text, context, opens) for text, context in zip(texts, contexts, strict=True)), pk)
                for pk, *texts in rows
            ]
            cursor.executemany(write, changed)
            last = rows[-1][0]
    _settle(schema_editor)


def _settle(schema_editor: Any) -> None:
    """Has what waits for the commit checked now: PostgreSQL changes no table and makes no index before."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _moved(text: str | None, context: str, opens: bool) -> str | None:
    if text is None or sealed(text) is not opens:
        return text
    return unseal_text(text, context=context) if opens else seal_text(text, context=context)
