"""Who could be one's mentor."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.candidates import Kind
from services.gateway.closeness import closeness
from services.gateway.goal_audience import NOWHERE, places
from services.gateway.paging import Paged, cursor_of, key_of
from services.gateway.patterns import literally
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.searching import hits
from services.gateway.skill_catalogue import known_skills
from services.gateway.whereabouts import PLACED, Presence
from shared.contract import Access, text
from shared.contracts.network.events import MentoringSide
from shared.contracts.network.standing import MentorshipStatus
from shared.errors import InvalidInput
from shared.read_models.people import searchable
from shared.read_models.ties import TIES

_CHUNK = 100
"""How many mentors are looked at, at least, to find those of a page who are outside one's reporting line."""

_OPEN = f"""
    with recursive above (manager, steps) as (
        select %(person)s::text, 0
        union
        select placed.manager, above.steps + 1
        from above join people on people.organisation = %(organisation)s and people.person = above.manager
        {PLACED}
        where placed.manager is not null and above.steps < 64
    ), mine as (
        select placed.unit from people {PLACED}
        where people.organisation = %(organisation)s and people.person = %(person)s
    ), open as (
        select mentors.person, people.name, placed.unit, placed.role, mentors.topics, mentors.about,
               mentors.capacity - mentors.running as room, mentors.completed,
               coalesce(fitting.fit, 0) as fit, coalesce(tied.strength, 0) as strength,
               coalesce(placed.unit = (select unit from mine), false) as near,
               mentors.person in (select manager from above) as above
        from mentors
        join people on people.organisation = %(organisation)s and people.person = mentors.person
        {PLACED}
        left join lateral (
            select max(case when lower(topic) = any(%(exactly)s) then 2
                            when lower(topic) = any(%(nearly)s) or lower(topic) like all(%(patterns)s) then 1
                            else 0 end) as fit
            from jsonb_array_elements_text(mentors.topics) as topic
        ) as fitting on true
        left join unnest(%(others)s::text[], %(strengths)s::float8[]) as tied (other, strength)
        on tied.other = mentors.person
        where mentors.organisation = %(organisation)s and mentors.offers and mentors.capacity > mentors.running
        and mentors.person <> %(person)s and present.status = '{Presence.HERE}'
    )
    select open.*, units.name as unit_name, (
        select mentorships.status from mentorships
        where mentorships.organisation = %(organisation)s and mentorships.person = %(person)s
        and mentorships.other = open.person and mentorships.side = '{MentoringSide.MENTEE}'
        and mentorships.status in ('{MentorshipStatus.REQUESTED}', '{MentorshipStatus.RUNNING}')
        limit 1
    ) as mentorship
    from open left join units on units.organisation = %(organisation)s and units.unit = open.unit
    where (%(any_topic)s or open.fit > 0) and (%(despite)s or not open.above)
    and (-open.fit, -open.strength, not open.near, open.person)
        > (%(fit)s::bigint, %(strength)s::float8, %(far)s::boolean, %(after)s::text)
    order by open.fit desc, open.strength desc, open.near desc, open.person
    limit %(most)s
"""
"""Those with room for one more; `fit` is 2 for a topic that is the one asked for, 1 for one that is like it."""

_FITS: Mapping[int, str | None] = {2: "exact", 1: "related", 0: None}


class Place(msgspec.Struct, frozen=True):
    """Where somebody stands in the list: the smaller, the earlier."""

    fit: int
    strength: float
    far: bool
    after: str


_FIRST = Place(-3, -2.0, False, "")


class MentorsFor(OfPerson, Paged):
    """For whom, the caller, and for what."""

    topic = text(100, load_default=None, metadata={"description": "A skill, by id or name, or words."})
    despite_reporting_line = fields.Boolean(
        load_default=False, metadata={"description": "Those in one's own reporting line, too."}
    )


@query(
    "mentors",
    access={Access.SELF},
    params=MentorsFor,
    reads=(TIES,),
    as_of=False,
    example={"person": "ada", "topic": "sql"},
)
def mentors(asked: Asked) -> Answer:
    """Who offers to mentor and has room: those first whose topics fit best, whom one knows best, of one's own unit.

    Nobody of one's own reporting line, above or below, unless one asks for them, too.
    """
    limit, despite = asked.params["limit"], asked.params["despite_reporting_line"]
    sought = {**_meant(asked, asked.params["topic"]), **_tied(asked)}
    most = max(limit + 1, 0 if despite else _CHUNK)
    place, more = _place(asked.params["cursor"]), True
    found: list[Mapping[str, Any]] = []
    while more and len(found) <= limit:
        given = {**msgspec.structs.asdict(place), **sought, "despite": despite, "most": most}
        chunk = asked.sql(_OPEN, {**given, "person": asked.person, "day": asked.moment.today})
        found += [each for each in _with_line(asked, chunk) if despite or not each["in_line"]]
        more = len(chunk) == most
        place = _place_of(chunk[-1]) if chunk else place
    here = found[:limit]
    return {
        "items": [_shown(each) for each in here],
        "next": _cursor(_place_of(here[-1])) if len(found) > limit else None,
    }


def _meant(asked: Asked, topic: str | None) -> Mapping[str, Any]:
    """Which topics are the one asked for, and which are like it: skills go by their ids and by their names."""
    if topic is None:
        return {"any_topic": True, "exactly": [], "nearly": [], "patterns": [""]}
    known = known_skills(asked, [topic])
    found = hits(asked, topic, [Kind.SKILLS])
    so_called = [hit for hit in found if searchable(hit.fit.name) == searchable(topic)]
    exactly = {topic, *(name for hit in so_called for name in (hit.id, hit.title))}
    if topic in known:
        exactly |= {known[topic].skill, known[topic].name or topic}
    nearly = {name for hit in found for name in (hit.id, hit.title)}
    return {
        "any_topic": False,
        "exactly": sorted({name.lower() for name in exactly}),
        "nearly": sorted({name.lower() for name in nearly}),
        "patterns": [f"%{literally(word)}%" for word in topic.lower().split()],
    }


def _tied(asked: Asked) -> Mapping[str, Any]:
    """How strong one's ties are today, as columns."""
    today = asked.moment.today
    tied = {row.other: row.strength_on(today) for row in asked.rows(TIES)}
    return {"others": list(tied), "strengths": list(tied.values())}


def _with_line(asked: Asked, found: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The same, each with whether they stand above oneself or below."""
    known = places(asked, [each["person"] for each in found], asked.moment.today)
    return [{**each, "in_line": each["above"] or known.get(each["person"], NOWHERE).managed} for each in found]


def _shown(found: Mapping[str, Any]) -> Mapping[str, Any]:
    names = ("person", "name", "role", "unit", "unit_name", "topics", "about", "room", "completed", "in_line")
    return {
        **{name: found[name] for name in names},
        "fit": _FITS[found["fit"]],
        "closeness": closeness(found["strength"]) if found["strength"] else None,
        "mentorship": found["mentorship"],
    }


def _place_of(found: Mapping[str, Any]) -> Place:
    return Place(-found["fit"], -found["strength"], not found["near"], found["person"])


def _cursor(place: Place) -> str:
    return cursor_of((str(place.fit), repr(place.strength), str(int(place.far)), place.after))


def _place(cursor: str | None) -> Place:
    """Where the page begins. Raises `InvalidInput` for the cursor of another list."""
    if cursor is None:
        return _FIRST
    try:
        fit, strength, far, after = key_of(cursor)
        place = Place(int(fit), float(strength), far == "1", after)
    except ValueError:
        place = _FIRST
    if not place.after or "\0" in place.after or abs(place.fit) > 2:
        raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})
    return place
