from datetime import date
from typing import Any

from shared.contracts.goals.events import (
    DecisionReviewed,
    OptionChosen,
    OptionWeighed,
    PlanClosed,
    PlanDrafted,
    PlanOutcome,
    PlanRevised,
    StepAdded,
    StepDropped,
    StepKind,
    StepRevised,
    StepTaken,
    Verdict,
)
from shared.contracts.goals.standing import OptionStatus, StepStatus
from shared.read_models.plans import PLANS, Review
from tests.unit.read_models.happened import row_after

HORIZON = date(2028, 12, 31)


def on(day: int) -> dict[str, Any]:
    """What every event of the plan says, on a day of September."""
    return {"plan": "move", "person": "ada", "on": date(2026, 9, day)}


DRAFTED = PlanDrafted(**on(1), to_role="engineer", horizon=HORIZON, from_role="analyst")


def added(step: str) -> StepAdded:
    return StepAdded(**on(2), step=step, kind=StepKind.PROJECT, title="Build it", by=date(2027, 6, 30))


def weighed(option: str, day: int = 2) -> OptionWeighed:
    return OptionWeighed(**on(day), option=option, title=option.title(), effort=3, reversibility=4)


def test_a_revised_plan_keeps_what_the_revision_does_not_name_and_says_why() -> None:
    row = row_after(PLANS, DRAFTED, PlanRevised(**on(3), reason="Another wish", to_role="architect"))
    assert (row.from_role, row.to_role, row.horizon) == ("analyst", "architect", HORIZON)
    assert (row.revised_on, row.revised_because) == (date(2026, 9, 3), "Another wish")


def test_a_step_tells_when_it_was_taken_or_dropped_and_what_came_of_it() -> None:
    revised = StepRevised(**on(3), step="one", by=date(2027, 9, 30))
    taken, dropped = StepTaken(**on(4), step="one", outcome="It runs"), StepDropped(**on(5), step="two", reason="No")
    one, two = row_after(PLANS, DRAFTED, added("one"), added("two"), revised, taken, dropped).steps
    assert (one.title, one.by) == ("Build it", date(2027, 9, 30))
    assert (one.status, one.ended_on, one.remark) == (StepStatus.TAKEN, date(2026, 9, 4), "It runs")
    assert (two.status, two.ended_on, two.remark) == (StepStatus.DROPPED, date(2026, 9, 5), "No")


def test_a_decision_settles_its_options_and_collects_its_reviews() -> None:
    chosen = OptionChosen(
        **on(3), option="platform", reasons="Practice", would_show_it_wrong="No pipeline", over=("stay",)
    )
    reviewed = DecisionReviewed(**on(9), option="platform", expected="One", happened="Two", verdict=Verdict.BETTER)
    row = row_after(PLANS, DRAFTED, weighed("platform"), weighed("stay"), weighed("leave"), chosen, reviewed)
    assert {each.option: each.status for each in row.options} == {
        "platform": OptionStatus.CHOSEN,
        "stay": OptionStatus.PASSED_OVER,
        "leave": OptionStatus.OPEN,
    }
    (decision,) = row.decisions
    assert (decision.reasons, decision.over, decision.chosen_on) == ("Practice", ("stay",), date(2026, 9, 3))
    assert decision.reviews == (Review(date(2026, 9, 9), "One", "Two", Verdict.BETTER),)


def test_an_option_weighed_anew_is_open_again() -> None:
    chosen = OptionChosen(**on(3), option="platform", reasons="Practice", would_show_it_wrong="No", over=("stay",))
    row = row_after(PLANS, DRAFTED, weighed("platform"), weighed("stay"), chosen, weighed("stay", day=9))
    (stay,) = (each for each in row.options if each.option == "stay")
    assert (stay.status, stay.weighed_on) == (OptionStatus.OPEN, date(2026, 9, 9))


def test_a_closed_plan_tells_how_it_ended() -> None:
    row = row_after(PLANS, DRAFTED, PlanClosed(**on(9), outcome=PlanOutcome.REACHED, note="Early"))
    assert (row.outcome, row.closed_on, row.closing_note) == (PlanOutcome.REACHED, date(2026, 9, 9), "Early")
