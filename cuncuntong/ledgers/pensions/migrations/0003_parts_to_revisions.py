from django.db import migrations
from django.utils import timezone


def _parts_to_revisions(apps, schema_editor):
    """What entitlements were computed by moves from rows of parts into the revision's computation."""
    Entitlement = apps.get_model("pensions", "Entitlement")
    Revision = apps.get_model("pensions", "EntitlementRevision")
    rows = Entitlement.objects.prefetch_related("parts").order_by("pk").iterator(chunk_size=1000)
    batch = []
    for row in rows:
        parts = [
            {
                "code": part.code,
                "name": part.name,
                "amount": str(part.amount),
                "formula": part.formula,
                "source": part.source,
                "confidence": part.confidence,
                "parameter": "",
                "starts": None,
                "note": "",
            }
            for part in sorted(row.parts.all(), key=lambda one: one.position)
        ]
        computation = {
            "total": str(row.monthly),
            "on": row.computed_on.isoformat(),
            "parts": parts,
            "warnings": [],
            "rounding": "",
        }
        batch.append(
            Revision(
                entitlement=row,
                kind="claim",
                from_month=row.starts_on,
                balance=row.balance,
                years_paid=row.years_paid,
                computation=computation,
                computed_on=row.computed_on,
                case_number=row.case_number,
                undone_at=timezone.now() if row.state == "reversed" else None,
            )
        )
        if len(batch) >= 1000:
            Revision.objects.bulk_create(batch)
            batch = []
    Revision.objects.bulk_create(batch)


class Migration(migrations.Migration):
    # By itself: rows of a transaction stand in the way of changes to their table on PostgreSQL.
    dependencies = [("pensions", "0002_holds_revisions_payees")]

    operations = [
        migrations.RunPython(_parts_to_revisions, migrations.RunPython.noop),
    ]
