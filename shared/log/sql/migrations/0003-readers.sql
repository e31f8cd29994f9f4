-- Which services follow this log besides the projection and the gateway, and so may see its feed and nothing else.

do $$
declare
    readers text[] := case current_schema()
        when 'goals' then array['recommendations']
        when 'integrations' then array['skills', 'network', 'feedback', 'recommendations']
        when 'skills' then array['goals', 'recommendations']
        when 'network' then array['goals', 'recommendations']
        when 'feedback' then array['skills', 'recommendations']
        else array[]::text[]
    end;
    reader text;
begin
    foreach reader in array readers loop
        execute format('grant usage on schema %I to %I', current_schema(), 'milepost_' || reader);
        execute format('grant select on feed, heads to %I', 'milepost_' || reader);
    end loop;
end $$;
