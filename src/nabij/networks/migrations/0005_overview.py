import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys
from nabij.tenants.migrate import TenantKeys


def key() -> models.UUIDField:
    return models.UUIDField(default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False)


def tenant() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
    )


GOALS = [
    ("networks", "active networks"),
    ("reached", "households reached, in %"),
    ("covered", "neighbourhoods with a network"),
    ("feedback", "alerts with feedback in time, in %"),
    ("led", "active networks with a coordinator, in %"),
]


class Migration(migrations.Migration):
    dependencies = [("networks", "0004_year"), ("tenants", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("id", key()),
                ("area_code", models.CharField(max_length=20)),
                ("month", models.DateField()),
                ("households", models.PositiveIntegerField()),
                ("counted_at", models.DateTimeField()),
                ("tenant", tenant()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "month", "area_code"), name="networks_coverage_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Figures",
            fields=[
                ("id", key()),
                ("month", models.DateField()),
                ("state", models.CharField(max_length=10)),
                ("households", models.PositiveIntegerField(default=0)),
                ("addresses", models.PositiveIntegerField(default=0)),
                ("area_version", models.PositiveIntegerField(default=0)),
                ("judged", models.PositiveIntegerField(default=0)),
                ("response_hours", models.FloatField(null=True)),
                ("owed", models.PositiveIntegerField(default=0)),
                ("answered", models.PositiveIntegerField(default=0)),
                ("in_time", models.PositiveIntegerField(default=0)),
                ("feedback_hours", models.FloatField(null=True)),
                ("messages_week", models.FloatField(default=0)),
                ("cost_cents", models.PositiveIntegerField(default=0)),
                ("counted_at", models.DateTimeField()),
                ("network", nabij.tenants.keys.TenantForeignKey(related_name="figures", to="networks.network")),
                ("tenant", tenant()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "network", "month"), name="networks_figures_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", key()),
                ("year", models.PositiveSmallIntegerField()),
                ("what", models.CharField(choices=GOALS, max_length=12)),
                ("target", models.PositiveIntegerField()),
                ("tenant", tenant()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant", "year", "what"), name="networks_goal_once")],
            },
        ),
        TenantKeys("Coverage", "Figures", "Goal"),
    ]
