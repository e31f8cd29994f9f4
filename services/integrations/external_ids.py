"""External ids: by which number an HR system knows somebody, and whose it is.

Somebody who joins by an external id gets a Milepost id that follows from it. It is the same whenever it is asked
for, so that two systems which report the same person make one, and somebody erased is known again by it alone.
An external id of a feed belongs to one person at a time.
"""

import uuid
from collections.abc import Mapping
from itertools import count
from typing import Any

from msgspec.structs import replace

from services.integrations.directory import Directory
from services.integrations.feed.differences import unit_key
from services.integrations.person import Person
from shared.commanding.request import Request
from shared.errors import RuleViolation

JOIN = "integrations.join_person"
CHANGE = "integrations.change_person_details"

_PEOPLE = uuid.UUID("6a0f4b9c-52a1-4a0e-8f9b-7f5b4c0d2e61")
_UNITS = uuid.UUID("d1c8a7b2-3e4f-4a56-9b0c-1e2f3a4b5c6d")


class ExternalIdTaken(RuleViolation):
    """The external id is that of somebody else."""

    def __init__(self, feed: str, external_id: str, person: str) -> None:
        super().__init__(
            f"In the feed {feed}, {external_id} is {person}. Change that person's external id first, or use another.",
            fields={"external_id": [f"Is that of {person}."]},
        )


def person_id(organisation: str, feed: str, external_id: str, people: Mapping[str, Person]) -> str:
    """The id of the person with this external id.

    Where somebody got an id from it who goes by another external id now, the next one that follows from it.
    """
    candidates = (str(uuid.uuid5(_PEOPLE, f"{organisation}/{feed}/{external_id}/{n}")) for n in count())
    return next(each for each in candidates if _may_be(people.get(each), feed, external_id))


def unit_id(organisation: str, name: str) -> str:
    """The id of a unit that a feed is the first to name."""
    return str(uuid.uuid5(_UNITS, f"{organisation}/{unit_key(name)}"))


def _may_be(known: Person | None, feed: str, external_id: str) -> bool:
    return known is None or known.erased or (known.feed, known.external_id) == (feed, external_id)


def gives_external_id(request: Request) -> bool:
    """Whether the command gives somebody an external id."""
    return request.command in (JOIN, CHANGE) and isinstance(request.payload.get("external_id"), str)


class Holders:
    """Who has which external id, while a batch of commands is looked at."""

    def __init__(self, organisation: str, directory: Directory) -> None:
        self._organisation = organisation
        self._directory = directory
        self._holders = {
            (person.feed, person.external_id): identity
            for identity, person in directory.people.items()
            if person.external_id is not None
        }

    def identified(self, request: Request) -> Request:
        """The request, naming the person who joins. Raises ExternalIdTaken where the external id is another's.

        A payload that does not fit its schema is left as it is, to be refused for that.
        """
        payload = request.payload
        external_id, person = payload["external_id"], payload.get("person")
        feed = self._feed(request.command, payload)
        if not isinstance(feed, str) or not isinstance(person, str | None):
            return request
        if person is None and request.command == JOIN:
            person = person_id(self._organisation, feed, external_id, self._directory.people)
            request = replace(request, payload={**payload, "person": person})
        holder = self._holders.setdefault((feed, external_id), person or "")
        if holder != person:
            raise ExternalIdTaken(feed, external_id, holder)
        return request

    def _feed(self, command: str, payload: Mapping[str, Any]) -> Any:
        """The feed that the external id is of: for a change, the person's own where it is left out."""
        if command == CHANGE and "feed" not in payload:
            return self._directory.people.get(str(payload.get("person")), Person()).feed
        return payload.get("feed")
