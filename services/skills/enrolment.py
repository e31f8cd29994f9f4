"""Enrolments: what a person learns, one stream a person.

- One enrols in what is on offer, and once at a time; what was completed or dropped can be taken up again.
- The prerequisites of an offer are met by effective levels on the day of enrolment, or set aside for a stated reason.
- Progress is reported until the end, which is to complete or to drop. Completing credits the skills that the offer
  led to when the person enrolled.
- What was learnt can be rated once it has ended.
- Saying the same again changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.skills.learning_offer import LEARNING_OFFER, LearningNotOffered, LearningOffer
from services.skills.level_policy import LEVEL_POLICY, ORGANISATION
from services.skills.skill import Named, Skill, current, named_skills
from services.skills.skill_profile import SKILL_PROFILE
from shared.aggregate import Aggregate, Streams
from shared.contracts.days import day_of
from shared.contracts.skills.events import (
    Enrolled,
    EnrolmentEvent,
    LearningCompleted,
    LearningDropped,
    LearningProgressed,
    LearningRated,
    LevelPolicy,
    SkillLevel,
)
from shared.contracts.skills.ledger import HeldSkill, together
from shared.contracts.skills.levels import effective_level
from shared.errors import RuleViolation, require
from shared.event import Event


class EnrolmentStatus(StrEnum):
    """Where an enrolment stands."""

    OPEN = "open"
    COMPLETED = "completed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Enrolment:
    """A person's last attempt at an offer of learning."""

    title: str
    attempt: int
    on: date
    skills: tuple[SkillLevel, ...] = ()
    status: EnrolmentStatus = EnrolmentStatus.OPEN
    progress: Decimal = Decimal(0)
    hours: Decimal | None = None
    stars: int | None = None


@dataclass(frozen=True)
class Enrolments:
    """What a person is learning or has learnt, by the offer's id."""

    person: str = ""
    by_offer: Mapping[str, Enrolment] = field(default_factory=dict)


def evolve(enrolments: Enrolments, event: Event) -> Enrolments:
    """The enrolments after `event`."""
    if not isinstance(event, EnrolmentEvent):
        return enrolments
    if isinstance(event, Enrolled):
        enrolment = Enrolment(event.title, event.attempt, event.on, event.skills)
    elif event.learning in enrolments.by_offer:
        enrolment = _changed(enrolments.by_offer[event.learning], event)
    else:
        return enrolments
    return Enrolments(event.person, {**enrolments.by_offer, event.learning: enrolment})


def _changed(enrolment: Enrolment, event: EnrolmentEvent) -> Enrolment:
    match event:
        case LearningProgressed():
            return replace(enrolment, progress=event.progress, hours=event.hours)
        case LearningCompleted():
            return replace(enrolment, status=EnrolmentStatus.COMPLETED, progress=Decimal(1), hours=event.hours)
        case LearningDropped():
            return replace(enrolment, status=EnrolmentStatus.DROPPED)
        case LearningRated():
            return replace(enrolment, stars=event.stars)
    return enrolment


class PrerequisitesMissing(RuleViolation):
    """The person lacks skills that the offer asks for, and no reason was given to enrol nevertheless."""

    def __init__(self, missing: tuple[SkillLevel, ...]) -> None:
        listed = ", ".join(f"{each.skill} at level {each.level}" for each in missing)
        super().__init__(
            f"It asks for {listed}. Get there first, or state the reason why it is taken up nevertheless.",
            fields={"learning": [f"Asks for {listed}."], "override": ["Is needed without the prerequisites."]},
        )


class NotEnrolled(RuleViolation):
    """The person is not enrolled in that, or not any more."""

    def __init__(self, learning: str, status: EnrolmentStatus | None) -> None:
        where = f"was {status}" if status else "was never taken up"
        super().__init__(f"{learning} {where}. Enrol in it first.", fields={"learning": [f"It {where}."]})


class NotLearntYet(RuleViolation):
    """What is still being learnt was to be rated."""

    def __init__(self, learning: str) -> None:
        super().__init__(
            f"{learning} is not at its end. Complete or drop it, then rate it.", fields={"learning": ["Has not ended."]}
        )


class BeforeEnrolment(RuleViolation):
    """Something would lie before the day of enrolment."""

    def __init__(self, named: str, day: date, on: date) -> None:
        super().__init__(
            f"{day} lies before the enrolment on {on}. Give a later day.", fields={named: [f"Must not be before {on}."]}
        )


def enrol(
    enrolments: Enrolments,
    *,
    person: str,
    actor: str,
    learning: str,
    due: date | None,
    override: str | None,
    offer: LearningOffer,
    held: Mapping[str, HeldSkill],
    named: Named,
    policy: LevelPolicy,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Take up an offer. `held` and `named` are what the person has of the prerequisites, and these themselves."""
    before = enrolments.by_offer.get(learning)
    if before is not None and before.status is EnrolmentStatus.OPEN:
        return []
    require(offer.is_open, LearningNotOffered(learning))
    on = day_of(effective_on, now)
    require(due is None or due >= on, BeforeEnrolment("due", due or on, on))
    missing = _missing(offer.prerequisites, held, named, policy, on)
    require(override or not missing, PrerequisitesMissing(missing))
    return [
        Enrolled(
            person=person,
            learning=learning,
            on=on,
            title=offer.title,
            attempt=before.attempt + 1 if before else 1,
            by=actor,
            skills=offer.skills,
            due=due,
            override=override if missing else None,
        )
    ]


def progress_learning(
    enrolments: Enrolments,
    *,
    learning: str,
    progress: Decimal,
    hours: Decimal | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say how much is done, from 0 to 1, and how many hours it took in all, where that is known."""
    enrolment = _open(enrolments, learning)
    spent = enrolment.hours if hours is None else hours
    if (enrolment.progress, enrolment.hours) == (progress, spent):
        return []
    known = _known(enrolments, learning, enrolment, effective_on, now)
    return [LearningProgressed(**known, progress=progress, hours=spent)]


def complete_learning(
    enrolments: Enrolments,
    *,
    learning: str,
    score: Decimal | None,
    certificate: str | None,
    hours: Decimal | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say that it was learnt to the end, with which score and certificate."""
    before = enrolments.by_offer.get(learning)
    if before is not None and before.status is EnrolmentStatus.COMPLETED:
        return []
    enrolment = _open(enrolments, learning)
    known = _known(enrolments, learning, enrolment, effective_on, now)
    spent = enrolment.hours if hours is None else hours
    return [LearningCompleted(**known, skills=enrolment.skills, score=score, certificate=certificate, hours=spent)]


def drop_learning(
    enrolments: Enrolments, *, learning: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Give it up."""
    before = enrolments.by_offer.get(learning)
    if before is not None and before.status is EnrolmentStatus.DROPPED:
        return []
    known = _known(enrolments, learning, _open(enrolments, learning), effective_on, now)
    return [LearningDropped(**known, reason=reason)]


def rate_learning(
    enrolments: Enrolments,
    *,
    learning: str,
    stars: int,
    comment: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say how much it gave one, from 1 to 5."""
    enrolment = enrolments.by_offer.get(learning)
    if enrolment is None:
        raise NotEnrolled(learning, None)
    require(enrolment.status is not EnrolmentStatus.OPEN, NotLearntYet(learning))
    if enrolment.stars == stars and comment is None:
        return []
    known = _known(enrolments, learning, enrolment, effective_on, now)
    return [LearningRated(**known, stars=stars, comment=comment)]


def _open(enrolments: Enrolments, learning: str) -> Enrolment:
    enrolment = enrolments.by_offer.get(learning)
    if enrolment is None or enrolment.status is not EnrolmentStatus.OPEN:
        raise NotEnrolled(learning, enrolment.status if enrolment else None)
    return enrolment


def _known(
    enrolments: Enrolments, learning: str, enrolment: Enrolment, effective_on: date | None, now: datetime
) -> dict[str, Any]:
    on = day_of(effective_on, now)
    require(on >= enrolment.on, BeforeEnrolment("effective_on", on, enrolment.on))
    attempt = {"title": enrolment.title, "attempt": enrolment.attempt}
    return {"person": enrolments.person, "learning": learning, "on": on, **attempt}


def _missing(
    prerequisites: tuple[SkillLevel, ...],
    held: Mapping[str, HeldSkill],
    named: Named,
    policy: LevelPolicy,
    on: date,
) -> tuple[SkillLevel, ...]:
    """The prerequisites that the effective level on that day does not reach."""

    def level(skill: str) -> Decimal:
        has = held.get(skill, HeldSkill())
        half_life = named.get(skill, Skill()).half_life_days
        return effective_level(has.ratings, has.days_used, policy, half_life, on).level

    return tuple(each for each in prerequisites if level(each.skill) < each.level)


ENROLMENTS = Aggregate("enrolments", Enrolments(), evolve)


def what_it_takes(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `enrol`: the offer, its prerequisites as skills, what the person has of them, and the level policy."""
    offer = streams.state(LEARNING_OFFER, payload["learning"])
    named = named_skills(streams, (each.skill for each in offer.prerequisites))
    held: dict[str, HeldSkill] = {}
    if named:
        ledger = streams.state(SKILL_PROFILE, payload["person"])
        became = {skill: current(streams, skill).id for skill in ledger.skills}
        for asked, found in named.items():
            held[asked] = together(ledger.skills[skill] for skill in became if found.id in {skill, became[skill]})
    policy = streams.state(LEVEL_POLICY, ORGANISATION).policy
    return {"offer": offer, "held": held, "named": named, "policy": policy}
