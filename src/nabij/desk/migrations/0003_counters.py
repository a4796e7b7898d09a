from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import nabij.networks.shops.fields
import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_video"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commissariat", "police station"),
                            ("antenna", "antenna office"),
                            ("town_hall", "town hall"),
                            ("partner", "desk of a partner"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("address", models.CharField(max_length=200)),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("directions", models.CharField(blank=True, max_length=300)),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("email", models.CharField(blank=True, max_length=120)),
                ("website", models.CharField(blank=True, max_length=200)),
                (
                    "access",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("desks", models.PositiveSmallIntegerField(default=1)),
                ("shut_on_holidays", models.BooleanField(default=True)),
                ("retired_at", models.DateTimeField(null=True)),
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
            name="OddDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("walk_in", nabij.networks.shops.fields.HoursField()),
                ("by_appointment", nabij.networks.shops.fields.HoursField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("holiday", "holiday"),
                            ("bridge", "bridge day"),
                            ("training", "training of the staff"),
                            ("works", "works in the building"),
                            ("short", "too few colleagues"),
                            ("event", "event in the neighbourhood"),
                            ("late", "evening opening"),
                            ("other", "another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("counter", nabij.tenants.keys.TenantForeignKey(null=True, related_name="odd_days", to="desk.counter")),
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
            name="Pattern",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("walk_in", nabij.networks.shops.fields.HoursField()),
                ("by_appointment", nabij.networks.shops.fields.HoursField()),
                ("counter", nabij.tenants.keys.TenantForeignKey(related_name="patterns", to="desk.counter")),
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
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("explanation", models.CharField(blank=True, max_length=400)),
                ("bring", models.TextField(blank=True)),
                ("minutes", models.PositiveSmallIntegerField(default=15)),
                ("letter", models.CharField(max_length=1)),
                ("retired_at", models.DateTimeField(null=True)),
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
            name="Offer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ways",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None
                    ),
                ),
                ("walk_in", models.BooleanField(default=True)),
                ("desks", models.PositiveSmallIntegerField(default=1)),
                ("counter", nabij.tenants.keys.TenantForeignKey(related_name="offers", to="desk.counter")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("service", nabij.tenants.keys.TenantForeignKey(related_name="offers", to="desk.service")),
            ],
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "way",
                    models.CharField(
                        choices=[("person", "at the counter"), ("phone", "by telephone"), ("video", "by video")],
                        default="person",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "booked"),
                            ("arrived", "is here"),
                            ("done", "served"),
                            ("no_show", "did not come"),
                            ("cancelled", "cancelled"),
                        ],
                        default="booked",
                        max_length=10,
                    ),
                ),
                ("unsettled", models.CharField(blank=True, max_length=10)),
                ("name", models.BinaryField(null=True)),
                ("contact_kind", models.CharField(blank=True, max_length=8)),
                ("contact_value", models.BinaryField(null=True)),
                ("contact_key", models.BinaryField(null=True)),
                ("person_key", models.BinaryField(null=True)),
                ("language", models.CharField(max_length=2)),
                ("code", models.BinaryField(null=True)),
                ("code_hash", models.BinaryField(null=True)),
                ("booked_at", models.DateTimeField()),
                (
                    "booked_by",
                    models.CharField(
                        choices=[
                            ("online", "online"),
                            ("phone", "by telephone"),
                            ("counter", "at the counter"),
                            ("paper", "on paper"),
                        ],
                        max_length=8,
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("counter", nabij.tenants.keys.TenantForeignKey(related_name="appointments", to="desk.counter")),
                ("service", nabij.tenants.keys.TenantForeignKey(related_name="appointments", to="desk.service")),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("letter", models.CharField(max_length=1)),
                ("number", models.PositiveSmallIntegerField()),
                ("taken_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("rank_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "is waiting"),
                            ("called", "called"),
                            ("serving", "at the desk"),
                            ("served", "served"),
                            ("no_show", "did not come"),
                            ("left", "left"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("desk", models.PositiveSmallIntegerField(null=True)),
                ("calls", models.PositiveSmallIntegerField(default=0)),
                ("called_at", models.DateTimeField(null=True)),
                ("served_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    nabij.tenants.keys.TenantForeignKey(null=True, related_name="tickets", to="desk.appointment"),
                ),
                ("counter", nabij.tenants.keys.TenantForeignKey(related_name="tickets", to="desk.counter")),
                ("service", nabij.tenants.keys.TenantForeignKey(related_name="tickets", to="desk.service")),
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
            name="AppointmentNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirmation", "confirmation"),
                            ("reminder", "reminder"),
                            ("moved", "new moment"),
                            ("cancelled", "cancellation"),
                            ("unsettled", "closed then: choose another moment"),
                            ("settled", "open then after all"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("sending", "is being sent"),
                            ("sent", "sent"),
                            ("failed", "not sent"),
                            ("doubt", "sent or not: nobody knows"),
                            ("nowhere", "no number or address"),
                            ("dropped", "no longer needed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("channel", models.CharField(blank=True, max_length=8)),
                ("appointment", nabij.tenants.keys.TenantForeignKey(related_name="notices", to="desk.appointment")),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["due_at"],
                        name="desk_notices_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "appointment", "kind", "sequence"), name="desk_notice_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="counter",
            index=models.Index(fields=["tenant", "name"], name="desk_counter_by_name"),
        ),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(fields=("tenant", "name"), name="desk_counter_once"),
        ),
        migrations.AddIndex(
            model_name="oddday",
            index=models.Index(fields=["tenant", "last_day"], name="desk_odd_by_day"),
        ),
        migrations.AddConstraint(
            model_name="oddday",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="desk_odd_ends_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="pattern",
            constraint=models.UniqueConstraint(fields=("tenant", "counter", "valid_from"), name="desk_pattern_once"),
        ),
        migrations.AddConstraint(
            model_name="pattern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="desk_pattern_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("tenant", "name"), name="desk_service_once"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(fields=("tenant", "counter", "service"), name="desk_offer_once"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["tenant", "counter", "starts_at"], name="desk_appointment_by_day"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["person_key"], name="desk_appointment_of_person"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["code_hash"], name="desk_appointment_code"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["contact_key"], name="desk_appointment_contact"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("tenant", "counter", "starts_at", "place"),
                name="desk_place_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="desk_ends_after"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["tenant", "counter", "day", "state", "rank_at"], name="desk_ticket_queue"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("tenant", "counter", "day", "letter", "number"), name="desk_ticket_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("appointment__isnull", False)),
                fields=("tenant", "appointment"),
                name="desk_ticket_of_appointment",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["called", "serving"])),
                fields=("tenant", "counter", "day", "desk"),
                name="desk_one_at_a_desk",
            ),
        ),
        TenantKeys("Counter", "Service", "Offer", "Pattern", "OddDay", "Appointment", "AppointmentNotice", "Ticket"),
        TenantKeys("Counter", "Service", "Offer", "Pattern", "OddDay", "Appointment", "AppointmentNotice", "Ticket"),
    ]
