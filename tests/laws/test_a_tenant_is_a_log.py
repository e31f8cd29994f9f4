"""Positions are dense, streams have versions, and a command happens once, however many write at the same time."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from shared.commanding.request import Answer
from shared.contracts.goals.events import GoalPaused
from shared.errors import CommandReused, InvalidInput, NotFound, VersionConflict
from shared.log.chain import first_link, next_link
from shared.log.stored import NewEvent
from shared.log.writer import StreamMovedOn, Write
from tests.fixtures.logs import GoalsLog, request, set_goal
from tests.fixtures.postgres import role_dsn


def everything(goals_log: GoalsLog, organisation: str = "acme") -> list:
    return [event for batch in goals_log.feed.batches(organisation) for event in batch]


def test_positions_are_dense_and_in_commit_order_under_concurrent_writers(goals_log: GoalsLog) -> None:
    def write(writer: int) -> list[Answer]:
        return [goals_log.handling.execute(f"org-{writer % 2}", set_goal(f"{writer}-{n}")) for n in range(10)]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for each in pool.map(write, range(8)) for answer in each]

    assert len(answers) == 80
    for organisation in ("org-0", "org-1"):
        events = everything(goals_log, organisation)
        assert [event.position for event in events] == list(range(1, 41))
        assert [event.recorded for event in events] == sorted(event.recorded for event in events)
        assert goals_log.feed.head(organisation) == 40


def test_a_failed_append_leaves_no_gap(goals_log: GoalsLog) -> None:
    goals_log.handling.execute("acme", set_goal(1))
    event = NewEvent(GoalPaused(goal="goal-1", person="ada", on=datetime.now(UTC).date()), "ada", "x", "x")
    with pytest.raises(StreamMovedOn):
        goals_log.log.append("acme", [Write("goal-goal-1", 0, [event])])
    goals_log.handling.execute("acme", set_goal(2))
    assert [event.position for event in everything(goals_log)] == [1, 2]


def test_a_command_sent_twice_happens_once_and_is_answered_the_same(goals_log: GoalsLog) -> None:
    first = goals_log.handling.execute("acme", set_goal(1))
    again = goals_log.handling.execute("acme", set_goal(1))
    assert again == first
    assert len(everything(goals_log)) == 1


def test_a_command_without_an_id_for_its_aggregate_makes_one_however_often_it_is_sent(goals_log: GoalsLog) -> None:
    command = request("goals.set_goal", "c1", person="ada", title="Learn", kind="skill", due="2030-01-01")
    assert goals_log.handling.execute("acme", command) == goals_log.handling.execute("acme", command)
    assert len(everything(goals_log)) == 1


def test_the_same_command_many_times_in_one_batch_happens_once(goals_log: GoalsLog) -> None:
    outcomes = goals_log.handling.execute_many("acme", [set_goal(1), set_goal(2), set_goal(1), set_goal(1)])
    assert outcomes[0] == outcomes[2] == outcomes[3]
    assert len(everything(goals_log)) == 2


def test_the_same_command_at_the_same_moment_through_two_replicas_happens_once(goals_log: GoalsLog) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(8) as pool:
        replicas = [goals_log, goals_log.open_another(stack)]
        answers = list(pool.map(lambda n: replicas[n % 2].handling.execute("acme", set_goal(1)), range(16)))
    assert len({answer.position["goals"] for answer in answers}) == 1
    assert len(everything(goals_log)) == 1


def test_a_command_id_used_for_something_else_is_refused_and_changes_nothing(goals_log: GoalsLog) -> None:
    goals_log.handling.execute("acme", set_goal(1))
    other = request("goals.pause_goal", "set-1", person="ada", goal="goal-1")
    with pytest.raises(CommandReused):
        goals_log.handling.execute("acme", other)
    assert len(everything(goals_log)) == 1


def test_a_stale_version_is_refused_and_the_right_one_is_not(goals_log: GoalsLog) -> None:
    goals_log.handling.execute("acme", set_goal(1))
    pause = request("goals.pause_goal", "p", person="ada", goal="goal-1")
    with pytest.raises(VersionConflict):
        goals_log.handling.execute("acme", _expecting(pause, 7))
    assert goals_log.handling.execute("acme", _expecting(pause, 1)).version == 2


def test_each_command_of_a_batch_has_an_outcome_of_its_own(goals_log: GoalsLog) -> None:
    outcomes = goals_log.handling.execute_many(
        "acme",
        [
            set_goal(1),
            request("goals.set_goal", "bad", person="ada", title=""),
            request("goals.pause_goal", "p1", person="ada", goal="goal-1"),
            request("goals.pause_goal", "p2", person="ada", goal="nowhere"),
            request("goals.pause_goal", "p3", person="grace", goal="goal-1"),
        ],
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [Answer, InvalidInput, Answer, NotFound, NotFound]
    assert [event.type for event in everything(goals_log)] == ["GoalSet", "GoalPaused"]


def test_two_alignments_at_once_cannot_close_a_circle(goals_log: GoalsLog) -> None:
    for number in range(1, 9):
        goals_log.handling.execute("acme", set_goal(number))

    def align(pair: tuple[int, int]) -> object:
        child, parent = pair
        command = request(
            "goals.align_goal", f"{child}-{parent}", person="ada", goal=f"goal-{child}", parent=f"goal-{parent}"
        )
        return goals_log.handling.execute_many("acme", [command])[0]

    pairs = [(1, 2), (2, 1), (3, 4), (4, 3), (5, 6), (6, 5), (7, 8), (8, 7)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(align, pairs))
    assert sum(isinstance(outcome, Answer) for outcome in outcomes) == 4


def test_every_event_is_chained_to_the_one_before(goals_log: GoalsLog) -> None:
    for number in range(5):
        goals_log.handling.execute("acme", set_goal(number, effective_on="2020-05-01"))
    with psycopg.connect(goals_log.dsn) as conn:
        hashes = [row[0] for row in conn.execute("select hash from goals.events order by position")]
        (head,) = conn.execute("select hash from goals.heads").fetchone()
    link = first_link("acme")
    for event, kept in zip(everything(goals_log), hashes, strict=True):
        link = next_link(link, event)
        assert link == kept
    assert link == head


def test_a_history_is_recorded_in_its_own_time_and_time_never_runs_backwards(goals_log: GoalsLog) -> None:
    past = datetime(2024, 1, 1, tzinfo=UTC)
    goals_log.handling.execute_many("acme", [set_goal(1)], now=past + timedelta(days=5))
    goals_log.handling.execute_many("acme", [set_goal(2)], now=past)
    assert [event.recorded for event in everything(goals_log)] == [past + timedelta(days=5)] * 2


def test_no_tenant_sees_another_and_nobody_without_a_tenant_sees_any(goals_log: GoalsLog) -> None:
    goals_log.handling.execute("acme", set_goal(1))
    goals_log.handling.execute("other", set_goal(1))
    assert {event.organisation for event in everything(goals_log, "acme")} == {"acme"}
    for role in ("milepost_goals", "milepost_projection"):
        with psycopg.connect(role_dsn(goals_log.dsn, role)) as conn:
            table = "goals.events" if role == "milepost_goals" else "goals.feed"
            assert conn.execute(f"select count(*) from {table}").fetchone() == (0,)
            conn.execute("select set_config('milepost.organisation', 'other', false)")
            assert conn.execute(f"select distinct organisation from {table}").fetchall() == [("other",)]


def test_a_reader_of_the_feed_can_neither_write_nor_see_anything_else_of_the_service(goals_log: GoalsLog) -> None:
    goals_log.handling.execute("acme", set_goal(1))
    with psycopg.connect(role_dsn(goals_log.dsn, "milepost_projection"), autocommit=True) as conn:
        for forbidden in (
            "select * from goals.events",
            "select * from goals.commands",
            "delete from goals.feed",
            "update goals.heads set position = 0",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(forbidden)


def test_the_log_can_only_grow(goals_log: GoalsLog) -> None:
    goals_log.handling.execute("acme", set_goal(1))
    with psycopg.connect(role_dsn(goals_log.dsn, "milepost_goals"), autocommit=True) as conn:
        conn.execute("select set_config('milepost.organisation', 'acme', false)")
        for forbidden in ("delete from goals.events", "update goals.events set actor = 'eve'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(forbidden)


def _expecting(command: object, version: int) -> object:
    import msgspec

    return msgspec.structs.replace(command, expected_version=version)
