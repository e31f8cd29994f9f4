"""What the skills service publishes: the catalogue, role profiles, skill profiles, learning and credentials.

Levels go from 0 (none) over novice, advanced beginner, competent and proficient to 5 (expert). The catalogue of
skills, role profiles, offers of learning and the level policy are about nobody; events that describe one of them anew
state it as a whole, so that no reader needs the one before. `on` is the day on which something about a person was
true. In a person's ledger every rating has a number, 1, 2, 3 ..., by which a later act can correct it: none is edited.
Texts are `Personal` where they are about a person; ids, kinds, dates, levels and scores are not.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from shared.contracts.integrations.relations import Relation
from shared.event import Event, Personal, Subject, by_type

SkillId = str
RoleId = str
LearningId = str
CredentialId = str
PersonId = str


class SkillKind(StrEnum):
    """What sort of thing a skill is; a group only holds others together."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    ABILITY = "ability"
    TECHNOLOGY = "technology"
    LANGUAGE = "language"
    ATTITUDE = "attitude"
    GROUP = "group"
    OTHER = "other"


class SkillRelation(StrEnum):
    """What another skill is to a skill: broader than it, needed before it, or, in both directions, similar."""

    BROADER = "broader"
    PREREQUISITE = "prerequisite"
    SIMILAR = "similar"


class EvidenceKind(StrEnum):
    """What shows that somebody has a skill."""

    WORK = "work"
    CERTIFICATE = "certificate"
    LINK = "link"
    LEARNING = "learning"


class RatingSource(StrEnum):
    """Where an entry of the ledger comes from: a person in some relation, evidence of some kind, an endorsement."""

    SELF = "self"
    MANAGER = "manager"
    PEER = "peer"
    REPORT = "report"
    OTHER = "other"
    WORK = "work"
    CERTIFICATE = "certificate"
    LINK = "link"
    LEARNING = "learning"
    ENDORSEMENT = "endorsement"


class LearningKind(StrEnum):
    """What sort of learning it is."""

    COURSE = "course"
    DEGREE = "degree"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    BOOK = "book"
    ON_THE_JOB = "on_the_job"
    MENTORING = "mentoring"
    OTHER = "other"


class SkillLevel(msgspec.Struct, frozen=True):
    """A skill at a level from 1 to 5."""

    skill: SkillId
    level: int


class RequiredSkill(msgspec.Struct, frozen=True):
    """What a role asks for: a skill at a level from 0 to 5, how important it is (above 0), and whether essential."""

    skill: SkillId
    level: int
    importance: Decimal = Decimal(1)
    essential: bool = True


class LevelPolicy(msgspec.Struct, frozen=True):
    """How an effective level is computed; `shared.contracts.skills.levels` documents the formula.

    `weights` say how much each source counts; one that is missing counts nothing. A skill without a half-life of its
    own halves in `half_life_days` of disuse, down to `retained`, the share that is never lost. A rating counts half as
    much as one that is `rating_half_life_days` newer. Confidence is one half at a total weight of `half_confidence`.
    """

    name: str
    weights: Mapping[RatingSource, Decimal]
    half_life_days: int
    retained: Decimal
    rating_half_life_days: int
    half_confidence: Decimal


class FrameworkImported(Event, frozen=True):
    """A release of a framework of skills was reconciled: these many of its parts changed, or were rejected.

    It comes before the events that it counts. An import that changed nothing leaves no trace.
    """

    framework: str
    release: str | None = None
    language: str | None = None
    skills: int = 0
    relations: int = 0
    roles: int = 0
    retired: int = 0
    rejected: int = 0


class SkillDescribed(Event, frozen=True):
    """What a skill is: the whole of it. A skill of no framework is the organisation's own."""

    skill: SkillId
    name: str
    kind: SkillKind = SkillKind.SKILL
    aliases: tuple[str, ...] = ()
    description: str | None = None
    framework: str | None = None
    uri: str | None = None
    half_life_days: int | None = None
    in_demand: bool = False


class SkillDefined(SkillDescribed, frozen=True):
    """A skill came into the catalogue, or back into it after it was retired."""


class SkillRedefined(SkillDescribed, frozen=True):
    """A skill of the catalogue was described anew."""


class SkillRelated(Event, frozen=True):
    """It was said what `other` is to `skill`."""

    skill: SkillId
    relation: SkillRelation
    other: SkillId


class SkillUnrelated(Event, frozen=True):
    """`other` is no longer that to `skill`."""

    skill: SkillId
    relation: SkillRelation
    other: SkillId


class SkillMerged(Event, frozen=True):
    """A skill became one with another, which is from now on known by the `names` of the first as well."""

    skill: SkillId
    into: SkillId
    names: tuple[str, ...]


class SkillRetired(Event, frozen=True):
    """A skill left the catalogue; what people have of it stays."""

    skill: SkillId
    reason: str | None = None


class RoleDescribed(Event, frozen=True):
    """What a role asks for: the whole of it."""

    role: RoleId
    title: str
    skills: tuple[RequiredSkill, ...] = ()
    alternate_titles: tuple[str, ...] = ()
    family: str | None = None
    grade: str | None = None
    description: str | None = None
    framework: str | None = None
    uri: str | None = None


class RoleProfileDefined(RoleDescribed, frozen=True):
    """It was said what a role asks for, for the first time or again after it was retired."""


class RoleProfileRevised(RoleDescribed, frozen=True):
    """It was said anew what a role asks for. Until the day `grace_until` nobody is less ready by it than before."""

    grace_until: date | None = None
    reason: str | None = None


class RoleProfileRetired(Event, frozen=True):
    """A role is no longer described."""

    role: RoleId
    reason: str | None = None


class SkillEvent(Event, frozen=True):
    """Something happened to a skill of `person`."""

    person: Subject
    skill: SkillId
    on: date


class RatingEvent(SkillEvent, frozen=True):
    """An entry of the person's ledger, with its number there."""

    rating: int


class SkillClaimed(RatingEvent, frozen=True):
    """Someone said at which level they have a skill."""

    level: int
    note: Personal[str] = None


class SkillAssessed(RatingEvent, frozen=True):
    """Someone else said at which level; `feedback` names the feedback that it was part of."""

    assessor: PersonId
    relation: Relation
    level: int
    why: Personal[str] = None
    feedback: str | None = None


class SkillEndorsed(RatingEvent, frozen=True):
    """Someone else vouched for the skill, without a level."""

    endorser: PersonId
    relation: Relation
    note: Personal[str] = None


class EvidenceAdded(RatingEvent, frozen=True):
    """Something shows the skill, where `level` is given at this level, until the day it expires.

    `source` is the id of the learning item or the credential that it comes from, where there is one. Of certificates,
    those are `verified` that somebody else has seen to be genuine.
    """

    kind: EvidenceKind
    title: Personal[str]
    level: int | None = None
    url: Personal[str] = None
    source: str | None = None
    expires_on: date | None = None
    verified: bool = False


class RatingCorrected(RatingEvent, frozen=True):
    """An earlier rating was corrected to another level, or withdrawn (None)."""

    by: PersonId
    level: int | None = None
    why: Personal[str] = None


class SkillUsed(SkillEvent, frozen=True):
    """The skill was used at work that day."""

    note: Personal[str] = None


class SkillRefreshed(SkillEvent, frozen=True):
    """The skill was practised or learnt again, so that it is fresh."""

    note: Personal[str] = None


class SkillRemoved(SkillEvent, frozen=True):
    """Someone took a skill out of their profile. The ledger keeps what was said, for when it comes back."""

    reason: Personal[str] = None


class LearningDescribed(Event, frozen=True):
    """What can be learnt: the whole of an offer. Hours of effort, cost for one person; prerequisites are skills."""

    learning: LearningId
    title: str
    kind: LearningKind
    skills: tuple[SkillLevel, ...] = ()
    prerequisites: tuple[SkillLevel, ...] = ()
    hours: Decimal | None = None
    cost: Decimal | None = None
    currency: str | None = None
    provider: str | None = None
    url: str | None = None
    description: str | None = None


class LearningOffered(LearningDescribed, frozen=True):
    """Something to learn was offered, for the first time or again after it was withdrawn."""


class LearningRevised(LearningDescribed, frozen=True):
    """An offer was described anew. Who is enrolled already learns what they enrolled in."""


class LearningWithdrawn(Event, frozen=True):
    """An offer takes nobody any more; who is enrolled may go on."""

    learning: LearningId
    reason: str | None = None


class EnrolmentEvent(Event, frozen=True):
    """Something happened to the enrolment of `person`: the `attempt`-th at that offer of learning."""

    person: Subject
    learning: LearningId
    on: date
    title: str
    attempt: int


class Enrolled(EnrolmentEvent, frozen=True):
    """Someone took up an offer, which leads to these skills; `by` enrolled them.

    `override` says why, where they did without the prerequisites that the offer asks for.
    """

    by: PersonId
    skills: tuple[SkillLevel, ...] = ()
    due: date | None = None
    override: Personal[str] = None


class LearningProgressed(EnrolmentEvent, frozen=True):
    """So much is done, from 0 to 1, and took so many hours in all."""

    progress: Decimal
    hours: Decimal | None = None


class LearningCompleted(EnrolmentEvent, frozen=True):
    """Someone learnt it to the end, and is credited with these skills; the score is from 0 to 100."""

    skills: tuple[SkillLevel, ...] = ()
    score: Decimal | None = None
    certificate: Personal[str] = None
    hours: Decimal | None = None


class LearningDropped(EnrolmentEvent, frozen=True):
    """Someone gave it up."""

    reason: Personal[str] = None


class LearningRated(EnrolmentEvent, frozen=True):
    """Someone said how much it gave them, from 1 (little) to 5."""

    stars: int
    comment: Personal[str] = None


class CredentialEvent(Event, frozen=True):
    """Something happened to a credential of `person`."""

    credential: CredentialId
    person: Subject
    on: date


class CredentialIssued(CredentialEvent, frozen=True):
    """Someone has a credential from that day on, for these skills; not verified by that alone.

    `by` recorded it. It expires on its day, if it has one; `learning` is the offer that led to it.
    """

    title: Personal[str]
    issuer: Personal[str]
    by: PersonId
    skills: tuple[SkillLevel, ...] = ()
    expires_on: date | None = None
    number: Personal[str] = None
    url: Personal[str] = None
    learning: LearningId | None = None


class CredentialVerified(CredentialEvent, frozen=True):
    """Someone else saw to it that the credential is genuine."""

    by: PersonId
    title: Personal[str]
    skills: tuple[SkillLevel, ...] = ()
    expires_on: date | None = None
    how: Personal[str] = None


class CredentialRevoked(CredentialEvent, frozen=True):
    """The credential counts no more, for this reason."""

    by: PersonId
    reason: Personal[str]
    skills: tuple[SkillLevel, ...] = ()


class CredentialExpired(CredentialEvent, frozen=True):
    """The day on which the credential ran out has come."""

    title: Personal[str]
    skills: tuple[SkillLevel, ...] = ()


class LevelPolicyAdopted(Event, frozen=True):
    """The organisation computes effective levels in this way from now on."""

    policy: LevelPolicy
    by: PersonId
    reason: str | None = None


EVENTS: Mapping[str, type[Event]] = by_type(
    FrameworkImported,
    SkillDefined,
    SkillRedefined,
    SkillRelated,
    SkillUnrelated,
    SkillMerged,
    SkillRetired,
    RoleProfileDefined,
    RoleProfileRevised,
    RoleProfileRetired,
    SkillClaimed,
    SkillAssessed,
    SkillEndorsed,
    EvidenceAdded,
    RatingCorrected,
    SkillUsed,
    SkillRefreshed,
    SkillRemoved,
    LearningOffered,
    LearningRevised,
    LearningWithdrawn,
    Enrolled,
    LearningProgressed,
    LearningCompleted,
    LearningDropped,
    LearningRated,
    CredentialIssued,
    CredentialVerified,
    CredentialRevoked,
    CredentialExpired,
    LevelPolicyAdopted,
)
"""Every event of the service, by the name under which it is stored."""

UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By type name and old version, what lifts the stored fields to the next version. No event has grown yet."""
