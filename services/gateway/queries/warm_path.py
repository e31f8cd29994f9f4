"""Whom to ask for a way to somebody: chains of people who know each other."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, validates_schema

from services.gateway.closeness import closeness, strong_ties
from services.gateway.people_here import HERE, Others, others
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.warm_paths import Path, Ties, warm_paths
from services.gateway.whereabouts import PLACED, Presence
from services.gateway.within_unit import and_below
from shared.contract import Access, identifier, text
from shared.errors import InvalidInput, NotFound
from shared.read_models.circles import CircleRow
from shared.read_models.places import PlaceKind, title

FEW = 300
"""The most people from whom a search sets out towards the caller. Towards more, it sets out from the caller only."""

_CIRCLES = f"""
    select circles.person, circles.others, circles.numbers
    from unnest(string_to_array(%(people)s, ' ')) as wanted (person)
    join people on people.organisation = %(organisation)s and people.person = wanted.person and {HERE}
    join circles on circles.organisation = %(organisation)s and circles.person = people.person
"""
"""Takes ids separated by blanks, which no id has: one text is written faster than a list of hundreds."""
_EVER_THERE = """
    select distinct person from places
    where organisation = %(organisation)s and kind = %(kind)s and place = any(%(places)s) and person <> %(person)s
    limit %(most)s
"""
_THERE = f"""
    select people.person
    from people {PLACED}
    where people.organisation = %(organisation)s and people.person = any(%(people)s)
    and present.status = '{Presence.HERE}'
    and (%(units)s::text[] is null or placed.unit = any(%(units)s))
    and (%(role)s::text is null or lower(placed.role) = lower(%(role)s))
"""


class WarmPathTo(OfPerson):
    """From whom, the caller, and to whom: a person, or anybody in a role, a unit, or both."""

    to = identifier(load_default=None, metadata={"description": "The person to get to."})
    role = text(200, load_default=None, metadata={"description": "Anybody with this title, in any case."})
    unit = identifier(load_default=None, metadata={"description": "Anybody of this unit and those below it."})

    @validates_schema
    def names_an_end(self, given: Mapping[str, Any], **_: Any) -> None:
        """Either a person or a place must be named, and not both."""
        placed = given.get("role") is not None or given.get("unit") is not None
        if (given.get("to") is not None) == placed:
            raise ValidationError("Name a person, or else a role or a unit.", "to")


class OneselfSought(InvalidInput):
    """The way to oneself is asked for."""

    def __init__(self) -> None:
        super().__init__("You are there already. Name somebody else.", fields={"to": ["Must be somebody else."]})


@query(
    "warm_path",
    access={Access.SELF},
    params=WarmPathTo,
    as_of=False,
    example={"person": "ada", "to": "barbara"},
)
def warm_path(asked: Asked) -> Answer:
    """The chain of strongest ties from oneself to a person, or to anybody in a role or unit, and alternatives.

    A chain has six ties at most, each known to both of its ends, and leads through people who are here. Of ties it
    tells how close they are, and nothing of what they come from. Alternatives begin with somebody else.
    """
    search = _Search(asked)
    while True:
        found = search.paths()
        known = others(asked, (person for path in found for person in path.people), asked.moment.today)
        gone = {person for path in found for person in path.people if person not in known or not known[person].here}
        if not gone:
            return {"from": asked.person, "paths": [_shown(path, known) for path in found]}
        search.without(gone)


class _Search:
    """Where to, and by the ties of whom. Whom a path would lead through who is not here is found out from the path."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        unit = asked.params["unit"]
        units = None if unit is None else and_below(asked, unit)
        self._given = {**asked.params, "units": units, "day": asked.moment.today}
        self._gone: set[str] = set()
        self._ends: set[str] = set()
        self._seen: set[str] = set()
        candidates = self._candidates()
        self._few = len(candidates) <= FEW
        if asked.params["to"] is not None:
            self._ends = set(candidates)
        elif self._few:
            self._look_among(candidates)

    def paths(self) -> Sequence[Path]:
        """The warmest paths, as far as is known who is gone."""
        return warm_paths(self._asked.person, self._ends, self._ties_of, both_ways=self._few)

    def without(self, gone: Collection[str]) -> None:
        """Let no path lead through these people."""
        self._gone.update(gone)
        self._ends -= self._gone

    def _candidates(self) -> Sequence[str]:
        """Those among whom the ends are, or more than a few of them."""
        to, person = self._given["to"], self._asked.person
        if to is not None:
            return [_required(self._asked, to)]
        units, role = self._given["units"], self._given["role"]
        kind, places = (PlaceKind.ROLE, [title(role)]) if units is None else (PlaceKind.UNIT, units)
        given = {"kind": kind, "places": places, "person": person, "most": FEW + 1}
        return [row["person"] for row in self._asked.sql(_EVER_THERE, given)]

    def _look_among(self, people: Collection[str]) -> None:
        """Find out which of these people are at the place asked for."""
        new = set(people) - self._seen - {self._asked.person}
        self._seen |= new
        if new:
            found = self._asked.sql(_THERE, {**self._given, "people": sorted(new)})
            self._ends |= {row["person"] for row in found} - self._gone

    def _ties_of(self, least: Mapping[str, float]) -> Mapping[str, Ties]:
        found = self._asked.sql(_CIRCLES, {"people": " ".join(least), "day": self._given["day"]})
        circles = [CircleRow(row["person"], row["others"], row["numbers"]) for row in found]
        strong = strong_ties(circles, least, self._given["day"])
        if not self._few:
            self._look_among({other for ties in strong.values() for other in ties})
        if self._gone:
            strong = {
                person: {other: tie for other, tie in ties.items() if other not in self._gone}
                for person, ties in strong.items()
            }
        return strong


def _required(asked: Asked, to: str) -> str:
    """The person to get to. Raises `OneselfSought`, or `NotFound` where nobody of that id is here."""
    if to == asked.person:
        raise OneselfSought
    other = others(asked, [to], asked.moment.today).get(to)
    if other is None or not other.here:
        raise NotFound(f"There is no person {to!r} in this organisation.", fields={"to": ["unknown"]})
    return to


def _shown(path: Path, known: Others) -> Mapping[str, Any]:
    """Who is on the path, each with how close they are to the one before."""
    before = [None, *map(closeness, path.ties)]
    return {
        "ties": len(path.ties),
        "weakest": closeness(min(path.ties)),
        "people": [
            {
                "person": person,
                "name": known[person].name,
                "role": known[person].role,
                "unit": known[person].unit,
                "unit_name": known[person].unit_name,
                "closeness": tie,
            }
            for person, tie in zip(path.people, before, strict=True)
        ],
    }
