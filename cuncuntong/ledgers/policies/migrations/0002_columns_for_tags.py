"""Subjects, items and districts stand in columns of their rows; what the small tables held moves there."""

from collections import defaultdict

from django.db import migrations, models


def move(apps, schema_editor):
    """A development database may hold some already."""
    marks = defaultdict(lambda: {"subject": [], "item": []})
    for tag in apps.get_model("policies", "PolicyTag").objects.order_by("pk"):
        marks[tag.document_id][tag.kind].append(tag.value)
    documents = apps.get_model("policies", "PolicyDocument").objects
    for pk, found in marks.items():
        columns = {kind: f"|{'|'.join(values)}|" if values else "" for kind, values in found.items()}
        documents.filter(pk=pk).update(subject_marks=columns["subject"], item_marks=columns["item"])
    areas = defaultdict(list)
    for area in apps.get_model("policies", "ArchiveArea").objects.order_by("code", "pk"):
        areas[area.institution_id].append([area.code, area.name])
    institutions = apps.get_model("policies", "ArchiveInstitution").objects
    for pk, found in areas.items():
        institutions.filter(pk=pk).update(areas=found)


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="archiveinstitution",
            name="areas",
            field=models.JSONField(default=list, verbose_name="服务区域"),
        ),
        migrations.AddField(
            model_name="policydocument",
            name="item_marks",
            field=models.CharField(blank=True, max_length=300, verbose_name="相关事项"),
        ),
        migrations.AddField(
            model_name="policydocument",
            name="subject_marks",
            field=models.CharField(blank=True, max_length=200, verbose_name="主题"),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="ArchiveArea"),
        migrations.DeleteModel(name="PolicyTag"),
    ]
