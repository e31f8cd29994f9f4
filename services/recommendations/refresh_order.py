"""The commands that have recommendations looked at now: read, carried out, and answered."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from marshmallow import ValidationError

from services.recommendations.handling import RecommendationHandling
from services.recommendations.refreshing import Refreshed, Refreshing
from services.recommendations.touching import Touching
from shared.commanding.request import Request
from shared.contract import CommandSchema
from shared.contracts.recommendations.commands import Refresh, RefreshOrganisation
from shared.errors import InvalidInput
from shared.validation import messages_of

Wire = Mapping[str, Any]


class Opened(Protocol):
    """What is needed to carry them out."""

    handling: RecommendationHandling
    refreshing: Refreshing
    touching: Touching


def answer_refresh(opened: Opened) -> Callable[[str, Request], Wire]:
    """Looks at one person, by all that the logs have now."""

    def carry_out(organisation: str, request: Request) -> Wire:
        person = _loaded(Refresh, request)["person"]
        opened.touching.catch_up(organisation)
        return _answer(opened, organisation, opened.refreshing.people(organisation, [person]))

    return carry_out


def answer_refresh_organisation(opened: Opened) -> Callable[[str, Request], Wire]:
    """Looks at everybody, by all that the logs have now."""

    def carry_out(organisation: str, request: Request) -> Wire:
        _loaded(RefreshOrganisation, request)
        opened.touching.catch_up(organisation)
        return _answer(opened, organisation, opened.refreshing.everybody(organisation))

    return carry_out


def _answer(opened: Opened, organisation: str, refreshed: Refreshed) -> Wire:
    position = opened.handling.head(organisation)
    return {"people": refreshed.people, "events": refreshed.events, "position": {"recommendations": position}}


def _loaded(schema: type[CommandSchema], request: Request) -> Mapping[str, Any]:
    try:
        loaded: Mapping[str, Any] = schema().load(request.payload)
    except ValidationError as error:
        raise InvalidInput(
            f"The payload of {request.command} does not fit its schema.", fields=messages_of(error)
        ) from error
    return loaded
