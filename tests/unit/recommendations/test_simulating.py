"""Somebody's career, simulated in an organisation of the tests: what the steps of plans are taken to do, and say."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from services.recommendations.simulating import HORIZONS, Asked, NoRole, PlanUnknown, RoleUnknown, simulate
from shared.contracts.goals.events import PlanClosed, PlanDrafted, PlanOutcome, StepAdded, StepDropped, StepKind
from shared.contracts.integrations.events import MoveReason, PersonJoined, PersonLeft, PersonMoved
from shared.event import Event
from tests.fixtures.recommended import DAY
from tests.unit.recommendations.known import Known, after

SOON = DAY + timedelta(days=60)


def step(name: str, kind: StepKind, title: str = "Onwards", by: date = SOON, needs: tuple[str, ...] = ()) -> StepAdded:
    return StepAdded(plan="stage", person="ada", on=DAY, step=name, kind=kind, title=title, by=by, needs=needs)


def simulated(known: Known, person: str = "ada", weights: Mapping[str, float] = {}, **asked: Any) -> Mapping[str, Any]:
    return simulate(known.person(person), known.knowledge, weights, Asked(**asked))


def with_steps(*steps: Event) -> Mapping[str, Any]:
    return simulated(after(("goals", steps)))


def does(answer: Mapping[str, Any]) -> dict[str, str]:
    return {each["step"]: each["taken_to"] for each in answer["steps"]}


def reached(answer: Mapping[str, Any]) -> list[float]:
    return [each["share"] for each in answer["reached"]]


def share(answer: Mapping[str, Any], role: str | None, years: int, title: str | None = None) -> float:
    rows = (each for each in answer["roles"] if each["years"] == years and each["role"] == role)
    return next(each["share"] for each in rows if title in {None, each["title"]})


def moves(count: int) -> Sequence[Event]:
    """People who were data engineers and became speakers; half as many went elsewhere."""
    told: list[Event] = []
    for number in range(count):
        who, since = f"p{number:03}", date(2015, 1 + number % 12, 1)
        told.append(PersonJoined(person=who, effective_on=since, name=who, role="Data engineer", unit="data"))
        role = "Speaker" if number % 3 else "Seller"
        told.append(
            PersonMoved(
                person=who,
                effective_on=since.replace(year=since.year + 1 + number % 6),
                role=role,
                unit="data",
                reason=MoveReason.LATERAL,
            )
        )
    return told


def test_shares_of_each_horizon_sum_to_1_and_lie_in_their_ranges() -> None:
    answer = simulated(after(), top=20)
    for years in HORIZONS:
        rows = [each for each in answer["roles"] if each["years"] == years]
        assert sum(each["share"] for each in rows) == pytest.approx(1.0, abs=0.002)
        assert all(0 <= each["low"] <= each["share"] <= each["high"] <= 1 for each in rows)


def test_the_same_seed_gives_the_same_answer_whatever_was_asked_in_between() -> None:
    known = after()
    first = simulated(known, seed=7)
    simulated(known, "bo", seed=8)
    assert simulated(known, seed=7) == first
    assert simulated(known, seed=8)["roles"] != first["roles"]


def test_where_nobody_ever_moved_most_stay_and_the_answer_says_how_little_it_stands_on() -> None:
    answer = simulated(after(), "cy")
    assert answer["stands_on"]["moves"] == 0
    assert "0 moves" in answer["stands_on"]["in_words"]
    (own,) = (each for each in answer["roles"] if each["role"] == answer["role"] and each["years"] == 1)
    assert own["share"] > 0.6
    assert own["high"] - own["low"] > 0.2
    assert answer["reached"] == answer["changes"] == []


def test_a_planned_promotion_makes_its_role_likelier_and_is_what_changes_most() -> None:
    without = with_steps()
    answer = with_steps(step("go", StepKind.PROMOTION), step("read", StepKind.LEARNING, "Public speaking"))
    assert all(more > less + 0.1 for more, less in zip(reached(answer), reached(without), strict=True))
    assert share(answer, "speaker", 3) > share(without, "speaker", 3)
    assert answer["changes_most"] == "go"
    assert "“Onwards” changes most" in answer["in_words"][1]


def test_the_change_of_a_step_is_what_its_dropping_brings() -> None:
    steps = (step("go", StepKind.PROMOTION), step("read", StepKind.LEARNING, "Public speaking"))
    both, dropped = with_steps(*steps), with_steps(*steps, StepDropped("stage", "ada", DAY, "go", "No"))
    changes = [each for each in both["changes"] if each["step"] == "go"]
    assert [each["reached"] for each in changes] == reached(both)
    assert [each["reached_without"] for each in changes] == reached(dropped)


def test_what_is_learnt_raises_the_readiness_and_so_the_chance_of_the_role_and_the_earlier_the_more() -> None:
    never = reached(with_steps())
    late, early = (
        reached(with_steps(step("read", StepKind.LEARNING, "Public speaking", by=DAY + timedelta(days=days))))
        for days in (700, 10)
    )
    assert never[2] < late[2] < early[2]
    assert never[0] == late[0] < early[0]


def test_a_step_does_what_it_names_or_else_is_about_what_is_lacking_most() -> None:
    told = does(
        with_steps(
            step("offer", StepKind.LEARNING, "Do the course SQL in a week"),
            step("skill", StepKind.MENTORING, "Practise", needs=("public speaking",)),
            step("other", StepKind.PROJECT, "Something of my own"),
            step("role", StepKind.LATERAL_MOVE, "Become a data engineer again"),
            step("plan", StepKind.PROMOTION),
            step("away", StepKind.NEW_EMPLOYER),
        )
    )
    assert told["offer"].startswith("Raise SQL by ")
    assert told["skill"] == "Raise Public speaking by 1"
    assert told["other"].startswith("Raise ")
    assert told["role"].startswith("Do nothing")
    assert told["plan"].startswith("Take you to Speaker")
    assert told["away"].startswith("Take you to another employer")


def test_a_plan_to_leave_makes_leaving_likelier() -> None:
    left = [
        share(each, None, 1, "Left the organisation")
        for each in (with_steps(), with_steps(step("away", StepKind.NEW_EMPLOYER)))
    ]
    assert left[1] > left[0] + 0.3


def test_a_move_today_needs_no_plan() -> None:
    answer = simulated(after(), "cy", move="speaker")
    assert (answer["move"], answer["target"], answer["changes_most"]) == ("speaker", None, "move")
    assert share(answer, "speaker", 1) > 0.6
    assert answer["in_words"] == ["Moving to Speaker now changes most, above all what is after a year."]


def test_moving_to_the_role_that_one_has_is_no_move() -> None:
    assert simulated(after(), move="Data engineer")["move"] is None


def test_the_plan_drafted_last_is_simulated_unless_another_is_named() -> None:
    later = PlanDrafted(plan="z", person="ada", on=DAY, to_role="data-engineer", horizon=date(2028, 1, 1))
    newer = replace(later, plan="a", on=DAY + timedelta(days=1))
    known = after(("goals", (later, newer)))
    assert simulated(known)["plan"] == "a"
    assert simulated(known, plan="stage")["target"] == "speaker"


def test_a_plan_that_is_closed_or_of_somebody_else_is_refused() -> None:
    closed = after(("goals", (PlanClosed("stage", "ada", DAY, PlanOutcome.DROPPED),)))
    with pytest.raises(PlanUnknown):
        simulated(closed, plan="stage")
    with pytest.raises(PlanUnknown):
        simulated(after(), "bo", plan="stage")


def test_a_role_that_there_is_not_is_refused_and_so_is_somebody_without_a_role() -> None:
    with pytest.raises(RoleUnknown):
        simulated(after(), move="Astronaut")
    without_role = PersonJoined(person="new", effective_on=date(2026, 1, 1), name="New", role=None)
    with pytest.raises(NoRole):
        simulated(after(("integrations", (without_role,))), "new")
    with pytest.raises(NoRole):
        simulated(after(), "eve")


def test_where_people_went_from_a_role_is_where_they_are_thought_to_go() -> None:
    answer = simulated(after(("integrations", moves(60))), "bo")
    assert share(answer, "speaker", 5) > share(answer, "Seller", 5)
    assert answer["stands_on"]["moves"] == answer["stands_on"]["moves_out_of_your_role"] == 60


def test_the_more_moves_are_known_the_narrower_are_the_ranges() -> None:
    widths = []
    for count in (6, 240):
        answer = simulated(after(("integrations", moves(count))), "bo")
        (row,) = (each for each in answer["roles"] if each["years"] == 1 and each["role"] == answer["role"])
        widths.append(row["high"] - row["low"])
    assert widths[1] < 0.75 * widths[0]


def test_leaving_is_foreseen_only_where_somebody_is_known_to_have_left() -> None:
    told = [e for e in after().told["integrations"] if not isinstance(e, PersonLeft)]
    known = Known({**after().told, "integrations": told})
    answer = simulated(known)
    assert answer["stands_on"]["leavings"] is None
    assert share(answer, None, 5, "Left the organisation") == 0.0


def test_a_role_that_nobody_ever_had_can_be_aimed_at_and_reached() -> None:
    told = [
        replace(e, role="Seller") if getattr(e, "role", "") == "Speaker" else e for e in after().told["integrations"]
    ]
    known = Known({**after(("goals", (step("go", StepKind.PROMOTION),))).told, "integrations": told})
    assert reached(simulated(known))[2] > 0.1
