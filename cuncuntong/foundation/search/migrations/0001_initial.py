"""The index's table: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

SQLITE = (
    # "ascii" cuts at blanks and leaves every character beyond ASCII alone: the words are already cut.
    "CREATE VIRTUAL TABLE search_entry USING fts5(title, body, tokenize = 'ascii')",
)
POSTGRESQL = (
    "CREATE TABLE search_entry (slot integer, key bigint, words tsvector NOT NULL,"
    # Only so that both engines have the model's column.
    " rowid bigint GENERATED ALWAYS AS ((slot::bigint << 40) | key) STORED,"
    " PRIMARY KEY (slot, key))",
    # A list of pending entries would be read through by every search.
    "CREATE INDEX search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off)",
)


def make(apps: Any, schema_editor: Any) -> None:
    """Makes the table that this engine searches in."""
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Takes the table away, and with it what belongs to it."""
    schema_editor.execute("DROP TABLE search_entry")


class Migration(migrations.Migration):
    initial = True
    dependencies: list[Any] = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make, unmake)],
            state_operations=[
                migrations.CreateModel(
                    name="Entry",
                    fields=[("rowid", models.BigIntegerField(primary_key=True, serialize=False))],
                    options={"db_table": "search_entry"},
                )
            ],
        )
    ]
