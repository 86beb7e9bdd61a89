"""Names and texts of the bank's lines are sealed.

Both columns become plain text first, are sealed row by row, and are declared sealed at the end: the last
step changes nothing in the database.
"""

from functools import partial

from django.db import migrations, models

import cuncuntong.foundation.sealed.fields
from cuncuntong.foundation.sealed.cipher import seal_text, unseal_text

COLUMNS = {"name": "姓名", "text": "原文"}


def _each(apps, schema_editor, *, change):
    rows = apps.get_model("collection", "Arrival")._base_manager.using(schema_editor.connection.alias)
    batch = []
    for row in rows.only("pk", *COLUMNS).order_by("pk").iterator(chunk_size=500):
        for column in COLUMNS:
            setattr(row, column, change(getattr(row, column), context=f"collection.arrival.{column}"))
        batch.append(row)
        if len(batch) == 500:
            rows.bulk_update(batch, list(COLUMNS))
            batch = []
    rows.bulk_update(batch, list(COLUMNS))


class Migration(migrations.Migration):
    dependencies = [("collection", "0001_initial")]

    operations = [
        *(
            migrations.AlterField(
                "arrival", column, models.TextField(blank=True, default="", verbose_name=words)
            )
            for column, words in COLUMNS.items()
        ),
        migrations.RunPython(partial(_each, change=seal_text), partial(_each, change=unseal_text)),
        *(
            migrations.AlterField(
                "arrival",
                column,
                cuncuntong.foundation.sealed.fields.SealedTextField(
                    blank=True, default="", verbose_name=words
                ),
            )
            for column, words in COLUMNS.items()
        ),
    ]
