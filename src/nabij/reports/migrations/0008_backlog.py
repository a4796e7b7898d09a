import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys

SEARCH = """
    create index incident_search on reports_incident
      using gin (tenant_id, (address || ' ' || summary || ' ' || right(id::text, 6)) gin_trgm_ops)
"""
CHANNELS = """
    update reports_incident i set channel = r.channel from reports_report r
    where r.tenant_id = i.tenant_id and r.first_incident_id = i.id and i.channel = ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0007_answers"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("team", "Give to a team"),
                            ("category", "Change the kind"),
                            ("close", "Close"),
                            ("note", "Add a note"),
                            ("refer", "Hand over"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.JSONField(default=dict)),
                ("total", models.PositiveIntegerField()),
                ("ordered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BulkItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("incident_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("done", "done"), ("refused", "not done")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("account_id", models.UUIDField()),
                (
                    "sharing",
                    models.CharField(
                        choices=[("own", "Only me"), ("team", "A team"), ("tenant", "Everybody of the service")],
                        default="own",
                        max_length=8,
                    ),
                ),
                ("asked", models.CharField(blank=True, max_length=1000)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="incident",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("call", "by telephone"),
                    ("counter", "at a counter"),
                    ("officer", "own observation"),
                    ("web", "by the website"),
                    ("control_room", "from the control room"),
                    ("open311", "by another app"),
                    ("reply", "by an answer to a warning"),
                    ("me_too", "said that it is the same"),
                ],
                db_default="",
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["tenant", "category", "-id"], name="incident_kind"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["tenant", "neighbourhood_code", "-id"], name="incident_area"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["tenant", "channel", "-id"], name="incident_channel"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("urgency", "urgent")), fields=["tenant", "-id"], name="incident_urgent"
            ),
        ),
        migrations.AddField(
            model_name="bulk",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddField(
            model_name="bulkitem",
            name="bulk",
            field=nabij.tenants.keys.TenantForeignKey(related_name="items", to="reports.bulk"),
        ),
        migrations.AddField(
            model_name="bulkitem",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="team",
            field=nabij.tenants.keys.TenantForeignKey(blank=True, null=True, related_name="+", to="reports.team"),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="bulkitem",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["tenant", "bulk", "id"], name="bulk_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkitem",
            constraint=models.UniqueConstraint(fields=("tenant", "bulk", "incident_id"), name="bulk_item_once"),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("tenant", "account_id", "name"), name="saved_filter_name"),
        ),
        TenantKeys("Bulk", "BulkItem", "SavedFilter"),
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(SEARCH, "drop index incident_search"),
        migrations.RunSQL(CHANNELS, migrations.RunSQL.noop),
    ]
