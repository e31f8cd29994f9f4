from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from services.goals.reactions import REACTIONS
from shared.contracts.goals.events import GoalKind, GoalPaused, GoalSet, MeasureDefined, MeasureKind
from shared.contracts.integrations.relations import Relation
from shared.contracts.network.events import MentoringAgreed, MentoringSide
from shared.contracts.skills.events import LevelPolicyAdopted, SkillAssessed, SkillClaimed, SkillMerged, SkillRemoved
from shared.contracts.skills.levels import MANAGER_LED
from shared.event import Envelope, Event, subject_of
from shared.projecting.folding import rows_as_of
from shared.projecting.read_model import ReadModel
from shared.reacting.reaction import Order

DAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
SQL: dict[str, Any] = {"goal": "sql", "person": "ada", "on": DAY}
SET = GoalSet(**SQL, title="SQL", kind=GoalKind.SKILL, starts_on=DAY, due=date(2027, 1, 1), check_in_every_days=14)
LEVEL = MeasureDefined(
    **SQL,
    measure="level",
    title="SQL",
    kind=MeasureKind.NUMBER,
    from_value=Decimal(0),
    to_value=Decimal(4),
    weight=1,
    skill="skill-sql",
)
CLAIMED = SkillClaimed(person="ada", skill="skill-sql", on=DAY, rating=1, level=2)
ASSESSED = SkillAssessed(
    person="ada", skill="skill-sql", on=DAY, rating=2, assessor="mo", relation=Relation.MANAGER, level=4
)


def at(source: str) -> Envelope:
    return Envelope("acme", source, 1, "stream", 1, NOW, NOW, "ada", "command", "correlation")


@dataclass
class Logs:
    """What the logs hold, by service, and for what is about nobody by stream."""

    goals: Sequence[Event] = ()
    skills: Sequence[Event] = ()
    adopted: Sequence[Event] = ()
    merged: Mapping[str, str] = field(default_factory=dict)

    def rows(self, model: ReadModel[Any], person: str) -> Sequence[Any]:
        return rows_as_of([model], [(event, at("goals")) for event in self.about("goals", person)])[model.name]

    def about(self, source: str, person: str) -> Sequence[Event]:
        return [event for event in getattr(self, source) if subject_of(event) == person]

    def of_stream(self, source: str, stream: str) -> Sequence[Event]:
        if stream == "level_policy-organisation":
            return self.adopted
        skill = stream.removeprefix("skill-")
        return [SkillMerged(skill=skill, into=self.merged[skill], names=())] if skill in self.merged else []


def orders(source: str, event: Event, logs: Logs) -> list[Order]:
    return REACTIONS.orders(source, event, at(source), logs)


def stands_at(level: str) -> Order:
    payload = {"person": "ada", "goal": "sql", "measure": "level", "value": level, "effective_on": "2026-09-01"}
    return Order("goals.follow_skill", payload)


def test_a_measure_follows_the_effective_level_of_its_skill() -> None:
    assert orders("skills", CLAIMED, Logs([SET, LEVEL], [CLAIMED])) == [stands_at("2.0")]
    assert orders("skills", ASSESSED, Logs([SET, LEVEL], [CLAIMED, ASSESSED])) == [stands_at("3.5")]


def test_the_level_is_computed_by_the_policy_that_the_organisation_adopted() -> None:
    adopted = [LevelPolicyAdopted(policy=MANAGER_LED, by="hr")]
    logs = Logs([SET, LEVEL], [CLAIMED, ASSESSED], adopted)
    assert orders("skills", ASSESSED, logs) == [stands_at("3.8")]


def test_a_measure_follows_the_skill_that_its_own_was_merged_into() -> None:
    merged = {"skill-sql": "databases"}
    rated = SkillClaimed(person="ada", skill="databases", on=DAY, rating=1, level=3)
    assert orders("skills", rated, Logs([SET, LEVEL], [rated], merged=merged)) == [stands_at("3.0")]
    assert orders("skills", CLAIMED, Logs([SET, LEVEL], [CLAIMED], merged=merged)) == [stands_at("2.0")]


def test_a_skill_that_was_removed_stands_at_nothing() -> None:
    removed = SkillRemoved(person="ada", skill="skill-sql", on=DAY)
    assert orders("skills", removed, Logs([SET, LEVEL], [CLAIMED, removed])) == [stands_at("0")]


def test_nothing_follows_where_no_open_goal_measures_the_skill() -> None:
    other = SkillClaimed(person="ada", skill="skill-go", on=DAY, rating=1, level=2)
    assert orders("skills", other, Logs([SET, LEVEL], [other])) == []
    assert orders("skills", CLAIMED, Logs([SET, LEVEL, GoalPaused(**SQL)], [CLAIMED])) == []


def test_a_new_measure_of_a_skill_stands_where_the_skill_does_already() -> None:
    assert orders("goals", LEVEL, Logs([SET, LEVEL], [CLAIMED])) == [stands_at("2.0")]
    assert orders("goals", LEVEL, Logs([SET, LEVEL])) == []


def test_a_mentor_who_agreed_is_noted_at_the_step_that_asked_once() -> None:
    both = [
        MentoringAgreed(
            person=person,
            other=other,
            on=DAY,
            mentorship="m",
            acted=side is MentoringSide.MENTOR,
            side=side,
            plan=plan,
            step=step,
        )
        for person, other, side, plan, step in (
            ("ada", "grace", MentoringSide.MENTEE, "move", "pipeline"),
            ("grace", "ada", MentoringSide.MENTOR, None, None),
        )
    ]
    given = [order for event in both for order in orders("network", event, Logs())]
    assert [order.command for order in given] == ["goals.support_step"]
    assert given[0].payload["mentor"] == "grace"
    assert given[0].payload["step"] == "pipeline"
