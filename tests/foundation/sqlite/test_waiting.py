"""Whoever finds the database taken waits briefly and often, and not for ever."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError

from cuncuntong.config.environment import database
from cuncuntong.foundation.sqlite.base import DatabaseWrapper


def wrapper(path: Path, timeout: float = 20.0) -> DatabaseWrapper:
    settings = database(f"sqlite:///{path}", path.parent)
    settings |= {"AUTOCOMMIT": True, "TIME_ZONE": None, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    settings["OPTIONS"] = {**settings["OPTIONS"], "timeout": timeout}
    made = DatabaseWrapper(settings, alias="elsewhere")
    made.connect()
    return made


def begin(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(one: DatabaseWrapper) -> None:
    one.commit()
    one.set_autocommit(True)


@pytest.fixture(autouse=True)
def _allowed(django_db_blocker: Any) -> Iterator[None]:
    """These connections lead to files of their own, not to the tests' database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.sqlite3"


def busy_timeout(one: DatabaseWrapper) -> int:
    return one.connection.execute("PRAGMA busy_timeout").fetchone()[0]


def test_it_begins_within_milliseconds_of_the_lock_being_free(path: Path) -> None:
    waiting = wrapper(path)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    late: list[float] = []
    for _ in range(5):
        other.execute("BEGIN IMMEDIATE")
        free_at: list[float] = []

        def let_go(free_at: list[float] = free_at) -> None:
            other.execute("COMMIT")
            free_at.append(time.perf_counter())

        timer = threading.Timer(0.25, let_go)
        timer.start()
        begin(waiting)
        begun = time.perf_counter()
        timer.join()
        late.append(begun - free_at[0])
        end(waiting)
    # SQLite's own sleeps are 50 ms and 100 ms long by then; the middle one of five is steady enough.
    assert sorted(late)[2] < 0.025
    assert busy_timeout(waiting) == 20_000
    waiting.close()
    other.close()


def test_it_gives_up_after_its_time_and_works_again_later(path: Path) -> None:
    waiting = wrapper(path, timeout=0.2)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        begin(waiting)
    assert 0.2 <= time.monotonic() - begun < 2
    assert busy_timeout(waiting) == 200
    other.execute("COMMIT")
    waiting.close()
    waiting.connect()
    begin(waiting)
    end(waiting)
    waiting.close()
    other.close()


def test_writers_of_many_threads_all_get_their_turn(path: Path) -> None:
    first = wrapper(path)
    first.connection.execute("CREATE TABLE t (n integer)")
    first.close()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            mine = wrapper(path)
            for n in range(20):
                begin(mine)
                mine.connection.execute("INSERT INTO t VALUES (?)", [n])
                end(mine)
            mine.close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with sqlite3.connect(path) as check:
        assert check.execute("SELECT count(*) FROM t").fetchone() == (120,)
