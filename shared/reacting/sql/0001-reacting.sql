-- How far this service has followed the logs that it reacts to, and the commands it will give itself on a later day.

create table reacted (
    organisation text not null,
    source text not null,
    position bigint not null,
    primary key (organisation, source)
);

create table timers (
    organisation text not null,
    command_id text not null,
    due date not null,
    request json not null,
    primary key (organisation, command_id)
);

create index timers_by_day on timers (due);

-- Positions tell of nobody and are compared with the heads of all organisations at once, as heads are.
alter table reacted enable row level security;
alter table timers enable row level security;
create policy every_position_can_be_seen on reacted for select using (true);
create policy own_tenant on reacted using (organisation = current_setting('milepost.organisation', true));
create policy own_tenant on timers using (organisation = current_setting('milepost.organisation', true));

-- Where something is due, and nothing of what it is.
create function organisations_due(day date) returns table (organisation text)
language sql stable security definer set search_path from current
as 'select distinct t.organisation from timers t where t.due <= day';

do $$
declare
    service text := 'milepost_' || current_schema();
begin
    execute format('grant select, insert, update on reacted to %I', service);
    execute format('grant select, insert, delete on timers to %I', service);
    revoke execute on function organisations_due(date) from public;
    execute format('grant execute on function organisations_due(date) to %I', service);
end $$;
