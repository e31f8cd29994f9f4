"""Who sees what of skills: for each query and each kind of caller, all of it, a part of it, or nothing.

About ada: herself, mo and zoe who are above her, bo beside her, cy who sells, HR with and without a person, and
machines without a person that have the role integration or none.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from shared.errors import Forbidden, InvalidInput
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.skilled import CATALOGUE, DIRECTORY, LEARNING, LEDGER, RECORDED, joined

CALLERS: Mapping[str, Mapping[str, Any]] = {
    "ada": {"by": "ada"},
    "mo": {"by": "mo"},
    "zoe": {"by": "zoe"},
    "bo": {"by": "bo"},
    "cy": {"by": "cy"},
    "pia of hr": {"by": "pia", "roles": ("employee", "hr")},
    "hr machine": {"roles": ("hr",)},
    "integration": {"roles": ("integration",)},
    "machine": {"roles": ("employee",)},
    "eve who left": {"by": "eve"},
}
HERE = frozenset(CALLERS) - {"eve who left"}
INSIDERS = frozenset({"ada", "mo", "zoe", "pia of hr", "hr machine"})
HR = frozenset({"pia of hr", "hr machine"})
ADA: Mapping[str, Any] = {"person": "ada"}
REVISED: Mapping[str, Any] = {"role": "data-engineer", "skills": [{"skill": "sql", "level": 5}]}

WHO_MAY_ASK = [
    ("skill_profile", ADA, HERE),
    ("skill_profile", {**ADA, "policy": "manager-led"}, INSIDERS),
    ("skill_gap", ADA, INSIDERS),
    ("skill_gap", {**ADA, "role": "speaker"}, INSIDERS),
    ("role_fit", ADA, INSIDERS),
    ("role_fit", {**ADA, "role": "speaker"}, INSIDERS),
    ("role_fit", {"person": "mo", "role": "speaker"}, frozenset({"mo", "zoe", *HR})),
    ("learning", ADA, INSIDERS),
    ("learning_offers", {}, HERE),
    ("catalogue", {}, HERE),
    ("catalogue", {"kind": "roles"}, HERE),
    ("skill", {"skill": "sql"}, HERE),
    ("role", {"role": "data-engineer"}, HERE),
    ("policy_preview", {"policy": "manager-led"}, HR),
    ("role_preview", REVISED, HR),
    ("skill_trends", {}, HR),
]

NAMES = [f"{query}({', '.join(params)})" for query, params, _ in WHO_MAY_ASK]

WHOM_THEY_FIND_FOR_A_ROLE = {
    "ada": [],
    "mo": ["ada", "bo", "cy"],
    "zoe": ["ada", "bo", "cy"],
    "bo": [],
    "cy": [],
    "pia of hr": ["ada", "bo", "cy"],
    "hr machine": ["ada", "bo", "cy"],
}


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell("integrations", *DIRECTORY, joined("pia", "Recruiter"), recorded=RECORDED)
        acme.tell("skills", *CATALOGUE, *LEDGER, *LEARNING, recorded=RECORDED)
        yield acme


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(
    ("query", "params", "allowed"), WHO_MAY_ASK, ids=lambda each: each if type(each) is str else ""
)
def test_a_query_answers_those_whom_it_is_open_to_and_nobody_else(
    acme: Organisation, query: str, params: Mapping[str, Any], allowed: frozenset[str], caller: str
) -> None:
    if caller in allowed:
        assert acme.ask(query, **CALLERS[caller], **params)
    else:
        with pytest.raises(Forbidden):
            acme.ask(query, **CALLERS[caller], **params)


@pytest.mark.parametrize("caller", HERE)
def test_only_insiders_see_what_levels_rest_on_and_others_see_skills_and_levels(
    acme: Organisation, caller: str
) -> None:
    items = acme.ask("skill_profile", **CALLERS[caller], **ADA)["items"]
    whole = acme.ask("skill_profile", by="ada")["items"]
    if caller in INSIDERS:
        assert items == whole
    else:
        assert items == [{name: each[name] for name in ("skill", "name", "kind", "level")} for each in whole]


@pytest.mark.parametrize("caller", HERE)
def test_only_insiders_see_a_profile_as_it_was(acme: Organisation, caller: str) -> None:
    if caller in INSIDERS:
        assert acme.ask("skill_profile", **CALLERS[caller], **ADA, as_of="2026-01-15")["items"]
    else:
        with pytest.raises(Forbidden):
            acme.ask("skill_profile", **CALLERS[caller], **ADA, as_of="2026-01-15")


@pytest.mark.parametrize("caller", WHOM_THEY_FIND_FOR_A_ROLE)
def test_people_for_a_role_are_found_among_ones_reports_and_by_hr_among_everyone(
    acme: Organisation, caller: str
) -> None:
    found = acme.ask("role_fit", **CALLERS[caller], role="data-engineer")["items"]
    assert sorted(each["person"] for each in found) == WHOM_THEY_FIND_FOR_A_ROLE[caller]


@pytest.mark.parametrize("caller", ["integration", "machine"])
def test_a_machine_without_the_role_hr_finds_nobody_for_a_role(acme: Organisation, caller: str) -> None:
    with pytest.raises(Forbidden):
        acme.ask("role_fit", **CALLERS[caller], role="data-engineer")
    with pytest.raises(InvalidInput):
        acme.ask("role_fit", **CALLERS[caller])
