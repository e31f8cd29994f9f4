"""Who moved from what to what within the organisation, as the directory's history has it, counted in SQL.

A move is a day on which somebody who was here on the day before came to be in another role (unit, grade, location)
than before it. Joining and coming back are none, nor is a correction of the record, or another spelling.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from services.gateway.query import Answer, Asked
from services.gateway.unit_names import unit_names
from services.gateway.within_unit import WITHIN_UNIT
from shared.contracts.integrations.events import MoveReason

_REASONS = [reason.value for reason in MoveReason if reason is not MoveReason.CORRECTION]

_BY_REASON = ", ".join(f"count(*) filter (where reason = '{reason}') as {reason}" for reason in _REASONS)

_MOVES = f"""
    with moves as materialized (
        select people.person, lower(before ->> %(between)s) as origin, lower(held ->> %(between)s) as target,
               before ->> %(between)s as from_spelt, held ->> %(between)s as to_spelt, held ->> 'reason' as reason,
               (held ->> 'since')::date as moved_on,
               (held ->> 'since')::date - (before ->> 'role_since')::date as days
        from people
        cross join lateral (
            select each as held, lag(each) over (order by at) as before
            from jsonb_array_elements(people.assignments) with ordinality as listed (each, at)
        ) as step
        cross join lateral (select held ->> 'unit' as unit) as placed
        where people.organisation = %(organisation)s
        and (people.assignments -> -1 ->> 'since')::date >= %(first)s
        and (held ->> 'since')::date between %(first)s and %(day)s
        and lower(before ->> %(between)s) <> lower(held ->> %(between)s)
        and held ->> 'reason' is distinct from '{MoveReason.CORRECTION}'
        and exists (
            select from jsonb_array_elements(people.employments) as each
            where (each ->> 'start')::date < (held ->> 'since')::date
            and coalesce((each ->> 'end')::date > (held ->> 'since')::date, true)
        )
        and {WITHIN_UNIT}
    ), flows as (
        select origin, target, max(from_spelt) as from_spelt, max(to_spelt) as to_spelt, count(*) as moves,
               count(distinct person) as people, {_BY_REASON},
               round((count(*) / sum(count(*)) over (partition by origin))::numeric, 4) as share,
               percentile_disc(0.5) within group (order by days) as median_days
        from moves group by origin, target
    ), shown as (
        select * from flows
        where %(moves)s::bigint is null or (-moves, origin, target) > (-%(moves)s::bigint, %(origin)s, %(target)s)
        order by moves desc, origin, target limit %(most)s
    ), months as (
        select to_char(moved_on, 'YYYY-MM') as month, count(*) as moves, {_BY_REASON} from moves group by month
    )
    select (select count(*) from moves) as moves, (select count(distinct person) from moves) as people,
           (select coalesce(jsonb_agg(shown order by moves desc, origin, target), '[]') from shown) as flows,
           (select coalesce(jsonb_agg(months), '[]') from months) as months
"""
"""The moves from `%(first)s` to `%(day)s`: in all, by month, and, from a place in their order on, by where and whither.

Whoever moved since then was last placed since then: the others are not looked at closer.
"""

Place = tuple[int, str, str]
"""Where a flow comes in their order, the largest first: its moves, from what, to what."""


class Between(StrEnum):
    """What people move between."""

    ROLE = "role"
    UNIT = "unit"
    GRADE = "grade"
    LOCATION = "location"


def mobility(
    asked: Asked, between: Between, days: Sequence[date], unit: str | None, limit: int, after: Place | None
) -> tuple[Answer, Place | None]:
    """Moves from the first of the month of `days[0]` to `days[-1]`, and the place from which the flows go on.

    `days` are the ends of months. `unit` is the one, or one above it, that people moved to or stayed in.
    """
    moves, origin, target = after or (None, None, None)
    (found,) = asked.sql(
        _MOVES,
        {
            "between": between.value,
            "first": days[0].replace(day=1),
            "day": days[-1],
            "unit": unit,
            "moves": moves,
            "origin": origin,
            "target": target,
            "most": limit + 1,
        },
    )
    flows = found["flows"][:limit]
    units = {each[end] for each in flows for end in ("from_spelt", "to_spelt")}
    names = unit_names(asked, units) if between is Between.UNIT else {}
    answer = {
        "between": between,
        "moves": found["moves"],
        "people": found["people"],
        "months": by_month(found["months"], days),
        "items": [_flow(each, names) for each in flows],
    }
    more = len(found["flows"]) > limit
    return answer, (flows[-1]["moves"], flows[-1]["origin"], flows[-1]["target"]) if more else None


def by_month(found: Sequence[Mapping[str, Any]], days: Sequence[date]) -> Sequence[Mapping[str, Any]]:
    """The moves of each month that ends with one of `days`, also of those in which nobody moved. Pure."""
    known = {row["month"]: row for row in found}
    nothing = dict.fromkeys(("moves", *_REASONS), 0)
    return [{"month": month, **nothing, **known.get(month, {})} for month in (f"{day:%Y-%m}" for day in days)]


def _flow(found: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "from": found["from_spelt"],
        "from_name": names.get(found["from_spelt"], found["from_spelt"]),
        "to": found["to_spelt"],
        "to_name": names.get(found["to_spelt"], found["to_spelt"]),
        "share": found["share"],
        "median_days_in_role": found["median_days"],
        **{name: found[name] for name in ("moves", "people", *_REASONS)},
    }
