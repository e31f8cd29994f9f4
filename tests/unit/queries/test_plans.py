from datetime import date

import pytest

from services.gateway.queries.plans import PlanUnknown
from shared.contract import Access
from shared.contracts.goals.events import DecisionReviewed, PlanClosed, PlanOutcome, StepTaken, Verdict
from shared.errors import Forbidden
from tests.unit.queries.asking import TODAY, ask
from tests.unit.queries.histories import chosen, drafted, september, step, weighed

REVIEWED = DecisionReviewed(
    "move", "ada", TODAY, option="platform", expected="One", happened="Two", verdict=Verdict.BETTER
)


def test_the_plan_under_way_that_was_drafted_last_is_shown_and_the_others_are_named() -> None:
    story = [
        drafted("move"),
        drafted("stay", september(5)),
        drafted("over", september(9)),
        PlanClosed("over", "ada", september(10), outcome=PlanOutcome.DROPPED),
    ]
    answer = ask("plan", *story)
    assert answer["plan"]["plan"] == "stay"
    assert [each["plan"] for each in answer["others"]] == ["move", "over"]
    assert ask("plan", *story, plan="over")["plan"]["outcome"] == "dropped"


def test_the_steps_of_a_plan_come_by_their_days_and_those_overdue_are_named() -> None:
    taken = StepTaken("move", "ada", september(20), step="taken")
    answer = ask(
        "plan",
        drafted("move"),
        step("move", "later", date(2027, 6, 30)),
        step("move", "late", september(30)),
        step("move", "taken", september(15)),
        taken,
    )["plan"]
    assert [each["step"] for each in answer["steps"]] == ["taken", "late", "later"]
    assert answer["overdue_steps"] == ["late"]


def test_without_a_plan_there_is_none_and_an_unknown_one_is_not_found() -> None:
    assert ask("plan") == {"plan": None, "others": []}
    for query in ("plan", "decisions"):
        with pytest.raises(PlanUnknown):
            ask(query, drafted("move"), plan="other")


def test_a_decision_tells_its_reasons_and_what_it_was_taken_over() -> None:
    (decision,) = ask(
        "decisions",
        drafted("move"),
        weighed("move", "platform"),
        weighed("move", "stay"),
        chosen("move", "platform", september(3), over=("stay",)),
        REVIEWED,
    )["items"]
    assert (decision["title"], decision["reasons"]) == ("Option platform", "Practice")
    assert decision["over"] == [{"option": "stay", "title": "Option stay"}]
    assert (
        decision["reviews"][0] | {"expected": "One", "happened": "Two", "verdict": "better"} == decision["reviews"][0]
    )


def test_a_decision_is_due_for_review_from_its_day_until_it_was_reviewed() -> None:
    story = [
        drafted("move"),
        weighed("move", "platform"),
        chosen("move", "platform", september(3), review_on=TODAY),
    ]
    assert ask("decisions", *story, today=september(30))["reviews_due"] == 0
    due = ask("decisions", *story)
    assert (due["reviews_due"], due["items"][0]["review_due"]) == (1, True)
    assert ask("decisions", *story, REVIEWED)["reviews_due"] == 0


def test_decisions_come_newest_first_by_pages_from_all_plans() -> None:
    story = [
        drafted("move"),
        drafted("stay"),
        weighed("move", "a"),
        weighed("stay", "b"),
        chosen("move", "a", september(3)),
        chosen("stay", "b", september(9)),
    ]
    first = ask("decisions", *story, limit=1)
    second = ask("decisions", *story, limit=1, cursor=first["next"])
    assert [each["option"] for each in first["items"] + second["items"]] == ["b", "a"]
    assert [each["option"] for each in ask("decisions", *story, plan="move")["items"]] == ["a"]


@pytest.mark.parametrize("query", ["plan", "decisions", "setbacks", "wellbeing"])
@pytest.mark.parametrize("access", [Access.MANAGER, Access.HR, Access.OPERATOR])
def test_nobody_else_sees_plans_decisions_setbacks_and_wellbeing(query: str, access: Access) -> None:
    with pytest.raises(Forbidden):
        ask(query, by="grace", relation={access})
