"""Inviting people to an opportunity."""

from collections.abc import Sequence
from datetime import date, datetime

from services.network.opportunity.sight import require_open, require_poster
from services.network.opportunity.state import Opportunity
from services.network.people import require_others
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import RecordOf
from shared.contracts.network.events import InvitedToOpportunity, UninvitedFromOpportunity
from shared.event import Event


def invite_to_opportunity(
    opportunity: Opportunity,
    *,
    person: str,
    people: Sequence[str],
    connected: bool,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Invite people, those left out who are invited already. `record` answers the directory."""
    require_poster(opportunity, person, connected=connected)
    require_open(opportunity)
    require_others("people", people, person, record)
    added = [each for each in people if each not in opportunity.invited]
    return invited(opportunity.id, person, added, day_of(effective_on, now))


def uninvite_from_opportunity(
    opportunity: Opportunity,
    *,
    person: str,
    people: Sequence[str],
    connected: bool,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Take invitations back. Whoever is interested by then goes on seeing it."""
    require_poster(opportunity, person, connected=connected)
    on = day_of(effective_on, now)
    return [
        UninvitedFromOpportunity(opportunity=opportunity.id, person=each, on=on, by=person)
        for each in people
        if each in opportunity.invited
    ]


def invited(opportunity: str, by: str, people: Sequence[str], on: date) -> list[Event]:
    """An invitation for each of `people`."""
    return [InvitedToOpportunity(opportunity=opportunity, person=each, on=on, by=by) for each in people]
