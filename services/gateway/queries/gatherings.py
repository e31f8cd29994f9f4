"""Gatherings that are to come, or lie behind."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.day_cursors import beyond, cursor_at
from services.gateway.paging import Paged
from services.gateway.patterns import containing
from services.gateway.query import Answer, Asked, query
from shared.contract import Access, choice, text
from shared.contracts.network.events import GatheringKind
from shared.contracts.network.standing import AttendanceStatus, GatheringStatus
from shared.read_models.gatherings import GatheringRow

_FOUND = f"""
    select gatherings.*, hosts.name as host_name, mine.status as attendance, mine.takeaway,
           count.coming, count.attended
    from gatherings
    left join people as hosts
    on hosts.organisation = %(organisation)s and hosts.person = gatherings.announced_by
    left join attendances as mine
    on mine.organisation = %(organisation)s and mine.gathering = gatherings.gathering and mine.person = %(viewer)s
    cross join lateral (
        select count(*) filter (where status <> '{AttendanceStatus.LEFT}') as coming,
               count(*) filter (where status = '{AttendanceStatus.ATTENDED}') as attended
        from attendances
        where attendances.organisation = %(organisation)s and attendances.gathering = gatherings.gathering
    ) as count
    where gatherings.organisation = %(organisation)s
    and (gatherings.status = '{GatheringStatus.ANNOUNCED}' or mine.status = '{AttendanceStatus.JOINED}')
    and {{conditions}}
    order by {{order}}
    limit %(most)s
"""
_CONDITIONS: Mapping[str, str] = {
    "kind": "gatherings.kind = %(kind)s",
    "text": "(gatherings.title ilike %(pattern)s or gatherings.description ilike %(pattern)s"
    " or exists (select from jsonb_array_elements_text(gatherings.topics) as topic where topic ilike %(pattern)s))",
    "mine": f"(gatherings.announced_by = %(viewer)s or mine.status <> '{AttendanceStatus.LEFT}')",
}
_TO_COME = (
    "gatherings.ends_on >= %(day)s and (gatherings.starts_on, gatherings.gathering) > (%(beyond_day)s, %(beyond_id)s)"
)
_PAST = (
    "gatherings.ends_on < %(day)s and (gatherings.starts_on, gatherings.gathering) < (%(beyond_day)s, %(beyond_id)s)"
)
_NEXT = "gatherings.starts_on, gatherings.gathering"
_LATEST = "gatherings.starts_on desc, gatherings.gathering desc"


class FindGatherings(Paged):
    """Which gatherings; everything given must hold."""

    kind = choice(GatheringKind, load_default=None)
    text = text(200, load_default=None, metadata={"description": "Part of the title, the description, or a topic."})
    mine = fields.Boolean(load_default=False, metadata={"description": "Announced, joined or attended by oneself."})
    past = fields.Boolean(load_default=False, metadata={"description": "Those that lie behind, the last one first."})


@query(
    "gatherings",
    access={Access.ANYONE},
    params=FindGatherings,
    as_of=False,
    example={"kind": "meet_up", "mine": True},
)
def gatherings(asked: Asked) -> Answer:
    """Gatherings to come, the next one first: how many mean to come, how much room there is, and one's own part.

    `coming` counts those who joined or were there; who they are is not told. One that is cancelled is shown to those
    who had joined it.
    """
    given, past = asked.params, asked.params["past"]
    conditions = [_PAST if past else _TO_COME, *(_CONDITIONS[name] for name in _CONDITIONS if given[name])]
    parameters = {
        **given,
        **beyond(given["cursor"], date.max if past else date.min),
        "pattern": containing(given["text"]),
        "viewer": asked.caller.person or "",
        "day": asked.moment.today,
        "most": given["limit"] + 1,
    }
    statement = _FOUND.format(conditions=" and ".join(conditions), order=_LATEST if past else _NEXT)
    found = asked.sql(statement, parameters)
    return _page(found, given["limit"])


def _page(found: Sequence[Mapping[str, Any]], limit: int) -> Answer:
    here = found[:limit]
    more = len(found) > limit
    return {
        "items": [_shown(each) for each in here],
        "next": cursor_at(here[-1]["starts_on"], here[-1]["gathering"]) if more else None,
    }


def _shown(found: Mapping[str, Any]) -> Mapping[str, Any]:
    row = msgspec.convert(found, GatheringRow)
    beside = {name: found[name] for name in ("host_name", "coming", "attended", "attendance", "takeaway")}
    room = None if row.capacity is None else max(row.capacity - found["coming"], 0)
    return {**msgspec.structs.asdict(row), **beside, "room": room}
