import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0014_willing_member"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveyPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code_key", models.BinaryField()),
                ("household_key", models.BinaryField()),
                ("round", nabij.tenants.keys.TenantForeignKey(related_name="papers", to="networks.round")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code_key",), name="networks_paper_once")],
            },
        ),
        TenantKeys("SurveyPaper"),
    ]
