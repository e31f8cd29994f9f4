-- One data key a person, wrapped by the master key. Erasing a person empties the row and leaves it in place, so
-- that no new key is ever made for them.
create table keys (
    organisation text not null,
    person text not null,
    wrapped bytea,
    created timestamptz not null default clock_timestamp(),
    destroyed timestamptz,
    primary key (organisation, person),
    check ((wrapped is null) = (destroyed is not null))
);

alter table keys enable row level security;
create policy own_tenant on keys using (organisation = current_setting('milepost.organisation', true));

grant usage on schema keys to milepost_goals, milepost_integrations, milepost_projection, milepost_gateway;
grant select on keys to milepost_goals, milepost_integrations, milepost_projection, milepost_gateway;
grant insert on keys to milepost_goals, milepost_integrations;
grant update (wrapped, destroyed) on keys to milepost_integrations;
