import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0011_invited_sending"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuizDone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_key", models.BinaryField()),
                ("done_on", models.DateField()),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="+", to="networks.network")),
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
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "network", "person_key"), name="networks_quiz_once")
                ],
            },
        ),
        TenantKeys("QuizDone"),
    ]
