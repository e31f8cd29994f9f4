from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.goals import career_plan
from services.goals.career_plan import (
    CAREER_PLAN,
    HorizonTooNear,
    OptionNotChosen,
    OptionSettled,
    PlanExists,
    PlanNotOpen,
    ReviewTooEarly,
    StepBeyondHorizon,
    StepEnded,
    StepExists,
    UnknownOption,
    UnknownStep,
)
from shared.aggregate import Decision
from shared.contracts.goals.events import (
    DecisionReviewed,
    OptionChosen,
    OptionWeighed,
    PlanClosed,
    PlanDrafted,
    PlanOutcome,
    PlanRevised,
    Risk,
    StepAdded,
    StepDropped,
    StepKind,
    StepRevised,
    StepSupported,
    StepTaken,
    Verdict,
)
from shared.event import Event
from tests.unit.given import given

DAY = date(2026, 9, 1)
HORIZON = date(2028, 12, 31)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}
MOVE: dict[str, Any] = {"plan": "move", "person": "ada", "on": DAY}

DRAFTED = PlanDrafted(**MOVE, from_role="analyst", to_role="engineer", horizon=HORIZON)
PIPELINE = StepAdded(**MOVE, step="pipeline", kind=StepKind.PROJECT, title="Build a pipeline", by=date(2027, 6, 30))
TAKEN = StepTaken(**MOVE, step="pipeline")
STEP_DROPPED = StepDropped(**MOVE, step="pipeline")
REACHED = PlanClosed(**MOVE, outcome=PlanOutcome.REACHED)

DRAFT: dict[str, Any] = {
    "identity": "move",
    "person": "ada",
    "title": None,
    "from_role": "analyst",
    "to_role": "engineer",
    "horizon": HORIZON,
    **TODAY,
}
ADD: dict[str, Any] = {
    "step": "pipeline",
    "kind": StepKind.PROJECT,
    "title": "Build a pipeline",
    "by": date(2027, 6, 30),
    "needs": [],
    **TODAY,
}


def weighed(option: str) -> OptionWeighed:
    return OptionWeighed(**MOVE, option=option, title=option, effort=3, reversibility=4)


def weigh(option: str, **more: Any) -> dict[str, Any]:
    plain = {"title": option, "benefits": [], "risks": [], "effort": 3, "reversibility": 4}
    return {"option": option, **plain, **TODAY} | more


def chosen(option: str, *over: str) -> OptionChosen:
    reasons = {"reasons": "The most practice", "would_show_it_wrong": "No pipeline after six months"}
    return OptionChosen(**MOVE, option=option, over=over, **reasons)


def choose(option: str, review_on: date | None = None) -> dict[str, Any]:
    reasons = {"reasons": "The most practice", "would_show_it_wrong": "No pipeline after six months"}
    return {"option": option, **reasons, "review_on": review_on, **TODAY}


def revise(**changed: Any) -> dict[str, Any]:
    unchanged = dict.fromkeys(("title", "from_role", "to_role", "horizon"))
    return {**unchanged, "reason": "The course begins later", **TODAY} | changed


def revise_step(**changed: Any) -> dict[str, Any]:
    return {"step": "pipeline", **dict.fromkeys(("kind", "title", "by", "needs")), **TODAY} | changed


# The plan


def test_a_plan_is_drafted_once() -> None:
    given(CAREER_PLAN).when(career_plan.draft_plan, **DRAFT).then(DRAFTED)
    given(CAREER_PLAN, DRAFTED).when(career_plan.draft_plan, **DRAFT).then()


def test_an_id_that_is_taken_is_refused_for_another_plan() -> None:
    other = DRAFT | {"to_role": "manager"}
    given(CAREER_PLAN, DRAFTED).when(career_plan.draft_plan, **other).then_refused(PlanExists, field="plan")


def test_a_horizon_lies_ahead() -> None:
    past = DRAFT | {"horizon": date(2026, 8, 31)}
    given(CAREER_PLAN).when(career_plan.draft_plan, **past).then_refused(HorizonTooNear, field="horizon")


def test_a_revision_records_only_what_differs_and_why() -> None:
    revised = PlanRevised(**MOVE, reason="The course begins later", horizon=date(2029, 6, 30))
    changed = revise(horizon=date(2029, 6, 30), to_role="engineer")
    given(CAREER_PLAN, DRAFTED).when(career_plan.revise_plan, **changed).then(revised)
    given(CAREER_PLAN, DRAFTED, revised).when(career_plan.revise_plan, **changed).then()


def test_the_horizon_is_not_drawn_nearer_than_a_step_that_is_still_ahead() -> None:
    nearer = revise(horizon=date(2027, 1, 1))
    before = given(CAREER_PLAN, DRAFTED, PIPELINE)
    before.when(career_plan.revise_plan, **nearer).then_refused(HorizonTooNear, field="horizon")
    revised = PlanRevised(**MOVE, reason="The course begins later", horizon=date(2027, 1, 1))
    given(CAREER_PLAN, DRAFTED, PIPELINE, TAKEN).when(career_plan.revise_plan, **nearer).then(revised)


def test_a_plan_ends_once() -> None:
    reached = {"outcome": PlanOutcome.REACHED, "note": None, **TODAY}
    dropped = {"outcome": PlanOutcome.DROPPED, "note": None, **TODAY}
    given(CAREER_PLAN, DRAFTED).when(career_plan.close_plan, **reached).then(REACHED)
    ended = given(CAREER_PLAN, DRAFTED, REACHED)
    ended.when(career_plan.close_plan, **reached).then()
    ended.when(career_plan.close_plan, **dropped).then_refused(PlanNotOpen, field="plan")


@pytest.mark.parametrize("history", [[], [DRAFTED, PIPELINE, weighed("stay"), REACHED]], ids=["none", "ended"])
@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (career_plan.revise_plan, revise(to_role="manager")),
        (career_plan.add_step, ADD),
        (career_plan.revise_step, revise_step(title="Other")),
        (career_plan.take_step, {"step": "pipeline", "outcome": None, **TODAY}),
        (career_plan.drop_step, {"step": "pipeline", "reason": None, **TODAY}),
        (career_plan.weigh_option, weigh("stay")),
        (career_plan.choose_option, choose("stay")),
    ],
)
def test_only_an_open_plan_changes(history: list[Event], decide: Decision, said: dict[str, Any]) -> None:
    given(CAREER_PLAN, *history).when(decide, **said).then_refused(PlanNotOpen, field="plan")


# Steps


def test_a_step_is_added_once() -> None:
    given(CAREER_PLAN, DRAFTED).when(career_plan.add_step, **ADD).then(PIPELINE)
    before = given(CAREER_PLAN, DRAFTED, PIPELINE)
    before.when(career_plan.add_step, **ADD).then()
    other = ADD | {"kind": StepKind.LEARNING}
    before.when(career_plan.add_step, **other).then_refused(StepExists, field="step")


def test_a_step_lies_within_the_horizon() -> None:
    beyond = date(2029, 1, 1)
    added = given(CAREER_PLAN, DRAFTED).when(career_plan.add_step, **ADD | {"by": beyond})
    added.then_refused(StepBeyondHorizon, field="by")
    before = given(CAREER_PLAN, DRAFTED, PIPELINE)
    revised = before.when(career_plan.revise_step, **revise_step(by=beyond))
    revised.then_refused(StepBeyondHorizon, field="by")


def test_revising_a_step_records_only_what_differs() -> None:
    revised = StepRevised(**MOVE, step="pipeline", by=date(2027, 9, 30))
    changed = revise_step(by=date(2027, 9, 30), kind=StepKind.PROJECT)
    given(CAREER_PLAN, DRAFTED, PIPELINE).when(career_plan.revise_step, **changed).then(revised)
    given(CAREER_PLAN, DRAFTED, PIPELINE, revised).when(career_plan.revise_step, **changed).then()


def test_the_needs_of_a_step_can_be_emptied() -> None:
    outcome = given(CAREER_PLAN, DRAFTED, PIPELINE).when(career_plan.revise_step, **revise_step(needs=[]))
    outcome.then(StepRevised(**MOVE, step="pipeline", needs=()))


@pytest.mark.parametrize(
    ("ended", "decide", "said", "other", "other_said"),
    [
        (TAKEN, career_plan.take_step, {"outcome": None}, career_plan.drop_step, {"reason": None}),
        (STEP_DROPPED, career_plan.drop_step, {"reason": None}, career_plan.take_step, {"outcome": None}),
    ],
)
def test_a_step_ends_once(
    ended: Event, decide: Decision, said: dict[str, Any], other: Decision, other_said: dict[str, Any]
) -> None:
    given(CAREER_PLAN, DRAFTED, PIPELINE).when(decide, step="pipeline", **said, **TODAY).then(ended)
    after = given(CAREER_PLAN, DRAFTED, PIPELINE, ended)
    after.when(decide, step="pipeline", **said, **TODAY).then()
    after.when(other, step="pipeline", **other_said, **TODAY).then_refused(StepEnded, field="step")
    after.when(career_plan.revise_step, **revise_step(title="Other")).then_refused(StepEnded, field="step")


def test_only_a_step_of_the_plan_is_taken() -> None:
    outcome = given(CAREER_PLAN, DRAFTED).when(career_plan.take_step, step="other", outcome=None, **TODAY)
    outcome.then_refused(UnknownStep, field="step")


# Decisions with open eyes


def test_an_option_is_weighed_with_its_benefits_and_risks() -> None:
    risk = Risk(description="Less contact with clients", likelihood=4, impact=2)
    more = weigh("platform", benefits=["Daily practice"], risks=[risk])
    expected = OptionWeighed(
        **MOVE,
        option="platform",
        title="platform",
        effort=3,
        reversibility=4,
        benefits=("Daily practice",),
        risks=(risk,),
    )
    given(CAREER_PLAN, DRAFTED).when(career_plan.weigh_option, **more).then(expected)


def test_a_choice_names_the_options_that_it_passed_over() -> None:
    before = given(CAREER_PLAN, DRAFTED, weighed("platform"), weighed("stay"), weighed("leave"))
    before.when(career_plan.choose_option, **choose("stay")).then(chosen("stay", "platform", "leave"))


def test_choosing_the_same_again_changes_nothing() -> None:
    before = given(CAREER_PLAN, DRAFTED, weighed("stay"), chosen("stay"))
    before.when(career_plan.choose_option, **choose("stay")).then()


def test_an_option_that_was_passed_over_is_weighed_anew_before_it_is_chosen() -> None:
    history = [DRAFTED, weighed("platform"), weighed("stay"), chosen("stay", "platform")]
    before = given(CAREER_PLAN, *history)
    before.when(career_plan.choose_option, **choose("platform")).then_refused(OptionSettled, field="option")
    before.when(career_plan.weigh_option, **weigh("platform")).then(weighed("platform"))
    anew = given(CAREER_PLAN, *history, weighed("platform"))
    anew.when(career_plan.choose_option, **choose("platform")).then(chosen("platform"))


def test_a_choice_that_was_made_is_not_weighed_again() -> None:
    before = given(CAREER_PLAN, DRAFTED, weighed("stay"), chosen("stay"))
    before.when(career_plan.weigh_option, **weigh("stay")).then_refused(OptionSettled, field="option")


def test_only_what_was_weighed_can_be_chosen() -> None:
    outcome = given(CAREER_PLAN, DRAFTED).when(career_plan.choose_option, **choose("stay"))
    outcome.then_refused(UnknownOption, field="option")


def test_a_choice_is_not_reviewed_before_it_is_made() -> None:
    before = given(CAREER_PLAN, DRAFTED, weighed("stay"))
    outcome = before.when(career_plan.choose_option, **choose("stay", review_on=date(2026, 8, 1)))
    outcome.then_refused(ReviewTooEarly, field="review_on")


LOOK_BACK: dict[str, Any] = {
    "option": "stay",
    "expected": "A pipeline of my own",
    "happened": "Two of them",
    "verdict": Verdict.BETTER,
}


@pytest.mark.parametrize("after", [[], [REACHED]], ids=["open plan", "ended plan"])
def test_a_decision_is_reviewed_also_after_the_end_of_the_plan(after: list[Event]) -> None:
    before = given(CAREER_PLAN, DRAFTED, weighed("stay"), chosen("stay"), *after)
    outcome = before.when(career_plan.review_decision, **LOOK_BACK, **TODAY)
    outcome.then(DecisionReviewed(**MOVE, **LOOK_BACK))


def test_only_a_decision_that_was_taken_is_reviewed() -> None:
    before = given(CAREER_PLAN, DRAFTED, weighed("stay"))
    outcome = before.when(career_plan.review_decision, **LOOK_BACK, **TODAY)
    outcome.then_refused(OptionNotChosen, field="option")


def test_a_mentor_who_agreed_to_help_is_noted_at_the_step_once() -> None:
    asked = {"step": "pipeline", "mentorship": "ada-and-grace", "mentor": "grace", **TODAY}
    noted = StepSupported(**MOVE, step="pipeline", mentorship="ada-and-grace", mentor="grace")
    given(CAREER_PLAN, DRAFTED, PIPELINE).when(career_plan.support_step, **asked).then(noted)
    given(CAREER_PLAN, DRAFTED, PIPELINE, noted).when(career_plan.support_step, **asked).then()


def test_nobody_is_noted_at_a_step_that_the_plan_does_not_have() -> None:
    asked = {"step": "other", "mentorship": "ada-and-grace", "mentor": "grace", **TODAY}
    given(CAREER_PLAN, DRAFTED).when(career_plan.support_step, **asked).then_refused(UnknownStep, field="step")
