from django.db import migrations

SQL = """
create table audit_row (
  tenant_id uuid not null,
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  actor_kind varchar(16) not null,
  actor_id uuid,
  on_behalf_of uuid,
  verb varchar(80) not null,
  target varchar(80) not null,
  target_id uuid not null,
  reason text not null default '',
  detail_digest bytea,
  xact xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, id)
);
create index audit_row_unsealed on audit_row (tenant_id, xact);
create index audit_row_target on audit_row (tenant_id, target_id);
create index audit_row_actor on audit_row (tenant_id, actor_id, id);

create table audit_detail (
  tenant_id uuid not null,
  row_id uuid not null,
  salt bytea not null,
  payload jsonb not null,
  primary key (tenant_id, row_id)
);

create table audit_seal (
  tenant_id uuid not null,
  seq bigint not null,
  row_id uuid not null,
  digest bytea not null,
  previous bytea not null,
  primary key (tenant_id, seq),
  unique (tenant_id, row_id)
);

create table audit_event (
  seq bigint generated always as identity primary key,
  tenant_id uuid not null,
  verb varchar(80) not null,
  target varchar(80) not null,
  target_id uuid not null,
  at timestamptz not null default clock_timestamp()
);
create index audit_event_tenant on audit_event (tenant_id, seq);
"""


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL(SQL, elidable=False)]
