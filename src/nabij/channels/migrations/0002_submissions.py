from django.db import migrations

SQL = """
create table channels_submission (
  provider varchar(60) not null,
  provider_message_id varchar(120) not null,
  delivery_id uuid not null,
  alert_id uuid not null,
  submitted_at timestamptz not null
) partition by range (submitted_at);

-- Runs as the owner: the role that serves may ask for a day, and make nothing else.
-- A table made apart and attached does not block readers; CREATE ... PARTITION OF does.
create function channels_ensure_submission_partition(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  name text := 'channels_submission_' || to_char(day, 'YYYYMMDD');
  since timestamptz := day::timestamp at time zone 'UTC';
  until timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  if to_regclass(name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('channels_submission'));
  execute format('create table %I (like channels_submission, check (submitted_at >= %L and submitted_at < %L))',
                 name, since, until);
  execute format('create index on %I (provider, provider_message_id)', name);
  execute format('alter table channels_submission attach partition %I for values from (%L) to (%L)', name, since, until);
exception when duplicate_table then
  null; -- whoever held the lock before made it; a lock does not refresh what this session knows of the catalogue
end $$;
revoke execute on function channels_ensure_submission_partition(date) from public;
"""


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL, "drop function channels_ensure_submission_partition; drop table channels_submission")
    ]
