"""Posting an opportunity, and changing it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from services.network.days import require_order
from services.network.opportunity.inviting import invited
from services.network.opportunity.sight import require_open, require_poster
from services.network.opportunity.state import Opportunity
from services.network.people import require_others
from shared.contracts.days import day_of
from shared.contracts.goals.changes import differing
from shared.contracts.integrations.relations import RecordOf
from shared.contracts.network.events import (
    OpportunityKind,
    OpportunityPosted,
    OpportunityRevised,
    SkillWanted,
    Visibility,
)
from shared.errors import RuleViolation, require
from shared.event import Event


class OpportunityExists(RuleViolation):
    """The id is that of another opportunity."""

    def __init__(self, opportunity: str) -> None:
        super().__init__(
            f"There is an opportunity {opportunity} already. Choose another id, or leave it out to be given one.",
            fields={"opportunity": ["Is taken."]},
        )


class ClosesBeforeItOpens(RuleViolation):
    """The last day on which it is open lies before the day of posting or opening it."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"It would close before it opens on {on}. Name a later day, or none.",
            fields={"closes_on": [f"Must not be before {on}."]},
        )


class SkillWantedTwice(RuleViolation):
    """A skill is called for at two levels."""

    def __init__(self, skill: str) -> None:
        super().__init__(f"The skill {skill} is named twice. Name one level.", fields={"skills": [f"{skill} twice."]})


def post_opportunity(
    opportunity: Opportunity,
    *,
    identity: str,
    person: str,
    kind: OpportunityKind,
    title: str,
    description: str | None,
    role: str | None,
    unit: str | None,
    skills: Sequence[Mapping[str, Any]],
    hours: Decimal | None,
    starts_on: date | None,
    ends_on: date | None,
    closes_on: date | None,
    visibility: Visibility,
    people: Sequence[str],
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Post an opportunity, and invite `people` to it. `record` answers the directory."""
    if opportunity.id:
        require((opportunity.posted_by, opportunity.kind) == (person, kind), OpportunityExists(identity))
        return []
    on = day_of(effective_on, now)
    require_order(starts_on, ends_on)
    require_closing_after(closes_on, on)
    require_others("people", people, person, record)
    posted = OpportunityPosted(
        opportunity=identity,
        on=on,
        posted_by=person,
        kind=kind,
        title=title,
        visibility=visibility,
        description=description,
        role=role,
        unit=unit,
        skills=_wanted(skills),
        hours=hours,
        starts_on=starts_on,
        ends_on=ends_on,
        closes_on=closes_on,
    )
    return [posted, *invited(identity, person, people, on)]


def post_role(
    opportunity: Opportunity,
    *,
    identity: str,
    actor: str,
    title: str,
    description: str | None,
    role: str,
    unit: str | None,
    skills: Sequence[Mapping[str, Any]],
    hours: Decimal | None,
    starts_on: date | None,
    ends_on: date | None,
    closes_on: date | None,
    visibility: Visibility,
    people: Sequence[str],
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Post a role; its poster is whoever asks, `actor`."""
    return post_opportunity(
        opportunity,
        identity=identity,
        person=actor,
        kind=OpportunityKind.ROLE,
        title=title,
        description=description,
        role=role,
        unit=unit,
        skills=skills,
        hours=hours,
        starts_on=starts_on,
        ends_on=ends_on,
        closes_on=closes_on,
        visibility=visibility,
        people=people,
        record=record,
        effective_on=effective_on,
        now=now,
    )


def revise_opportunity(
    opportunity: Opportunity,
    *,
    person: str,
    title: str | None,
    description: str | None,
    role: str | None,
    unit: str | None,
    skills: Sequence[Mapping[str, Any]] | None,
    hours: Decimal | None,
    starts_on: date | None,
    ends_on: date | None,
    closes_on: date | None,
    visibility: Visibility | None,
    connected: bool,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Change the opportunity. None means unchanged."""
    require_poster(opportunity, person, connected=connected)
    require_open(opportunity)
    changes = differing(
        opportunity,
        {
            "title": title,
            "description": description,
            "role": role,
            "unit": unit,
            "skills": None if skills is None else _wanted(skills),
            "hours": hours,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "closes_on": closes_on,
            "visibility": visibility,
        },
    )
    if not changes:
        return []
    on = day_of(effective_on, now)
    require_order(starts_on or opportunity.starts_on, ends_on or opportunity.ends_on)
    require_closing_after(closes_on, on)
    return [OpportunityRevised(opportunity=opportunity.id, on=on, **changes)]


def require_closing_after(closes_on: date | None, on: date) -> None:
    """Raise `ClosesBeforeItOpens` where it would close before the day `on`."""
    require(closes_on is None or closes_on >= on, ClosesBeforeItOpens(on))


def _wanted(skills: Sequence[Mapping[str, Any]]) -> tuple[SkillWanted, ...]:
    wanted = tuple(SkillWanted(each["skill"], each["level"]) for each in skills)
    named = [each.skill for each in wanted]
    for skill in named:
        require(named.count(skill) == 1, SkillWantedTwice(skill))
    return wanted
