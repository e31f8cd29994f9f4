"""What HR is told of the workforce, and that nobody else is, on real tables.

zoe ── mo ┬─ ada, a data engineer, who was an analyst until two months ago
          ├─ bo, a data engineer by another of its titles, who was one before as well
          └─ cy, who sells, and came back after a year
       eve was a data engineer, moved to sales last month, and left
Unit data lies below the unit company, and mo is of the latter. All skills were rated today.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg.rows import dict_row

from services.gateway.headcounts import headcounts, in_all
from services.gateway.queries.skill_trends import month_ends
from shared.contracts.feedback.events import FeedbackRequested
from shared.contracts.goals.events import GoalKind, GoalSet, WellbeingNoted
from shared.contracts.integrations.events import (
    MoveReason,
    PersonDatesCorrected,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
    UnitCreated,
)
from shared.contracts.network.events import (
    OpportunityClosed,
    OpportunityKind,
    OpportunityPosted,
    SkillWanted,
    Visibility,
)
from shared.contracts.skills.events import RoleProfileDefined, RoleProfileRevised, SkillUsed
from shared.errors import Forbidden, InvalidInput
from shared.event import Event
from shared.log.stored import NewEvent
from shared.log.writer import Write
from shared.read_models.people import PersonRow
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.postgres import role_dsn
from tests.fixtures.skilled import CATALOGUE, assessed, claimed, required

HR: dict[str, Any] = {"roles": ("hr",)}
TODAY = datetime.now(UTC).date()
HIRED = date(2020, 1, 1)
ALTERNATES = ("Pipeline engineer",)
LAST_MONTH = TODAY.replace(day=1) - timedelta(days=10)
MONTH_BEFORE = LAST_MONTH.replace(day=1) - timedelta(days=10)
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)


def joined(person: str, role: str | None, unit: str = "data") -> PersonJoined:
    manager = None if person == "zoe" else "zoe" if person == "mo" else "mo"
    place: dict[str, Any] = {"unit": unit, "role": role, "manager": manager}
    return PersonJoined(person=person, effective_on=HIRED, name=person.title(), **place)


def moved(person: str, on: date, role: str, reason: MoveReason, unit: str = "data") -> PersonMoved:
    return PersonMoved(person, on, reason, unit=unit, role=role, manager="mo")


DIRECTORY: Sequence[Event] = (
    UnitCreated("company", "Company"),
    UnitCreated("data", "Data", "company"),
    joined("zoe", "Chief", "company"),
    joined("mo", "Head of data", "company"),
    joined("ada", "Analyst"),
    joined("bo", "pipeline  engineer"),
    joined("cy", "Baker"),
    joined("eve", "data engineer"),
    moved("ada", MONTH_BEFORE, "Data Engineer", MoveReason.PROMOTION),
    moved("bo", LAST_MONTH, "Pipeline  Engineer", MoveReason.LATERAL),
    moved("zoe", LAST_MONTH, "Chief executive", MoveReason.CORRECTION, "company"),
    PersonLeft("cy", date(2021, 1, 1)),
    PersonRejoined("cy", MONTH_BEFORE, unit="data", role="Seller", manager="mo"),
    moved("eve", LAST_MONTH, "Seller", MoveReason.LATERAL),
    PersonLeft("eve", LAST_MONTH + timedelta(days=1)),
)

LEDGER: Sequence[Event] = (
    claimed("ada", "sql", 1, 3, TODAY),
    assessed("ada", "sql-lang", 2, 2),
    claimed("bo", "sql", 1, 5, TODAY),
    claimed("bo", "python", 2, 3, TODAY),
    claimed("mo", "python", 1, 4, TODAY),
    claimed("eve", "sql", 1, 5, TODAY),
)


def opening(name: str, on: date, **what: Any) -> OpportunityPosted:
    kind, visibility = OpportunityKind.PROJECT, Visibility.INVITED
    return OpportunityPosted(name, on, "mo", kind, name.title(), visibility, **what)


OPENINGS: Sequence[Event] = (
    opening("reports", TODAY, skills=(SkillWanted("sql-lang", 5),), unit="data"),
    opening("pipelines", MONTH_BEFORE, role="data-engineer", unit="company"),
    OpportunityClosed("pipelines", LAST_MONTH),
)


def tell(acme: Organisation) -> None:
    acme.tell("integrations", *DIRECTORY, recorded=datetime(2025, 1, 1, tzinfo=UTC))
    acme.tell("skills", *CATALOGUE, recorded=LONG_AGO)
    acme.tell("skills", *LEDGER)
    acme.tell("network", *OPENINGS)


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


def skills(acme: Organisation, **asked: Any) -> Mapping[str, Any]:
    """What is said of each skill."""
    return {each["skill"]: each for each in acme.ask("workforce", **HR, part="skills", **asked)["skills"]["items"]}


def levels(skill: Mapping[str, Any], name: str) -> list[int]:
    return [each[name] for each in skill["levels"]]


def flows(acme: Organisation, **asked: Any) -> list[tuple[str, str, int]]:
    items = acme.ask("workforce", **HR, part="mobility", **asked)["mobility"]["items"]
    return [(each["from"], each["to"], each["moves"]) for each in items]


def acted(acme: Organisation, source: str, *events: Event) -> None:
    """People did these things themselves, which `tell` has HR do."""
    for event in events:
        person = getattr(event, "person", "")
        write = Write(f"own-{person}", 0, [NewEvent(event, person, f"own-{person}", "own")])
        acme.logs[source].append("acme", [write])
    acme.projectors[source].catch_up()


def goal_of(person: str, on: date = TODAY) -> GoalSet:
    ends: dict[str, Any] = {"starts_on": on, "due": on, "check_in_every_days": 14}
    return GoalSet(f"goal-{person}", person, on, title="Learn", kind=GoalKind.SKILL, **ends)


# Who may ask

CALLERS: Mapping[str, Mapping[str, Any]] = {
    "chief": {"by": "zoe"},
    "manager": {"by": "mo"},
    "employee": {"by": "ada"},
    "integration": {"roles": ("integration",)},
    "operator": {"roles": ("operator",)},
    "machine": {"roles": ("employee",)},
    "eve who left": {"by": "eve", "roles": ("employee", "hr")},
    "hr": {"roles": ("hr",)},
    "ada of hr": {"by": "ada", "roles": ("employee", "hr")},
}


@pytest.mark.parametrize("part", ["skills", "mobility", "participation", None])
@pytest.mark.parametrize("caller", CALLERS)
def test_the_workforce_is_shown_to_hr_and_to_nobody_else(acme: Organisation, caller: str, part: str | None) -> None:
    asked: dict[str, Any] = {} if part is None else {"part": part}
    if caller in {"hr", "ada of hr"}:
        parts = {part} if part else {"skills", "mobility", "participation"}
        assert acme.ask("workforce", **CALLERS[caller], **asked).keys() == {"people", *parts}
    else:
        with pytest.raises(Forbidden):
            acme.ask("workforce", **CALLERS[caller], **asked)


# Skills


def test_needs_are_those_of_everybody_in_a_role_and_of_openings_under_whatever_id(acme: Organisation) -> None:
    sql, python = skills(acme).values()
    assert (sql["skill"], sql["name"], sql["in_roles"], sql["openings"], sql["demand"]) == ("sql", "SQL", 2, 1, 3)
    assert (levels(sql, "demand"), sql["level"]) == ([3, 3, 3, 3, 1], 4)
    assert (levels(python, "demand"), python["level"]) == ([2, 2, 2, 0, 0], 3)


def test_supply_is_of_those_here_by_effective_level_and_what_it_falls_short_of_is_the_shortage(
    acme: Organisation,
) -> None:
    sql, python = skills(acme).values()
    assert levels(sql, "supply") == [2, 2, 1, 1, 1], "eve has left, and ada is between what she and mo say"
    assert (sql["supply"], sql["shortage"], sql["estimated"]) == (1, 2, False)
    assert (levels(python, "supply"), python["shortage"]) == ([2, 2, 2, 1, 0], 0)
    assert acme.ask("workforce", **HR, part="skills")["skills"]["described"] == 2


def test_months_show_who_was_in_a_role_and_what_was_open_at_their_end(acme: Organisation) -> None:
    sql = skills(acme, months=3)["sql"]
    assert [each["month"] for each in sql["months"]] == [f"{d:%Y-%m}" for d in month_ends(TODAY, 3)]
    assert [each["demand"] for each in sql["months"]] == [4, 2, 3], "ada, bo, eve and the pipelines; ada and bo; today"
    assert [each["supply"] for each in sql["months"]] == [0, 0, 1]
    assert [each["shortage"] for each in sql["months"]] == [4, 2, 2], "nobody was at that level"


def test_a_month_shows_what_roles_asked_for_then(changing: Organisation) -> None:
    changing.tell("skills", RoleProfileRevised("data-engineer", "Data engineer", (required("python", 5),), ALTERNATES))
    changing.tell("skills", RoleProfileDefined("seller", "Seller", (required("talks", 2),)))
    now = skills(changing, months=2)
    assert (now["sql"]["in_roles"], now["sql"]["demand"]) == (0, 1)
    assert [each["demand"] for each in now["sql"]["months"]] == [2, 1]
    assert (now["python"]["level"], now["talks"]["demand"]) == (5, 1)
    assert [each["demand"] for each in now["talks"]["months"]] == [0, 1]


def test_a_unit_is_those_in_it_and_below_with_its_openings(acme: Organisation) -> None:
    data, company = skills(acme, unit="data"), skills(acme, unit="company")
    assert (data["sql"]["demand"], levels(data["python"], "supply")) == (3, [1, 1, 1, 0, 0])
    assert levels(company["python"], "supply") == [2, 2, 2, 1, 0]
    assert skills(acme, unit="nowhere") == {}
    assert acme.ask("workforce", **HR, unit="data")["people"] == 3


def test_supply_is_estimated_from_a_part_of_many(acme: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.gateway.skill_supply.MOST_HOLDERS", 1)
    sql = skills(acme)["sql"]
    assert sql["estimated"]
    assert levels(sql, "supply")[0] in {0, 4}, "one of four rows, that of somebody who is here or of eve"


def test_a_list_goes_on_where_its_cursor_says_and_needs_to_know_which(acme: Organisation) -> None:
    first = acme.ask("workforce", **HR, limit=1)
    assert [each["skill"] for each in first["skills"]["items"]] == ["sql"]
    assert list(skills(acme, limit=1, cursor=first["skills"]["next"])) == ["python"]
    with pytest.raises(InvalidInput):
        acme.ask("workforce", **HR, cursor=first["skills"]["next"])
    with pytest.raises(InvalidInput):
        acme.ask("workforce", **HR, part="mobility", cursor=first["skills"]["next"])


# Mobility


def test_a_move_is_another_role_of_somebody_who_was_here_and_no_other_spelling_or_correction(
    acme: Organisation,
) -> None:
    answer = acme.ask("workforce", **HR, part="mobility")["mobility"]
    assert flows(acme) == [("Analyst", "Data Engineer", 1), ("data engineer", "Seller", 1)]
    assert (answer["moves"], answer["people"]) == (2, 2)
    ada = answer["items"][0]
    assert (ada["promotion"], ada["lateral"], float(ada["share"])) == (1, 0, 1.0)
    assert ada["median_days_in_role"] == (MONTH_BEFORE - HIRED).days
    months = {each["month"]: (each["moves"], each["promotion"]) for each in answer["months"]}
    assert len(months) == 12
    assert {month: moves for month, moves in months.items() if moves[0]} == {
        f"{MONTH_BEFORE:%Y-%m}": (1, 1),
        f"{LAST_MONTH:%Y-%m}": (1, 0),
    }


def test_moves_are_those_of_the_months_asked_about_into_the_unit_asked_about(acme: Organisation) -> None:
    assert flows(acme, months=1) == []
    assert flows(acme, months=2) == [("data engineer", "Seller", 1)]
    assert flows(acme, unit="company") == flows(acme, unit="data") == flows(acme)
    assert flows(acme, unit="nowhere") == flows(acme, between="grade") == flows(acme, between="unit") == []


def test_the_largest_flows_come_first_and_by_pages_and_those_of_units_have_names(changing: Organisation) -> None:
    for person in ("p1", "p2", "p3"):
        changing.tell("integrations", joined(person, "Analyst", "company"))
        changing.tell("integrations", moved(person, LAST_MONTH, "Seller", MoveReason.TRANSFER))
    pages, cursor = [], None
    while True:
        on: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = changing.ask("workforce", **HR, part="mobility", limit=1, **on)["mobility"]
        pages += [(each["from"], each["to"], each["moves"], each["share"]) for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == [
        ("Analyst", "Seller", 3, 0.75),
        ("Analyst", "Data Engineer", 1, 0.25),
        ("data engineer", "Seller", 1, 1.0),
    ]
    (units,) = changing.ask("workforce", **HR, part="mobility", between="unit")["mobility"]["items"]
    assert (units["from_name"], units["to_name"], units["transfer"]) == ("Company", "Data", 3)
    changing.tell("integrations", PersonErased("p1"))
    assert flows(changing, limit=1) == [("Analyst", "Seller", 2)]


# Participation


def test_people_take_part_by_what_they_do_themselves_and_are_counted_from_five_on(changing: Organisation) -> None:
    def months(service: str) -> Any:
        items = changing.ask("workforce", **HR, part="participation", months=2)["participation"]["items"]
        return next(each["months"] for each in items if each["service"] == service)

    everyone = ("zoe", "mo", "ada", "bo", "cy")
    acted(changing, "goals", *(goal_of(person) for person in everyone[:4]))
    changing.tell("goals", goal_of("p9"))
    acted(changing, "goals", WellbeingNoted("cy", TODAY, energy=3, balance=3, note="Tired"))
    assert [(each["people"], each["withheld"]) for each in months("goals")] == [(0, False), (None, True)]
    acted(changing, "goals", WellbeingNoted("eve", TODAY, energy=3, balance=3, note="Tired"))
    assert months("goals")[-1]["withheld"], "how people are does not count"
    acted(changing, "skills", *(SkillUsed(person, "sql", LAST_MONTH) for person in everyone))
    assert [each["people"] for each in months("skills")] == [5, 0]
    assert months("skills")[0] == {"month": f"{LAST_MONTH:%Y-%m}", "people": 5, "share": 1.0, "withheld": False}
    asked = [FeedbackRequested(f"r-{p}", p, ("zoe",), TODAY, TODAY) for p in everyone]
    acted(changing, "feedback", *asked)
    assert [each["people"] for each in months("feedback")] == [0, 5]
    changing.tell("integrations", PersonErased("cy"))
    assert months("feedback")[-1]["withheld"]


def test_participation_is_not_told_of_units(acme: Organisation) -> None:
    assert "participation" not in acme.ask("workforce", **HR, unit="data")
    with pytest.raises(InvalidInput):
        acme.ask("workforce", **HR, part="participation", unit="data")


# Headcounts


@dataclass
class _Tables:
    """The tables as the gateway asks them."""

    conn: psycopg.Connection[Any]

    def sql(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        return self.conn.execute(statement, {**parameters, "organisation": "acme"}).fetchall()


def test_headcounts_in_sql_are_those_of_the_records_on_any_day(changing: Organisation, database: str) -> None:
    changing.tell(
        "integrations",
        joined("fay", None),
        moved("fay", TODAY + timedelta(days=40), "Seller", MoveReason.PROMOTION),
        PersonDatesCorrected("ada", TODAY, joined_on=date(2019, 1, 1)),
        PersonLeft("mo", TODAY),
    )
    days = [TODAY - timedelta(days=back) for back in (2600, 2100, 2000, 400, 75, 60, 40, 21, 12, 9, 5, 1, 0)]
    days += [TODAY + timedelta(days=ahead) for ahead in (39, 40, 41)]
    with psycopg.connect(role_dsn(database, "milepost_gateway"), row_factory=dict_row) as conn:
        conn.execute("set search_path to projection")
        conn.execute("select set_config('milepost.organisation', 'acme', false)")
        rows = conn.execute("select * from people where organisation = 'acme'").fetchall()
        heads = headcounts(_Tables(conn), days, None)  # type: ignore[arg-type]
    people = [msgspec.convert(row, PersonRow) for row in rows]
    for at, day in enumerate(days):
        here = [person.placed_on(day).role for person in people if person.here_on(day)]
        assert in_all(heads, at) == len(here), day
        assert {title: of[at] for title, of in heads.items() if of[at]} == {role: here.count(role) for role in here}
