"""A network in memory: which ties are fading, and what a page of them is."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

import services.gateway.queries.network
from shared.contract import Access
from shared.contracts.network.events import Help
from shared.errors import Forbidden
from tests.fixtures.networked import connected, met
from tests.unit.queries.asking import TODAY, ask

assert services.gateway.queries.network

LONG_AGO = TODAY - timedelta(days=400)


def here(_statement: str, given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Everybody is here, but for those called gone."""
    place = {"unit": "data", "unit_name": "Data", "role": "Engineer"}
    return [
        {"person": person, "name": person.title(), "status": "left" if person == "gone" else "here", **place}
        for person in given["people"]
    ]


def network(*events: Any, **asked: Any) -> Any:
    return ask("network", *(each for pair in events for each in pair), sql=here, **asked)


def people(answer: Any) -> list[str]:
    return [each["person"] for each in answer["items"]]


def test_ties_come_strongest_first_and_those_that_fade_can_be_asked_for() -> None:
    told = [
        connected("ada", "bo", LONG_AGO),
        met("ada", "cy", LONG_AGO, times=5),
        met("ada", "di", TODAY, times=5),
        connected("ada", "di", LONG_AGO),
        met("ada", "gone", TODAY),
    ]
    answer = network(*told)
    assert people(answer) == ["di", "bo", "cy"]
    assert [each["fading"] for each in answer["items"]] == [False, False, True]
    fading = network(*told, fading=True)
    assert (people(fading), fading["size"]) == (["cy"], 3)


def test_pages_of_ties_follow_each_other() -> None:
    told = [met("ada", other, TODAY, times=times) for times, other in enumerate(["bo", "cy", "di"], 1)]
    first = network(*told, limit=2)
    assert people(first) == ["di", "cy"]
    assert people(network(*told, limit=2, cursor=first["next"])) == ["bo"]


def test_reciprocity_is_shown_tie_by_tie_and_over_all() -> None:
    answer = network(met("ada", "bo", TODAY, Help.GIVEN, times=2), met("ada", "cy", TODAY, Help.RECEIVED))
    assert {each["person"]: each["help"] for each in answer["items"]} == {
        "bo": {"given": 2, "received": 0},
        "cy": {"given": 0, "received": 1},
    }
    assert answer["help"] == {"given": 2, "received": 1}


def test_a_tie_is_as_strong_as_on_the_day_asked_about_and_by_itself_grows_weaker() -> None:
    (now,) = network(met("ada", "bo", LONG_AGO))["items"]
    (then,) = network(met("ada", "bo", LONG_AGO), today=date.fromordinal(LONG_AGO.toordinal() + 1))["items"]
    assert then["strength"] > then["in_90_days"] > now["strength"] > now["in_90_days"]


@pytest.mark.parametrize("relation", [Access.MANAGER, Access.HR, Access.ANYONE])
def test_a_network_is_for_its_person_alone(relation: Access) -> None:
    with pytest.raises(Forbidden):
        network(relation={relation}, by="mo")
