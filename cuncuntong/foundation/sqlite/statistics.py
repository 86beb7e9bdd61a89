"""What SQLite's planner knows about the tables.

Without it SQLite guesses which index finds the fewest rows, and on a county's ledgers guesses wrong now and
then: a question about one account that reads them all. PostgreSQL keeps its own.
"""

from __future__ import annotations

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

# Entries of an index that are looked at for one figure; near enough, and a matter of seconds on a large file.
LOOKED_AT = 400


def refresh_statistics(using: BaseDatabaseWrapper | None = None) -> bool:
    """Looks at the tables anew, on SQLite; whether there was anything to do.

    Other connections take it up when they open the database again, so with their next request.
    """
    database = using or connection
    if database.vendor != "sqlite":
        return False
    with database.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
    return True
