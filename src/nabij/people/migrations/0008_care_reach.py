from django.db import migrations, models
from django.db.models import Q

from nabij.people.rules import CARE_STREET_M

# A street is each of its addresses, with what lies before it; a neighbourhood is asked by its code.
CARES = f"""
    create view people_cares as
    select point.id as contact_point_id, area.x, area.y, area.radius_m, area.neighbourhood
    from people_carearea area join people_contactpoint point using (person_id)
    where area.street_id is null and point.verified_at is not null and point.retired_at is null
    union all
    select point.id, home.x, home.y, {CARE_STREET_M}, ''
    from people_carearea area join people_contactpoint point using (person_id)
    join places_address home on home.street_id = area.street_id
    where area.street_id is not null and point.verified_at is not null and point.retired_at is null
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_care_areas"), ("places", "0002_nearby")]

    operations = [
        migrations.RunSQL("drop view people_cares"),
        migrations.AddField(
            "carearea", "neighbourhood", models.CharField(blank=True, default="", max_length=20), False
        ),
        migrations.AddField("carearea", "street_id", models.UUIDField(null=True)),
        migrations.AlterField("carearea", "radius_m", models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            "carearea",
            models.CheckConstraint(
                condition=Q(neighbourhood="", radius_m__gt=0, street_id__isnull=True)
                | Q(neighbourhood="", radius_m=0, street_id__isnull=False)
                | (Q(radius_m=0, street_id__isnull=True) & ~Q(neighbourhood="")),
                name="people_carearea_one_reach",
            ),
        ),
        migrations.AddIndex(
            "carearea",
            models.Index(condition=Q(street_id__isnull=False), fields=["street_id"], name="people_carearea_street"),
        ),
        migrations.AddIndex(
            "carearea",
            models.Index(
                condition=~Q(neighbourhood=""), fields=["neighbourhood"], name="people_carearea_neighbourhood"
            ),
        ),
        migrations.RunSQL(CARES),
    ]
