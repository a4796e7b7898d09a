"""`CallBack` is named `RingBack` (what an operator calls a call-back is a webhook), and keeps its rows.

A ring may carry a number, a step may ring two desks of one municipality, and who is away from the screen can be told.
"""

import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys

NAMES = """
    alter index "desk_callback_id" rename to "desk_ringback_id";
    alter table "desk_ringback" rename constraint "desk_callback_ring_id_tenant" to "desk_ringback_ring_id_tenant";
"""
TENANT = models.ForeignKey(
    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
)


def key() -> models.UUIDField:
    return models.UUIDField(default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0003_counters"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel("CallBack", "RingBack"),
        migrations.RenameIndex("ringback", new_name="desk_ring_backs_open", old_name="desk_call_backs_open"),
        migrations.AlterField(
            "ringback",
            "ring",
            nabij.tenants.keys.TenantForeignKey(null=True, related_name="ring_backs", to="desk.ring"),
        ),
        migrations.RunSQL(NAMES),
        migrations.AddField("ring", "contact_kind", models.CharField(blank=True, default="", max_length=8), False),
        migrations.AddField("ring", "contact_value", models.BinaryField(null=True)),
        migrations.AddField("meetinglink", "used_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("ringoffer", "desk_ring_offer_once"),
        migrations.AddConstraint(
            "ringoffer",
            models.UniqueConstraint(fields=("tenant", "ring_id", "step", "desk"), name="desk_ring_offer_once"),
        ),
        migrations.CreateModel(
            name="VideoReach",
            fields=[
                ("id", key()),
                ("account_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(choices=[("voice", "a telephone call"), ("push", "a notification")], max_length=8),
                ),
                ("value", models.BinaryField()),
                ("renewed_at", models.DateTimeField()),
                ("tenant", TENANT),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant", "account_id"), name="desk_video_reach_once")],
            },
        ),
        migrations.CreateModel(
            name="RingTold",
            fields=[
                ("id", key()),
                ("ring_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to be told"),
                            ("sent", "told"),
                            ("not_needed", "no longer needed"),
                            ("failed", "could not be told"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("tenant", TENANT.clone()),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["at"], name="desk_rings_to_tell")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "ring_id", "account_id"), name="desk_ring_told_once")
                ],
            },
        ),
        TenantKeys("VideoReach", "RingTold"),
    ]
