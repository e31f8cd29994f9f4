-- What the projecting engine knows besides the read models' own tables, which it makes from their declarations.

-- The version of the declaration that each table was built from.
create table read_models (
    name text primary key,
    version integer not null,
    built timestamptz not null default clock_timestamp()
);

-- How far a read model has folded the log of one source and organisation. Commits together with its rows.
create table checkpoints (
    read_model text not null,
    organisation text not null,
    source text not null,
    position bigint not null default 0,
    recorded timestamptz not null default '-infinity',
    primary key (organisation, source, read_model)
);

-- Events that a fold could not take, and those behind them that touch the same key.
create table parked (
    read_model text not null,
    organisation text not null,
    source text not null,
    key text not null,
    position bigint not null,
    type text not null,
    error text not null,
    attempts integer not null default 1,
    parked timestamptz not null default clock_timestamp(),
    primary key (organisation, source, read_model, key, position)
);

-- Messages on a queue that are no events of ours.
create table undeliverable (
    id bigint generated always as identity primary key,
    queue text not null,
    error text not null,
    body bytea not null,
    received timestamptz not null default clock_timestamp()
);

-- Everyone who was erased: no read model holds a row of theirs again, in whatever order events arrive.
create table forgotten (
    organisation text not null,
    person text not null,
    primary key (organisation, person)
);

do $$
declare
    service text := 'milepost_' || current_schema();
begin
    execute format('grant usage, create on schema %I to %I', current_schema(), service);
    execute format(
        'grant select, insert, update, delete on read_models, checkpoints, parked, undeliverable, forgotten to %I', service);
    execute format('grant usage on schema %I to milepost_gateway', current_schema());
end $$;
grant select on read_models, checkpoints, parked, forgotten to milepost_gateway;
