-- The anonymous answers that wait for their review cycle to close: one row for each reviewee, of which nothing can be
-- told but that it is there. It says neither who has answered, nor how many, nor when; every answer rewrites it whole.

create table ballots (
    organisation text not null,
    cycle text not null,
    person text not null,
    sealed bytea not null,
    primary key (organisation, cycle, person)
);

-- What is sealed looks random and does not compress.
alter table ballots alter column sealed set storage external;

alter table ballots enable row level security;
create policy own_tenant on ballots using (organisation = current_setting('milepost.organisation', true));

grant select, insert, update, delete on ballots to milepost_feedback;
