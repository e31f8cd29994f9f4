"""The workforce as a whole, for HR: skills needed against skills there, moves between roles, and who takes part."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from services.gateway.headcounts import Headcounts, headcounts, in_all
from services.gateway.mobility import Between, mobility
from services.gateway.openings import described, openings_since, roles_of
from services.gateway.paging import Paged, cursor_of, key_of, page
from services.gateway.participation import participation
from services.gateway.queries.skill_trends import month_ends
from services.gateway.query import Answer, Asked, query
from services.gateway.role_catalogue import roles_titled
from services.gateway.skill_catalogue import known_skills
from services.gateway.skill_demand import LEVELS, Demand, Opening, demand, most_needed, role_heads, shortage
from services.gateway.skill_supply import Supply, supplies
from shared.contract import Access, choice, identifier, integer
from shared.errors import InvalidInput
from shared.read_models.role_profiles import RoleProfileRow

MOST_TITLES = 2_000
"""The demand for skills follows from so many titles, those of most people."""


class Part(StrEnum):
    """What can be asked for by itself."""

    SKILLS = "skills"
    MOBILITY = "mobility"
    PARTICIPATION = "participation"


class WorkforceOf(Paged):
    """Of which part of the workforce, over which months, and which part of the answer."""

    part = choice(Part, load_default=None, metadata={"description": "One part of the answer; all where left out."})
    unit = identifier(load_default=None, metadata={"description": "People and openings of this unit and those below."})
    months = integer(1, 24, load_default=12, metadata={"description": "The months up to this one."})
    between = choice(Between, load_default=Between.ROLE, metadata={"description": "What people move between."})
    limit = integer(1, 50, load_default=20, metadata={"description": "The most skills, and the most flows."})


class PartNeeded(InvalidInput):
    """A cursor goes on with one list, and it was not said with which."""

    def __init__(self) -> None:
        super().__init__(
            "Say with `part` which of the lists to go on with.", fields={"part": ["Is needed with `cursor`."]}
        )


class NotOfUnits(InvalidInput):
    """Participation was asked for by unit."""

    def __init__(self) -> None:
        super().__init__(
            "Participation is told of the whole organisation only: differences between units would tell of people.",
            fields={"unit": ["Is not offered for participation."]},
        )


class _Organisation(msgspec.Struct, frozen=True):
    """How many people there were, title by title, on the days asked about."""

    days: Sequence[date]
    heads: Headcounts

    @property
    def people(self) -> int:
        """The people today."""
        return in_all(self.heads, -1)


@query(
    "workforce",
    access={Access.HR},
    params=WorkforceOf,
    as_of=False,
    example={"months": 12, "limit": 20},
)
def workforce(asked: Asked) -> Answer:
    """Skills needed against skills there, who moved from which role to which, and how many take part in what.

    Skills come with those most needed first, flows with the largest first; each list has its own `next`, to be given
    as `cursor` together with its `part`. Months are answered up to today, skills and roles as they were described
    then, by the level policy of today. Of a skill that more than 100 people have, supply is `estimated` from 100.
    Participation is told of the whole organisation only, and left out where a unit is asked about.
    """
    given = asked.params
    if given["part"] is None and given["cursor"] is not None:
        raise PartNeeded
    if given["part"] is Part.PARTICIPATION and given["unit"] is not None:
        raise NotOfUnits
    days = month_ends(asked.moment.today, given["months"])
    of = _Organisation(days, headcounts(asked, days, given["unit"]))
    parts = [given["part"]] if given["part"] else [part for part in Part if part in _parts_of(given["unit"])]
    return {"people": of.people, **{part.value: _PARTS[part](asked, of) for part in parts}}


def _parts_of(unit: str | None) -> Sequence[Part]:
    return list(Part) if unit is None else [Part.SKILLS, Part.MOBILITY]


# Skills


def _skills(asked: Asked, of: _Organisation) -> Answer:
    titles = sorted((title for title in of.heads if title), key=lambda title: (-max(of.heads[title]), title))
    roles = roles_titled(asked, titles[:MOST_TITLES])
    openings = openings_since(asked, of.days[0], asked.params["unit"])
    roles_known = described(asked, {*roles.values(), *roles_of(openings)})
    known = known_skills(
        asked, {skill for row in roles_known.values() for skill in _ever_asked(row)} | _called(openings)
    )
    heads = role_heads(of.heads, roles)
    today = demand(roles_known, heads, openings, known, of.days[-1], -1)
    shown = page(today.items(), lambda each: (f"{10**9 - each[1].total:010}", each[0]), asked.params)
    skills = [known[skill] for skill, _ in shown["items"]]
    ids = {each.skill for each in skills}
    before = [demand(roles_known, heads, openings, known, day, at, ids) for at, day in enumerate(of.days[:-1])]
    there = supplies(asked, skills, of.days, asked.params["unit"])
    return {
        "described": sum(of_role[-1] for of_role in heads.values()),
        "items": [
            {
                "skill": each.skill,
                "name": each.name,
                "kind": each.kind,
                **_of_skill([then.get(each.skill, Demand()) for then in (*before, today)], there[each.skill], of.days),
            }
            for each in skills
        ],
        "next": shown["next"],
    }


def _of_skill(needs: Sequence[Demand], there: Supply, days: Sequence[date]) -> Mapping[str, Any]:
    """What is needed of one skill and there, today by level, and at the end of each month. Pure."""
    now, here = needs[-1], there.days[-1]
    level = most_needed(now.by_level)
    return {
        "level": level,
        "demand": now.total,
        "in_roles": now.people[0],
        "openings": now.openings[0],
        "supply": here[level - 1],
        "estimated": there.estimated,
        "shortage": shortage(now.by_level, here),
        "levels": [{"level": least, "demand": now.by_level[least - 1], "supply": here[least - 1]} for least in LEVELS],
        "months": [
            {
                "month": f"{day:%Y-%m}",
                "demand": then.total,
                "supply": supply[level - 1],
                "shortage": shortage(then.by_level, supply),
            }
            for day, then, supply in zip(days, needs, there.days, strict=True)
        ],
    }


def _ever_asked(row: RoleProfileRow) -> set[str]:
    return {each.skill for version in (*row.earlier, row.version) for each in version.skills}


def _called(openings: Sequence[Opening]) -> set[str]:
    return {each.skill for opening in openings for each in opening.skills}


# The other parts


def _mobility(asked: Asked, of: _Organisation) -> Answer:
    given = asked.params
    answer, following = mobility(
        asked, given["between"], of.days, given["unit"], given["limit"], _flow_at(given["cursor"])
    )
    return {**answer, "next": following and cursor_of(tuple(map(str, following)))}


def _flow_at(cursor: str | None) -> tuple[int, str, str] | None:
    """The place in the flows that a cursor says. Raises `InvalidInput` for the cursor of another list."""
    if cursor is None:
        return None
    match key_of(cursor):
        case (moves, origin, target) if moves.isascii() and moves.isdigit() and len(moves) < 10:
            if "\0" not in origin + target:
                return int(moves), origin, target
    raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})


def _participation(asked: Asked, of: _Organisation) -> Answer:
    return participation(asked, of.days, [in_all(of.heads, at) for at in range(len(of.days))])


_PARTS: Mapping[Part, Callable[[Asked, _Organisation], Answer]] = {
    Part.SKILLS: _skills,
    Part.MOBILITY: _mobility,
    Part.PARTICIPATION: _participation,
}
