-- The event log of one service, in the schema that the search path names.
--
-- A tenant is a log: positions 1, 2, 3 ... without gaps for each organisation, given out under the lock of its row
-- in `heads`, so that commit order is position order and no reader can pass over an event that commits late.

create table heads (
    organisation text primary key,
    position bigint not null default 0,
    recorded timestamptz not null default '-infinity',
    hash bytea not null
);

create table events (
    organisation text not null,
    position bigint not null,
    stream text not null,
    stream_version integer not null,
    type text not null,
    schema_version smallint not null,
    subject text,
    effective timestamptz not null,
    recorded timestamptz not null,
    actor text not null,
    command_id text not null,
    correlation_id text not null,
    causation_id text,
    data json not null,
    personal bytea,
    hash bytea not null,
    primary key (organisation, position),
    unique (organisation, stream, stream_version)
);

create index events_by_subject on events (organisation, subject, position) where subject is not null;

create table commands (
    organisation text not null,
    command_id text not null,
    fingerprint bytea not null,
    streams json not null,
    position bigint not null,
    recorded timestamptz not null,
    primary key (organisation, command_id)
);

create table snapshots (
    organisation text not null,
    stream text not null,
    stream_version integer not null,
    shape text not null,
    subject text,
    state bytea not null,
    primary key (organisation, stream)
);

create table relayed (
    organisation text primary key,
    position bigint not null
);

create view feed as select * from events;

alter table heads enable row level security;
alter table events enable row level security;
alter table commands enable row level security;
alter table snapshots enable row level security;

create policy every_head_can_be_seen on heads for select using (true);
create policy own_tenant on heads using (organisation = current_setting('milepost.organisation', true));
create policy own_tenant on events using (organisation = current_setting('milepost.organisation', true));
create policy own_tenant on commands using (organisation = current_setting('milepost.organisation', true));
create policy own_tenant on snapshots using (organisation = current_setting('milepost.organisation', true));

do $$
declare
    service text := 'milepost_' || current_schema();
begin
    execute format('grant select, insert, update on heads, relayed, snapshots to %I', service);
    execute format('grant select, insert on events, commands to %I', service);
    execute format('grant delete on snapshots to %I', service);
    execute format('grant usage, create on schema %I to milepost_feed', current_schema());
    grant select on events to milepost_feed;
    alter view feed owner to milepost_feed;
    execute format('revoke create on schema %I from milepost_feed', current_schema());
    execute format('grant select on feed, heads to milepost_projection, milepost_gateway, %I', service);
    execute format('grant usage on schema %I to milepost_projection, milepost_gateway', current_schema());
end $$;
