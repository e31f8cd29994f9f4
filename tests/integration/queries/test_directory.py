"""What the directory answers, to whom, on real tables.

    zoe (chief) ── mo (head) ┬─ ada, who moved there from ben's team on 1 March 2026
                             └─ eve, who left on 1 June 2026
                └─ ben (head) ── cem, who joins in 2099

Units: engines and tools below research; ada was in tools.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

import services.gateway.queries.people
import services.gateway.queries.team
import services.gateway.queries.units  # noqa: F401
from shared.contracts.goals.events import GoalKind, GoalSet
from shared.contracts.integrations.events import (
    MoveReason,
    PersonDetailsChanged,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    UnitClosed,
    UnitCreated,
)
from shared.errors import Forbidden, InvalidInput, NotFound
from tests.fixtures.organisation import Organisation, organisation_on

HIRED = date(2020, 1, 1)
HR: dict[str, Any] = {"roles": ("hr",)}


def joined(person: str, name: str, *, on: date = HIRED, **place: str | None) -> PersonJoined:
    return PersonJoined(person=person, effective_on=on, name=name, email=f"{person}@acme.example", **place)


def goal_of(person: str) -> GoalSet:
    return GoalSet(
        goal=f"goal-{person}",
        person=person,
        on=date(2026, 1, 1),
        title="Learn",
        kind=GoalKind.SKILL,
        starts_on=date(2026, 1, 1),
        due=date(2026, 1, 31),
        check_in_every_days=14,
    )


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell(
            "integrations",
            UnitCreated("research", "Research"),
            UnitCreated("engines", "Engines", "research"),
            UnitCreated("tools", "Tools", "research"),
            UnitCreated("archive", "Archive"),
            UnitClosed("archive"),
            joined("zoe", "Zoë Ärger", role="Chief"),
            joined("mo", "Mo", unit="research", role="Head", manager="zoe", location="Oslo"),
            joined("ben", "Ben_1", unit="research", role="Head", manager="zoe"),
            joined("ada", "Ada", unit="tools", role="Engineer", manager="ben"),
            joined("eve", "Eve", unit="engines", role="Engineer", manager="mo"),
            recorded=datetime(2025, 1, 1, tzinfo=UTC),
        )
        acme.tell("goals", goal_of("ada"), recorded=datetime(2026, 1, 1, tzinfo=UTC))
        acme.tell(
            "integrations",
            PersonMoved("ada", date(2026, 3, 1), MoveReason.LATERAL, unit="engines", role="Engineer", manager="mo"),
            PersonLeft("eve", date(2026, 6, 1)),
            joined("cem", "Cem", on=date(2099, 1, 1), unit="tools", manager="ben"),
            recorded=datetime(2026, 3, 1, tzinfo=UTC),
        )
        yield acme


def found(acme: Organisation, **asked: Any) -> list[str]:
    return [item["person"] for item in acme.ask("people", **({"by": "ada"} | asked))["items"]]


def test_people_are_found_by_part_of_their_name_whatever_its_case_and_accents(acme: Organisation) -> None:
    assert found(acme) == ["ada", "ben", "mo", "zoe"]
    assert found(acme, search="arg") == found(acme, search="ZOE Ä") == ["zoe"]
    assert found(acme, search="n_1") == ["ben"]
    assert found(acme, search="%") == found(acme, search="a_a") == []


def test_people_are_found_by_where_they_are_today_and_not_by_where_they_were(acme: Organisation) -> None:
    assert found(acme, unit="engines") == ["ada"]
    assert found(acme, unit="tools") == []
    assert found(acme, unit="research") == ["ben", "mo"]
    assert found(acme, unit="research", below=True) == ["ada", "ben", "mo"]
    assert found(acme, manager="mo") == ["ada"]
    assert found(acme, role="engineer") == ["ada"]
    assert found(acme, location="oslo") == ["mo"]


def test_people_who_left_or_are_yet_to_join_are_found_as_such(acme: Organisation) -> None:
    assert found(acme, status="left") == ["eve"]
    assert found(acme, status="joining") == found(acme, status="joining", unit="tools") == ["cem"]


def test_a_page_of_people_ends_where_the_next_begins(acme: Organisation) -> None:
    pages, cursor = [], None
    while True:
        page = acme.ask("people", by="ada", limit=3, **({"cursor": cursor} if cursor else {}))
        pages.append([item["person"] for item in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == [["ada", "ben", "mo"], ["zoe"]]
    with pytest.raises(InvalidInput):
        acme.ask("people", by="ada", cursor="WyJhIl0")


def test_a_list_names_units_and_managers_and_no_address(acme: Organisation) -> None:
    (ada,) = acme.ask("people", by="zoe", search="ada")["items"]
    assert ada == {
        "person": "ada",
        "name": "Ada",
        "status": "here",
        "unit": "engines",
        "role": "Engineer",
        "manager": "mo",
        "grade": None,
        "location": None,
        "since": "2026-03-01",
        "unit_name": "Engines",
        "manager_name": "Mo",
    }


def test_only_hr_finds_people_by_address_or_on_another_day(acme: Organisation) -> None:
    assert found(acme, by=None, **HR, search="ADA@acme.example") == ["ada"]
    assert found(acme, search="ada@acme.example") == []
    assert found(acme, by=None, **HR, on="2025-06-01", unit="tools") == ["ada"]
    with pytest.raises(Forbidden):
        found(acme, on="2025-06-01")


def test_history_and_address_are_for_the_person_their_managers_and_hr(acme: Organisation) -> None:
    for insider in ({"by": "ada"}, {"by": "mo"}, {"by": "zoe"}, HR):
        page = acme.ask("person", person="ada", **insider)
        assert page["email"] == "ada@acme.example"
        assert [(held["since"], held["unit"]) for held in page["history"]] == [
            ("2020-01-01", "tools"),
            ("2026-03-01", "engines"),
        ]
    page = acme.ask("person", person="ada", by="ben")
    assert page.keys() & {"email", "external_id", "history", "employments"} == set()
    assert (page["unit_name"], page["manager_name"], page["status"]) == ("Engines", "Mo", "here")
    with pytest.raises(Forbidden):
        acme.ask("person", person="ada", by="ben", as_of={"effective": "2026-02-01"})
    assert "history" in acme.ask("person", person="ada", by="ben", as_of="2026-02-01"), "ben managed ada then"


def test_a_person_is_answered_as_of_a_past_day(acme: Organisation) -> None:
    page = acme.ask("person", person="ada", by="ada", as_of="2026-02-01")
    assert (page["unit"], page["manager"], len(page["history"])) == ("tools", "ben", 1)
    with pytest.raises(NotFound):
        acme.ask("person", person="ada", **HR, as_of="2024-06-01")


def test_units_form_a_tree_with_headcounts(acme: Organisation) -> None:
    answer = acme.ask("units", by="ada")
    shown = [(u["unit"], u["depth"], u["people"], u["people_below"]) for u in answer["items"]]
    assert shown == [("research", 0, 2, 3), ("engines", 1, 1, 1), ("tools", 1, 0, 0)]
    assert answer["unplaced"] == 1
    assert acme.ask("units", by="ada", closed=True)["items"][0]["unit"] == "archive"
    assert [(u["unit"], u["depth"]) for u in acme.ask("units", by="ada", unit="engines")["items"]] == [("engines", 0)]
    with pytest.raises(NotFound):
        acme.ask("units", by="ada", unit="nowhere")


def test_a_team_is_who_reports_to_the_manager_on_that_day(acme: Organisation) -> None:
    def team(manager: str, **asked: Any) -> list[tuple[str, int]]:
        return [(m["person"], m["depth"]) for m in acme.ask("team", person=manager, **asked)["items"]]

    assert team("mo", by="mo") == [("ada", 1)]
    assert team("zoe", by="zoe") == [("ben", 1), ("mo", 1)]
    assert team("zoe", by="zoe", depth=9) == [("ben", 1), ("mo", 1), ("ada", 2)]
    assert team("ben", **HR) == []
    assert team("ben", **HR, as_of="2026-02-01") == [("ada", 1)]
    assert team("mo", **HR, as_of="2026-02-01") == [("eve", 1)]


def test_a_former_manager_learns_nothing_new_of_whom_they_managed(acme: Organisation) -> None:
    then = {"effective": "2026-02-01"}
    assert acme.ask("team", person="ben", by="ben", as_of=then)["size"] == 0
    assert acme.ask("team", person="ben", **HR, as_of=then)["size"] == 1
    assert acme.ask("team", person="zoe", by="zoe", depth=9, as_of=then)["size"] == 3


def test_a_team_shows_the_health_of_goals_and_momentum(acme: Organisation) -> None:
    (ada,) = acme.ask("team", person="mo", by="zoe")["items"]
    assert (ada["goals"]["open"], ada["goals"]["off_track"], ada["goals"]["stale"]) == (1, 1, 0)
    assert ada["goals"]["last_heard_on"] == "2026-01-01"
    assert (ada["momentum"]["trend"], ada["role"], ada["unit"]) == ("steady", "Engineer", "engines")
    (ada,) = acme.ask("team", person="ben", **HR, as_of="2026-01-02")["items"]
    assert (ada["goals"]["open"], ada["goals"]["on_track"]) == (1, 1)


def test_a_team_is_closed_to_those_outside_its_line(acme: Organisation) -> None:
    with pytest.raises(Forbidden):
        acme.ask("team", person="mo", by="ben")
    with pytest.raises(Forbidden):
        acme.ask("people", by="eve")


def test_a_renamed_person_is_found_by_the_new_name_and_an_erased_one_not_at_all(database: str) -> None:
    with organisation_on(database) as acme:
        acme.tell("integrations", joined("ada", "Ada"), joined("bob", "Bob"))
        acme.tell("integrations", PersonDetailsChanged("ada", date(2021, 1, 1), name="Countess"))
        assert found(acme, search="count") == ["ada"]
        assert found(acme, search="ada") == []
        acme.tell("integrations", PersonErased("bob"))
        assert found(acme) == ["ada"]
        with pytest.raises(NotFound):
            acme.ask("person", person="bob", **HR)
