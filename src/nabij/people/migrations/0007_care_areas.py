import django.db.models.deletion
from django.db import migrations, models

import nabij.tenants.keys

CARES = """
    create view people_cares as
    select point.id as contact_point_id, area.x, area.y, area.radius_m
    from people_carearea area join people_contactpoint point using (person_id)
    where point.verified_at is not null and point.retired_at is null
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_groups")]

    operations = [
        migrations.CreateModel(
            name="CareArea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.BinaryField()),
                ("x", models.FloatField()),
                ("y", models.FloatField()),
                ("radius_m", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="care_areas", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.RunSQL("create index people_carearea_place on people_carearea using gist (point(x, y))"),
        migrations.RunSQL(CARES),
    ]
