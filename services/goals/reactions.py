"""What the goals service does because something happened elsewhere.

- A measure of a skill stands where the person's effective level does. It moves with what is said and shown of the
  skill; that a level ages from day to day moves no measure.
- A mentor who agrees because of a step of a plan is noted at that step.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import reduce

from shared.contracts.goals.events import GoalStatus, MeasureDefined
from shared.contracts.network.events import MentoringAgreed, MentoringSide
from shared.contracts.skills.events import (
    EvidenceAdded,
    LevelPolicyAdopted,
    RatingCorrected,
    SkillAssessed,
    SkillClaimed,
    SkillDescribed,
    SkillEvent,
    SkillMerged,
    SkillRefreshed,
    SkillRemoved,
    SkillUsed,
)
from shared.contracts.skills.ledger import Ledger, entered, together
from shared.contracts.skills.levels import STANDARD, effective_level
from shared.event import Envelope
from shared.reacting.reaction import Known, Order, Reactions
from shared.read_models.goals import GOALS

REACTIONS = Reactions()
"""The reactions of the service."""


@REACTIONS.to(
    SkillClaimed,
    SkillAssessed,
    EvidenceAdded,
    RatingCorrected,
    SkillUsed,
    SkillRefreshed,
    SkillRemoved,
    of="skills",
)
def follow_skill(e: SkillEvent, at: Envelope, known: Known) -> Iterable[Order]:
    """Every measure of that skill, in the person's open goals, stands where the skill does now."""
    skill = _current(e.skill, known)
    following = list(_following(e.person, skill, known))
    if not following:
        return []
    today = at.recorded.date()
    level = _level(e.person, skill, known, today)
    return [_stands(e.person, goal, measure, level, today) for goal, measure in following]


@REACTIONS.to(MeasureDefined, of="goals")
def begin_to_follow(e: MeasureDefined, at: Envelope, known: Known) -> Iterable[Order]:
    """A new measure of a skill stands where the skill does already."""
    if e.skill is None:
        return []
    today = at.recorded.date()
    level = _level(e.person, _current(e.skill, known), known, today)
    return [_stands(e.person, e.goal, e.measure, level, today)] if level else []


@REACTIONS.to(MentoringAgreed, of="network")
def note_mentor(e: MentoringAgreed, _at: Envelope, _known: Known) -> Iterable[Order]:
    """The step of the mentee's plan that asked for a mentor has one."""
    if e.side is not MentoringSide.MENTEE or e.plan is None or e.step is None:
        return []
    payload = {
        "person": e.person,
        "plan": e.plan,
        "step": e.step,
        "mentorship": e.mentorship,
        "mentor": e.other,
        "effective_on": e.on.isoformat(),
    }
    return [Order("goals.support_step", payload)]


def _following(person: str, skill: str, known: Known) -> Iterator[tuple[str, str]]:
    """Goal and measure of each measure of the skill that still counts."""
    for row in known.rows(GOALS, person):
        for measure in row.measures if row.status is GoalStatus.OPEN else ():
            if measure.skill is not None and _current(measure.skill, known) == skill:
                yield row.goal, measure.measure


def _current(skill: str, known: Known) -> str:
    """The skill that this one has become by mergers."""
    seen = {skill}
    while merged := [e for e in known.of_stream("skills", f"skill-{skill}") if isinstance(e, SkillMerged)]:
        skill = merged[-1].into
        if skill in seen:
            break
        seen.add(skill)
    return skill


def _level(person: str, skill: str, known: Known, today: date) -> Decimal:
    """The effective level by the policy in force; 0 for a skill that the person does not have, or no longer."""
    ledger = reduce(entered, known.about("skills", person), Ledger())
    held = together(held for each, held in ledger.skills.items() if _current(each, known) == skill)
    if held.removed:
        return Decimal(0)
    adopted = [e for e in known.of_stream("skills", "level_policy-organisation") if isinstance(e, LevelPolicyAdopted)]
    described = [e for e in known.of_stream("skills", f"skill-{skill}") if isinstance(e, SkillDescribed)]
    policy = adopted[-1].policy if adopted else STANDARD
    half_life = described[-1].half_life_days if described else None
    return effective_level(held.ratings, held.days_used, policy, half_life, today).level or Decimal(0)


def _stands(person: str, goal: str, measure: str, level: Decimal, on: date) -> Order:
    payload = {"person": person, "goal": goal, "measure": measure, "value": str(level), "effective_on": on.isoformat()}
    return Order("goals.follow_skill", payload)
