"""What others opened to somebody, or asked of them, on real tables.

ada and bo are of the unit data, cy and mo of sales; mo manages ada and bo.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from shared.contracts.goals.events import (
    Audience,
    GoalAchieved,
    GoalKind,
    GoalPaused,
    GoalSet,
    GoalShared,
    GoalUnshared,
    Recovered,
    SetbackKind,
    SetbackRecorded,
    SupportAsked,
)
from shared.contracts.integrations.events import PersonErased, PersonJoined
from shared.errors import Forbidden, NotFound
from tests.fixtures.organisation import Organisation, organisation_on

SET_ON, DUE = date(2026, 1, 1), date(2030, 1, 1)
RECORDED = datetime(2026, 2, 1, tzinfo=UTC)
GOALS = {
    "named": "ada",
    "of-unit": "ada",
    "of-all": "ada",
    "unshared": "ada",
    "secret": "ada",
    "closed": "ada",
    "paused": "cy",
    "twice": "cy",
}


def joined(person: str, unit: str, manager: str | None = None) -> PersonJoined:
    return PersonJoined(person=person, effective_on=date(2020, 1, 1), name=person.title(), unit=unit, manager=manager)


def goal_set(goal: str, person: str) -> GoalSet:
    return GoalSet(goal, person, SET_ON, f"Goal {goal}", GoalKind.SKILL, SET_ON, DUE, check_in_every_days=14)


def shared(goal: str, day: int, audience: Audience, *people: str) -> GoalShared:
    return GoalShared(goal, GOALS[goal], date(2026, 1, day), audience, people)


def setback(setback: str, person: str) -> SetbackRecorded:
    return SetbackRecorded(setback, person, SET_ON, kind=SetbackKind.CONFLICT, impact=4, description="A quarrel")


def support(setback: str, person: str, day: int, request: str, *of: str) -> SupportAsked:
    return SupportAsked(setback, person, date(2026, 1, day), of=of, request=request)


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell(
            "integrations",
            joined("mo", "sales"),
            joined("cy", "sales"),
            joined("ada", "data", "mo"),
            joined("bo", "data", "mo"),
            recorded=RECORDED,
        )
        acme.tell(
            "goals",
            *(goal_set(goal, person) for goal, person in GOALS.items()),
            shared("named", 2, Audience.PEOPLE, "cy", "mo"),
            shared("of-unit", 3, Audience.UNIT),
            shared("of-all", 4, Audience.EVERYONE),
            shared("unshared", 5, Audience.PEOPLE, "bo", "cy"),
            GoalUnshared("unshared", "ada", date(2026, 1, 6), Audience.PEOPLE, ("bo",)),
            shared("closed", 6, Audience.EVERYONE),
            GoalAchieved("closed", "ada", date(2026, 1, 7), reason="Done"),
            shared("paused", 7, Audience.PEOPLE, "bo"),
            GoalPaused("paused", "cy", date(2026, 1, 8)),
            shared("twice", 8, Audience.PEOPLE, "bo"),
            shared("twice", 9, Audience.EVERYONE),
            recorded=RECORDED,
        )
        yield acme


def seen_by(acme: Organisation, person: str) -> list[str]:
    return [each["goal"] for each in acme.ask("shared_goals", by=person)["items"]]


def test_everyone_finds_the_goals_of_others_that_were_shared_with_them_the_newest_first(acme: Organisation) -> None:
    assert seen_by(acme, "bo") == ["twice", "paused", "of-all", "of-unit"]
    assert seen_by(acme, "cy") == ["unshared", "of-all", "named"]
    assert seen_by(acme, "ada") == ["twice"]


def test_a_manager_finds_only_what_was_shared_with_them(acme: Organisation) -> None:
    assert seen_by(acme, "mo") == ["twice", "of-all", "named"]


def test_a_shared_goal_is_listed_if_and_only_if_it_can_be_opened(acme: Organisation) -> None:
    for person in ("bo", "cy"):
        for goal in GOALS.keys() - {"closed"}:
            if GOALS[goal] == person:
                continue
            if goal in seen_by(acme, person):
                assert acme.ask("goal", by=person, person=GOALS[goal], goal=goal)["goal"] == goal
            else:
                with pytest.raises(NotFound):
                    acme.ask("goal", by=person, person=GOALS[goal], goal=goal)


def test_shared_goals_come_by_pages_with_their_owners(acme: Organisation) -> None:
    pages: list[Any] = []
    cursor = None
    while not pages or cursor:
        page = acme.ask("shared_goals", by="bo", limit=1, **({"cursor": cursor} if cursor else {}))
        pages += page["items"]
        cursor = page["next"]
    assert [each["goal"] for each in pages] == ["twice", "paused", "of-all", "of-unit"]
    assert (pages[0]["person"], pages[0]["name"], pages[0]["shared_on"]) == ("cy", "Cy", "2026-01-09")


@pytest.mark.parametrize(
    ("table", "filling", "where"),
    [
        ("audiences", "'goal-' || n, 'people', 'p' || n, 'ada', current_date", "audience = 'people' and whom = 'p7'"),
        ("support_requests", "'setback-' || n, 'p' || n, 'ada', '[]'", "helper = 'p7'"),
    ],
)
def test_what_is_somebodys_is_found_by_an_index_in_spite_of_row_level_security(
    acme: Organisation, module_database: str, table: str, filling: str, where: str
) -> None:
    with psycopg.connect(module_database) as conn:
        conn.execute(f"insert into projection.{table} select 'acme', {filling} from generate_series(1, 5000) as n")
        conn.execute(f"analyze projection.{table}")
        conn.execute("set local role milepost_gateway")
        conn.execute("set local milepost.organisation to 'acme'")
        plan = conn.execute(f"explain select * from projection.{table} where organisation = 'acme' and {where}")
        condition = next(line for (line,) in plan if "Index Cond" in line)
        conn.rollback()
    assert "'p7'" in condition


def test_those_who_are_asked_for_support_find_out_until_the_asker_has_recovered_or_is_forgotten(
    acme: Organisation,
) -> None:
    def asked_of(person: str) -> list[tuple[str, str, str]]:
        items = acme.ask("support_requests", by=person)["items"]
        assert all(each.keys() == {"person", "name", "asked_on", "request"} for each in items)
        return [(each["name"], each["asked_on"], each["request"]) for each in items]

    acme.tell("integrations", joined("di", "sales"), recorded=RECORDED)
    acme.tell(
        "goals",
        setback("quarrel-with-mo", "ada"),
        support("quarrel-with-mo", "ada", 10, "An hour", "bo", "cy"),
        support("quarrel-with-mo", "ada", 11, "A walk", "bo"),
        setback("loss", "di"),
        support("loss", "di", 12, "Advice", "bo"),
        recorded=RECORDED,
    )
    assert asked_of("bo") == [
        ("Di", "2026-01-12", "Advice"),
        ("Ada", "2026-01-11", "A walk"),
        ("Ada", "2026-01-10", "An hour"),
    ]
    assert asked_of("cy") == [("Ada", "2026-01-10", "An hour")]
    assert asked_of("mo") == []
    with pytest.raises(Forbidden):
        acme.ask("support_requests", by="mo", person="bo")

    acme.tell("goals", Recovered("quarrel-with-mo", "ada", date(2026, 1, 20), days=19), recorded=RECORDED)
    assert asked_of("bo") == [("Di", "2026-01-12", "Advice")]
    assert asked_of("cy") == []

    acme.tell("integrations", PersonErased(person="di"), recorded=RECORDED)
    assert asked_of("bo") == []
