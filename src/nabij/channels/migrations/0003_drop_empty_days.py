from django.db import migrations

SQL = """
-- Retention empties days row by row and on record; this only takes away tables that hold nothing any longer.
create function channels_drop_empty_submission_days(before date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  name text;
  filled boolean;
  dropped int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('channels_submission'));
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'channels_submission'::regclass
        and c.relname < 'channels_submission_' || to_char(before, 'YYYYMMDD')
  loop
    execute format('select exists (select from %I)', name) into filled;
    if not filled then
      execute format('drop table %I', name);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end $$;
revoke execute on function channels_drop_empty_submission_days(date) from public;
"""


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_submissions")]
    operations = [migrations.RunSQL(SQL, "drop function channels_drop_empty_submission_days")]
