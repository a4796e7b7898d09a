import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import nabij.networks.shops.fields
import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="NewsSubscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("contact_point_id", models.UUIDField(null=True)),
                ("address", models.BinaryField(null=True)),
                ("address_key", models.BinaryField(null=True)),
                ("language", models.CharField(default="nl", max_length=5)),
                (
                    "neighbourhoods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "themes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "often",
                    models.CharField(
                        choices=[("at_once", "as soon as there is news"), ("weekly", "once a week")],
                        default="weekly",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("told_until", models.DateTimeField()),
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
            name="NewsMail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("items", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("sending", "is being sent"),
                            ("sent", "sent"),
                            ("failed", "not sent"),
                            ("doubt", "sent or not: nobody knows"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("subscription", nabij.tenants.keys.TenantForeignKey(related_name="mails", to="desk.newssubscription")),
            ],
        ),
        migrations.CreateModel(
            name="Officer",
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
                            ("officer", "neighbourhood officer"),
                            ("steward", "neighbourhood steward"),
                            ("street_worker", "street worker"),
                            ("target_group", "officer for a group"),
                        ],
                        max_length=13,
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=20)),
                ("name", models.CharField(max_length=80)),
                ("rank", models.CharField(blank=True, max_length=60)),
                ("account_id", models.UUIDField(null=True)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("about", models.CharField(blank=True, max_length=400)),
                ("photo", models.CharField(blank=True, max_length=40)),
                ("walk_in", nabij.networks.shops.fields.HoursField(default=tuple)),
                ("walk_in_place", models.CharField(blank=True, max_length=160)),
                ("left_on", models.DateField(null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "deputy",
                    nabij.tenants.keys.TenantForeignKey(null=True, related_name="stands_in_for", to="desk.officer"),
                ),
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
            name="District",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("neighbourhood_code", models.CharField(blank=True, max_length=20)),
                ("area", models.BinaryField(null=True)),
                ("left", models.FloatField(null=True)),
                ("bottom", models.FloatField(null=True)),
                ("right", models.FloatField(null=True)),
                ("top", models.FloatField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("officer", nabij.tenants.keys.TenantForeignKey(related_name="districts", to="desk.officer")),
            ],
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("given_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("officer", nabij.tenants.keys.TenantForeignKey(related_name="delegations", to="desk.officer")),
            ],
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_day", models.DateField()),
                ("until_day", models.DateField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("officer", nabij.tenants.keys.TenantForeignKey(related_name="absences", to="desk.officer")),
                (
                    "replacement",
                    nabij.tenants.keys.TenantForeignKey(null=True, related_name="replaces", to="desk.officer"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Population",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("inhabitants", models.PositiveIntegerField()),
                ("counted_on", models.DateField()),
                ("source", models.CharField(max_length=120)),
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
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("neighbourhood_code", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "waits for an answer"), ("answered", "answered")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(default="nl", max_length=5)),
                ("name", models.BinaryField(null=True)),
                ("contact_kind", models.CharField(blank=True, max_length=8)),
                ("contact_value", models.BinaryField(null=True)),
                ("contact_key", models.BinaryField(null=True)),
                ("person_key", models.BinaryField(null=True)),
                ("code", models.BinaryField(null=True)),
                ("tracking_hash", models.BinaryField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                (
                    "officer",
                    nabij.tenants.keys.TenantForeignKey(null=True, related_name="questions", to="desk.officer"),
                ),
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
            name="QuestionPost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField(null=True)),
                ("body", models.BinaryField()),
                ("written_at", models.DateTimeField()),
                ("question", nabij.tenants.keys.TenantForeignKey(related_name="posts", to="desk.question")),
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
            name="QuestionMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("template", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("sending", "is being sent"),
                            ("sent", "sent"),
                            ("failed", "not sent"),
                            ("doubt", "sent or not: nobody knows"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("question", nabij.tenants.keys.TenantForeignKey(related_name="messages", to="desk.question")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "post",
                    nabij.tenants.keys.TenantForeignKey(null=True, related_name="messages", to="desk.questionpost"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuestionStep",
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
                            ("asked", "asked"),
                            ("more", "asked something more"),
                            ("answered", "answered"),
                            ("passed", "passed on"),
                            ("told", "message sent"),
                            ("not_told", "message not sent"),
                        ],
                        max_length=8,
                    ),
                ),
                ("account_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("channel", models.CharField(blank=True, max_length=8)),
                ("officer", nabij.tenants.keys.TenantForeignKey(null=True, related_name="+", to="desk.officer")),
                ("question", nabij.tenants.keys.TenantForeignKey(related_name="steps", to="desk.question")),
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
            name="NewsItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("zone_id", models.UUIDField()),
                ("texts", models.JSONField(default=dict)),
                ("theme", models.CharField(max_length=20)),
                (
                    "neighbourhoods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("link", models.CharField(blank=True, max_length=300)),
                ("photo", models.CharField(blank=True, max_length=40)),
                ("photo_words", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published"), ("withdrawn", "withdrawn")],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=0)),
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
                    models.Index(fields=["state", "-published_at"], name="desk_news_shown"),
                    models.Index(fields=["tenant", "-made_at"], name="desk_news_of_tenant"),
                    django.contrib.postgres.indexes.GinIndex(fields=["neighbourhoods"], name="desk_news_places"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="newssubscription",
            index=models.Index(fields=["often", "told_until"], name="desk_subscription_due"),
        ),
        migrations.AddIndex(
            model_name="newssubscription",
            index=models.Index(fields=["address_key"], name="desk_subscription_address"),
        ),
        migrations.AddConstraint(
            model_name="newssubscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contact_point_id__isnull", False)),
                fields=("tenant", "contact_point_id"),
                name="desk_subscription_of_point",
            ),
        ),
        migrations.AddConstraint(
            model_name="newssubscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address_key__isnull", False), ("confirmed_at__isnull", False)),
                fields=("tenant", "address_key"),
                name="desk_subscription_of_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="newssubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address__isnull", True), ("contact_point_id__isnull", False)),
                    models.Q(("address__isnull", False), ("contact_point_id__isnull", True)),
                    _connector="OR",
                ),
                name="desk_subscription_one_of_two",
            ),
        ),
        migrations.AddIndex(
            model_name="newsmail",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "sending"])), fields=["due_at"], name="desk_newsmail_due"
            ),
        ),
        migrations.AddIndex(
            model_name="officer",
            index=models.Index(fields=["tenant", "name"], name="desk_officer_by_name"),
        ),
        migrations.AddIndex(
            model_name="district",
            index=models.Index(fields=["neighbourhood_code"], name="desk_district_by_code"),
        ),
        migrations.AddConstraint(
            model_name="district",
            constraint=models.UniqueConstraint(
                fields=("tenant", "officer", "neighbourhood_code"), name="desk_district_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="district",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area__isnull", False), ("neighbourhood_code", "")),
                    models.Q(models.Q(("neighbourhood_code", ""), _negated=True), ("area__isnull", True)),
                    _connector="OR",
                ),
                name="desk_district_one_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.UniqueConstraint(fields=("tenant", "officer", "account_id"), name="desk_delegation_once"),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["tenant", "until_day"], name="desk_absence_by_end"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_day__gte", models.F("from_day"))), name="desk_absence_ends_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="population",
            constraint=models.UniqueConstraint(
                fields=("tenant", "area_code", "counted_on"), name="desk_population_once"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["tenant", "state", "due_at"], name="desk_question_inbox"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["tracking_hash"], name="desk_question_code"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["person_key"], name="desk_question_person"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["contact_key", "asked_at"], name="desk_question_contact"),
        ),
        migrations.AddIndex(
            model_name="questionmessage",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "sending"])),
                fields=["due_at"],
                name="desk_questionmessage_due",
            ),
        ),
        TenantKeys(
            "NewsSubscription",
            "NewsMail",
            "NewsItem",
            "Officer",
            "District",
            "Absence",
            "Delegation",
            "Population",
            "Question",
            "QuestionPost",
            "QuestionStep",
            "QuestionMessage",
        ),
    ]
