"""Who may ask what of whom: the rules that commands and queries declare, against what the directory says.

A person may be asked about by those of their organisation only; to anyone else they do not exist. Somebody who has
left may not ask any more.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import msgspec

from services.gateway.query import Caller
from shared.contract import Access
from shared.errors import Forbidden, NotFound
from shared.log.database import Cursor, TenantConnection

_FACTS = """
    with recursive asked as (
        select * from unnest(%(callers)s::text[], %(people)s::text[]) as asked (caller, person)
    ), above (person, manager, depth) as (
        select distinct asked.person, asked.person, 0 from asked where asked.caller <> asked.person
        union
        select above.person, assignment.manager, above.depth + 1
        from above
        join people on people.organisation = %(organisation)s and people.person = above.manager
        cross join lateral (
            select each ->> 'manager' as manager from jsonb_array_elements(people.assignments) as each
            where (each ->> 'since')::date <= %(today)s order by each ->> 'since' desc limit 1
        ) as assignment
        where assignment.manager is not null and above.depth < 64
    )
    select asked.caller, asked.person,
           exists (
               select from jsonb_array_elements(people.employments) as each
               where (each ->> 'start')::date <= %(today)s
               and (each ->> 'end' is null or (each ->> 'end')::date > %(today)s)
           ),
           exists (
               select from above where above.person = asked.person and above.depth > 0
               and above.manager = asked.caller
           )
    from asked join people on people.organisation = %(organisation)s and people.person = asked.person
"""

_BY_ROLE: Mapping[str, Access] = {
    "hr": Access.HR,
    "integration": Access.INTEGRATION,
    "operator": Access.OPERATOR,
}


class UnknownCaller(Forbidden):
    """Whoever asks does not work here, or not any more."""


class Known(msgspec.Struct, frozen=True):
    """What the directory says of somebody: whether they work here today, and below the caller."""

    here: bool
    managed: bool


Facts = Mapping[str, Known]
"""Those of the people asked about who are known, by id."""


def ask(
    conn: TenantConnection, organisation: str, people: Mapping[str | None, Collection[str]], today: date
) -> Cursor[Any]:
    """Ask the directory about callers and, for each, the people they ask about; `found` makes facts of the answer."""
    asked = {(caller, person) for caller, each in people.items() for person in {*each, caller} - {None}}
    parameters = {
        "organisation": organisation,
        "callers": [caller for caller, _ in asked],
        "people": [person for _, person in asked],
        "today": today,
    }
    return conn.execute(_FACTS, parameters)


def found(cursor: Cursor[Any]) -> Mapping[str | None, Facts]:
    """The answer to `ask`, by the caller's id."""
    facts: dict[str | None, dict[str, Known]] = defaultdict(dict)
    for caller, person, here, managed in cursor:
        facts[caller][person] = Known(here, managed)
    return facts


def relation(caller: Caller, person: str | None, facts: Facts) -> frozenset[Access]:
    """What the caller is, to `person` where there is one.

    Raises `NotFound` for a person whom the organisation does not have, `UnknownCaller` for a caller whom it does not
    have any more.
    """
    if caller.person is not None and (caller.person not in facts or not facts[caller.person].here):
        raise UnknownCaller(f"{caller.person!r} does not work at {caller.organisation!r} (any more).")
    is_ = {Access.ANYONE, *(_BY_ROLE[role] for role in caller.roles if role in _BY_ROLE)}
    if person is not None:
        if person not in facts:
            raise NotFound(f"There is no person {person!r} in this organisation.", fields={"person": ["unknown"]})
        if person == caller.person:
            is_.add(Access.SELF)
        elif facts[person].managed:
            is_.add(Access.MANAGER)
    return frozenset(is_)


def require_access(what: str, allowed: Collection[Access], relation: frozenset[Access]) -> None:
    """Raise `Forbidden`, naming who may, unless the caller is one of those `allowed`."""
    if not relation & frozenset(allowed):
        who = ", ".join(sorted(access.value for access in allowed)) or "nobody"
        raise Forbidden(f"You may not use {what}. It is open to: {who}.")
