"""Random histories of skills: events in any order, whether the rules would let them or not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from shared.contracts.integrations.relations import Relation
from shared.contracts.skills.events import (
    CredentialExpired,
    CredentialIssued,
    CredentialRevoked,
    CredentialVerified,
    Enrolled,
    EvidenceAdded,
    EvidenceKind,
    FrameworkImported,
    LearningCompleted,
    LearningDropped,
    LearningKind,
    LearningOffered,
    LearningProgressed,
    LearningRated,
    LearningRevised,
    LearningWithdrawn,
    LevelPolicyAdopted,
    RatingCorrected,
    RequiredSkill,
    RoleProfileDefined,
    RoleProfileRetired,
    RoleProfileRevised,
    SkillAssessed,
    SkillClaimed,
    SkillDefined,
    SkillEndorsed,
    SkillKind,
    SkillLevel,
    SkillMerged,
    SkillRedefined,
    SkillRefreshed,
    SkillRelated,
    SkillRelation,
    SkillRemoved,
    SkillRetired,
    SkillUnrelated,
    SkillUsed,
)
from shared.contracts.skills.levels import POLICIES
from shared.event import Event
from shared.projecting.folding import Decoded
from shared.projecting.read_model import ReadModel
from shared.read_models import ALL
from tests.unit.read_models.happened import JANUARY, recorded_at, rows_after

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
MODELS = [model for model in ALL.values() if model.source == "skills"]

DAYS = st.integers(0, 400).map(lambda days: JANUARY + timedelta(days=days))
IDS, LEVELS, TEXTS = st.sampled_from("abc"), st.integers(0, 5), st.none() | st.sampled_from(["x", "Y y"])
PERSON = st.just("ada")
OF_SKILL = {"person": PERSON, "skill": IDS, "on": DAYS}
OF_RATING = {**OF_SKILL, "rating": st.integers(1, 6)}
SKILL_LEVELS = st.lists(st.builds(SkillLevel, IDS, st.integers(1, 5)), max_size=3, unique_by=lambda each: each.skill)
REQUIRED = st.lists(
    st.builds(RequiredSkill, IDS, LEVELS, st.integers(1, 9).map(Decimal), st.booleans()),
    max_size=3,
    unique_by=lambda each: each.skill,
)
OF_ROLE = {
    "role": IDS,
    "title": st.sampled_from(["Data  Engineer", "data engineer", "Clerk"]),
    "skills": REQUIRED.map(tuple),
    "alternate_titles": st.lists(st.sampled_from(["CLERK", "Typist"]), max_size=2).map(tuple),
}
OF_LEARNING = {
    "learning": IDS,
    "title": st.just("SQL"),
    "kind": st.sampled_from(LearningKind),
    "skills": SKILL_LEVELS.map(tuple),
    "prerequisites": SKILL_LEVELS.map(tuple),
    "hours": st.none() | st.just(Decimal("1.5")),
}
OF_ENROLMENT = {"person": PERSON, "learning": IDS, "on": DAYS, "title": st.just("SQL"), "attempt": st.integers(1, 2)}
OF_CREDENTIAL = {"credential": IDS, "person": PERSON, "on": DAYS}

LEDGER = st.one_of(
    st.builds(SkillClaimed, **OF_RATING, level=LEVELS, note=TEXTS),
    st.builds(
        SkillAssessed,
        **OF_RATING,
        assessor=IDS,
        relation=st.sampled_from(["manager", "peer"]).map(Relation),
        level=LEVELS,
    ),
    st.builds(SkillEndorsed, **OF_RATING, endorser=IDS, relation=st.just(Relation.PEER)),
    st.builds(
        EvidenceAdded, **OF_RATING, kind=st.sampled_from(EvidenceKind), title=TEXTS, level=st.none() | LEVELS, url=TEXTS
    ),
    st.builds(RatingCorrected, **OF_RATING, by=IDS, level=st.none() | LEVELS, why=TEXTS),
    st.builds(SkillUsed, **OF_SKILL),
    st.builds(SkillRefreshed, **OF_SKILL),
    st.builds(SkillRemoved, **OF_SKILL),
)
CATALOGUE = st.one_of(
    st.builds(SkillDefined, IDS, st.sampled_from(["SQL", "Zoë"]), st.sampled_from(SkillKind), st.just(("alias",))),
    st.builds(SkillRedefined, IDS, st.just("Other"), half_life_days=st.none() | st.just(400)),
    st.builds(SkillRelated, IDS, st.sampled_from(SkillRelation), IDS),
    st.builds(SkillUnrelated, IDS, st.sampled_from(SkillRelation), IDS),
    st.builds(SkillMerged, IDS, IDS, st.just(("SQL", "alias"))),
    st.builds(SkillRetired, IDS),
    st.builds(FrameworkImported, st.just("esco"), TEXTS, skills=st.just(3)),
)
ROLES = st.one_of(
    st.builds(RoleProfileDefined, **OF_ROLE),
    st.builds(RoleProfileRevised, **OF_ROLE, grace_until=st.none() | DAYS),
    st.builds(RoleProfileRetired, IDS),
)
LEARNING = st.one_of(
    st.builds(LearningOffered, **OF_LEARNING),
    st.builds(LearningRevised, **OF_LEARNING),
    st.builds(LearningWithdrawn, IDS),
    st.builds(Enrolled, **OF_ENROLMENT, by=IDS, skills=SKILL_LEVELS.map(tuple), override=TEXTS),
    st.builds(LearningProgressed, **OF_ENROLMENT, progress=st.sampled_from([Decimal("0.25"), Decimal(1)])),
    st.builds(LearningCompleted, **OF_ENROLMENT, score=st.none() | st.just(Decimal(88)), certificate=TEXTS),
    st.builds(LearningDropped, **OF_ENROLMENT, reason=TEXTS),
    st.builds(LearningRated, **OF_ENROLMENT, stars=st.integers(1, 5), comment=TEXTS),
)
CREDENTIAL_EVENTS = st.one_of(
    st.builds(CredentialIssued, **OF_CREDENTIAL, title=TEXTS, issuer=TEXTS, by=IDS, expires_on=st.none() | DAYS),
    st.builds(CredentialVerified, **OF_CREDENTIAL, by=IDS, title=TEXTS),
    st.builds(CredentialRevoked, **OF_CREDENTIAL, by=IDS, reason=TEXTS),
    st.builds(CredentialExpired, **OF_CREDENTIAL, title=TEXTS),
)
POLICY = st.builds(LevelPolicyAdopted, st.sampled_from(list(POLICIES.values())), IDS)
HISTORIES = st.lists(st.one_of(LEDGER, CATALOGUE, ROLES, LEARNING, CREDENTIAL_EVENTS, POLICY), max_size=25)


def told(events: Sequence[Event]) -> list[Decoded]:
    return recorded_at(NOW, *events)


def rows(model: ReadModel[Any], *events: Event) -> dict[Any, Any]:
    return {model.key_of_row(row): row for row in rows_after(model, told(events))}


def required(skill: str, level: int, importance: int = 1) -> RequiredSkill:
    return RequiredSkill(skill, level, Decimal(importance))
