"""What the rules need to know of an opportunity, and how events change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from shared.aggregate import Aggregate
from shared.contracts.goals.changes import given
from shared.contracts.network.events import (
    ChosenForOpportunity,
    InterestExpressed,
    InterestTurnedDown,
    InterestWithdrawn,
    InvitedToOpportunity,
    OpportunityClosed,
    OpportunityFilled,
    OpportunityKind,
    OpportunityPosted,
    OpportunityReopened,
    OpportunityRevised,
    Referred,
    SkillWanted,
    UninvitedFromOpportunity,
    Visibility,
)
from shared.contracts.network.reach import Reached
from shared.contracts.network.standing import InterestStatus, OpportunityStatus
from shared.event import Event

REVISED = (
    "title",
    "visibility",
    "description",
    "role",
    "unit",
    "skills",
    "hours",
    "starts_on",
    "ends_on",
    "closes_on",
)
"""The fields that a revision may change."""


@dataclass(frozen=True)
class Opportunity:
    """What the rules need to know of an opportunity. Before it is posted, it has no id.

    `referred` has pairs of who was referred and by whom.
    """

    id: str = ""
    posted_by: str = ""
    kind: OpportunityKind = OpportunityKind.GIG
    status: OpportunityStatus | None = None
    title: str = ""
    visibility: Visibility = Visibility.INVITED
    description: str | None = None
    role: str | None = None
    unit: str | None = None
    skills: tuple[SkillWanted, ...] = ()
    hours: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    closes_on: date | None = None
    invited: frozenset[str] = frozenset()
    referred: frozenset[tuple[str, str]] = frozenset()
    interest: Mapping[str, InterestStatus] = field(default_factory=dict)

    @property
    def chosen(self) -> frozenset[str]:
        """Those who got it."""
        return frozenset(who for who, status in self.interest.items() if status is InterestStatus.CHOSEN)

    def reached(self, person: str) -> Reached:
        """What has passed between the opportunity and a person."""
        return Reached(
            invited=person in self.invited,
            referred=any(whom == person for whom, _ in self.referred),
            interest=self.interest.get(person),
        )


_STATUS: Mapping[type[Event], OpportunityStatus] = {
    OpportunityFilled: OpportunityStatus.FILLED,
    OpportunityClosed: OpportunityStatus.CLOSED,
}

_INTEREST: Mapping[type[Event], InterestStatus] = {
    InterestExpressed: InterestStatus.EXPRESSED,
    InterestWithdrawn: InterestStatus.WITHDRAWN,
    InterestTurnedDown: InterestStatus.TURNED_DOWN,
    ChosenForOpportunity: InterestStatus.CHOSEN,
}


def evolve(opportunity: Opportunity, event: Event) -> Opportunity:
    """The opportunity after `event`."""
    match event:
        case OpportunityPosted():
            posted = Opportunity(event.opportunity, event.posted_by, event.kind, OpportunityStatus.OPEN)
            return replace(posted, **{name: getattr(event, name) for name in REVISED})
        case OpportunityRevised():
            return replace(opportunity, **given(event, *REVISED))
        case OpportunityFilled() | OpportunityClosed():
            return replace(opportunity, status=_STATUS[type(event)])
        case OpportunityReopened():
            return replace(opportunity, status=OpportunityStatus.OPEN, closes_on=event.closes_on)
        case InvitedToOpportunity():
            return replace(opportunity, invited=opportunity.invited | {event.person})
        case UninvitedFromOpportunity():
            return replace(opportunity, invited=opportunity.invited - {event.person})
        case Referred():
            return replace(opportunity, referred=opportunity.referred | {(event.person, event.by)})
        case InterestExpressed() | InterestWithdrawn() | InterestTurnedDown() | ChosenForOpportunity():
            return replace(opportunity, interest={**opportunity.interest, event.person: _INTEREST[type(event)]})
    return opportunity


OPPORTUNITY = Aggregate("opportunity", Opportunity(), evolve)
