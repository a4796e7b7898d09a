import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_officers_and_news"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about_id", models.UUIDField(db_index=True)),
                ("room", models.CharField(max_length=80)),
                ("for_staff", models.BooleanField(default=False)),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ring",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("topic", models.SlugField(db_index=False, max_length=40)),
                ("language", models.CharField(default="nl", max_length=5)),
                ("municipality", models.CharField(blank=True, max_length=20)),
                ("name", models.BinaryField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ringing", "rings"),
                            ("answered", "in conversation"),
                            ("done", "conversation ended"),
                            ("cancelled", "stopped by the resident"),
                            ("gone", "the resident left the page"),
                            ("unanswered", "nobody answered"),
                        ],
                        default="ringing",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("step_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_tenant", models.UUIDField(null=True)),
                ("overflow_to", models.UUIDField(null=True)),
                ("overflow_at", models.DateTimeField(null=True)),
                ("overflow_basis", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("topic", models.SlugField(db_index=False, max_length=40)),
                ("language", models.CharField(default="nl", max_length=5)),
                ("contact_kind", models.CharField(max_length=8)),
                ("contact_value", models.BinaryField(null=True)),
                ("name", models.BinaryField(null=True)),
                (
                    "asked_how",
                    models.CharField(
                        choices=[("online", "online"), ("phone", "by telephone"), ("counter", "at the counter")],
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to call back"),
                            ("reached", "called back"),
                            ("not_reached", "not reached"),
                            ("withdrawn", "withdrawn by the resident"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.UUIDField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("ring", nabij.tenants.keys.TenantForeignKey(null=True, related_name="call_backs", to="desk.ring")),
            ],
        ),
        migrations.CreateModel(
            name="RingOffer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ring_id", models.UUIDField(db_index=True)),
                ("ring_tenant", models.UUIDField()),
                ("step", models.PositiveSmallIntegerField()),
                ("desk", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="VideoDuty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("desk", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("available_since", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
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
        ),
        migrations.AddIndex(
            model_name="ring",
            index=models.Index(fields=["tenant", "started_at"], name="desk_rings_by_time"),
        ),
        migrations.AddIndex(
            model_name="ring",
            index=models.Index(condition=models.Q(("state", "ringing")), fields=["started_at"], name="desk_rings_now"),
        ),
        migrations.AddIndex(
            model_name="ring",
            index=models.Index(
                condition=models.Q(("state", "answered")), fields=["answered_at"], name="desk_rings_in_talk"
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["tenant", "due_at"], name="desk_call_backs_open"
            ),
        ),
        migrations.AddIndex(
            model_name="ringoffer",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["tenant"], name="desk_ring_offers_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="ringoffer",
            constraint=models.UniqueConstraint(fields=("tenant", "ring_id", "step"), name="desk_ring_offer_once"),
        ),
        migrations.AddIndex(
            model_name="videoduty",
            index=models.Index(fields=["tenant", "until_at"], name="desk_video_duty"),
        ),
        migrations.AddConstraint(
            model_name="videoduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("from_at"))), name="desk_video_duty_ends_after"
            ),
        ),
        TenantKeys("MeetingLink", "Ring", "CallBack", "RingOffer", "VideoDuty"),
    ]
