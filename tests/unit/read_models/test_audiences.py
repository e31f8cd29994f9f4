from datetime import date

from hypothesis import given

from services.goals.goal import GOAL
from shared.contracts.goals.commands.ties import ShareGoal
from shared.contracts.goals.events import Audience, GoalShared, GoalUnshared
from shared.event import Event
from shared.read_models.audiences import AUDIENCES, AudienceRow
from tests.unit.read_models.happened import happened, rows_after
from tests.unit.read_models.histories import histories
from tests.unit.read_models.longest import longest


def shared(day: int, audience: Audience, *people: str) -> GoalShared:
    return GoalShared("sql", "ada", date(2026, 9, day), audience, people)


def unshared(day: int, audience: Audience, *people: str) -> GoalUnshared:
    return GoalUnshared("sql", "ada", date(2026, 9, day), audience, people)


def opened_to(*events: Event) -> set[tuple[Audience, str]]:
    return {(row.audience, row.whom) for row in rows_after(AUDIENCES, happened(*events))}


def test_a_goal_has_a_row_for_each_person_it_was_shared_with_and_one_for_each_wider_audience() -> None:
    rows = rows_after(
        AUDIENCES,
        happened(shared(1, Audience.PEOPLE, "grace", "alan"), shared(2, Audience.UNIT), shared(3, Audience.EVERYONE)),
    )
    assert set(rows) == {
        AudienceRow("sql", Audience.PEOPLE, "grace", "ada", date(2026, 9, 1)),
        AudienceRow("sql", Audience.PEOPLE, "alan", "ada", date(2026, 9, 1)),
        AudienceRow("sql", Audience.UNIT, "", "ada", date(2026, 9, 2)),
        AudienceRow("sql", Audience.EVERYONE, "", "ada", date(2026, 9, 3)),
    }


def test_who_a_goal_is_closed_to_loses_their_row_and_nobody_else_does() -> None:
    everybody = [shared(1, Audience.PEOPLE, "grace", "alan"), shared(1, Audience.UNIT)]
    assert opened_to(*everybody, unshared(2, Audience.PEOPLE, "grace")) == {
        (Audience.PEOPLE, "alan"),
        (Audience.UNIT, ""),
    }
    assert opened_to(*everybody, unshared(2, Audience.UNIT)) == {(Audience.PEOPLE, "alan"), (Audience.PEOPLE, "grace")}


def test_as_many_people_as_one_command_may_name_all_have_their_row() -> None:
    most = longest(ShareGoal, "people")
    assert len(opened_to(shared(1, Audience.PEOPLE, *(f"p{n}" for n in range(most))))) == most


@given(events=histories(GOAL))
def test_the_rows_of_a_goal_are_its_audiences_by_its_rules(events: list[Event]) -> None:
    goal = GOAL.fold(events)
    people = {(Audience.PEOPLE, person) for person in goal.shared_with}
    assert opened_to(*events) == people | {(each, "") for each in goal.audiences - {Audience.PEOPLE}}
