"""Whom opportunities have reached: one row for each opportunity and person between whom something has passed.

It is the half of `shared.contracts.network.reach` that is about single people, found by text equality: row-level
security keeps PostgreSQL from using an index on what a list contains.
"""

from collections.abc import Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from shared.contracts.network.events import (
    ChosenForOpportunity,
    InterestExpressed,
    InterestTurnedDown,
    InterestWithdrawn,
    InvitedToOpportunity,
    ReachEvent,
    Referred,
    UninvitedFromOpportunity,
)
from shared.contracts.network.reach import Reached
from shared.contracts.network.standing import InterestStatus
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class Referral(msgspec.Struct, frozen=True):
    """Who referred the person, and with which words about them."""

    by: str
    referred_on: date
    words: str | None


class ReachRow(Row, frozen=True):
    """What has passed between an opportunity and `person`: invitation, referrals, and where their interest stands.

    `words` are what came with the interest or its end: the person's own, or why the poster turned it down.
    """

    opportunity: str
    person: str
    invited: bool = False
    referred: bool = False
    interest: InterestStatus | None = None
    interest_on: date | None = None
    words: str | None = None
    referrals: tuple[Referral, ...] = ()

    @property
    def reached(self) -> Reached:
        """What the rule of who sees it needs to know."""
        return Reached(self.invited, self.referred, self.interest)


OPPORTUNITY_REACH = ReadModel(
    "opportunity_reach",
    ReachRow,
    version=1,
    source="network",
    key=("opportunity", "person"),
    indexes=[("person", "opportunity")],
)
"""Whom opportunities have reached, by opportunity and person."""

_INTEREST: Mapping[type[ReachEvent], InterestStatus] = {
    InterestExpressed: InterestStatus.EXPRESSED,
    InterestWithdrawn: InterestStatus.WITHDRAWN,
    InterestTurnedDown: InterestStatus.TURNED_DOWN,
    ChosenForOpportunity: InterestStatus.CHOSEN,
}


@OPPORTUNITY_REACH.folds_into(InvitedToOpportunity)
def was_invited(row: ReachRow | None, e: InvitedToOpportunity, _at: Envelope) -> ReachRow:
    """Invited by the poster."""
    return replace(_found(row, e), invited=True)


@OPPORTUNITY_REACH.on(UninvitedFromOpportunity)
def was_uninvited(row: ReachRow, _e: UninvitedFromOpportunity, _at: Envelope) -> ReachRow:
    """Invited no more."""
    return replace(row, invited=False)


@OPPORTUNITY_REACH.folds_into(Referred)
def was_referred(row: ReachRow | None, e: Referred, _at: Envelope) -> ReachRow:
    """One referral more."""
    row = _found(row, e)
    return replace(row, referred=True, referrals=(*row.referrals, Referral(e.by, e.on, e.words)))


@OPPORTUNITY_REACH.folds_into(InterestExpressed)
def interest_expressed(row: ReachRow | None, e: InterestExpressed, _at: Envelope) -> ReachRow:
    """Interested, with these words."""
    return _interested(row, e, e.message)


@OPPORTUNITY_REACH.folds_into(InterestWithdrawn)
def interest_withdrawn(row: ReachRow | None, e: InterestWithdrawn, _at: Envelope) -> ReachRow:
    """Interested no more."""
    return _interested(row, e, e.reason)


@OPPORTUNITY_REACH.folds_into(InterestTurnedDown)
def interest_turned_down(row: ReachRow | None, e: InterestTurnedDown, _at: Envelope) -> ReachRow:
    """It will not be them."""
    return _interested(row, e, e.reason)


@OPPORTUNITY_REACH.folds_into(ChosenForOpportunity)
def was_chosen(row: ReachRow | None, e: ChosenForOpportunity, _at: Envelope) -> ReachRow:
    """They got it."""
    return _interested(row, e, row.words if row else None)


def _found(row: ReachRow | None, e: ReachEvent) -> ReachRow:
    return row or ReachRow(e.opportunity, e.person)


def _interested(row: ReachRow | None, e: ReachEvent, words: str | None) -> ReachRow:
    return replace(_found(row, e), interest=_INTEREST[type(e)], interest_on=e.on, words=words)
