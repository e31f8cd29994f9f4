from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.gateway.momentum import Trend, momentum, momentum_trend
from shared.contract import Access
from shared.contracts.goals.events import GoalPaused, Recovered
from shared.read_models.activity import ActivityRow
from shared.read_models.goals import GOALS, GoalRow
from tests.unit.queries.asking import TODAY, ask
from tests.unit.queries.histories import action, checked_in, done, goal_set, september, setback
from tests.unit.read_models.happened import row_after

GOAL = row_after(GOALS, goal_set("sql", on=date(2026, 1, 1)))
counts = st.integers(0, 9)


def day(**counted: int) -> ActivityRow:
    return ActivityRow("ada", TODAY, **counted)


def score(rows: list[ActivityRow], goals: list[GoalRow], *, private: bool = True) -> int:
    return momentum(rows, goals, TODAY, 28, private=private).score


activity = st.lists(
    st.builds(
        lambda ago, kept, missed, actions, recoveries: ActivityRow(
            "ada",
            TODAY - timedelta(days=ago),
            check_ins=kept + missed,
            check_ins_kept=kept,
            actions_done=actions,
            recoveries=recoveries,
        ),
        st.integers(0, 60),
        counts,
        counts,
        counts,
        counts,
    )
)


@given(rows=activity, working=st.booleans(), private=st.booleans())
def test_the_score_is_from_0_to_100(rows: list[ActivityRow], working: bool, private: bool) -> None:
    assert 0 <= score(rows, [GOAL] if working else [], private=private) <= 100


@given(rows=activity)
def test_what_is_done_never_lowers_the_score(rows: list[ActivityRow]) -> None:
    before = score(rows, [GOAL])
    assert score([*rows, day(check_ins=1, check_ins_kept=1)], [GOAL]) >= before
    assert score([*rows, day(actions_done=1)], [GOAL]) >= before
    assert score([*rows, day(recoveries=1)], [GOAL]) >= before


@given(rows=activity)
def test_momentum_as_others_see_it_does_not_tell_of_recoveries(rows: list[ActivityRow]) -> None:
    without = [replace(row, recoveries=0, lessons=0, steps_taken=0) for row in rows]
    assert momentum(rows, [], TODAY, 28, private=False) == momentum(without, [], TODAY, 28, private=False)


def test_all_check_ins_kept_and_an_action_a_week_are_full_momentum() -> None:
    assert score([day(check_ins=2, check_ins_kept=2, actions_done=4)], [GOAL]) == 100


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({}, 0),
        ({"actions_done": 4}, 50),
        ({"check_ins": 1, "check_ins_kept": 1}, 25),
        ({"check_ins": 4, "check_ins_kept": 2}, 25),
        ({"recoveries": 1}, 20),
        ({"recoveries": 3, "actions_done": 2, "check_ins": 2, "check_ins_kept": 2}, 80),
    ],
)
def test_the_score_is_the_weighted_mean_of_its_parts(counted: dict[str, int], expected: int) -> None:
    assert score([day(**counted)], [GOAL]) == expected


def test_a_goal_that_rests_or_begins_later_expects_no_check_in() -> None:
    resting = row_after(GOALS, goal_set("sql", on=date(2026, 1, 1)), GoalPaused("sql", "ada", september(1)))
    later = row_after(GOALS, goal_set("sql", on=TODAY + timedelta(days=1)))
    for goal in (resting, later):
        found = momentum([], [goal], TODAY, 28, private=True)
        assert (found.counts.check_ins_expected, found.parts.rhythm) == (0, None)


def test_only_what_lies_within_the_window_counts() -> None:
    before = [ActivityRow("ada", TODAY - timedelta(days=28), actions_done=1)]
    first = [ActivityRow("ada", TODAY - timedelta(days=27), actions_done=1)]
    assert momentum(before, [], TODAY, 28, private=True).counts.actions_done == 0
    assert momentum(first, [], TODAY, 28, private=True).counts.actions_done == 1


@pytest.mark.parametrize(
    ("now", "before", "trend"), [(4, 0, Trend.RISING), (0, 4, Trend.FALLING), (2, 2, Trend.STEADY)]
)
def test_the_trend_compares_with_the_window_before(now: int, before: int, trend: Trend) -> None:
    rows = [day(actions_done=now), ActivityRow("ada", TODAY - timedelta(days=28), actions_done=before)]
    assert momentum_trend(rows, [], TODAY, 28, private=True).trend is trend


STORY: list[Any] = [
    goal_set("sql"),
    checked_in("sql", september(12)),
    action("sql", "book", None),
    done("sql", "book", september(20)),
    setback("no", september(3)),
    Recovered("no", "ada", september(20), days=17),
]


def test_the_query_tells_the_person_of_their_recoveries() -> None:
    answer = ask("momentum", *STORY)
    assert answer["now"]["counts"]["recoveries"] == 1
    assert answer["now"]["parts"] == {"rhythm": 0.5, "action": 0.25, "recovery": 1.0}
    assert answer["now"]["score"] == 50
    assert answer["trend"] == "rising"


@pytest.mark.parametrize("access", [Access.MANAGER, Access.HR])
def test_the_query_tells_others_nothing_of_setbacks(access: Access) -> None:
    answer = ask("momentum", *STORY, by="grace", relation={access})
    assert not {"recoveries", "lessons", "steps_taken"} & answer["now"]["counts"].keys()
    assert answer == ask("momentum", *STORY[:4], by="grace", relation={access})


def test_the_window_ends_on_the_day_asked_about() -> None:
    assert ask("momentum", *STORY[:2], today=september(14), days=14)["now"]["parts"]["rhythm"] == 1.0
