"""The writes of one submission, captured and sent again without Django: what the database alone can do.

Each replay is a transaction of the same INSERTs, UPDATEs and DELETEs in the same order, through the
driver, with the case's number, the idempotency key and the keys of new rows made new. Rows that a
submission takes away (its draft) are there only once, so their statements find nothing in a replay:
that flatters the raw side, never ours.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

_INSERT = re.compile(r'INSERT INTO "([^"]+)" \(([^)]*)\)', re.S)
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Write:
    """One statement with its values as the driver got them."""

    sql: str
    values: tuple[Any, ...]

    @property
    def table(self) -> str:
        """The table that rows are inserted into; empty for other statements."""
        found = _INSERT.match(self.sql)
        return found.group(1) if found else ""

    @property
    def columns(self) -> list[str]:
        """The columns of an INSERT, in order."""
        found = _INSERT.match(self.sql)
        return re.findall(r'"([^"]+)"', found.group(2)) if found else []


@dataclass
class Captured:
    """The writes of one submission, and what in them must be new each time."""

    writes: list[Write] = field(default_factory=list)
    number: str = ""
    key: str = ""
    case: int = 0


@contextmanager
def capturing() -> Iterator[list[Write]]:
    """Collects the writes of this thread's connection."""
    writes: list[Write] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(_WRITES):
            rows = values if many else [values]
            writes.extend(Write(sql, tuple(row or ())) for row in rows)
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield writes


class Replayer:
    """Replays one submission again and again on a connection of its own."""

    def __init__(self, captured: Captured, connect: Callable[[], Any], mark: str) -> None:
        self._captured = captured
        self._raw = connect()
        self._mark = mark
        self._places = [_case_places(write, captured.case) for write in captured.writes]
        self._sql = [self._raw.written(write.sql) for write in captured.writes]

    def once(self) -> None:
        """One transaction."""
        taken = self._captured
        # Of the same length as the real ones, so that rows and indexes grow alike.
        number = uuid.uuid4().hex.upper()[: len(taken.number)].ljust(len(taken.number), "0")
        key = (self._mark + uuid.uuid4().hex * 2)[: len(taken.key)]
        case = taken.case
        self._raw.begin()
        for write, places, sql in zip(taken.writes, self._places, self._sql, strict=True):
            values = [_renewed(value, taken, number, key) for value in write.values]
            for place in places:
                values[place] = _all_of(values[place], case)
            made = self._raw.execute(sql, values)
            if made is not None and write.table == "cases_case":
                case = made
        self._raw.commit()

    def close(self) -> None:
        """Ends the connection."""
        self._raw.close()


def _case_places(write: Write, case: int) -> list[int]:
    """Which values name the case by its key: its foreign keys, and the case's own row in an UPDATE."""
    columns = write.columns
    if columns:
        width = len(columns)
        return [
            place
            for place, value in enumerate(write.values)
            if columns[place % width] == "case_id" and value in (case, _all_of(value, case))
        ]
    if write.sql.startswith('UPDATE "cases_case"'):
        return [len(write.values) - 1] if write.values[-1] == case else []
    if write.sql.startswith("UPDATE") and '"case_id" = %s' in write.sql:
        return [0] if write.values[0] == case else []
    return []


def _all_of(value: Any, case: int) -> Any:
    """The case's key in the shape of a value: PostgreSQL gets many rows as one array a column."""
    return [case] * len(value) if isinstance(value, list) else case


def _renewed(value: Any, taken: Captured, number: str, key: str) -> Any:
    if isinstance(value, list):
        return [_renewed(one, taken, number, key) for one in value]
    if not isinstance(value, str):
        return value
    return value.replace(taken.number, number).replace(taken.key, key)


class RawSqlite:
    """The sqlite3 module on the same file with the same pragmas."""

    def __init__(self) -> None:
        import sqlite3

        options = connection.settings_dict["OPTIONS"]
        self._connection = sqlite3.connect(
            str(connection.settings_dict["NAME"]), isolation_level=None, timeout=options["timeout"]
        )
        for pragma in filter(None, (one.strip() for one in options["init_command"].split(";"))):
            self._connection.execute(pragma)

    def written(self, sql: str) -> str:
        """The statement with sqlite3's placeholders."""
        return sql.replace("%s", "?").replace("%%", "%")

    def begin(self) -> None:
        """A transaction like ours."""
        self._connection.execute("BEGIN IMMEDIATE")

    def execute(self, sql: str, values: Sequence[Any]) -> int | None:
        """Runs a statement; returns the new key where it asks for one."""
        row = self._connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def commit(self) -> None:
        """Waits for the disk, as ours does."""
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


class RawPostgresql:
    """psycopg on the same database; statements are prepared by it after a few runs."""

    def __init__(self) -> None:
        import psycopg

        self._connection = psycopg.connect(**_psycopg_settings())

    def written(self, sql: str) -> str:
        """psycopg takes the same placeholders."""
        return sql

    def begin(self) -> None:
        """psycopg begins by itself."""

    def execute(self, sql: str, values: Sequence[Any]) -> int | None:
        """Runs a statement; returns the new key where it asks for one."""
        cursor = self._connection.execute(sql, values)
        if cursor.description is None:
            return None
        row = cursor.fetchone()
        return row[0] if row else None

    def commit(self) -> None:
        """Waits for the disk, as ours does."""
        self._connection.commit()

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def _psycopg_settings() -> dict[str, Any]:
    """What Django connects with, without its cursors and adapters."""
    settings = connection.get_connection_params()
    known = ("dbname", "user", "password", "host", "port")
    return {key: settings[key] for key in known if settings.get(key)}


def raw_connection() -> Any:
    """A connection of the engine in use."""
    return RawSqlite() if connection.vendor == "sqlite" else RawPostgresql()
