"""Native geometry beside the columns that Django sees, and the indexes that find places by position and by name."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

SQL = """
alter table places_area add column box box
  generated always as (box(point("left", bottom), point("right", top))) stored;
create index places_area_box on places_area using gist (box);
alter table places_mapfeature add column box box
  generated always as (box(point("left", bottom), point("right", top))) stored;
create index places_mapfeature_box on places_mapfeature using gist (box);
create index places_address_place on places_address using gist (point(x, y));
create index places_street_like on places_street using gin (search_key gin_trgm_ops);
create index places_street_prefix on places_street (search_key text_pattern_ops);
create index places_address_number on places_address (street_id, number_key);
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [TrigramExtension(), migrations.RunSQL(SQL, elidable=False)]
