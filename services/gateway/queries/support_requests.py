"""What somebody was asked for by people who are getting over a setback."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access
from shared.read_models.support_requests import SupportRequest

_ASKED = """
    select support_requests.person, people.name, support_requests.requests
    from support_requests
    join setbacks on setbacks.organisation = %(organisation)s and setbacks.setback = support_requests.setback
    join people on people.organisation = %(organisation)s and people.person = support_requests.person
    where support_requests.organisation = %(organisation)s and support_requests.helper = %(person)s
    and setbacks.recovered_on is null
"""


class AskedOf(OfPerson, Paged):
    """Of whom: the caller, that is."""


class Addressed(msgspec.Struct, frozen=True):
    """What a person of that name asks for. Of their setback it tells nothing, not even the id, which may be a word."""

    person: str
    name: str
    asked_on: date
    request: str | None


@query("support_requests", access={Access.SELF}, params=AskedOf, as_of=False, example={"person": "ada"})
def support_requests(asked: Asked) -> Answer:
    """Who asks oneself for support, and for what, until they have recovered; the newest request first."""
    requests = _requests(asked.sql(_ASKED, {"person": asked.person}))
    return page(
        requests,
        lambda each: (each[1].asked_on.isoformat(), f"{each[0]:020}"),
        asked.params,
        shown=lambda each: each[1],
        descending=True,
    )


def _requests(found: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Addressed]]:
    """Each request with the position at which it was made: unique, and unlike an id of one's choice it says nothing."""
    for row in found:
        for each in msgspec.convert(row["requests"], tuple[SupportRequest, ...]):
            yield each.position, Addressed(row["person"], row["name"], each.asked_on, each.request)
