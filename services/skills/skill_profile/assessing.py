"""What people say of others' skills: assessments, with a level, and endorsements, without one."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from services.skills.skill import Named, require_skill
from services.skills.skill_profile.state import said_before, skill_named
from shared.aggregate import Streams
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import Relation, relation_between
from shared.contracts.skills.events import RatingSource, SkillAssessed, SkillEndorsed
from shared.contracts.skills.ledger import Ledger
from shared.errors import RuleViolation, require
from shared.event import Event

RelationOf = Callable[[str, date], Relation]
"""What somebody is, by the directory, to the person whose profile it is, on a day."""


class AssessesOneself(RuleViolation):
    """Somebody assessed or endorsed themself."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody assesses or endorses themself. Claim the skill instead.", fields={"person": ["Is yourself."]}
        )


class RelationNotConfirmed(RuleViolation):
    """The directory says something else of the two."""

    def __init__(self, stated: Relation, confirmed: Relation, on: date) -> None:
        super().__init__(
            f"By the directory you were not {stated} to this person on {on}, but {confirmed}. State that.",
            fields={"relation": [f"Is {confirmed} by the directory."]},
        )


def assess_skill(
    ledger: Ledger,
    *,
    person: str,
    actor: str,
    skill: str,
    relation: Relation,
    level: int,
    why: str,
    named: Named,
    relation_of: RelationOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say, as `actor`, at which level the person has a skill; the directory must confirm the stated relation."""
    require(actor != person, AssessesOneself())
    found = require_skill("skill", skill, named)
    on = day_of(effective_on, now)
    confirmed = relation_of(actor, on)
    require(relation is confirmed, RelationNotConfirmed(relation, confirmed, on))
    if said_before(ledger.held(found.id), RatingSource(relation.value), actor, on, level):
        return []
    return [
        SkillAssessed(
            person=person,
            skill=found.id,
            on=on,
            rating=ledger.size + 1,
            assessor=actor,
            relation=relation,
            level=level,
            why=why,
        )
    ]


def endorse_skill(
    ledger: Ledger,
    *,
    person: str,
    actor: str,
    skill: str,
    note: str | None,
    named: Named,
    relation_of: RelationOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Vouch, as `actor`, for a skill of the person."""
    require(actor != person, AssessesOneself())
    found = require_skill("skill", skill, named)
    on = day_of(effective_on, now)
    if said_before(ledger.held(found.id), RatingSource.ENDORSEMENT, actor, on):
        return []
    return [
        SkillEndorsed(
            person=person,
            skill=found.id,
            on=on,
            rating=ledger.size + 1,
            endorser=actor,
            relation=relation_of(actor, on),
            note=note,
        )
    ]


def skill_and_relations(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `assess_skill` and `endorse_skill`: the skill named, and what others are to the person."""
    return {**skill_named(streams, payload), "relation_of": relations_to(streams, payload["person"])}


def relations_to(streams: Streams, person: str) -> RelationOf:
    """Answers what somebody is to `person` on a day, by the directory."""

    def relation_of(other: str, on: date) -> Relation:
        return relation_between(other, person, streams.person, on)

    return relation_of
