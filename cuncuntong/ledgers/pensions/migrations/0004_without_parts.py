from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pensions", "0003_parts_to_revisions")]

    operations = [
        migrations.DeleteModel(name="EntitlementPart"),
    ]
