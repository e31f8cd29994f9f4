"""Where people are on a day, in SQL: pieces of statements over the read model `people`, and what they answer.

They say of the day `%(day)s` what `shared.contracts.integrations.record` says of it.
"""

from datetime import date
from enum import StrEnum

from shared.contracts.integrations.record import Record

PLACED = """
    cross join lateral (
        select case when bool_or(
                   (each ->> 'start')::date <= %(day)s and coalesce((each ->> 'end')::date > %(day)s, true)
               ) then 'here' when bool_or((each ->> 'start')::date > %(day)s) then 'joining' else 'left' end as status
        from jsonb_array_elements(people.employments) as each
    ) as present
    cross join lateral (
        select case
            when (people.assignments -> -1 ->> 'since')::date <= %(day)s then people.assignments -> -1
            else coalesce((
                select each from jsonb_array_elements(people.assignments) with ordinality as held (each, at)
                where (each ->> 'since')::date <= %(day)s order by at desc limit 1
            ), people.assignments -> 0)
        end as held
        offset 0
    ) as assigned
    cross join lateral (
        select held ->> 'unit' as unit, held ->> 'role' as role, held ->> 'manager' as manager,
               held ->> 'grade' as grade, held ->> 'location' as location, (held ->> 'since')::date as since
    ) as placed
"""
"""To follow `from people`: joins `present.status`, a `Presence`, and `placed`, the assignment that holds.

Most people are where they were last placed, which is looked at first.
"""


class Presence(StrEnum):
    """Whether somebody is in the organisation on a day, has left, or is yet to join."""

    HERE = "here"
    LEFT = "left"
    JOINING = "joining"


def presence_on(record: Record, day: date) -> Presence:
    """The same of one record."""
    if record.here_on(day):
        return Presence.HERE
    ahead = any(employment.start > day for employment in record.employments)
    return Presence.JOINING if ahead else Presence.LEFT
