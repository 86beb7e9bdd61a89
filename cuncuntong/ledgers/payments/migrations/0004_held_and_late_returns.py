"""Return files without a total wait for a person; money that came back after it was paid has a row of its own.

What the bank wrote in its own words is sealed: names and account numbers stand in it. The columns become
plain text first, are sealed row by row, and are declared sealed at the end.
"""

from functools import partial

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cuncuntong.foundation.sealed.fields
from cuncuntong.foundation.sealed.cipher import seal_text, unseal_text

COLUMNS = (("PayLine", "fail_text"), ("ReturnRow", "fail_text"), ("ReturnProblem", "text"))


def _each(apps, schema_editor, *, change):
    for model, column in COLUMNS:
        rows = apps.get_model("payments", model)._base_manager.using(schema_editor.connection.alias)
        context = f"payments.{model.lower()}.{column}"
        found = rows.exclude(**{column: ""}).only("pk", column).order_by("pk")
        batch = []
        for row in found.iterator(chunk_size=500):
            setattr(row, column, change(getattr(row, column), context=context))
            batch.append(row)
            if len(batch) == 500:
                rows.bulk_update(batch, [column])
                batch = []
        rows.bulk_update(batch, [column])


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_repeated_rows"),
        ("pensions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "bankfile",
            "state",
            models.CharField(
                choices=[("taken", "已接收"), ("held", "没有合计行，待确认"), ("void", "整份作废")],
                default="taken",
                max_length=5,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            "bankfile", "note", models.CharField(blank=True, max_length=200, verbose_name="核对说明")
        ),
        migrations.AddField(
            "bankfile",
            "decided_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "bankfile", "decided_at", models.DateTimeField(blank=True, null=True, verbose_name="核对时间")
        ),
        migrations.RemoveConstraint("bankfile", "return_once"),
        migrations.AddConstraint(
            "bankfile",
            models.UniqueConstraint(
                condition=models.Q(("kind", "return"), models.Q(("state", "void"), _negated=True)),
                fields=("run", "digest"),
                name="return_once",
            ),
        ),
        migrations.AddConstraint(
            "bankfile",
            models.UniqueConstraint(
                condition=models.Q(("state", "held")), fields=("run",), name="return_one_held"
            ),
        ),
        migrations.AlterField(
            "payline", "fail_text", models.TextField(blank=True, default="", verbose_name="银行说明")
        ),
        migrations.AlterField(
            "returnrow", "fail_text", models.TextField(blank=True, default="", verbose_name="银行说明")
        ),
        migrations.AlterField("returnproblem", "text", models.TextField(verbose_name="内容")),
        migrations.RunPython(partial(_each, change=seal_text), partial(_each, change=unseal_text)),
        migrations.AlterField(
            "payline",
            "fail_text",
            cuncuntong.foundation.sealed.fields.SealedTextField(
                blank=True, default="", verbose_name="银行说明"
            ),
        ),
        migrations.AlterField(
            "returnrow",
            "fail_text",
            cuncuntong.foundation.sealed.fields.SealedTextField(
                blank=True, default="", verbose_name="银行说明"
            ),
        ),
        migrations.AlterField(
            "returnproblem",
            "text",
            cuncuntong.foundation.sealed.fields.SealedTextField(verbose_name="内容"),
        ),
        migrations.CreateModel(
            name="LateReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="原到账日期")),
                ("on", models.DateField(verbose_name="退回日期")),
                ("receipt", models.CharField(max_length=40, verbose_name="退票凭证号")),
                (
                    "fail_code",
                    models.CharField(
                        choices=[
                            ("number", "账号不存在"),
                            ("name", "户名不符"),
                            ("closed", "账户已销户"),
                            ("frozen", "账户被冻结或止付"),
                            ("dormant", "账户长期不动"),
                            ("other", "其他原因"),
                        ],
                        max_length=10,
                        verbose_name="退回原因",
                    ),
                ),
                (
                    "fail_text",
                    cuncuntong.foundation.sealed.fields.SealedTextField(
                        blank=True, default="", verbose_name="银行说明"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pensions.pensionentry",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_return",
                        to="payments.payline",
                    ),
                ),
                (
                    "reversal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pensions.pensionentry",
                    ),
                ),
            ],
            options={"verbose_name": "到账后退回", "verbose_name_plural": "到账后退回"},
        ),
    ]
