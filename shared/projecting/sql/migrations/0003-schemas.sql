-- A service may keep read models of its own. They are folded beside the projection's, and only the projection's are
-- what queries wait for.

create or replace function begin_batch(
    p_organisation text, p_source text, p_alone boolean, p_names text[], p_versions integer[], p_subjects text[]
)
returns table (live json, forgotten json, blocked json)
language plpgsql
as $$
begin
    if p_alone then
        perform pg_advisory_xact_lock(1835625573);
    else
        perform pg_advisory_xact_lock_shared(1835625573);
    end if;
    perform pg_advisory_xact_lock(1835625573, hashtext(current_schema() || '/' || p_source || '/' || p_organisation));
    -- What follows are statements of their own, so that they see what was committed before the locks were had.
    return query select
        (
            select coalesce(json_object_agg(r.name, coalesce(c.position, 0)), '{}')
            from unnest(p_names, p_versions) as wanted (name, version)
            join read_models r using (name, version)
            left join checkpoints c
            on c.organisation = p_organisation and c.source = p_source and c.read_model = r.name
        ),
        (
            select coalesce(json_agg(f.person), '[]') from forgotten f
            where f.organisation = p_organisation and f.person = any(p_subjects)
        ),
        (
            select coalesce(json_agg(distinct jsonb_build_array(p.read_model, p.key)), '[]') from parked p
            where p.organisation = p_organisation and p.source = p_source
        );
end $$;

create or replace function end_batch(
    p_organisation text, p_source text, p_names text[], p_position bigint, p_recorded timestamptz
)
returns void
language plpgsql
as $$
begin
    insert into checkpoints (read_model, organisation, source, position, recorded)
    select unnest(p_names), p_organisation, p_source, p_position, p_recorded
    on conflict (organisation, source, read_model) do update
    set position = excluded.position, recorded = excluded.recorded
    where checkpoints.position < excluded.position;
    if current_schema() = 'projection' then
        perform pg_notify('milepost_visible', json_build_array(p_organisation, p_source, p_position)::text);
    end if;
end $$;
