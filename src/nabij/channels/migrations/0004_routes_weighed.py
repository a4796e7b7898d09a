import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0003_drop_empty_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="RouteChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=60)),
                ("channel", models.CharField(max_length=16)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("why", models.CharField(max_length=12)),
                ("before", models.SmallIntegerField(null=True)),
                ("after", models.SmallIntegerField(null=True)),
                ("bad", models.IntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("by", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RouteMinute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=60)),
                ("minute", models.DateTimeField()),
                ("what", models.CharField(max_length=16)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="RoutePace",
            fields=[
                ("provider", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="route",
            name="bad",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="route",
            name="failing",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="route",
            name="felt_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="good",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="route",
            name="home",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="route",
            name="mode",
            field=models.CharField(
                choices=[("open", "Open"), ("draining", "Draining"), ("stopped", "Stopped")],
                default="open",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="mode_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="mode_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="mode_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="route",
            name="moved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="probe_ms",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="probe_trouble",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="route",
            name="probed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="troubled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="route",
            name="weight",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("home__range", (0, 100)), ("weight__range", (0, 100))), name="channels_route_points"
            ),
        ),
        migrations.AddIndex(
            model_name="routechange",
            index=models.Index(fields=["provider", "-id"], name="channels_routechange_newest"),
        ),
        migrations.AddConstraint(
            model_name="routeminute",
            constraint=models.UniqueConstraint(
                fields=("provider", "minute", "what", "error"), name="channels_routeminute_once"
            ),
        ),
    ]
