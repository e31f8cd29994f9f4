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
    left join lateral (
        select each ->> 'unit' as unit, each ->> 'role' as role, each ->> 'manager' as manager,
               each ->> 'grade' as grade, each ->> 'location' as location, (each ->> 'since')::date as since
        from jsonb_array_elements(people.assignments) with ordinality as held (each, at)
        order by (each ->> 'since')::date <= %(day)s desc,
                 case when (each ->> 'since')::date <= %(day)s then -at else at end
        limit 1
    ) as placed on true
"""
"""To follow `from people`: joins `present.status`, a `Presence`, and `placed`, the assignment that holds."""


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
