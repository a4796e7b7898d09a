from django.db import migrations

SQL = """
create schema fanout authorization nabij_app;
set local role nabij_app;

create type fanout.state as enum (
  'waiting', 'failed_now', 'held', 'in_doubt', 'left_in_doubt', 'resent_in_doubt', 'handed_over', 'on_its_way',
  'failed_for_good', 'not_delivered', 'delivered'
);
comment on type fanout.state is 'In the order in which a delivery moves: never back. The state of a delivery is the highest of its outcomes.';

create sequence fanout.part_number as integer start 1000000;
comment on sequence fanout.part_number is 'Partitions of one large alert. Below 1,000,000 stand the shared ones: year and month as 202611.';

create table fanout.plan (
  id integer generated always as identity primary key,
  alert_id uuid not null unique,
  tenant_id uuid not null,
  kind text not null,
  resends boolean not null,
  part integer not null,
  buckets smallint not null,
  buckets_planned smallint not null default 0,
  planned_to integer not null default 0,
  created_at timestamptz not null default clock_timestamp()
);
create index plan_created on fanout.plan (created_at);

create table fanout.delivery (
  part integer not null,
  plan integer not null,
  n integer not null,
  contact_point_id uuid not null,
  lookup bytea not null,
  channel text not null,
  language text not null,
  not_before timestamptz,
  primary key (plan, n, part)
) partition by list (part);

create table fanout.outcome (
  part integer not null,
  plan integer not null,
  n integer not null,
  chunk bigint,
  state fanout.state not null,
  provider text not null default '',
  provider_message_id text not null default '',
  error text not null default '',
  at timestamptz not null default clock_timestamp()
) partition by list (part);
create index outcome_number on fanout.outcome (plan, n);
create index outcome_attention on fanout.outcome (plan, state, n)
  where state in ('in_doubt', 'left_in_doubt', 'resent_in_doubt', 'failed_for_good', 'not_delivered');

create table fanout.chunk (
  id bigint generated always as identity primary key,
  plan integer not null,
  channel text not null,
  language text not null,
  not_before timestamptz,
  from_n integer not null,
  to_n integer not null,
  numbers integer[],
  priority smallint not null,
  attempt smallint not null default 1,
  resend boolean not null default false,
  ready_at timestamptz not null,
  finished_at timestamptz,
  owner text not null default '',
  epoch integer not null default 0,
  leased_until timestamptz,
  intent_to integer not null default 0,
  releases integer not null default 0
) with (fillfactor = 60, autovacuum_vacuum_threshold = 500);
comment on column fanout.chunk.numbers is 'The deliveries of a chunk that is no whole range: moved to later, or to be sent again.';
comment on column fanout.chunk.intent_to is 'Deliveries up to this number may have been sent. In no index, so that each window updates in place.';
create index chunk_open on fanout.chunk (channel, priority, ready_at, id) where finished_at is null;
create index chunk_plan on fanout.chunk (plan, from_n);

create table fanout.tally (
  plan integer not null,
  channel text not null,
  state fanout.state not null,
  error text not null default '',
  change integer not null,
  at timestamptz not null default clock_timestamp()
);
create index tally_plan on fanout.tally (plan);
comment on table fanout.tally is 'What each window changed in the counts of an alert, appended, so that a page adds some rows and counts none.';

reset role;
"""


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL(SQL, elidable=False)]
