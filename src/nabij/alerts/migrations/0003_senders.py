from django.db import migrations

SQL = """
set local role nabij_app;
create table fanout.sender (
  owner text primary key,
  channel text not null,
  started_at timestamptz not null default clock_timestamp(),
  beat_at timestamptz not null default clock_timestamp(),
  promised_until timestamptz not null
);
comment on column fanout.sender.promised_until is 'Before this moment the sender says again that it is there, or leaves.';
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_alerts")]
    operations = [migrations.RunSQL(SQL, elidable=False)]
