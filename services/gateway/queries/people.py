"""Who is in the organisation, and where."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from marshmallow import fields, validate

from services.gateway.paging import Paged, cursor_of, key_of
from services.gateway.query import Answer, Asked, query
from services.gateway.whereabouts import PLACED, Presence, presence_on
from services.gateway.within_unit import within_unit
from shared.contract import Access, choice, identifier, text
from shared.contracts.feedback.events import ConsentField
from shared.contracts.integrations.record import PLACEMENT_FIELDS
from shared.errors import Forbidden, InvalidInput, NotFound
from shared.read_models.people import PEOPLE, PersonRow, searchable

_INSIDERS = frozenset({Access.SELF, Access.MANAGER, Access.HR})
_SEES_NUMBERS = frozenset({Access.HR, Access.INTEGRATION})

_FOUND = f"""
    with found as (
        select people.person, people.name, people.search_name, present.status, placed.*
        from people {PLACED}
        where people.organisation = %(organisation)s and {{conditions}}
        order by people.search_name, people.person
        limit %(most)s
    )
    select found.*, units.name as unit_name, managers.name as manager_name
    from found
    left join units on units.organisation = %(organisation)s and units.unit = found.unit
    left join people as managers on managers.organisation = %(organisation)s and managers.person = found.manager
    order by found.search_name, found.person
"""

_CONDITIONS: Mapping[str, str] = {
    "search": "people.search_name like %(search)s",
    "search_numbers": "(people.search_name like %(search)s or lower(people.email) = lower(%(exactly)s)"
    " or people.external_id = %(exactly)s)",
    "unit": "placed.unit = %(unit)s",
    "below": within_unit("placed.unit"),
    "manager": """placed.manager = %(manager)s and people.person in (
        select person from reports where organisation = %(organisation)s and manager = %(manager)s
    )""",
    "role": "lower(placed.role) = lower(%(role)s)",
    "location": "lower(placed.location) = lower(%(location)s)",
    "status": "present.status = %(status)s",
    "after": "(people.search_name, people.person) > (%(after_name)s, %(after_person)s)",
}

_NAMES = """
    select (select name from units where organisation = %(organisation)s and unit = %(unit)s) as unit_name,
           (select name from people where organisation = %(organisation)s and person = %(manager)s) as manager_name
"""


def _line(**kwargs: Any) -> fields.String:
    """Text that Postgres can hold."""
    field = text(200, load_default=None, **kwargs)
    field.validators.append(validate.ContainsNoneOf("\0", error="Must not contain the character NUL."))
    return field


class FindPeople(Paged):
    """Whom to find; everything given must hold."""

    search = _line(
        metadata={
            "description": "Part of the name, in any case and without accents; for HR also a whole address or number."
        }
    )
    unit = identifier(load_default=None)
    below = fields.Boolean(load_default=False, metadata={"description": "With `unit`: in units below it, too."})
    manager = identifier(load_default=None, metadata={"description": "Whose direct reports."})
    role = _line()
    location = _line()
    status = choice(Presence, load_default=Presence.HERE)
    on = fields.Date(load_default=None, metadata={"description": "On which day; another than today is for HR."})


@query(
    "people",
    access={Access.ANYONE},
    params=FindPeople,
    as_of=False,
    example={"search": "ada", "unit": "unit-engines", "limit": 20},
)
def people(asked: Asked) -> Answer:
    """People by name, unit, manager, role or location, in the order of their names."""
    given = asked.params
    parameters = {**given, **_after(given["cursor"]), "day": _day(asked), "most": given["limit"] + 1}
    if given["search"] is not None:
        parameters |= {"search": f"%{_literally(searchable(given['search']))}%", "exactly": given["search"]}
    conditions = " and ".join(_CONDITIONS[name] for name in _asked_for(asked))
    found = asked.sql(_FOUND.format(conditions=conditions), parameters)
    here = found[: given["limit"]]
    return {
        "items": [{name: value for name, value in row.items() if name != "search_name"} for row in here],
        "next": cursor_of((here[-1]["search_name"], here[-1]["person"])) if len(found) > len(here) else None,
    }


@query(
    "person",
    access={Access.ANYONE},
    reads=(PEOPLE,),
    consent=ConsentField.CAREER_HISTORY,
    example={"person": "person-ada"},
)
def person(asked: Asked) -> Answer:
    """One person as they are; for themselves, their managers and HR with address, employments and history.

    Past moments are for those only, and for whom the person lets see their career, which is without the address.
    """
    inside = bool(asked.relation & _INSIDERS)
    if not (inside or Access.CONSENTED in asked.relation or asked.moment.now):
        raise Forbidden("Past moments of a person's record are open to themselves, their managers and HR only.")
    row = next(iter(asked.rows(PEOPLE)), None)
    if row is None:
        raise NotFound(f"{asked.person!r} was not known then.", fields={"person": ["not known at that moment"]})
    today = asked.moment.today
    held = row.placed_on(today)
    place = msgspec.structs.asdict(held.placement)
    (names,) = asked.sql(_NAMES, place)
    page = {"person": row.person, "name": row.name, "status": presence_on(row, today), **place, **names}
    if not (inside or Access.CONSENTED in asked.relation):
        return page
    asked.saw_private()
    career = {"since": held.since, "role_since": held.role_since, "history": _history(row)}
    return {**page, **career, **_record(row)} if inside else {**page, **career}


def _history(row: PersonRow) -> Sequence[Mapping[str, Any]]:
    return [
        {"since": held.since, "reason": held.reason, **{name: getattr(held, name) for name in PLACEMENT_FIELDS}}
        for held in row.assignments
    ]


def _record(row: PersonRow) -> Mapping[str, Any]:
    return {
        "email": row.email,
        "external_id": row.external_id,
        "feed": row.feed,
        "employments": row.employments,
    }


def _asked_for(asked: Asked) -> Sequence[str]:
    """The names of the conditions that the parameters make."""
    given = asked.params
    names = [name for name in ("manager", "role", "location", "status") if given[name] is not None]
    if given["unit"] is not None:
        names.append("below" if given["below"] else "unit")
    if given["search"] is not None:
        names.append("search_numbers" if asked.relation & _SEES_NUMBERS else "search")
    if given["cursor"] is not None:
        names.append("after")
    return names


def _day(asked: Asked) -> Any:
    day = asked.params["on"] or asked.moment.today
    if day != asked.moment.today and Access.HR not in asked.relation:
        raise Forbidden("Who is where on another day than today is open to HR only. Leave out `on`.")
    return day


def _after(cursor: str | None) -> Mapping[str, str]:
    if cursor is None:
        return {}
    key = key_of(cursor)
    if len(key) != 2 or any("\0" in part for part in key):
        raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})
    return {"after_name": key[0], "after_person": key[1]}


def _literally(text: str) -> str:
    """The text as a pattern that matches just it."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
