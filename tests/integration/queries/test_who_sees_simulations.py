"""Who may have careers simulated, and mentors matched: each query for each kind of caller. mo manages ada."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from shared.contracts.integrations.events import PersonLeft
from shared.errors import Forbidden
from tests.fixtures.networked import DAY, joined
from tests.fixtures.organisation import Organisation, organisation_on

CALLERS: Mapping[str, Mapping[str, Any]] = {
    "self": {"by": "ada"},
    "manager": {"by": "mo"},
    "report": {"by": "di"},
    "peer": {"by": "bo"},
    "hr": {"by": "hana", "roles": ("employee", "hr")},
    "machine of hr": {"roles": ("hr",)},
    "operator": {"roles": ("operator",)},
    "integration": {"roles": ("integration",)},
    "machine": {"roles": ("employee",)},
    "once here": {"by": "len"},
}
WHO_MAY_ASK: Mapping[str, tuple[Mapping[str, Any], frozenset[str]]] = {
    "simulate": ({"person": "ada"}, frozenset({"self"})),
    "mentor_matching": ({"mentees": ["ada", "bo"]}, frozenset({"hr", "machine of hr"})),
}
MATCHED: Mapping[str, Any] = {
    "pairs": [{"mentee": "ada", "mentor": "bo", "skill": "sql", "score": 0.4, "reasons": []}],
    "unmatched": [{"mentee": "bo", "why": "Nobody"}],
    "mentors": 1,
    "places": 1,
}


def answers(_service: str, method: str, arguments: Mapping[str, Any], _seconds: float | None) -> Mapping[str, Any]:
    """The service that recommends, as far as the gateway can tell."""
    assert arguments["organisation"] == "acme"
    return {"answer": MATCHED if method == "match_mentors" else {"person": arguments["person"]}}


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database, answers) as acme:
        people = (joined("mo"), joined("ada", "mo"), joined("bo", "mo"), joined("di", "ada"), joined("hana"))
        acme.tell("integrations", *people, joined("len"), PersonLeft("len", DAY))
        yield acme


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("query", WHO_MAY_ASK)
def test_a_query_answers_those_whom_it_is_open_to_and_nobody_else(acme: Organisation, query: str, caller: str) -> None:
    params, allowed = WHO_MAY_ASK[query]
    if caller in allowed:
        assert acme.ask(query, **CALLERS[caller], **params)
    else:
        with pytest.raises(Forbidden):
            acme.ask(query, **CALLERS[caller], **params)


def test_hr_is_told_names_and_nothing_of_anybodys_skills_but_what_mentors_offer(acme: Organisation) -> None:
    answer = acme.ask("mentor_matching", roles=("hr",), mentees=["ada", "bo"])
    (pair,), (other,) = answer["pairs"], answer["unmatched"]
    assert set(pair) == {"mentee", "mentee_name", "mentor", "mentor_name", "skill", "score", "reasons"}
    assert (pair["mentee_name"], other["mentee_name"]) == ("Ada", "Bo")
