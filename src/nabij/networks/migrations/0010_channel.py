import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0009_members"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked of the police"),
                            ("open", "open"),
                            ("refused", "not agreed"),
                            ("closed", "closed"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("ground", models.CharField(max_length=400)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(null=True)),
                ("hours", models.CharField(blank=True, max_length=120)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("closed_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="GroupMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("author", models.BinaryField(null=True)),
                ("author_key", models.BinaryField(null=True)),
                ("shown_as", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("role", models.CharField(blank=True, max_length=12)),
                ("account_id", models.UUIDField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_by", models.UUIDField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("group", nabij.tenants.keys.TenantForeignKey(related_name="messages", to="networks.opengroup")),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("author", models.BinaryField(null=True)),
                ("author_key", models.BinaryField(null=True)),
                ("shown_as", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lost_found", "Lost or found"),
                            ("works", "Street and works"),
                            ("help", "Asked or offered"),
                            ("event", "Activity"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the coordinator"),
                            ("returned", "change asked"),
                            ("shown", "shown"),
                            ("hidden", "hidden until the coordinator looked"),
                            ("refused", "not placed"),
                            ("call", "should have been a call"),
                            ("reported", "became a report to the police"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("waits", models.JSONField(default=list)),
                ("due_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("passed_on_at", models.DateTimeField(null=True)),
                ("first_decided_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("shown_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("objections", models.PositiveIntegerField(default=0)),
                ("photo", models.CharField(blank=True, max_length=80)),
                ("photo_width", models.PositiveIntegerField(default=0)),
                ("photo_height", models.PositiveIntegerField(default=0)),
                ("photo_seen_by", models.UUIDField(null=True)),
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
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("by_key", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("post", nabij.tenants.keys.TenantForeignKey(related_name="+", to="networks.post")),
            ],
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("author", models.BinaryField(null=True)),
                ("author_key", models.BinaryField(null=True)),
                ("shown_as", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the coordinator"),
                            ("returned", "change asked"),
                            ("shown", "shown"),
                            ("hidden", "hidden until the coordinator looked"),
                            ("refused", "not placed"),
                            ("call", "should have been a call"),
                            ("reported", "became a report to the police"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("post", nabij.tenants.keys.TenantForeignKey(related_name="replies", to="networks.post")),
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
            name="Trusted",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("membership_id", models.UUIDField()),
                ("person_key", models.BinaryField()),
                ("given_at", models.DateTimeField()),
                ("given_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="WhatsAppGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("area", models.CharField(blank=True, max_length=120)),
                ("manager", models.BinaryField(null=True)),
                ("manager_contact", models.BinaryField(null=True)),
                ("size", models.PositiveIntegerField(default=0)),
                ("agreement", models.CharField(blank=True, max_length=10)),
                ("agreed_at", models.DateField(null=True)),
                ("last_contact", models.DateField(null=True)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("came", models.PositiveIntegerField(default=0)),
                ("joined", models.PositiveIntegerField(default=0)),
                ("registered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="ChannelChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_key", models.BinaryField()),
                (
                    "digest",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("off", "no mail"),
                            ("weekly", "once a week"),
                            ("daily", "once a day, if there is something"),
                        ],
                        max_length=8,
                    ),
                ),
                ("shown_as", models.CharField(blank=True, max_length=80)),
                ("group_muted", models.BooleanField(default=False)),
                ("group_left", models.BooleanField(default=False)),
                ("digest_at", models.DateTimeField(null=True)),
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
                    models.UniqueConstraint(fields=("tenant", "network", "person_key"), name="channel_choice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChannelRules",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("replies", models.BooleanField(default=True)),
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
                "constraints": [models.UniqueConstraint(fields=("tenant", "network"), name="channel_rules_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="opengroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "open"])),
                fields=("tenant", "network"),
                name="channel_group_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="groupmessage",
            index=models.Index(fields=["tenant", "group", "id"], name="channel_group_list"),
        ),
        migrations.AddIndex(
            model_name="groupmessage",
            index=models.Index(fields=["author_key"], name="channel_group_author"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["tenant", "network", "state", "-at"], name="channel_post_list"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "hidden"])), fields=["due_at"], name="channel_post_due"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["author_key"], name="channel_post_author"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(fields=("tenant", "post", "by_key"), name="channel_objection_once"),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["tenant", "post", "state", "at"], name="channel_reply_list"),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["author_key"], name="channel_reply_author"),
        ),
        migrations.AddConstraint(
            model_name="trusted",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("tenant", "network", "person_key"),
                name="channel_trusted_once",
            ),
        ),
        migrations.AddIndex(
            model_name="whatsappgroup",
            index=models.Index(fields=["tenant", "network"], name="channel_whatsapp_list"),
        ),
        TenantKeys(
            "Post",
            "Reply",
            "Objection",
            "Trusted",
            "ChannelChoice",
            "ChannelRules",
            "OpenGroup",
            "GroupMessage",
            "WhatsAppGroup",
        ),
    ]
