"""The one table of all indexes, as far as both engines share it."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """What is found. The words' columns differ by engine and are written by `index` alone."""

    # SQLite's FTS5 knows no other key than its own `rowid`; PostgreSQL may call a column so.
    rowid = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "search_entry"

    def __str__(self) -> str:
        return f"检索条目{self.rowid}"
