"""Opportunities: one row each, about nobody. Who has what to do with one is in `opportunity_reach`.

Not every row is for every eye: `shared.contracts.network.reach` says who sees one, and every query over this table
applies it.
"""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from shared.contracts.goals.changes import given
from shared.contracts.network.events import (
    OpportunityClosed,
    OpportunityFilled,
    OpportunityKind,
    OpportunityPosted,
    OpportunityReopened,
    OpportunityRevised,
    SkillWanted,
    Visibility,
)
from shared.contracts.network.standing import OpportunityStatus
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class OpportunityRow(Row, frozen=True, kw_only=True):
    """A role, project or gig. It takes interest while its status is open, until the end of the day `closes_on`.

    `hours` are those of a week; `ended_on` is the day on which it was filled or closed, for `closing_reason`.
    """

    opportunity: str
    posted_by: str
    posted_on: date
    kind: OpportunityKind
    status: OpportunityStatus = OpportunityStatus.OPEN
    visibility: Visibility
    title: str
    description: str | None
    role: str | None
    unit: str | None
    skills: tuple[SkillWanted, ...]
    hours: Decimal | None
    starts_on: date | None
    ends_on: date | None
    closes_on: date | None
    ended_on: date | None = None
    closing_reason: str | None = None


OPPORTUNITIES = ReadModel(
    "opportunities",
    OpportunityRow,
    version=1,
    source="network",
    key=("opportunity",),
    person=None,
    indexes=[("status", "visibility"), ("posted_by",), ("role",)],
)
"""Opportunities by id."""

_REVISED = (
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


@OPPORTUNITIES.starts(OpportunityPosted)
def was_posted(e: OpportunityPosted, _at: Envelope) -> OpportunityRow:
    """A new opportunity, open."""
    said = {name: getattr(e, name) for name in _REVISED}
    return OpportunityRow(opportunity=e.opportunity, posted_by=e.posted_by, posted_on=e.on, kind=e.kind, **said)


@OPPORTUNITIES.on(OpportunityRevised)
def was_revised(row: OpportunityRow, e: OpportunityRevised, _at: Envelope) -> OpportunityRow:
    """What was given replaces what was there."""
    return replace(row, **given(e, *_REVISED))


@OPPORTUNITIES.on(OpportunityFilled)
def was_filled(row: OpportunityRow, e: OpportunityFilled, _at: Envelope) -> OpportunityRow:
    """Somebody got it."""
    return replace(row, status=OpportunityStatus.FILLED, ended_on=e.on)


@OPPORTUNITIES.on(OpportunityClosed)
def was_closed(row: OpportunityRow, e: OpportunityClosed, _at: Envelope) -> OpportunityRow:
    """Nobody got it."""
    return replace(row, status=OpportunityStatus.CLOSED, ended_on=e.on, closing_reason=e.reason)


@OPPORTUNITIES.on(OpportunityReopened)
def was_reopened(row: OpportunityRow, e: OpportunityReopened, _at: Envelope) -> OpportunityRow:
    """Open again."""
    return replace(row, status=OpportunityStatus.OPEN, closes_on=e.closes_on, ended_on=None, closing_reason=None)
