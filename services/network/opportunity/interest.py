"""Being interested in an opportunity."""

from datetime import date, datetime

from services.network.opportunity.sight import require_open_on, require_poster, require_sight
from services.network.opportunity.state import Opportunity
from shared.contracts.days import day_of
from shared.contracts.network.events import InterestExpressed, InterestTurnedDown, InterestWithdrawn
from shared.contracts.network.standing import InterestStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class OnesOwnOpportunity(RuleViolation):
    """The poster cannot be the one who gets it."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "Whoever posted an opportunity cannot have it themself.", fields={field: ["Is who posted it."]}
        )


class TurnedDown(RuleViolation):
    """The poster has answered already."""

    def __init__(self) -> None:
        super().__init__(
            "The poster has answered your interest. Look for another opportunity.",
            fields={"opportunity": ["Your interest was turned down."]},
        )


class NotInterested(RuleViolation):
    """The person has no interest that waits for an answer."""

    def __init__(self) -> None:
        super().__init__(
            "They have not expressed interest, or have withdrawn it.", fields={"whom": ["Is not interested."]}
        )


def express_interest(
    opportunity: Opportunity,
    *,
    person: str,
    message: str | None,
    connected: bool,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say that one would like it, as somebody who sees it."""
    require_sight(opportunity, person, connected=connected)
    require(person != opportunity.posted_by, OnesOwnOpportunity("opportunity"))
    standing = opportunity.interest.get(person)
    if standing in {InterestStatus.EXPRESSED, InterestStatus.CHOSEN}:
        return []
    on = day_of(effective_on, now)
    require_open_on(opportunity, on)
    require(standing is not InterestStatus.TURNED_DOWN, TurnedDown())
    return [InterestExpressed(opportunity=opportunity.id, person=person, on=on, message=message)]


def withdraw_interest(
    opportunity: Opportunity,
    *,
    person: str,
    reason: str | None,
    connected: bool,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say that one would not like it any more, even where one got it. Without interest, nothing changes."""
    standing = opportunity.interest.get(person)
    if standing is InterestStatus.WITHDRAWN:
        return []
    require_sight(opportunity, person, connected=connected)
    if standing not in {InterestStatus.EXPRESSED, InterestStatus.CHOSEN}:
        return []
    on = day_of(effective_on, now)
    return [InterestWithdrawn(opportunity=opportunity.id, person=person, on=on, reason=reason)]


def turn_down_interest(
    opportunity: Opportunity,
    *,
    person: str,
    whom: str,
    reason: str | None,
    connected: bool,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Tell somebody, as the poster, that it will not be them."""
    require_poster(opportunity, person, connected=connected)
    standing = opportunity.interest.get(whom)
    if standing is InterestStatus.TURNED_DOWN:
        return []
    require(standing is InterestStatus.EXPRESSED, NotInterested())
    on = day_of(effective_on, now)
    return [InterestTurnedDown(opportunity=opportunity.id, person=whom, on=on, reason=reason)]
