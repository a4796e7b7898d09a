from django.db import migrations

SQL = """
set local role nabij_app;
alter table fanout.plan
  drop constraint plan_alert_id_key,
  add purpose text not null default 'first' check (purpose in ('first', 'resend', 'escalation')),
  add number smallint not null default 1,
  add constraint plan_once unique (alert_id, purpose, number);
comment on column fanout.plan.number is 'Of the plans of an alert for this purpose; who plans it again under the same number completes it.';
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0003_senders")]
    operations = [migrations.RunSQL(SQL, elidable=False)]
