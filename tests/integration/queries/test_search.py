"""Search over real tables: words with typing errors, people by skill and level, and nothing that is not to be seen.

ada, bo and cy are of the unit data, which is below tech; di is of sales, ex has left. ada posted all opportunities;
bo is connected with her, cy was invited to one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from services.gateway.paging import cursor_of
from shared.contracts.integrations.events import (
    PersonDetailsChanged,
    PersonErased,
    PersonJoined,
    PersonLeft,
    UnitCreated,
)
from shared.contracts.network.events import (
    ConnectionAccepted,
    ConnectionInvited,
    InvitedToOpportunity,
    OpportunityClosed,
    OpportunityKind,
    OpportunityPosted,
    OpportunityRevised,
    Visibility,
)
from shared.contracts.skills.events import (
    LearningKind,
    LearningOffered,
    LearningWithdrawn,
    RoleProfileDefined,
    RoleProfileRetired,
    SkillClaimed,
    SkillDefined,
    SkillMerged,
    SkillRedefined,
    SkillRetired,
)
from shared.errors import Forbidden, InvalidInput, NotFound
from tests.fixtures.organisation import Organisation, organisation_on

DAY = date(2026, 1, 5)
RECORDED = datetime(2026, 2, 1, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)


def joined(person: str, name: str, unit: str) -> PersonJoined:
    return PersonJoined(person=person, effective_on=LONG_AGO, name=name, unit=unit, role="Engineer")


def claimed(person: str, skill: str, rating: int, level: int) -> SkillClaimed:
    return SkillClaimed(person, skill, datetime.now(UTC).date(), rating, level)


def posted(opportunity: str, title: str, visibility: Visibility, closes_on: date | None = None) -> OpportunityPosted:
    return OpportunityPosted(
        opportunity, DAY, "ada", OpportunityKind.GIG, title, visibility, closes_on=closes_on, role="engineer"
    )


def connected(person: str, other: str) -> list[Any]:
    return [ConnectionInvited(person, other, DAY, True), ConnectionAccepted(person, other, DAY, False)]


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell(
            "integrations",
            UnitCreated(unit="tech", name="Technology"),
            UnitCreated(unit="data", name="Data", parent="tech"),
            UnitCreated(unit="sales", name="Sales"),
            joined("ada", "Ada Lovelace", "data"),
            joined("bo", "Bo Johansson", "data"),
            joined("cy", "Cy O\u2019Brien", "data"),
            joined("di", "Dí Johansen", "sales"),
            joined("ex", "Ex Johansson", "sales"),
            PersonLeft(person="ex", effective_on=date(2025, 1, 1)),
            joined("new", "Neve Oldname", "sales"),
            PersonDetailsChanged(person="new", effective_on=date(2025, 1, 1), name="Neve Newname"),
            recorded=RECORDED,
        )
        acme.tell(
            "skills",
            SkillDefined(skill="py", name="Python", aliases=("CPython", "Python 3")),
            SkillDefined(skill="ml", name="Machine learning", aliases=("ML",)),
            SkillDefined(skill="js", name="JavaScript"),
            SkillDefined(skill="old", name="Python 2"),
            SkillRetired(skill="old"),
            SkillDefined(skill="snake", name="Serpent scripting"),
            SkillMerged(skill="snake", into="py", names=("Serpent scripting",)),
            SkillDefined(skill="renamed", name="Flash"),
            SkillRedefined(skill="renamed", name="Animation"),
            RoleProfileDefined(role="dba", title="Database administrator", alternate_titles=("Data custodian",)),
            RoleProfileDefined(role="gone", title="Database clerk"),
            RoleProfileRetired(role="gone"),
            LearningOffered(learning="course", title="Python for analysts", kind=LearningKind.COURSE),
            LearningOffered(learning="past", title="Python for poets", kind=LearningKind.COURSE),
            LearningWithdrawn(learning="past"),
            claimed("ada", "py", 1, 5),
            claimed("bo", "py", 1, 3),
            claimed("bo", "ml", 2, 4),
            claimed("cy", "snake", 1, 4),
            claimed("di", "py", 1, 4),
            claimed("ex", "py", 1, 5),
            recorded=RECORDED,
        )
        acme.tell(
            "network",
            *connected("bo", "ada"),
            *connected("ada", "bo"),
            posted("open", "Mend the pipeline", Visibility.EVERYONE),
            posted("network", "Mend the network", Visibility.NETWORK),
            posted("invited", "Mend the secret", Visibility.INVITED),
            InvitedToOpportunity("invited", "cy", DAY, "ada"),
            posted("shut", "Mend the past", Visibility.EVERYONE),
            OpportunityClosed("shut", DAY),
            posted("over", "Mend the over", Visibility.EVERYONE, closes_on=date(2026, 1, 6)),
            OpportunityRevised("open", DAY, title="Mend the pipelines"),
            recorded=RECORDED,
        )
        yield acme


def found(acme: Organisation, *, by: str = "di", **params: Any) -> list[str]:
    return [each["id"] for each in acme.ask("search", by=by, **params)["items"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lovelace", ["ada"]),
        ("lovelcae", ["ada"]),
        ("ada lovlace", ["ada"]),
        ("Lovelace, Ada", ["ada"]),
        ("love", ["ada"]),
        ("obrien", ["cy"]),
        ("o'brien", ["cy"]),
        ("o brien", ["cy"]),
        ("johanson", ["bo", "di"]),
        ("di johansen", ["di", "bo"]),
        ("newname", ["new"]),
        ("oldname", []),
        ("zzz", []),
        ("?", []),
    ],
)
def test_people_who_are_here_are_found_by_their_names_as_they_are_now(
    acme: Organisation, text: str, expected: list[str]
) -> None:
    assert found(acme, text=text, kinds=["people"]) == expected


@pytest.mark.parametrize(
    ("text", "kinds", "expected"),
    [
        ("python", ["skills"], ["py"]),
        ("pyhton", ["skills"], ["py"]),
        ("cpython", ["skills"], ["py"]),
        ("serpent", ["skills"], ["py"]),
        ("machin lerning", ["skills"], ["ml"]),
        ("ml", ["skills"], ["ml"]),
        ("java script", ["skills"], ["js"]),
        ("flash", ["skills"], []),
        ("animtion", ["skills"], ["renamed"]),
        ("databse adminstrator", ["roles"], ["dba"]),
        ("custodian", ["roles"], ["dba"]),
        ("clerk", ["roles"], []),
        ("pythn analists", ["learning"], ["course"]),
        ("poets", ["learning"], []),
        ("python", ["skills", "learning"], ["py", "course"]),
        ("python", None, ["py", "course"]),
    ],
)
def test_skills_roles_and_learning_are_found_by_their_names_as_they_are_now(
    acme: Organisation, text: str, kinds: list[str] | None, expected: list[str]
) -> None:
    params: dict[str, Any] = {"text": text, **({"kinds": kinds} if kinds else {})}
    assert found(acme, **params) == expected


SEES = {
    "ada": {"open", "network", "invited"},
    "bo": {"open", "network"},
    "cy": {"open", "invited"},
    "di": {"open"},
}


@pytest.mark.parametrize(("person", "expected"), SEES.items())
def test_an_opportunity_is_found_while_it_is_open_by_those_whom_it_reaches(
    acme: Organisation, person: str, expected: set[str]
) -> None:
    for text in ("mend", "mnd"):
        assert set(found(acme, by=person, text=text, kinds=["opportunities"])) == expected
    for word, opportunity in (("secrt", "invited"), ("netwrok", "network"), ("pipelines", "open")):
        assert found(acme, by=person, text=word, kinds=["opportunities"]) == [opportunity] * (opportunity in expected)


def test_hr_finds_every_open_opportunity_and_a_machine_those_for_everyone(acme: Organisation) -> None:
    def of(*roles: str) -> set[str]:
        items = acme.ask("search", roles=roles, text="mend", kinds=["opportunities"])["items"]
        return {each["id"] for each in items}

    assert of("hr") == {"open", "network", "invited"}
    assert of("integration") == {"open"}


def test_what_is_found_says_why(acme: Organisation) -> None:
    (hit,) = acme.ask("search", by="di", text="databse adminstrator", kinds=["roles"])["items"]
    assert (hit["kind"], hit["title"], 0.5 < hit["score"] < 1) == ("roles", "Database administrator", True)
    (hit,) = acme.ask("search", by="di", text="custodan", kinds=["roles"])["items"]
    assert hit["why"] == {"name": "Data custodian", "alias": True, "words": {"custodan": "custodian"}}
    (hit,) = acme.ask("search", by="di", text="Ada Lovelace", kinds=["people"])["items"]
    assert (hit["score"], hit["unit"], hit["unit_name"], hit["role"]) == (1, "data", "Data", "Engineer")


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"skill": "py"}, ["ada", "di", "cy", "bo"]),
        ({"skill": "pyhton"}, ["ada", "di", "cy", "bo"]),
        ({"skill": "snake"}, ["ada", "di", "cy", "bo"]),
        ({"skill": "py", "level": 4}, ["ada", "di", "cy"]),
        ({"skill": "py", "level": 5}, ["ada"]),
        ({"skill": "py", "unit": "data"}, ["ada", "cy", "bo"]),
        ({"skill": "py", "unit": "tech"}, ["ada", "cy", "bo"]),
        ({"skill": "py", "unit": "nowhere"}, []),
        ({"skill": "ml", "level": 5}, []),
        ({"skill": "py", "text": "johanson"}, ["bo", "di"]),
        ({"skill": "py", "text": "johanson", "level": 4}, ["di"]),
        ({"skill": "py", "text": "zzz"}, []),
        ({"text": "johanson", "unit": "tech"}, ["bo"]),
    ],
)
def test_people_who_are_here_are_found_by_what_they_can_do_now(
    acme: Organisation, params: dict[str, Any], expected: list[str]
) -> None:
    items = acme.ask("search", by="di", **params)["items"]
    assert sorted(each["id"] for each in items) == sorted(expected)
    assert all("level" in each for each in items) == ("skill" in params)
    assert [each["score"] for each in items] == sorted((each["score"] for each in items), reverse=True)


def test_who_finds_people_by_skill_sees_their_level_and_which_skill_was_meant(acme: Organisation) -> None:
    answer = acme.ask("search", by="di", skill="pyhton", level=5)
    assert answer["skill"] == {"skill": "py", "name": "Python"}
    (hit,) = answer["items"]
    assert (hit["title"], hit["level"], hit["score"]) == ("Ada Lovelace", "5.0", 1)
    assert hit["why"] == {"skill": "py", "name": "Python", "level": "5.0"}


def test_people_by_skill_and_hits_by_words_come_by_pages_without_gaps(acme: Organisation) -> None:
    lists: list[dict[str, Any]] = [{"skill": "py"}, {"text": "johanson"}, {"text": "python"}]
    for params in (*lists, {"text": "johanson", "skill": "py"}):
        pages: list[str] = []
        cursor = None
        while not pages or cursor:
            here: dict[str, Any] = {**params, **({"cursor": cursor} if cursor else {})}
            page = acme.ask("search", by="di", limit=1, **here)
            pages += [each["id"] for each in page["items"]]
            cursor = page["next"]
        assert sorted(pages) == sorted(found(acme, **params))


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"level": 3},
        {"text": "ada", "level": 3},
        {"skill": "py", "kinds": ["skills"]},
        {"text": "ada", "unit": "data", "kinds": ["people", "roles"]},
        {"text": "ada", "kinds": []},
        {"text": "ada", "kinds": ["planets"]},
        {"text": " "},
        {"text": "a\0b"},
        {"text": "a" * 201},
        {"skill": "py", "level": 6},
        {"skill": "py", "cursor": cursor_of(("x", "ada"))},
        {"skill": "py", "cursor": cursor_of(("3",))},
        {"skill": "py", "cursor": cursor_of(("3", "a\0"))},
        {"skill": "py", "cursor": "%"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(acme: Organisation, params: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        acme.ask("search", by="di", **params)


def test_a_skill_that_nothing_is_like_is_told_to_be_unknown(acme: Organisation) -> None:
    with pytest.raises(NotFound):
        acme.ask("search", by="di", skill="quantum basket weaving")


def test_who_has_left_does_not_search(acme: Organisation) -> None:
    with pytest.raises(Forbidden):
        acme.ask("search", by="ex", text="ada")


@pytest.mark.parametrize(
    ("table", "filling", "where"),
    [
        ("people_spellings", "'s' || n, 'w', 'p'", "spelling = 's7'"),
        ("people_spellings", "'s', 'w', 'p' || n", "person = 'p7'"),
        ("catalogue_spellings", "'s' || n, 'w'", "spelling = 's7'"),
        ("catalogue_words", "'w' || n, 'skill', 'e', 1", "word = 'w7'"),
        ("opportunity_spellings", "'s' || n, 'w'", "spelling = 's7'"),
        ("opportunity_words", "'w' || n, 'o'", "word = 'w7'"),
    ],
)
def test_words_are_found_by_an_index_in_spite_of_row_level_security(
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
    assert where.partition(" = ")[2] in condition


def test_who_is_forgotten_is_not_found_and_leaves_no_spelling(acme: Organisation, module_database: str) -> None:
    acme.tell("integrations", joined("zed", "Zebedee Quux", "data"), recorded=RECORDED)
    assert found(acme, text="zebede", kinds=["people"]) == ["zed"]
    acme.tell("integrations", PersonErased(person="zed"), recorded=RECORDED)
    assert found(acme, text="zebede", kinds=["people"]) == []
    with psycopg.connect(module_database) as conn:
        assert not conn.execute("select from projection.people_spellings where person = 'zed'").fetchall()
