"""How an opportunity ends: somebody gets it, or nobody does."""

from collections.abc import Sequence
from datetime import date, datetime

from services.network.opportunity.posting import require_closing_after
from services.network.opportunity.sight import require_open, require_poster
from services.network.opportunity.state import Opportunity
from services.network.people import require_others
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import RecordOf
from shared.contracts.network.events import (
    ChosenForOpportunity,
    OpportunityClosed,
    OpportunityFilled,
    OpportunityReopened,
)
from shared.contracts.network.standing import OpportunityStatus
from shared.event import Event


def fill_opportunity(
    opportunity: Opportunity,
    *,
    person: str,
    people: Sequence[str],
    connected: bool,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say who got it, whether or not they had asked for it here. `record` answers the directory."""
    require_poster(opportunity, person, connected=connected)
    if opportunity.status is OpportunityStatus.FILLED and opportunity.chosen >= set(people):
        return []
    require_open(opportunity)
    require_others("people", people, person, record)
    on = day_of(effective_on, now)
    return [
        *(
            ChosenForOpportunity(opportunity=opportunity.id, person=each, on=on)
            for each in people
            if each not in opportunity.chosen
        ),
        OpportunityFilled(opportunity=opportunity.id, on=on),
    ]


def close_opportunity(
    opportunity: Opportunity,
    *,
    person: str,
    reason: str | None,
    connected: bool,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Close it without anybody getting it."""
    require_poster(opportunity, person, connected=connected)
    if opportunity.status is OpportunityStatus.CLOSED:
        return []
    require_open(opportunity)
    return [OpportunityClosed(opportunity=opportunity.id, on=day_of(effective_on, now), reason=reason)]


def reopen_opportunity(
    opportunity: Opportunity,
    *,
    person: str,
    closes_on: date | None,
    connected: bool,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Open it again. Those who had got it keep it, and more may be chosen."""
    require_poster(opportunity, person, connected=connected)
    if opportunity.status is OpportunityStatus.OPEN:
        return []
    on = day_of(effective_on, now)
    require_closing_after(closes_on, on)
    return [OpportunityReopened(opportunity=opportunity.id, on=on, closes_on=closes_on)]
