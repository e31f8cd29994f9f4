"""An event that a fold cannot take waits, visibly, and so does what follows it under the same key, until retried."""

from collections.abc import Iterator

import pytest

from tests.fixtures.titles import POISON, ZERO_BYTE, Titles, open_titles


@pytest.fixture
def titles(database: str) -> Iterator[Titles]:
    with open_titles(database) as titles:
        yield titles


def poisoned(titles: Titles) -> Titles:
    """Goal 1 is refined three times, the second time with something that the fold cannot take; goal 2 once."""
    titles.set(1, 2)
    titles.refine(1, "first")
    titles.refine(1, POISON)
    titles.refine(1, "third")
    titles.refine(2, "other")
    titles.project()
    return titles


def test_an_event_that_a_fold_cannot_take_waits_with_those_behind_it_of_the_same_key(titles: Titles) -> None:
    poisoned(titles)
    assert titles.rows() == {"goal-1": ("first", 2), "goal-2": ("other", 2)}
    assert [(each.position, each.key) for each in titles.parked()] == [(4, '["goal-1"]'), (5, '["goal-1"]')]
    assert "this title cannot be taken" in titles.parked()[0].error


def test_what_waits_is_folded_in_order_once_the_fold_can_take_it(titles: Titles) -> None:
    poisoned(titles)
    titles.refused.clear()
    retried = titles.retry()
    assert (retried.folded, retried.waiting) == (2, 0)
    assert titles.rows() == {"goal-1": ("third", 4), "goal-2": ("other", 2)}
    assert titles.parked() == []


def test_retrying_too_early_changes_nothing_but_the_count_of_attempts(titles: Titles) -> None:
    poisoned(titles)
    before = titles.rows()
    retried = titles.retry()
    assert (retried.folded, retried.waiting) == (0, 2)
    assert titles.rows() == before
    assert [each.attempts for each in titles.parked()] == [2, 1]


def test_events_that_come_while_a_key_waits_wait_too_and_are_folded_with_it(titles: Titles) -> None:
    poisoned(titles)
    titles.refine(1, "fourth")
    titles.project()
    assert [each.position for each in titles.parked()] == [4, 5, 7]
    titles.refused.clear()
    titles.retry()
    titles.refine(1, "fifth")
    titles.project()
    assert titles.rows()["goal-1"] == ("fifth", 6)


def test_what_could_be_taken_before_a_second_obstacle_stays_taken(titles: Titles) -> None:
    titles.set(1)
    titles.refine(1, POISON)
    titles.refine(1, "between")
    titles.refine(1, ZERO_BYTE)
    titles.project()
    assert [each.position for each in titles.parked()] == [2, 3, 4]
    titles.refused.remove(POISON)
    retried = titles.retry()
    assert (retried.folded, retried.waiting) == (2, 1)
    assert titles.rows() == {"goal-1": ("between", 3)}
    assert [each.position for each in titles.parked()] == [4]


def test_a_row_that_the_database_refuses_is_parked_and_folded_when_it_no_longer_is(titles: Titles) -> None:
    titles.set(1, 2)
    titles.refine(1, ZERO_BYTE)
    titles.refine(2, "other")
    titles.project()
    assert [each.position for each in titles.parked()] == [3]
    titles.refused.clear()
    titles.retry()
    assert titles.parked() == []
    assert {goal: times for goal, (_, times) in titles.rows().items()} == {"goal-1": 2, "goal-2": 2}


def test_a_table_of_another_version_is_left_to_be_rebuilt(titles: Titles) -> None:
    poisoned(titles)
    titles.refused.clear()
    titles.tamper("update projection.read_models set version = 7")
    retried = titles.retry()
    assert (retried.folded, retried.waiting) == (0, 2)
    assert "rebuild" in titles.parked()[0].error


def test_what_waits_about_somebody_who_was_erased_is_dropped(titles: Titles) -> None:
    poisoned(titles)
    titles.refused.clear()
    titles.tamper("insert into projection.forgotten values ('acme', 'ada')")
    titles.tamper("delete from projection.titles")
    titles.retry()
    assert titles.parked() == []
    assert titles.rows() == {}
