-- A point in time as eight bytes: microseconds since 1970.
create function microseconds(at timestamptz) returns bytea
language sql immutable
return int8send((extract(epoch from at) * 1000000)::bigint);

-- Append events to one organisation's log, all or nothing, and answer the position and time reached. The schema of the
-- service is found by the search path of the connection.
--
-- p_now        the time to record, for histories that are brought in; null is the clock. Never before the last event.
-- p_commands   [{"command_id", "fingerprint", "streams"}]: what to remember, so that a command is answered once
-- p_unchanged  [{"stream", "version"}] or null: streams that the writer has read and does not write to
-- p_events     [{"stream", "stream_version", "type", ..., "digest"}] in the order of their positions
--
-- Notifies the channel milepost_<schema> of "position organisation".
--
-- Raises unique_violation where a command is known already, or where a stream has that version of an event: somebody
-- else was first. Raises MP001 where a stream that had to be unchanged is not.
create function append(
    p_organisation text, p_now timestamptz, p_commands json, p_unchanged json, p_events json,
    out reached bigint, out recorded_at timestamptz
)
language plpgsql
as $$
#variable_conflict use_column
declare
    began bigint;
    at bigint;
    moment timestamptz;
    link bytea;
    new record;
    happened timestamptz;
begin
    perform set_config('milepost.organisation', p_organisation, true);

    select position, recorded, hash into at, moment, link from heads where organisation = p_organisation for update;
    if not found then
        insert into heads (organisation, hash) values (p_organisation, sha256(convert_to(p_organisation, 'UTF8')))
        on conflict do nothing;
        select position, recorded, hash into strict at, moment, link
        from heads where organisation = p_organisation for update;
    end if;
    began := at;
    moment := greatest(moment, coalesce(p_now, clock_timestamp()));

    if p_unchanged is not null and exists (
        select from json_to_recordset(p_unchanged) as read (stream text, version integer)
        join events e on e.organisation = p_organisation and e.stream = read.stream
            and e.stream_version = read.version + 1
    ) then
        raise exception 'a stream has moved on' using errcode = 'MP001';
    end if;

    for new in
        select * from json_to_recordset(p_events) as (
            stream text, stream_version integer, type text, schema_version smallint, subject text,
            effective timestamptz, actor text, command_id text, correlation_id text, causation_id text,
            data json, personal text, digest text
        )
    loop
        at := at + 1;
        happened := coalesce(new.effective, moment);
        link := sha256(
            link || decode(new.digest, 'hex') || int8send(at) || microseconds(happened) || microseconds(moment)
        );
        insert into events values (
            p_organisation, at, new.stream, new.stream_version, new.type, new.schema_version, new.subject,
            happened, moment, new.actor, new.command_id, new.correlation_id, new.causation_id, new.data,
            decode(new.personal, 'base64'), link
        );
    end loop;

    insert into commands
    select p_organisation, known ->> 'command_id', decode(known ->> 'fingerprint', 'hex'), known -> 'streams', at, moment
    from json_array_elements(p_commands) as known;

    if at > began then
        update heads set position = at, recorded = moment, hash = link where organisation = p_organisation;
        perform pg_notify('milepost_' || current_schema(), at || ' ' || p_organisation);
    end if;

    reached := at;
    recorded_at := moment;
end $$;
