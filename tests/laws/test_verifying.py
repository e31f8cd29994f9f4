"""Verifying finds every difference between the logs, their hash chains and the read models, and invents none."""

import threading
from collections.abc import Iterator

import pytest

from shared.projecting.chain_check import check_chain
from shared.projecting.verifying import MISSING, SURPLUS
from tests.fixtures.titles import POISON, Titles, open_titles


@pytest.fixture
def titles(database: str) -> Iterator[Titles]:
    with open_titles(database) as titles:
        titles.set(1, 2)
        titles.set(3, person="grace")
        titles.refine(1, "first")
        titles.project()
        yield titles


def test_tables_that_are_the_fold_of_the_log_have_no_differences(titles: Titles) -> None:
    verified = titles.verify()
    assert verified.differences == []
    assert (verified.rows, verified.position, verified.head) == (3, 4, 4)


def test_a_row_that_was_changed_is_named_with_the_columns_that_differ(titles: Titles) -> None:
    titles.tamper("update projection.titles set title = 'x', times = 9 where goal = 'goal-1'")
    (difference,) = titles.verify().differences
    assert (difference.key, difference.what) == ('["goal-1"]', "differs in title, times")


def test_a_row_that_is_missing_is_named(titles: Titles) -> None:
    titles.tamper("delete from projection.titles where goal = 'goal-3'")
    (difference,) = titles.verify().differences
    assert (difference.key, difference.what) == ('["goal-3"]', MISSING)


def test_a_row_too_many_is_named(titles: Titles) -> None:
    titles.tamper("insert into projection.titles values ('acme', 'goal-9', 'nobody', 't', 1)")
    (difference,) = titles.verify().differences
    assert (difference.key, difference.what) == ('["goal-9"]', SURPLUS)


def test_rows_of_another_organisation_are_not_looked_at(titles: Titles) -> None:
    titles.tamper("insert into projection.titles values ('other', 'goal-9', 'nobody', 't', 1)")
    assert titles.verify().differences == []


def test_keys_that_wait_are_counted_and_not_compared(titles: Titles) -> None:
    titles.refine(1, POISON)
    titles.project()
    titles.refused.clear()
    verified = titles.verify()
    assert (verified.waiting, verified.differences) == (1, [])


def test_a_table_that_lags_is_compared_where_it_is(titles: Titles) -> None:
    titles.refine(2, "later")
    verified = titles.verify()
    assert (verified.position, verified.head, verified.differences) == (4, 5, [])


def test_a_table_that_lags_is_given_time_to_reach_the_head(titles: Titles) -> None:
    titles.refine(2, "later")
    catching_up = threading.Timer(0.1, titles.project)
    catching_up.start()
    verified = titles.verify(patience=30)
    catching_up.join()
    assert (verified.position, verified.differences) == (5, [])


def test_nothing_differs_while_events_are_written_and_folded(titles: Titles) -> None:
    stopping = threading.Event()

    def work() -> None:
        number = 10
        while not stopping.is_set():
            number += 1
            titles.set(number)
            titles.refine(number, f"Goal {number} again")
            titles.project()

    working = threading.Thread(target=work)
    working.start()
    try:
        found = [titles.verify(patience=5) for _ in range(5)]
    finally:
        stopping.set()
        working.join()
    assert [each.differences for each in found] == [[]] * 5
    assert found[-1].position > found[0].position


def test_rows_of_somebody_who_was_erased_are_expected_to_be_gone(titles: Titles) -> None:
    titles.tamper("insert into projection.forgotten values ('acme', 'grace')")
    assert [each.what for each in titles.verify().differences] == [SURPLUS]
    titles.tamper("delete from projection.titles where person = 'grace'")
    assert titles.verify().differences == []


def test_a_log_as_it_was_written_has_an_unbroken_chain(titles: Titles) -> None:
    checked = check_chain(titles.feed, "acme")
    assert (checked.events, checked.broken) == (4, [])


@pytest.mark.parametrize(
    "change",
    [
        'data = \'{"goal": "goal-2"}\'',
        "personal = null",
        "actor = 'mallory'",
        "recorded = recorded + interval '1 microsecond'",
        "subject = 'grace'",
        "hash = sha256('')",
    ],
)
def test_an_event_that_was_altered_is_found(titles: Titles, change: str) -> None:
    titles.tamper(f"update goals.events set {change} where position = 2")
    assert 2 in [broken.position for broken in check_chain(titles.feed, "acme").broken]


def test_an_event_that_was_removed_is_found(titles: Titles) -> None:
    titles.tamper("delete from goals.events where position = 2")
    (broken,) = check_chain(titles.feed, "acme").broken
    assert broken.position == 2


def test_events_that_were_removed_at_the_end_are_found(titles: Titles) -> None:
    titles.tamper("delete from goals.events where position >= 3")
    (broken,) = check_chain(titles.feed, "acme").broken
    assert broken.position == 3
