-- A point in time as eight bytes: microseconds since 1970.
create function microseconds(at timestamptz) returns bytea
language sql immutable
return int8send((extract(epoch from at) * 1000000)::bigint);

-- Append events to one organisation's log, all or nothing, and answer the position and time reached.
--
-- p_now       the time to record, for histories that are brought in; null is the clock. Never before the last event.
-- p_commands  [{"command_id", "fingerprint", "streams"}]: what to remember, so that a command is answered once
-- p_streams   [{"stream", "expected"}]: the version that the writer has seen of each stream it writes to
-- p_events    [{"stream", "stream_version", "type", ..., "digest"}] in the order of their positions
--
-- Raises MP001 with the streams that have moved on as its detail, and unique_violation for a command already known.
create function append(p_organisation text, p_now timestamptz, p_commands json, p_streams json, p_events json)
returns table (reached bigint, recorded_at timestamptz)
language plpgsql
set search_path from current
as $$
#variable_conflict use_column
declare
    head heads;
    conflicts text;
    link bytea;
    chain bytea[] := '{}';
    digests bytea[];
    effectives timestamptz[];
begin
    perform set_config('milepost.organisation', p_organisation, true);

    select * into head from heads where organisation = p_organisation for update;
    if not found then
        insert into heads (organisation, hash) values (p_organisation, sha256(convert_to(p_organisation, 'UTF8')))
        on conflict do nothing;
        select * into strict head from heads where organisation = p_organisation for update;
    end if;

    select string_agg(written.stream, ',') into conflicts
    from json_to_recordset(p_streams) as written (stream text, expected integer)
    where written.expected <> coalesce(
        (select e.stream_version from events e
         where e.organisation = p_organisation and e.stream = written.stream
         order by e.stream_version desc limit 1), 0);
    if conflicts is not null then
        raise exception 'a stream has moved on' using errcode = 'MP001', detail = conflicts;
    end if;

    head.recorded := greatest(head.recorded, coalesce(p_now, clock_timestamp()));
    select array_agg(decode(new.digest, 'hex')), array_agg(coalesce(new.effective, head.recorded))
    into digests, effectives
    from json_to_recordset(p_events) as new (digest text, effective timestamptz);

    link := head.hash;
    for i in 1 .. coalesce(array_length(digests, 1), 0) loop
        link := sha256(link || digests[i] || int8send(head.position + i)
                       || microseconds(effectives[i]) || microseconds(head.recorded));
        chain[i] := link;
    end loop;

    insert into events
    select p_organisation, head.position + new.ordinality, new.stream, new.stream_version, new.type,
           new.schema_version, new.subject, effectives[new.ordinality], head.recorded, new.actor,
           new.command_id, new.correlation_id, new.causation_id, new.data, decode(new.personal, 'base64'),
           chain[new.ordinality]
    from rows from (json_to_recordset(p_events) as (
        stream text, stream_version integer, type text, schema_version smallint, subject text,
        actor text, command_id text, correlation_id text, causation_id text, data json, personal text
    )) with ordinality as new (
        stream, stream_version, type, schema_version, subject, actor, command_id, correlation_id,
        causation_id, data, personal, ordinality
    );

    head.position := head.position + coalesce(array_length(digests, 1), 0);

    insert into commands
    select p_organisation, known.command_id, decode(known.fingerprint, 'hex'), known.streams,
           head.position, head.recorded
    from json_to_recordset(p_commands) as known (command_id text, fingerprint text, streams json);

    if digests is not null then
        update heads set position = head.position, recorded = head.recorded, hash = link
        where organisation = p_organisation;
        perform pg_notify('milepost_' || current_schema(), p_organisation);
    end if;

    return query select head.position, head.recorded;
end $$;
