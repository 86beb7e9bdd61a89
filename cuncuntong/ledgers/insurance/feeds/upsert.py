"""Writing a chunk: rows that are new are inserted, those that changed updated, all others left alone.

Whatever order a file is in, a chunk asks one question for what is there: the rows' keys are joined, so that
each is found by the table's own unique index. Values are compared as text, the same on both engines.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, models

from cuncuntong.foundation.bulk import insert_rows, reserve_keys, update_rows
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.above.hooks import Taken

Key = tuple[Any, ...]
Values = tuple[Any, ...]
# Parameters that a statement takes on either engine.
_PAIRS = 4000


def upsert(
    model: type[models.Model],
    keys: Sequence[str],
    names: Sequence[str],
    rows: Mapping[Key, Values],
    as_of: dt.date,
    *,
    left_alone: Collection[Any] = (),
    renew: bool = False,
) -> Taken:
    """Writes rows by key (attnames ``keys``) with the values of ``names``; in the caller's transaction.

    Rows that are there are left alone where the first part of their key is in ``left_alone`` or they are
    newer than ``as_of``. With ``renew`` a row that says the same counts as of the new day from now on.
    """
    there = _there(model, keys, names, list(rows))
    told = [_teller(model, name) for name in names]
    fresh, changed, same, again = [], [], 0, []
    for key, values in rows.items():
        found = there.get(tuple(str(part) for part in key))
        if found is None:
            fresh.append((*key, *values, as_of))
            continue
        pk, old_day, old = found
        if key[0] in left_alone or old_day > as_of.isoformat():
            same += 1
        elif old != tuple(tell(value) for tell, value in zip(told, values, strict=True)):
            changed.append((*values, as_of, pk))
        else:
            same += 1
            again += [pk] if old_day < as_of.isoformat() else []
    columns = (*keys, *names, "as_of")
    with_keys = zip(reserve_keys(model, len(fresh)), fresh, strict=True)
    insert_rows(model, ("id", *columns), ((pk, *row) for pk, row in with_keys))
    update_rows(model, (*names, "as_of"), changed)
    if renew and again:
        for start in range(0, len(again), 900):
            model._base_manager.filter(pk__in=again[start : start + 900]).update(as_of=as_of)
    return Taken(new=len(fresh), changed=len(changed), same=same)


def _there(
    model: type[models.Model], keys: Sequence[str], names: Sequence[str], wanted: list[Key]
) -> dict[tuple[str, ...], tuple[int, str, tuple[str, ...]]]:
    """What is there of the wanted keys: the row's own key, its day, its values as text."""
    quote = connection.ops.quote_name

    def column(name: str) -> str:
        field = next(one for one in model._meta.concrete_fields if one.attname == name)
        return f"t.{quote(str(field.column))}"

    tells = [_opener(model, name) for name in names]
    many = len(keys)
    chosen = ", ".join(column(name) for name in ("id", "as_of", *keys, *names))
    joined = " AND ".join(f"{column(name)} = w.column{at}" for at, name in enumerate(keys, start=1))
    marks = f"({', '.join(['%s'] * many)})"
    found: dict[tuple[str, ...], tuple[int, str, tuple[str, ...]]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _PAIRS):
            some = wanted[start : start + _PAIRS]
            values = ", ".join([marks] * len(some))
            # A CROSS JOIN keeps SQLite from walking the whole table; names and marks are ours.
            cursor.execute(
                f"SELECT {chosen} FROM (VALUES {values}) AS w CROSS JOIN "  # noqa: S608
                f"{quote(model._meta.db_table)} AS t WHERE {joined}",
                [_parameter(part) for key in some for part in key],
            )
            for row in cursor.fetchall():
                key = tuple(str(part) for part in row[2 : 2 + many])
                told = tuple(tell(value) for tell, value in zip(tells, row[2 + many :], strict=True))
                found[key] = (row[0], str(row[1]), told)
    return found


def _parameter(value: Any) -> Any:
    """A date as each engine's driver takes it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value


def _teller(model: type[models.Model], name: str) -> Callable[[Any], str]:
    field = next(one for one in model._meta.concrete_fields if one.attname == name)
    if isinstance(field, models.DecimalField):
        return _sum
    if isinstance(field, models.JSONField):
        return _json
    return _plain


def _opener(model: type[models.Model], name: str) -> Callable[[Any], str]:
    """What a value of the database says: a sealed one is opened."""
    field = next(one for one in model._meta.concrete_fields if one.attname == name)
    if isinstance(field, SealedTextField):
        return lambda value: _plain(field.from_db_value(value, None, connection))
    return _teller(model, name)


def _sum(value: Any) -> str:
    """SQLite gives sums back as numbers; at these sizes that is exact to the fen."""
    return f"{Decimal(value) if isinstance(value, int) else value:.2f}"


def _json(value: Any) -> str:
    return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
