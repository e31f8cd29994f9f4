-- Who may connect, what they own, and which schemas they may look into. Run by an administrator of the database;
-- running it again changes nothing. Rights on tables are given by the migrations that make them.
--
--   milepost_owner         owns every schema and table; nobody logs in as it, migrations take its role
--   milepost_feed          owns the feed views, so that they obey row-level security; nobody logs in as it
--   milepost_<service>     one login a service
--
-- No role may bypass row-level security. Passwords are set apart from this file.

do $$
declare
    name text;
begin
    foreach name in array array[
        'milepost_owner', 'milepost_feed',
        'milepost_goals', 'milepost_skills', 'milepost_network', 'milepost_feedback', 'milepost_recommendations',
        'milepost_integrations', 'milepost_projection', 'milepost_gateway'
    ] loop
        begin
            if to_regrole(name) is null then
                execute format('create role %I nosuperuser nocreatedb nocreaterole nobypassrls', name);
            end if;
        exception when duplicate_object or unique_violation then
            null;  -- another process made it between the question and the command
        end;
        if name not in ('milepost_owner', 'milepost_feed')
           and not (select rolcanlogin from pg_roles where rolname = name) then
            execute format('alter role %I login', name);
        end if;
    end loop;

    -- Migrations take the owner's role, and the owner gives the feed views away.
    if not pg_has_role(current_user, 'milepost_owner', 'member') then
        execute format('grant milepost_owner to %I', current_user);
    end if;
    if not pg_has_role('milepost_owner', 'milepost_feed', 'member') then
        grant milepost_feed to milepost_owner;
    end if;
end $$;

revoke create on schema public from public;

do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format(
        'grant connect, temporary on database %I to
         milepost_goals, milepost_skills, milepost_network, milepost_feedback, milepost_recommendations,
         milepost_integrations, milepost_projection, milepost_gateway',
        current_database());
end $$;

create schema if not exists goals authorization milepost_owner;
create schema if not exists skills authorization milepost_owner;
create schema if not exists network authorization milepost_owner;
create schema if not exists feedback authorization milepost_owner;
create schema if not exists recommendations authorization milepost_owner;
create schema if not exists integrations authorization milepost_owner;
create schema if not exists projection authorization milepost_owner;
create schema if not exists keys authorization milepost_owner;

grant usage on schema goals to milepost_goals, milepost_projection, milepost_gateway;
grant usage on schema skills to milepost_skills, milepost_projection, milepost_gateway;
grant usage on schema network to milepost_network, milepost_projection, milepost_gateway;
grant usage on schema feedback to milepost_feedback, milepost_projection, milepost_gateway;
grant usage on schema recommendations to milepost_recommendations, milepost_projection, milepost_gateway;
grant usage on schema integrations to milepost_integrations, milepost_projection, milepost_gateway;
-- The projection makes the tables of its read models itself, beside the live ones when it rebuilds.
grant usage, create on schema projection to milepost_projection;
grant usage on schema projection to milepost_gateway;
grant usage on schema keys
    to milepost_goals, milepost_skills, milepost_network, milepost_feedback, milepost_recommendations,
       milepost_integrations, milepost_projection, milepost_gateway;
