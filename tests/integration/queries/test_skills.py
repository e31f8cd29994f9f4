"""What the queries about skills, roles and learning answer, on real tables."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from shared.contracts.integrations.events import MoveReason, PersonErased, PersonMoved, UnitCreated
from shared.contracts.network.events import OpportunityClosed, OpportunityKind, SkillWanted, Visibility
from shared.contracts.skills.events import (
    Enrolled,
    LearningRated,
    LearningWithdrawn,
    LevelPolicyAdopted,
    RatingCorrected,
    RoleProfileDefined,
    RoleProfileRetired,
    RoleProfileRevised,
    SkillRemoved,
    SkillUsed,
)
from shared.contracts.skills.levels import EVIDENCE_FIRST, MANAGER_LED
from shared.errors import InvalidInput, NotFound
from tests.fixtures.networked import posted
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.skilled import CATALOGUE, DIRECTORY, JANUARY, LEARNING, LEDGER, RECORDED, claimed, required

HR: dict[str, Any] = {"roles": ("hr",)}
FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)
THEN = "2026-01-15"


def tell(acme: Organisation) -> None:
    acme.tell("integrations", *DIRECTORY, recorded=RECORDED)
    acme.tell("skills", *CATALOGUE, *LEDGER, *LEARNING, recorded=RECORDED)


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    """What the tests of the module only read."""
    with organisation_on(module_database) as acme:
        tell(acme)
        yield acme


@pytest.fixture
def changing(database: str) -> Iterator[Organisation]:
    """The same, for a test to go on from."""
    with organisation_on(database) as acme:
        tell(acme)
        yield acme


def everything(acme: Organisation, name: str, **asked: Any) -> list[Any]:
    """The items of all pages."""
    page = acme.ask(name, **asked)
    items = page["items"]
    while page["next"]:
        page = acme.ask(name, **asked, cursor=page["next"])
        items += page["items"]
    return items


# Skill profiles


def test_a_profile_shows_levels_with_all_that_they_rest_on_under_whatever_id_it_was_said(acme: Organisation) -> None:
    talks, sql = acme.ask("skill_profile", by="ada", as_of=THEN)["items"]
    assert (talks["skill"], talks["level"]) == ("talks", "4.0")
    assert (sql["skill"], sql["name"], sql["sources"], sql["rated_on"]) == ("sql", "SQL", 3, "2026-01-01")
    assert Decimal(2) < Decimal(sql["level"]) < Decimal(3)
    assert [(each["source"], each["rater_name"], each["level"], each["text"]) for each in sql["ratings"]] == [
        ("self", "Ada", 3, "I use it"),
        ("manager", "Mo", 2, "Seen in reviews"),
        ("endorsement", "Bo", None, "Helped me out"),
    ]
    (python,) = acme.ask("skill_profile", by="cy")["items"]
    (work,) = python["ratings"]
    assert (work["title"], work["url"], work["rater"]) == ("A script", "https://example.org/script", None)


def test_a_profile_is_filtered_by_kind_and_by_any_id_of_a_skill_and_comes_by_pages(acme: Organisation) -> None:
    def skills(**asked: Any) -> list[str]:
        return [each["skill"] for each in everything(acme, "skill_profile", by="ada", **asked)]

    assert skills(kind="technology") == skills(skill="sql-lang") == ["sql"]
    assert skills(skill="python") == []
    assert skills(limit=1) == ["talks", "sql"]


def test_a_profile_can_be_read_by_another_policy_without_losing_anything(acme: Organisation) -> None:
    def level(policy: str) -> Decimal:
        (sql,) = acme.ask("skill_profile", by="ada", skill="sql", policy=policy, as_of=THEN)["items"]
        return Decimal(sql["level"])

    assert level("manager-led") < level("standard")


def test_a_profile_as_of_a_moment_knows_what_was_known_then_by_the_policy_of_then(changing: Organisation) -> None:
    changing.tell(
        "skills",
        RatingCorrected("ada", "sql", date(2026, 2, 1), 1, "ada", 5, "Too modest"),
        SkillUsed("ada", "sql", date(2026, 2, 1)),
        SkillRemoved("ada", "talks", date(2026, 2, 1)),
        LevelPolicyAdopted(MANAGER_LED, "hr"),
        recorded=FEBRUARY,
    )
    before = changing.ask("skill_profile", by="ada", as_of=THEN)
    after = changing.ask("skill_profile", by="ada")
    assert (before["policy"], after["policy"]) == ("standard", "manager-led")
    assert [each["skill"] for each in before["items"]] == ["talks", "sql"]
    (sql,) = after["items"]
    assert (sql["uses"], sql["last_used"]) == (1, "2026-02-01")
    first = sql["ratings"][0]
    assert (first["stated"], first["level"], first["why_corrected"]) == (3, 5, "Too modest")
    assert before["items"][1]["ratings"][0]["level"] == 3


def test_the_profile_of_the_erased_is_gone(changing: Organisation) -> None:
    changing.tell("integrations", PersonErased("bo"))
    with pytest.raises(NotFound):
        changing.ask("skill_profile", person="bo", **HR)
    assert [each["person"] for each in changing.ask("role_fit", role="data-engineer", **HR)["items"]] == ["ada", "cy"]


# Gaps


def test_a_gap_is_measured_against_ones_own_role_by_title_and_says_what_would_close_it(acme: Organisation) -> None:
    gap = acme.ask("skill_gap", by="ada", as_of=THEN)
    assert (gap["role"], gap["title"], gap["graced"], gap["met"]) == ("data-engineer", "Data engineer", False, [])
    sql, python = gap["gaps"]
    assert (sql["skill"], sql["required"], python["skill"], python["level"]) == ("sql", 4, "python", None)
    assert [(each["learning"], each["leads_to"]) for each in sql["learning"]] == [("sql-course", 4), ("sql-book", 3)]
    assert [each["enrolment"] for each in sql["learning"]] == [None, "open"]
    assert Decimal(gap["readiness"]) == (3 * Decimal(sql["level"]) / 4 / 4).quantize(Decimal("0.0001"))
    assert (python["weight"], python["missing"]) == ("0.2500", "1.0000")


def test_a_title_leads_to_a_role_in_any_case_and_by_its_alternates(acme: Organisation) -> None:
    assert acme.ask("skill_gap", by="bo")["role"] == "data-engineer"
    with pytest.raises(NotFound, match="'Seller'"):
        acme.ask("skill_gap", by="cy")
    with pytest.raises(NotFound):
        acme.ask("skill_gap", by="ada", role="pilot")


def test_a_role_is_as_it_was_then_and_nobody_is_less_ready_while_a_grace_period_lasts(changing: Organisation) -> None:
    before = changing.ask("skill_gap", by="ada")
    harder = (required("sql", 5, 3), required("python", 5, 9))
    revised = RoleProfileRevised("data-engineer", "Data engineer", harder, grace_until=date(2099, 1, 1))
    changing.tell("skills", revised, recorded=FEBRUARY)
    graced = changing.ask("skill_gap", by="ada", as_of="2026-02-10")
    assert (graced["graced"], [each["required"] for each in graced["gaps"]]) == (True, [5, 5])
    then = changing.ask("skill_gap", by="ada", as_of=THEN)
    assert (then["graced"], [each["required"] for each in then["gaps"]]) == (False, [4, 3])
    assert changing.ask("skill_gap", by="ada")["readiness"] == before["readiness"]
    with pytest.raises(NotFound, match="pipeline"):
        changing.ask("skill_gap", by="bo")
    (ada,) = [e for e in changing.ask("role_fit", role="data-engineer", **HR)["items"] if e["person"] == "ada"]
    assert ada["graced"]
    assert changing.ask("role", by="cy", role="data-engineer")["before"][0]["level"] == 4


# Fit


def test_roles_for_a_person_come_with_the_readiest_first(acme: Organisation) -> None:
    items = everything(acme, "role_fit", by="ada", limit=1)
    assert [(each["role"], each["current"]) for each in items] == [("speaker", False), ("data-engineer", True)]
    assert items[0]["weightiest"][0]["skill"] == "talks"
    assert [each["role"] for each in acme.ask("role_fit", by="ada", own=True)["items"]] == ["data-engineer"]
    assert [each["role"] for each in acme.ask("role_fit", by="ada", family="ENGINEERING")["items"]] == ["data-engineer"]


def test_the_readiness_in_a_list_of_roles_is_that_of_the_gap(acme: Organisation) -> None:
    for each in acme.ask("role_fit", by="ada")["items"]:
        assert acme.ask("skill_gap", by="ada", role=each["role"])["readiness"] == each["readiness"]


def test_people_for_a_role_are_those_here_with_any_of_its_skills_under_any_id(acme: Organisation) -> None:
    answer = acme.ask("role_fit", role="data-engineer", **HR)
    assert [each["person"] for each in answer["items"]] == ["bo", "ada", "cy"]
    assert (answer["left_out"], answer["items"][0]["name"]) == (None, "Bo")
    assert acme.ask("role_fit", role="data-engineer", by="mo")["items"] == answer["items"]
    assert acme.ask("role_fit", role="data-engineer", by="ada")["items"] == []
    for each in answer["items"]:
        gap = acme.ask("skill_gap", person=each["person"], role="data-engineer", **HR)
        assert gap["readiness"] == each["readiness"]


def test_who_is_left_out_of_the_people_for_a_role_is_no_readier_than_said(
    acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    everyone = acme.ask("role_fit", role="data-engineer", **HR)["items"]
    monkeypatch.setattr("services.gateway.queries.role_fit.MOST_PEOPLE", 1)
    best = acme.ask("role_fit", role="data-engineer", **HR)
    assert [each["person"] for each in best["items"]] == ["bo"]
    assert all(Decimal(each["readiness"]) <= Decimal(str(best["left_out"])) for each in everyone[1:])


def test_people_for_a_role_are_asked_for_as_of_now_and_a_machine_must_say_whose_roles(acme: Organisation) -> None:
    with pytest.raises(InvalidInput):
        acme.ask("role_fit", role="data-engineer", **HR, as_of=THEN)
    with pytest.raises(InvalidInput):
        acme.ask("role_fit", **HR)
    assert acme.ask("role_fit", by="ada", as_of="2025-01-01")["items"] == []


# The catalogue


def test_the_catalogue_lists_skills_roles_and_frameworks_by_name_and_pages(acme: Organisation) -> None:
    def listed(of: str, **asked: Any) -> list[str]:
        return [each[of] for each in everything(acme, "catalogue", by="cy", **asked)]

    assert listed("skill", limit=2) == ["databases", "talks", "python", "sql"]
    assert listed("skill", starts_with="PÜ") == ["talks"]
    assert listed("skill", starts_with="%") == []
    assert listed("skill", skill_kind="technology") == ["python", "sql"]
    assert listed("skill", framework="esco") == ["talks"]
    assert listed("skill", broader="databases") == ["sql"]
    assert listed("role", kind="roles", limit=1) == ["data-engineer", "speaker"]
    assert listed("role", kind="roles", family="Engineering") == ["data-engineer"]
    (esco,) = acme.ask("catalogue", by="cy", kind="frameworks")["items"]
    assert (esco["framework"], esco["skills"], esco["roles"], esco["rejected"]) == ("esco", 1, 1, 3)
    with pytest.raises(InvalidInput):
        acme.ask("catalogue", by="cy", kind="roles", broader="databases")


def test_a_skill_is_found_by_the_id_of_one_that_became_it_with_its_names_and_relations(acme: Organisation) -> None:
    skill = acme.ask("skill", by="cy", skill="sql-lang")
    assert skill == acme.ask("skill", by="cy", skill="sql")
    assert (skill["skill"], skill["merged"]) == ("sql", ["sql-lang"])
    assert list(skill["aliases"]) == ["Structured Query Language", "SQL language"]
    assert skill["broader"] == [{"skill": "databases", "name": "Databases"}]
    assert skill["similar"] == [{"skill": "python", "name": "Python"}]
    assert skill["counts"] == {"roles": 2, "people": 3, "learning": 2}
    assert acme.ask("skill", by="cy", skill="python")["similar"] == [{"skill": "sql", "name": "SQL"}]
    assert acme.ask("skill", by="cy", skill="databases")["narrower"] == [{"skill": "sql", "name": "SQL"}]
    with pytest.raises(NotFound):
        acme.ask("skill", by="cy", skill="fax")


def test_a_role_says_what_it_asks_for_the_most_important_first(acme: Organisation) -> None:
    role = acme.ask("role", by="cy", role="data-engineer")
    assert [(each["name"], each["level"], each["importance"]) for each in role["skills"]] == [
        ("SQL", 4, "3"),
        ("Python", 3, "1"),
    ]
    assert (list(role["alternate_titles"]), role["before"]) == (["Pipeline engineer"], None)
    with pytest.raises(NotFound):
        acme.ask("role", by="cy", role="pilot")


def test_a_retired_role_is_listed_on_demand_only_and_fits_nobody(changing: Organisation) -> None:
    changing.tell("skills", RoleProfileRetired("speaker"), recorded=FEBRUARY)
    assert [each["role"] for each in changing.ask("catalogue", by="cy", kind="roles")["items"]] == ["data-engineer"]
    assert len(changing.ask("catalogue", by="cy", kind="roles", retired=True)["items"]) == 2
    assert [each["role"] for each in changing.ask("role_fit", by="ada")["items"]] == ["data-engineer"]
    with pytest.raises(NotFound):
        changing.ask("skill_gap", by="ada", role="speaker")
    assert changing.ask("skill_gap", by="ada", role="speaker", as_of=THEN)["role"] == "speaker"


# Learning


def test_what_one_learns_comes_with_what_is_overdue_and_the_credentials(acme: Organisation) -> None:
    learning = acme.ask("learning", by="ada")
    (book,) = learning["enrolments"]
    assert (book["status"], book["overdue"], book["enrolled_by"]) == ("open", True, "mo")
    assert not acme.ask("learning", by="ada", as_of=THEN)["enrolments"][0]["overdue"]
    (sql,) = learning["credentials"]
    assert (sql["status"], sql["verified_by"], sql["issuer"]) == ("verified", "hr", "The school")
    (done,) = acme.ask("learning", by="bo", status="completed")["enrolments"]
    assert (done["score"], done["certificate"], done["ended_on"]) == ("88", "No. 7", "2026-01-01")


def test_offers_are_found_by_skill_kind_and_hours(acme: Organisation) -> None:
    def offers(**asked: Any) -> list[str]:
        return [each["learning"] for each in everything(acme, "learning_offers", by="cy", **asked)]

    assert offers(limit=1) == ["python-course", "sql-course", "sql-book"]
    assert offers(skill="sql") == offers(skill="sql-lang") == ["sql-course", "sql-book"]
    assert offers(kind="book") == offers(most_hours=10) == ["sql-book"]
    (python,) = acme.ask("learning_offers", by="cy", starts_with="py")["items"]
    assert python["prerequisites"] == [{"skill": "sql", "name": "SQL", "level": 1}]


def test_stars_are_shown_from_five_on_and_a_withdrawn_offer_not_at_all(changing: Organisation) -> None:
    def book() -> Any:
        return changing.ask("learning_offers", by="cy", kind="book")["items"]

    def rated(person: str, stars: int) -> None:
        changing.tell("skills", LearningRated(person, "sql-book", JANUARY, "SQL, a book", 1, stars))

    for person in ("cy", "mo", "zoe"):
        changing.tell("skills", Enrolled(person, "sql-book", JANUARY, "SQL, a book", 1, person))
    for person in ("ada", "bo", "cy", "mo"):
        rated(person, 5)
    assert [(each["enrolled"], each["completed"], each["stars"]) for each in book()] == [(5, 1, None)]
    rated("zoe", 3)
    assert [each["stars"] for each in book()] == [4.6]
    changing.tell("skills", LearningWithdrawn("sql-book"))
    assert book() == []


# Previews and trends


def test_another_policy_is_previewed_person_by_person_without_changing_anything(acme: Organisation) -> None:
    preview = acme.ask("policy_preview", **HR, policy="manager-led")
    assert (preview["policy"], preview["instead_of"], preview["people"]) == ("manager-led", "standard", 5)
    ada = next(each for each in preview["items"] if each["person"] == "ada")
    (change,) = ada["levels"]
    assert (change["skill"], change["name"]) == ("sql", "SQL")
    assert Decimal(change["after"]) < Decimal(change["before"])
    assert Decimal(ada["readiness"]["after"]) < Decimal(ada["readiness"]["before"])
    assert (preview["levels"], preview["readiness"]) == ({"gain": 0, "lose": 1}, {"gain": 0, "lose": 1})
    assert acme.ask("skill_profile", by="ada")["policy"] == "standard"


def test_a_preview_of_weights_of_ones_own_goes_through_everyone_by_pages(acme: Organisation) -> None:
    own = {"weights": {"self": 1}, "policy": "self-only"}
    whole = acme.ask("policy_preview", **HR, **own)
    assert [each["person"] for each in everything(acme, "policy_preview", **HR, **own, limit=1)] == [
        each["person"] for each in whole["items"]
    ]
    assert whole["levels"] == {"gain": 1, "lose": 1}
    assert acme.ask("policy_preview", **HR, **own, unit="sales")["people"] == 0
    for wrong in ({}, {"policy": "standard", "weights": {"self": 1}}, {"policy": "ours"}):
        with pytest.raises(InvalidInput):
            acme.ask("policy_preview", **HR, **wrong)


def test_a_preview_of_a_unit_is_of_those_in_it_and_below(changing: Organisation) -> None:
    moved = PersonMoved("bo", date(2026, 1, 1), MoveReason.LATERAL, unit="sales", role="Clerk")
    changing.tell("integrations", UnitCreated("all", "All"), UnitCreated("sales", "Sales", parent="all"), moved)
    for unit, people in (("all", 1), ("sales", 1), ("nowhere", 0)):
        assert changing.ask("policy_preview", **HR, policy="manager-led", unit=unit)["people"] == people


def test_a_revised_role_is_previewed_for_those_in_it_by_any_of_its_titles(acme: Organisation) -> None:
    skills = [{"skill": "sql-lang", "level": 4, "importance": 3}, {"skill": "talks", "level": 4}]
    preview = acme.ask("role_preview", **HR, role="data-engineer", skills=skills)
    assert (preview["people"], preview["readiness"]) == (2, {"gain": 1, "lose": 1})
    ada, bo = preview["items"]
    assert (ada["person"], bo["person"]) == ("ada", "bo")
    assert [each["skill"] for each in bo["readiness"]["new_gaps"]] == ["talks"]
    assert [each["name"] for each in ada["readiness"]["closed_gaps"]] == ["Python"]
    with pytest.raises(InvalidInput):
        acme.ask("role_preview", **HR, role="data-engineer", skills=[{"skill": "fax", "level": 1}])
    with pytest.raises(NotFound):
        acme.ask("role_preview", **HR, role="pilot", skills=skills)


def test_what_was_previewed_is_what_happens_once_the_policy_is_adopted(changing: Organisation) -> None:
    preview = changing.ask("policy_preview", **HR, policy="evidence-first")
    changing.tell("skills", LevelPolicyAdopted(EVIDENCE_FIRST, "hr"))
    for each in preview["items"]:
        held = {s["skill"]: s["level"] for s in changing.ask("skill_profile", person=each["person"], **HR)["items"]}
        assert {change["skill"]: change["after"] for change in each["levels"]}.items() <= held.items()
    assert changing.ask("policy_preview", **HR, policy="evidence-first")["items"] == []


def test_trends_set_the_demand_for_a_skill_against_its_supply(changing: Organisation) -> None:
    changing.tell(
        "skills",
        claimed("cy", "sql", 2, 1, on=date(2026, 2, 1)),
        RoleProfileDefined("analyst", "Analyst", (required("sql", 2),)),
        recorded=FEBRUARY,
    )
    changing.tell(
        "network",
        posted("gig", "mo", skills=(SkillWanted("sql-lang", 3),)),
        posted("job", "mo", kind=OpportunityKind.ROLE, role="analyst", visibility=Visibility.INVITED),
        posted("art", "mo", skills=(SkillWanted("python", 3),)),
        OpportunityClosed(opportunity="gig", on=date(2026, 2, 10), reason="No budget"),
        recorded=FEBRUARY,
    )
    months_since = (datetime.now(UTC).year - 2026) * 12 + datetime.now(UTC).month
    (sql,) = changing.ask("skill_trends", **HR, skills=["sql-lang"], months=min(36, months_since + 1))["items"]
    found = {each["month"]: (each["roles"], each["openings"], each["claims"], each["supply"]) for each in sql["months"]}
    assert (sql["skill"], sql["estimated"]) == ("sql", False)
    assert found["2025-12"] == (0, 0, 0, 0)
    assert found["2026-01"] == (1, 1, 2, 1)
    assert found["2026-02"] == (2, 1, 1, 1)
    assert {each["skill"] for each in changing.ask("skill_trends", **HR)["items"]} == {"sql", "python"}


@pytest.mark.parametrize(
    ("table", "filling", "where"),
    [
        ("skill_profiles", "'[]', null, 0, false, 'p' || n, 's' || n, 3, '[]'", "skill = 's7' and highest >= 2"),
        ("role_skills", "'r' || n, 's' || n, 3, 1, true, 1", "skill = 's7'"),
        ("learning_skills", "'s' || n, 'l' || n, 3, 1", "skill = 's7'"),
        ("skill_relations", "'a' || n, 'broader', 's' || n", "other = 's7' and relation = 'broader'"),
        ("role_titles", "'s' || n, 'r', true, 1", "title = 's7'"),
    ],
)
def test_what_has_to_do_with_a_skill_or_title_is_found_by_an_index_in_spite_of_row_level_security(
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
    assert "'s7'" in condition
