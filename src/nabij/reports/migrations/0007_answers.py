import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0006_points_and_once"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerWording",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("template", models.CharField(max_length=16)),
                ("version", models.PositiveIntegerField()),
                ("texts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "solved",
                    models.CharField(choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")], max_length=6),
                ),
                (
                    "helped",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "Very well"), (3, "Well"), (2, "Not so well"), (1, "Badly")]
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("rated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReporterMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("template", models.CharField(max_length=16)),
                ("values", models.JSONField(default=dict)),
                ("language", models.CharField(max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("sending", "is being sent"),
                            ("sent", "sent"),
                            ("replaced", "replaced by a newer one"),
                            ("doubt", "unknown whether it left"),
                            ("failed", "did not arrive"),
                            ("given_up", "tried too often"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("put_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("channel", models.CharField(blank=True, max_length=8)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("wording_version", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="incident",
            name="reopened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="reporter_wrote_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="muted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="reopened_times",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="report",
            name="tracking_sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("reporter_wrote_at__isnull", False)),
                fields=["tenant", "-id"],
                name="incident_reporter_wrote",
            ),
        ),
        migrations.AddField(
            model_name="answerwording",
            name="category",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="reports.category"
            ),
        ),
        migrations.AddField(
            model_name="answerwording",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="category",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="reports.category"),
        ),
        migrations.AddField(
            model_name="rating",
            name="report",
            field=nabij.tenants.keys.TenantForeignKey(related_name="ratings", to="reports.report"),
        ),
        migrations.AddField(
            model_name="rating",
            name="team",
            field=nabij.tenants.keys.TenantForeignKey(null=True, related_name="+", to="reports.team"),
        ),
        migrations.AddField(
            model_name="rating",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddField(
            model_name="reportermessage",
            name="report",
            field=nabij.tenants.keys.TenantForeignKey(related_name="messages", to="reports.report"),
        ),
        migrations.AddField(
            model_name="reportermessage",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="answerwording",
            constraint=models.UniqueConstraint(
                fields=("tenant", "template", "category", "version"), name="answer_wording_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["tenant", "rated_at"], name="rating_when"),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(fields=("tenant", "report"), name="rating_once"),
        ),
        migrations.AddIndex(
            model_name="reportermessage",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "sending"])),
                fields=["due_at"],
                name="reporter_message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="reportermessage",
            index=models.Index(fields=["tenant", "report"], name="reporter_message_of"),
        ),
        migrations.AddIndex(
            model_name="reportermessage",
            index=models.Index(
                condition=models.Q(("state__in", ["failed", "given_up", "doubt"])),
                fields=["tenant", "-id"],
                name="reporter_message_failed",
            ),
        ),
        TenantKeys("ReporterMessage", "AnswerWording", "Rating"),
    ]
