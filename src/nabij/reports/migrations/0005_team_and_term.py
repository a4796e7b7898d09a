from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_open311"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="team",
            field=nabij.tenants.keys.TenantForeignKey(
                blank=True, db_index=False, null=True, related_name="incidents", to="reports.team"
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["tenant", "team", "-id"], name="incident_team"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("state__in", ("new", "in_hand", "withheld", "referred"))),
                fields=["tenant", "due_at"],
                name="incident_due",
            ),
        ),
        TenantKeys("Incident"),
    ]
