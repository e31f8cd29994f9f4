"""Referring somebody for an opportunity."""

from datetime import date, datetime

from services.network.opportunity.interest import OnesOwnOpportunity
from services.network.opportunity.sight import require_open_on, require_sight
from services.network.opportunity.state import Opportunity
from services.network.people import require_others
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import RecordOf
from shared.contracts.network.events import Referred
from shared.errors import require
from shared.event import Event


def refer_for_opportunity(
    opportunity: Opportunity,
    *,
    person: str,
    whom: str,
    words: str | None,
    connected: bool,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Refer `whom`, as somebody who sees the opportunity. `record` answers the directory."""
    require_sight(opportunity, person, connected=connected)
    if (whom, person) in opportunity.referred:
        return []
    on = day_of(effective_on, now)
    require_open_on(opportunity, on)
    require(whom != opportunity.posted_by, OnesOwnOpportunity("whom"))
    require_others("whom", [whom], person, record)
    return [Referred(opportunity=opportunity.id, person=whom, on=on, by=person, words=words)]
