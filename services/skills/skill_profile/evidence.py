"""What shows a skill: work done, certificates, links; and what is credited for learning, credentials and feedback.

What is credited follows from something that happened elsewhere, and is credited once. Skills that are no longer in the
catalogue are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.skills.skill import Named, Skill, named_skills, require_skill
from services.skills.skill_profile.assessing import RelationOf, relations_to
from shared.aggregate import Streams
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import Relation
from shared.contracts.skills.events import EvidenceAdded, EvidenceKind, RatingCorrected, RatingSource, SkillAssessed
from shared.contracts.skills.ledger import Ledger
from shared.errors import RuleViolation, require
from shared.event import Event

Credits = Sequence[Mapping[str, Any]]
"""Skills with the levels to credit: the fields of `SkillLevel`."""


class ExpiresBefore(RuleViolation):
    """The evidence would have expired before it was there."""

    def __init__(self, expires_on: date, on: date) -> None:
        super().__init__(
            f"What begins on {on} cannot expire on {expires_on}. Give a later day.",
            fields={"expires_on": [f"Must be after {on}."]},
        )


def add_evidence(
    ledger: Ledger,
    *,
    person: str,
    skill: str,
    kind: EvidenceKind,
    title: str,
    level: int | None,
    url: str | None,
    expires_on: date | None,
    named: Named,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Show a skill by some work, certificate or link. Nobody has verified it by that."""
    found = require_skill("skill", skill, named)
    on = day_of(effective_on, now)
    require(expires_on is None or expires_on > on, ExpiresBefore(expires_on or on, on))
    return [
        EvidenceAdded(
            person=person,
            skill=found.id,
            on=on,
            rating=ledger.size + 1,
            kind=kind,
            title=title,
            level=level,
            url=url,
            expires_on=expires_on,
        )
    ]


def credit_learning(
    ledger: Ledger,
    *,
    person: str,
    learning: str,
    title: str,
    skills: Credits,
    named: Named,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Let a learning item that was completed that day show the skills that it leads to."""
    on = day_of(effective_on, now)
    return [
        EvidenceAdded(
            person=person,
            skill=skill,
            on=on,
            rating=rating,
            kind=EvidenceKind.LEARNING,
            title=title,
            level=level,
            source=learning,
        )
        for rating, skill, level in _numbered(ledger, skills, named)
        if not any(known.on == on for known in ledger.held(skill).referring_to(learning))
    ]


def credit_credential(
    ledger: Ledger,
    *,
    person: str,
    credential: str,
    title: str,
    skills: Credits,
    expires_on: date | None,
    verified: bool,
    named: Named,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Let a credential show its skills. Once it is verified it is credited again, as of the day of the first time."""
    on = day_of(effective_on, now)
    enough = {RatingSource.CERTIFICATE} if verified else {RatingSource.CERTIFICATE, RatingSource.LINK}
    return [
        EvidenceAdded(
            person=person,
            skill=skill,
            on=min((known.on for known in ledger.held(skill).referring_to(credential)), default=on),
            rating=rating,
            kind=EvidenceKind.CERTIFICATE,
            title=title,
            level=level,
            source=credential,
            expires_on=expires_on,
            verified=verified,
        )
        for rating, skill, level in _numbered(ledger, skills, named)
        if not any(known.source in enough for known in ledger.held(skill).referring_to(credential))
    ]


def credit_feedback(
    ledger: Ledger,
    *,
    person: str,
    feedback: str,
    author: str,
    skills: Credits,
    named: Named,
    relation_of: RelationOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Take the ratings in a feedback as its author's assessments, in the relation that the directory says."""
    on = day_of(effective_on, now)
    relation = relation_of(author, on)
    if relation is Relation.SELF:
        return []
    return [
        SkillAssessed(
            person=person,
            skill=skill,
            on=on,
            rating=rating,
            assessor=author,
            relation=relation,
            level=level,
            feedback=feedback,
        )
        for rating, skill, level in _numbered(ledger, skills, named)
        if not ledger.held(skill).referring_to(feedback)
    ]


def withdraw_credit(
    ledger: Ledger, *, source: str, why: str | None, actor: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Let nothing count any more that was credited for the feedback, learning or credential `source`."""
    on = day_of(effective_on, now)
    return [
        RatingCorrected(person=ledger.person, skill=skill, on=on, rating=rating.number, by=actor, why=why)
        for skill, held in ledger.skills.items()
        for rating in held.referring_to(source)
        if not rating.withdrawn
    ]


def _numbered(ledger: Ledger, skills: Credits, named: Named) -> Iterator[tuple[int, str, int]]:
    """What to credit, with the next numbers of the ledger, each skill of the catalogue once, at its highest level."""
    levels: dict[str, int] = {}
    for each in skills:
        found = named.get(each["skill"], Skill())
        if found.in_catalogue:
            levels[found.id] = max(levels.get(found.id, 0), each["level"])
    for rating, (skill, level) in enumerate(levels.items(), ledger.size + 1):
        yield rating, skill, level


def skills_credited(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For what is credited: the skills named, and what others are to the person."""
    named = named_skills(streams, (each["skill"] for each in payload["skills"]))
    return {"named": named, "relation_of": relations_to(streams, payload["person"])}
