"""The commands that have recommendations looked at now: read, carried out, and answered."""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError

from services.recommendations.opening import OpenedRecommendations
from services.recommendations.refreshing import Refreshed
from shared.commanding.request import Request
from shared.contract import CommandSchema
from shared.contracts.recommendations.commands import Refresh, RefreshOrganisation
from shared.errors import InvalidInput
from shared.validation import messages_of

Wire = Mapping[str, Any]


def answer_refresh(opened: OpenedRecommendations) -> Callable[[str, Request], Wire]:
    """Looks at one person, by all that the logs have now."""

    def carry_out(organisation: str, request: Request) -> Wire:
        person = _loaded(Refresh, request)["person"]
        return _answer(opened, organisation, opened.refresh(organisation, [person]))

    return carry_out


def answer_refresh_organisation(opened: OpenedRecommendations) -> Callable[[str, Request], Wire]:
    """Looks at everybody, by all that the logs have now."""

    def carry_out(organisation: str, request: Request) -> Wire:
        _loaded(RefreshOrganisation, request)
        return _answer(opened, organisation, opened.refresh_everybody(organisation))

    return carry_out


def _answer(opened: OpenedRecommendations, organisation: str, refreshed: Refreshed) -> Wire:
    position = {"recommendations": opened.head(organisation)}
    return {"people": refreshed.people, "events": refreshed.events, "position": position}


def _loaded(schema: type[CommandSchema], request: Request) -> Mapping[str, Any]:
    try:
        loaded: Mapping[str, Any] = schema().load(request.payload)
    except ValidationError as error:
        raise InvalidInput(
            f"The payload of {request.command} does not fit its schema.", fields=messages_of(error)
        ) from error
    return loaded
