"""What was seen of a person's papers is sealed, in the wish and in what its events keep for undoing.

Both columns become plain text first, are sealed row by row, and are declared sealed at the end: the last
step changes nothing in the database.
"""

from functools import partial

from django.db import migrations, models

import cuncuntong.foundation.sealed.fields
from cuncuntong.foundation.sealed.cipher import seal_text, unseal_text

COLUMNS = (("TrainingWish", "evidence"), ("WishEvent", "before"))


def _each(apps, schema_editor, *, change):
    for model, column in COLUMNS:
        rows = apps.get_model("training", model)._base_manager.using(schema_editor.connection.alias)
        context = f"training.{model.lower()}.{column}"
        found = rows.only("pk", column).order_by("pk")
        batch = []
        for row in found.iterator(chunk_size=500):
            setattr(row, column, change(getattr(row, column), context=context))
            batch.append(row)
            if len(batch) == 500:
                rows.bulk_update(batch, [column])
                batch = []
        rows.bulk_update(batch, [column])


class Migration(migrations.Migration):
    dependencies = [("training", "0002_times_in_words")]

    operations = [
        migrations.AlterField("trainingwish", "evidence", models.TextField(verbose_name="查验情况")),
        migrations.AlterField(
            "wishevent", "before", models.TextField(default="{}", verbose_name="原内容")
        ),
        migrations.RunPython(partial(_each, change=seal_text), partial(_each, change=unseal_text)),
        migrations.AlterField(
            "trainingwish",
            "evidence",
            cuncuntong.foundation.sealed.fields.SealedTextField(verbose_name="查验情况"),
        ),
        migrations.AlterField(
            "wishevent",
            "before",
            cuncuntong.foundation.sealed.fields.SealedJSONField(default=dict, verbose_name="原内容"),
        ),
    ]
