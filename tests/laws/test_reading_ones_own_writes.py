"""Whoever wrote something sees it in their next query about that person, however far behind the projection is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts.goals.events import GoalKind, GoalPaused, GoalSet
from shared.contracts.integrations.events import PersonJoined
from tests.fixtures.gateways import token
from tests.fixtures.organisation import Organisation, organisation_on

TODAY = datetime.now(UTC).date()


@pytest.fixture
def acme(database: str) -> Iterator[Organisation]:
    with organisation_on(database) as organisation:
        organisation.tell("integrations", PersonJoined(person="ada", effective_on=date(2024, 1, 1), name="Ada"))
        yield organisation


def set_goal(goal: str) -> GoalSet:
    return GoalSet(
        goal=goal,
        person="ada",
        on=TODAY,
        title=goal,
        kind=GoalKind.SKILL,
        starts_on=TODAY,
        due=date(2030, 1, 1),
        check_in_every_days=14,
    )


def goals(acme: Organisation, after: dict[str, int] | None = None) -> dict[str, str]:
    answer: Any = acme.gateway.query(token("ada"), "goals", {}, after=after)
    return {each["goal"]: each["status"] for each in answer["items"]}


def test_what_the_tables_lack_is_folded_on_while_the_projection_stands_still(acme: Organisation) -> None:
    acme.tell("goals", set_goal("first"))
    acme.projectors["goals"].catch_up = lambda: 0
    acme.tell("goals", set_goal("second"), GoalPaused(goal="first", person="ada", on=TODAY))
    assert goals(acme) == {"first": "open"}
    assert goals(acme, after={"goals": 3}) == {"first": "paused", "second": "open"}


def test_tables_that_are_far_enough_are_answered_as_they_are(acme: Organisation) -> None:
    acme.tell("goals", set_goal("first"))
    acme.projectors["goals"].catch_up = lambda: 0
    acme.tell("goals", set_goal("second"))
    assert goals(acme, after={"goals": 1}) == {"first": "open"}


def test_folding_on_gives_what_the_projection_gives_later(acme: Organisation) -> None:
    projector = acme.projectors["goals"]
    fold, projector.catch_up = projector.catch_up, lambda: 0
    acme.tell("goals", set_goal("first"), GoalPaused(goal="first", person="ada", on=TODAY), set_goal("second"))
    ahead = acme.gateway.query(token("ada"), "goals", {}, after={"goals": 3})
    fold()
    assert acme.gateway.query(token("ada"), "goals", {}, after={"goals": 3}) == ahead
