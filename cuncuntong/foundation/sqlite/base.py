"""Django's SQLite with a shorter queue at the door of the one writer.

A transaction of ours takes the write lock at its beginning, and holds it for milliseconds. Who finds it
taken waits, in SQLite itself, in sleeps that grow to a tenth of a second, long after the lock was free
again: with several processes that is where slow answers came from (docs/performance.md). Here the
waiting one asks again every millisecond or two instead, up to the same limit.
"""

from __future__ import annotations

import random
import sqlite3
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

FIRST_PAUSE, LONGEST_PAUSE = 0.0005, 0.002
DEFAULT_SECONDS = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin as soon as the lock is free."""

    def _start_transaction_under_autocommit(self) -> None:
        """BEGIN, asking again and again while another one writes; then OperationalError as ever."""
        patience = float(self.settings_dict["OPTIONS"].get("timeout", DEFAULT_SECONDS))
        until = time.monotonic() + patience
        pause = FIRST_PAUSE
        self._busy_timeout(0)
        try:
            while not self._begun(last_try=time.monotonic() >= until):
                # Not all at the same moment again.
                time.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._busy_timeout(int(patience * 1000))

    def _begun(self, *, last_try: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if last_try or not _is_busy(error):
                raise
            return False
        return True

    def _busy_timeout(self, milliseconds: int) -> None:
        # The raw connection: this is no query of the page's.
        connection: Any = self.connection
        connection.execute(f"PRAGMA busy_timeout={milliseconds}")


def _is_busy(error: OperationalError) -> bool:
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", 0)
    # The low byte is the kind; the rest says more (SQLITE_BUSY_RECOVERY and the like).
    return code & 0xFF == sqlite3.SQLITE_BUSY
