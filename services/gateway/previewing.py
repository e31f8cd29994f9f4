"""Going through people to see what would change for them, a page of them at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from marshmallow import fields, validate

from services.gateway.level_changes import ReadinessChange
from services.gateway.paging import Paged, cursor_of, key_of
from services.gateway.query import Asked
from services.gateway.skill_catalogue import KnownSkills
from shared.errors import InvalidInput

MOST_PEOPLE = 500
"""Through how many people one answer goes at most."""

Found = Sequence[Mapping[str, Any]]
"""Rows with a `person`, in the order of their ids."""


class Previewed(Paged):
    """How many people to go through."""

    limit = fields.Integer(
        strict=True,
        load_default=200,
        validate=validate.Range(1, MOST_PEOPLE),
        metadata={"description": "The most people to go through."},
    )


def some_people(asked: Asked, statement: str, **parameters: Any) -> tuple[Found, str | None]:
    """The people whom `statement` finds after `%(after)s` on `%(day)s`, `%(most)s` at most, and the cursor to go on by.

    Raises `InvalidInput` for the cursor of another list.
    """
    key = ("",) if asked.params["cursor"] is None else key_of(asked.params["cursor"])
    if len(key) != 1 or "\0" in key[0]:
        raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})
    limit = asked.params["limit"]
    found = asked.sql(statement, {**parameters, "after": key[0], "most": limit + 1, "day": asked.moment.today})
    here = found[:limit]
    return here, cursor_of((here[-1]["person"],)) if len(found) > limit else None


def shown_change(change: ReadinessChange, known: KnownSkills) -> Mapping[str, Any]:
    """A change of readiness with the names of the skills."""
    shown = msgspec.structs.asdict(change)
    for gaps in ("new_gaps", "closed_gaps"):
        shown[gaps] = [{"skill": skill, "name": known[skill].name} for skill in shown[gaps]]
    return shown
