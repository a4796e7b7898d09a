import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):
    dependencies = [("networks", "0003_accepted_house_rules"), ("tenants", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "subject",
                    models.CharField(choices=[("member", "member"), ("coordinator", "coordinator")], max_length=12),
                ),
                ("person", models.BinaryField()),
                ("person_key", models.BinaryField()),
                ("account_id", models.UUIDField(null=True)),
                (
                    "grounds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("is_offence", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="measures", to="networks.network")),
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
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_key", models.BinaryField()),
                ("provisional", models.BooleanField()),
                ("points", models.JSONField(default=list)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="exclusions", to="networks.network")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("measure", nabij.tenants.keys.TenantForeignKey(related_name="exclusions", to="networks.measure")),
            ],
        ),
        migrations.CreateModel(
            name="MeasureStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("talk", "talk"),
                            ("reprimand", "written reprimand"),
                            ("police", "police report to the prosecutor"),
                            ("exclusion", "exclusion"),
                            ("removal", "removal of the coordinator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("reasons", models.BinaryField(null=True)),
                ("advice", models.BinaryField(null=True)),
                ("heard_on", models.DateField(null=True)),
                ("heard", models.BinaryField(null=True)),
                ("until", models.DateField(null=True)),
                ("provisional", models.BooleanField(default=False)),
                ("done_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("untold", models.CharField(blank=True, max_length=20)),
                ("measure", nabij.tenants.keys.TenantForeignKey(related_name="steps", to="networks.measure")),
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
            name="MeasureSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("officer", "mandated officer"),
                            ("chief", "chief of police"),
                            ("mayor", "mayor"),
                        ],
                        max_length=12,
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("digest", models.BinaryField()),
                ("measure", nabij.tenants.keys.TenantForeignKey(related_name="signatures", to="networks.measure")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("step", nabij.tenants.keys.TenantForeignKey(related_name="signatures", to="networks.measurestep")),
            ],
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "how",
                    models.CharField(choices=[("registered", "registered letter"), ("email", "e-mail")], max_length=12),
                ),
                ("sent_on", models.DateField()),
                ("in_time", models.BooleanField()),
                ("text", models.BinaryField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("stands", "the removal stands"), ("annulled", "the removal is annulled")],
                        max_length=10,
                    ),
                ),
                ("reasons", models.BinaryField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("measure", nabij.tenants.keys.TenantForeignKey(related_name="appeals", to="networks.measure")),
                ("step", nabij.tenants.keys.TenantForeignKey(related_name="appeals", to="networks.measurestep")),
            ],
        ),
        migrations.CreateModel(
            name="MonthCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("households", models.PositiveIntegerField(default=0)),
                ("members", models.PositiveIntegerField(default=0)),
                ("joined", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField(default=0)),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="months", to="networks.network")),
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
            name="PolicePart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BinaryField()),
                ("text", models.BinaryField()),
                ("to_prosecutor_on", models.DateField()),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("measure", nabij.tenants.keys.TenantForeignKey(related_name="police_parts", to="networks.measure")),
                ("step", nabij.tenants.keys.TenantForeignKey(related_name="police_parts", to="networks.measurestep")),
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
            name="Round",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("needs", "needs inventory"), ("survey", "short survey")], max_length=8),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("opened_by", models.UUIDField(null=True)),
                ("asked_after", models.UUIDField(null=True)),
                ("asked_all_at", models.DateTimeField(null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
                ("unreached", models.PositiveIntegerField(default=0)),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="rounds", to="networks.network")),
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
            name="SurveyTaken",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("household_key", models.BinaryField()),
                ("round", nabij.tenants.keys.TenantForeignKey(related_name="taken", to="networks.round")),
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
            name="SurveyTally",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("question", models.CharField(max_length=20)),
                ("score", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("round", nabij.tenants.keys.TenantForeignKey(related_name="tallies", to="networks.round")),
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
            name="WeeklyMail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("week", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("silent", "nothing to do, so not sent"),
                            ("failed", "failed"),
                            ("in_doubt", "in doubt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("todos", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=40)),
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
            ],
        ),
        migrations.CreateModel(
            name="Wish",
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
                            ("wish", "a wish"),
                            ("experience", "an experience"),
                            ("complaint", "a complaint"),
                            ("about_police", "a complaint about the police"),
                        ],
                        max_length=12,
                    ),
                ),
                ("category", models.CharField(max_length=20)),
                ("street", models.CharField(blank=True, max_length=120)),
                ("text", models.BinaryField()),
                ("author", models.BinaryField(null=True)),
                ("author_key", models.BinaryField(null=True)),
                ("anonymous", models.BooleanField(default=False)),
                ("channel", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("officer", "mandated officer"),
                            ("prevention", "prevention service"),
                            ("chief", "chief of police"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "done"),
                            ("not_possible", "not possible"),
                            ("passed_on", "passed on"),
                            ("planned", "planned"),
                        ],
                        max_length=12,
                    ),
                ),
                ("planned_on", models.DateField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("public_text", models.CharField(blank=True, max_length=400)),
                ("public_answer", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="wishes", to="networks.network")),
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
            name="WishStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("written", "written"),
                            ("moved", "given to somebody else"),
                            ("answered", "answered"),
                            ("followed", "followed up"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "done"),
                            ("not_possible", "not possible"),
                            ("passed_on", "passed on"),
                            ("planned", "planned"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coordinator", "coordinator"),
                            ("officer", "mandated officer"),
                            ("prevention", "prevention service"),
                            ("chief", "chief of police"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.BinaryField()),
                ("planned_on", models.DateField(null=True)),
                ("by", models.UUIDField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("untold", models.CharField(blank=True, max_length=20)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("wish", nabij.tenants.keys.TenantForeignKey(related_name="steps", to="networks.wish")),
            ],
        ),
        migrations.CreateModel(
            name="WishSupport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("household_key", models.BinaryField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("wish", nabij.tenants.keys.TenantForeignKey(related_name="support", to="networks.wish")),
            ],
        ),
        migrations.CreateModel(
            name="Dormancy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "signals",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("coordinator", "the coordinator is asked"),
                            ("deputy", "the deputy is asked"),
                            ("officer", "the officer took over"),
                            ("woken", "awake again"),
                            ("closed", "closed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=400)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="dormancies", to="networks.network")),
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
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("tenant", "network"),
                        name="networks_dormancy_open_once",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("attempts", models.PositiveIntegerField(null=True)),
                ("completed", models.PositiveIntegerField(null=True)),
                ("by_coordinator", models.TextField(blank=True)),
                ("by_officer", models.TextField(blank=True)),
                ("coordinator_id", models.UUIDField(null=True)),
                ("coordinator_agreed_at", models.DateTimeField(null=True)),
                ("officer_id", models.UUIDField(null=True)),
                ("officer_agreed_at", models.DateTimeField(null=True)),
                ("figures", models.JSONField(default=dict)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="evaluations", to="networks.network")),
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
                    models.UniqueConstraint(fields=("tenant", "network", "year"), name="networks_evaluation_once")
                ]
            },
        ),
        migrations.AddIndex(
            model_name="measure", index=models.Index(fields=["person_key"], name="networks_measure_person")
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("tenant", "network", "person_key", "subject"),
                name="networks_measure_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("tenant", "network", "person_key"),
                name="networks_exclusion_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurestep",
            constraint=models.UniqueConstraint(fields=("tenant", "measure", "code"), name="networks_measure_step_once"),
        ),
        migrations.AddConstraint(
            model_name="measuresignature",
            constraint=models.UniqueConstraint(fields=("tenant", "step", "part"), name="networks_signature_once"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(fields=("tenant", "step"), name="networks_appeal_once"),
        ),
        migrations.AddConstraint(
            model_name="monthcount",
            constraint=models.UniqueConstraint(fields=("tenant", "network", "month"), name="networks_month_once"),
        ),
        migrations.AddConstraint(
            model_name="policepart",
            constraint=models.UniqueConstraint(fields=("tenant", "step"), name="networks_police_part_once"),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(
                condition=models.Q(("asked_all_at__isnull", True)), fields=["opens_on"], name="networks_round_asks"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                fields=("tenant", "network", "kind", "year"), name="networks_round_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="networks_round_opens_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveytaken",
            constraint=models.UniqueConstraint(
                fields=("tenant", "round", "household_key"), name="networks_survey_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveytally",
            constraint=models.UniqueConstraint(
                fields=("tenant", "round", "question", "score"), name="networks_tally_once"
            ),
        ),
        migrations.AddIndex(
            model_name="weeklymail", index=models.Index(fields=["tenant", "week"], name="networks_weekly_week")
        ),
        migrations.AddConstraint(
            model_name="weeklymail",
            constraint=models.UniqueConstraint(fields=("tenant", "account_id", "week"), name="networks_weekly_once"),
        ),
        migrations.AddIndex(
            model_name="wish", index=models.Index(fields=["tenant", "network", "-at"], name="wish_of_network")
        ),
        migrations.AddIndex(model_name="wish", index=models.Index(fields=["author_key"], name="wish_of_author")),
        migrations.AddIndex(
            model_name="wish",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)), fields=["due_at"], name="wish_unanswered"
            ),
        ),
        migrations.AddIndex(
            model_name="wishstep",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True), ("untold", "")), fields=["at"], name="wish_step_untold"
            ),
        ),
        migrations.AddConstraint(
            model_name="wishsupport",
            constraint=models.UniqueConstraint(fields=("tenant", "wish", "household_key"), name="wish_support_once"),
        ),
        TenantKeys(
            "Appeal",
            "Dormancy",
            "Evaluation",
            "Exclusion",
            "Measure",
            "MeasureSignature",
            "MeasureStep",
            "MonthCount",
            "PolicePart",
            "Round",
            "SurveyTaken",
            "SurveyTally",
            "WeeklyMail",
            "Wish",
            "WishStep",
            "WishSupport",
        ),
    ]
