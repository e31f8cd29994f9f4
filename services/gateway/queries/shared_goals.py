"""The goals of others that were shared with somebody: by name, with their unit, or with everyone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from services.gateway.goal_summary import health_of
from services.gateway.paging import Paged, cursor_of, key_of
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.whereabouts import PLACED
from shared.contract import Access
from shared.contracts.goals.events import Audience, GoalStatus
from shared.errors import InvalidInput
from shared.read_models.goals import GoalRow

_SHARED = f"""
    with opened as (
        select goal, shared_on from audiences
        where organisation = %(organisation)s and person <> %(person)s
        and audience = '{Audience.PEOPLE}' and whom = %(person)s
        union all
        select goal, shared_on from audiences
        where organisation = %(organisation)s and person <> %(person)s
        and audience = '{Audience.EVERYONE}' and whom = ''
        union all
        select audiences.goal, audiences.shared_on
        from audiences
        join people on people.organisation = %(organisation)s and people.person = audiences.person
        {PLACED}
        where audiences.organisation = %(organisation)s and audiences.person <> %(person)s
        and audiences.audience = '{Audience.UNIT}' and audiences.whom = ''
        and placed.unit = (
            select placed.unit from people {PLACED}
            where people.organisation = %(organisation)s and people.person = %(person)s
        )
    ), shared as (
        select goal, max(shared_on) as shared_on from opened group by goal
    )
    select goals.*, shared.shared_on, people.name as owner_name
    from shared
    join goals on goals.organisation = %(organisation)s and goals.goal = shared.goal
    join people on people.organisation = %(organisation)s and people.person = goals.person
    where goals.status in ('{GoalStatus.OPEN}', '{GoalStatus.PAUSED}')
    and (shared.shared_on, goals.goal) < (%(before_day)s, %(before_goal)s)
    order by shared.shared_on desc, goals.goal desc
    limit %(most)s
"""
"""What was shared with `%(person)s`, as `services.gateway.goal_audience` tells who may see a goal on `%(day)s`."""


class SharedWith(OfPerson, Paged):
    """With whom: the caller, that is."""


@query("shared_goals", access={Access.SELF}, params=SharedWith, as_of=False, example={"person": "ada", "limit": 20})
def shared_goals(asked: Asked) -> Answer:
    """The goals of others, not closed yet, that were shared with oneself, those shared last at the top.

    They were shared by name, with the unit that one is in today, or with everyone.
    """
    today, limit = asked.moment.today, asked.params["limit"]
    parameters = {"person": asked.person, "day": today, "most": limit + 1, **_before(asked.params["cursor"])}
    found = asked.sql(_SHARED, parameters)
    here = found[:limit]
    more = len(found) > limit
    return {
        "items": [_shown(each, today) for each in here],
        "next": cursor_of((here[-1]["shared_on"].isoformat(), here[-1]["goal"])) if more else None,
    }


def _shown(found: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    row = msgspec.convert(found, GoalRow)
    return {
        "goal": row.goal,
        "person": row.person,
        "name": found["owner_name"],
        "title": row.title,
        "kind": row.kind,
        "status": row.status,
        "health": health_of(row, today),
        "progress": row.progress,
        "due": row.due,
        "shared_on": found["shared_on"],
    }


def _before(cursor: str | None) -> Mapping[str, Any]:
    """Where the page begins: before a day and goal, or before everything."""
    if cursor is None:
        return {"before_day": date.max, "before_goal": ""}
    try:
        day, goal = key_of(cursor)
        before = date.fromisoformat(day)
    except ValueError:
        before, goal = None, ""
    if before is None or "\0" in goal:
        raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})
    return {"before_day": before, "before_goal": goal}
