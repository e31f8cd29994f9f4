"""Who may do what with an opportunity: its poster, and those who see it. To others it does not exist."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.network.connection import CONNECTION, identity_of
from services.network.opportunity.state import OPPORTUNITY, Opportunity
from shared.aggregate import Streams
from shared.contracts.network.reach import sees
from shared.contracts.network.standing import OpportunityStatus
from shared.errors import NotFound, RuleViolation, require


class NotThePoster(RuleViolation):
    """Somebody else posted the opportunity."""

    def __init__(self) -> None:
        super().__init__(
            "Only whoever posted the opportunity can do that.",
            fields={"opportunity": ["Was not posted by the person."]},
        )


class OpportunityNotOpen(RuleViolation):
    """The opportunity is filled or closed, or its last day has passed."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"The opportunity {where}. It takes no more unless its poster opens it again.",
            fields={"opportunity": [f"It {where}."]},
        )


def require_poster(opportunity: Opportunity, person: str, *, connected: bool) -> None:
    """Raise `NotThePoster` unless the person posted it, or `NotFound` where they do not even see it."""
    require_sight(opportunity, person, connected=connected)
    require(opportunity.posted_by == person, NotThePoster())


def require_sight(opportunity: Opportunity, person: str, *, connected: bool) -> None:
    """Raise `NotFound`, as for an opportunity that was never posted, unless the person sees it.

    Here nobody sees more for their role: HR looks after opportunities, but refers and asks like anybody else.
    """
    seen = sees(
        person,
        visibility=opportunity.visibility,
        posted_by=opportunity.posted_by,
        reached=opportunity.reached(person),
        connected=connected,
    )
    missing = f"There is no opportunity {opportunity.id!r} of this person."
    require(seen, NotFound(missing, fields={"opportunity": ["unknown"]}))


def require_open(opportunity: Opportunity) -> None:
    """Raise `OpportunityNotOpen` unless it is neither filled nor closed."""
    require(opportunity.status is OpportunityStatus.OPEN, OpportunityNotOpen(f"is {opportunity.status}"))


def require_open_on(opportunity: Opportunity, on: date) -> None:
    """Raise `OpportunityNotOpen` unless it is open, and its last day has not passed."""
    require_open(opportunity)
    closes = opportunity.closes_on
    require(closes is None or on <= closes, OpportunityNotOpen(f"was open until {closes}"))


def sight(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For what is done with an opportunity: whether the person is connected with its poster, and the directory."""
    poster = streams.state(OPPORTUNITY, payload["opportunity"]).posted_by
    pair = identity_of(payload["person"], poster)
    return {"connected": streams.state(CONNECTION, pair).connected, "record": streams.person}
