"""What is recommended to learn, to add, to refresh, and to become."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from shared.contracts.goals.events import PlanDrafted, StepAdded, StepKind, StepTaken, SuccessDefined
from shared.contracts.integrations.events import MoveReason, PersonJoined, PersonMoved
from shared.contracts.recommendations.events import EventRef, Kind
from shared.contracts.skills.events import (
    Enrolled,
    LearningCompleted,
    LearningKind,
    LearningOffered,
    LearningRated,
    LearningRevised,
    LearningWithdrawn,
    SkillClaimed,
    SkillLevel,
    SkillUsed,
)
from shared.event import Event
from tests.fixtures.recommended import DAY, LATELY
from tests.fixtures.skilled import HIRED, leads_to
from tests.unit.recommendations.known import ALL_KINDS, Known, after, words

STORY = after()


def offered(name: str, skill: str, level: int, hours: int, *, cost: int | None = None) -> LearningOffered:
    return LearningOffered(
        name,
        name.title(),
        LearningKind.COURSE,
        leads_to(skill, level),
        hours=Decimal(hours),
        cost=None if cost is None else Decimal(cost),
        currency=None if cost is None else "EUR",
    )


# Learning


def test_an_offer_that_closes_a_gap_of_ones_role_is_recommended_with_the_gap_as_its_reason() -> None:
    choice = STORY.of(Kind.LEARNING)["python-course"]
    assert words(choice)["gap"].startswith("Data engineer, which you have, asks for level 3 in Python, and nothing")
    assert words(choice)["effort"] == "It takes about 30 hours"
    assert next(r for r in choice.reasons if r.name == "gap").contribution > 0


@pytest.mark.parametrize("hours", [10, 100], ids=["for more money", "for more hours"])
def test_the_same_gain_for_less_comes_first(hours: int) -> None:
    told = (offered("short", "python", 3, 9), offered("worse", "python", 3, hours, cost=3000 if hours == 10 else None))
    found = list(after(("skills", told)).of(Kind.LEARNING))
    assert found.index("short") < found.index("worse")


def test_what_is_asked_for_beforehand_has_to_be_met() -> None:
    hard = LearningOffered("hard", "Hard", LearningKind.COURSE, leads_to("python", 3), (SkillLevel("sql", 5),))
    assert "hard" not in after(("skills", (hard,))).of(Kind.LEARNING)


def test_what_is_being_learnt_or_was_learnt_is_not_recommended() -> None:
    begun = Enrolled("ada", "python-course", DAY, "Python", 1, "ada", leads_to("python", 3))
    done = LearningCompleted("ada", "python-course", DAY, "Python", 1, leads_to("python", 3))
    assert "python-course" not in after(("skills", (begun,))).of(Kind.LEARNING)
    assert "python-course" not in after(("skills", (begun, done))).of(Kind.LEARNING)


def test_what_was_withdrawn_is_not_recommended() -> None:
    assert "python-course" not in after(("skills", (LearningWithdrawn("python-course"),))).of(Kind.LEARNING)


def test_what_people_in_the_same_role_completed_and_liked_counts_but_nothing_is_said_of_few() -> None:
    def learnt_by(*people: str) -> Known:
        joined = [PersonJoined(person=p, effective_on=HIRED, name=p, role="Data engineer") for p in people]
        told = []
        for person in people:
            told += [
                Enrolled(person, "python-course", DAY, "Python", 1, person, leads_to("python", 3)),
                LearningCompleted(person, "python-course", DAY, "Python", 1, leads_to("python", 3)),
                LearningRated(person, "python-course", DAY, "Python", 1, 5),
            ]
        return after(("integrations", joined), ("skills", told))

    three = learnt_by("x", "y", "z").of(Kind.LEARNING)["python-course"]
    assert words(three)["alike"] == "3 people who are in your role today completed it"
    assert words(three)["rated"] == "3 people rated it 5.0 of 5"
    two = learnt_by("x", "y").of(Kind.LEARNING)["python-course"]
    assert {"alike", "rated"}.isdisjoint(words(two))


def test_a_gap_in_a_planned_role_weighs_more_than_in_ones_own() -> None:
    plan = PlanDrafted(plan="stage", person="cy", on=DAY, to_role="data-engineer", horizon=date(2027, 1, 1))
    (planned, *_) = after(("goals", (plan,))).of(Kind.LEARNING, "cy").values()
    assert "which you plan to have" in words(planned)["gap"]
    assert STORY.of(Kind.LEARNING, "cy") == {}


def test_what_a_recommendation_says_would_change_it_does_change_it() -> None:
    choice = STORY.of(Kind.LEARNING)["python-course"]
    assert next(iter(STORY.of(Kind.LEARNING))) != "python-course"
    assert choice.counterfactual == "With 15 hours instead of 30, this would come first."
    shorter = LearningRevised(
        "python-course",
        "Python",
        LearningKind.COURSE,
        leads_to("python", 3),
        (SkillLevel("sql", 1),),
        hours=Decimal(15),
    )
    assert next(iter(after(("skills", (shorter,))).of(Kind.LEARNING))) == "python-course"


# Skills


def people_with(skill: str, count: int) -> tuple[tuple[str, list[Event]], ...]:
    names = [f"w{n}" for n in range(count)]
    joined = [PersonJoined(person=p, effective_on=HIRED, name=p, role="Data engineer") for p in names]
    return ("integrations", [*joined]), ("skills", [SkillClaimed(p, skill, DAY, 1, 3, None) for p in names])


def test_a_skill_that_many_in_ones_role_have_is_recommended_to_who_has_it_not() -> None:
    organisation = after(*people_with("talks", 6))
    assert words(organisation.of(Kind.SKILL, "bo")["talks"])["own"] == "7 of 8 people in your role have it"
    assert "talks" not in organisation.of(Kind.SKILL, "ada")


def test_nothing_is_said_of_groups_of_fewer_than_three() -> None:
    assert "talks" not in after(*people_with("talks", 1)).of(Kind.SKILL, "bo")


def test_what_ones_role_asks_for_is_a_gap_and_no_skill_to_add() -> None:
    assert "python" not in after(*people_with("python", 6)).of(Kind.SKILL, "ada")


# Refreshing


def test_a_skill_that_disuse_took_below_what_is_asked_for_is_to_be_refreshed() -> None:
    later = after(day=date(2028, 8, 1)).of(Kind.REFRESH, "bo")
    assert set(later) == {"sql", "python"}
    assert words(later["sql"])["below"].startswith(
        "You were at 5.0 in SQL, and without use since 2026-01-01 you are at"
    )
    assert later["sql"].counterfactual == "With SQL used once at work, this would no longer be recommended."


def test_a_skill_that_will_be_well_below_soon_is_refreshed_before_it_is() -> None:
    assert STORY.of(Kind.REFRESH, "bo") == {}
    assert set(words(after(day=date(2026, 12, 1)).of(Kind.REFRESH, "bo")["python"])) == {"soon", "importance"}


def test_a_skill_that_was_used_lately_is_fresh() -> None:
    used = after(("skills", (SkillUsed("bo", "python", date(2028, 7, 31)),)), day=date(2028, 8, 1))
    assert set(used.of(Kind.REFRESH, "bo")) == {"sql"}


def test_a_skill_that_was_never_as_high_as_asked_for_is_a_gap_and_nothing_to_refresh() -> None:
    joined = PersonJoined(person="hy", effective_on=HIRED, name="Hy", role="Data engineer")
    claimed = SkillClaimed("hy", "sql", DAY, 1, 3, None)
    later = after(("integrations", (joined,)), ("skills", (claimed,)), day=date(2028, 8, 1))
    assert later.of(Kind.REFRESH, "hy") == {}


# Next roles


def moves(count: int) -> list[PersonJoined | PersonMoved]:
    told: list[PersonJoined | PersonMoved] = []
    for n in range(count):
        told.append(PersonJoined(person=f"m{n}", effective_on=HIRED, name=f"M{n}", role="Data engineer"))
        told.append(
            PersonMoved(person=f"m{n}", effective_on=date(2024, 1, 1), reason=MoveReason.PROMOTION, role="Architect")
        )
    return told


def test_where_people_go_from_ones_role_is_recommended_with_how_many_did() -> None:
    choice = after(("integrations", moves(4))).of(Kind.NEXT_ROLE, "bo")["Architect"]
    assert words(choice)["moves"].startswith("4 of 4 people who moved on from your role went there")
    assert choice.reasons[0].evidence == (EventRef("integrations", 4),)


def test_of_few_moves_no_number_is_told() -> None:
    choice = after(("integrations", moves(2))).of(Kind.NEXT_ROLE, "bo")["Architect"]
    assert words(choice)["moves"].startswith("It is likely: ")


def test_a_role_that_one_plans_or_desires_is_a_candidate_though_nobody_went_there() -> None:
    assert words(STORY.of(Kind.NEXT_ROLE)["speaker"])["wish"] == "You plan to have it"
    vision = SuccessDefined(person="bo", on=DAY, success="To be heard", desired_roles=("speaker",))
    choice = after(("goals", (vision,))).of(Kind.NEXT_ROLE, "bo")["speaker"]
    assert words(choice)["wish"] == "You would like to have it"


def test_ones_own_role_is_no_next_one() -> None:
    assert "data-engineer" not in after(("integrations", moves(4))).of(Kind.NEXT_ROLE, "bo")


def test_the_weights_are_those_that_the_organisation_set() -> None:
    policy = replace(ALL_KINDS, weights={Kind.NEXT_ROLE: {"wish": 0.0, "ready": 1.0}})
    choice = STORY.of(Kind.NEXT_ROLE, "ada", policy)["speaker"]
    assert set(words(choice)) <= {"ready", "moves", "size"}


# Steps


def test_a_plan_without_a_next_step_needs_one() -> None:
    assert words(STORY.of(Kind.STEP)["stage"])["none"] == "The plan has no next step"


@pytest.mark.parametrize(
    ("by", "lacks"), [(date(2026, 8, 1), "overdue"), (date(2026, 12, 1), "gap")], ids=["overdue", "about no gap"]
)
def test_a_plan_lacks_what_its_steps_do_not_cover(by: date, lacks: str) -> None:
    step = StepAdded(plan="stage", person="ada", on=LATELY, step="s", kind=StepKind.PROMOTION, title="Ask", by=by)
    gap = SkillClaimed("ada", "talks", DAY, 9, 1, None)
    choice = after(("goals", (step,)), ("skills", (gap,))).of(Kind.STEP)["stage"]
    assert lacks in words(choice)


def test_a_plan_with_a_step_that_is_about_learning_lacks_nothing() -> None:
    step = StepAdded(
        plan="stage", person="ada", on=LATELY, step="s", kind=StepKind.LEARNING, title="Learn", by=date(2026, 12, 1)
    )
    assert after(("goals", (step,))).of(Kind.STEP) == {}
    taken = StepTaken(plan="stage", person="ada", on=DAY, step="s")
    assert "none" in words(after(("goals", (step, taken))).of(Kind.STEP)["stage"])
