"""What a team can do and has heard, and who is told of it, on real tables: the organisation of `skilled`."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.feedback.events import (
    FeedbackGiven,
    FeedbackKind,
    FeedbackVisibility,
    FeedbackWithdrawn,
    ReportReleased,
    ReviewStarted,
)
from shared.contracts.integrations.events import MoveReason, PersonMoved
from shared.contracts.skills.events import RoleProfileRevised
from shared.errors import Forbidden
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.skilled import CATALOGUE, DIRECTORY, LEDGER, RECORDED, assessed, required

HR: dict[str, Any] = {"roles": ("hr",)}
THEN = "2026-01-15"
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def given(feedback: str, author: str, visibility: FeedbackVisibility, on: date = YESTERDAY) -> FeedbackGiven:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    return FeedbackGiven(
        feedback, "ada", on, author, FeedbackKind.PRAISE, visibility, until, behaviour="Asked what nobody dared to"
    )


FEEDBACK = (
    given("f-1", "bo", FeedbackVisibility.EVERYONE),
    given("f-2", "bo", FeedbackVisibility.RECIPIENT_AND_MANAGER),
    given("f-3", "cy", FeedbackVisibility.RECIPIENT),
    given("f-4", "cy", FeedbackVisibility.EVERYONE),
    FeedbackWithdrawn("f-4", "ada", YESTERDAY),
    ReviewStarted("c", "bo", YESTERDAY, YESTERDAY, YESTERDAY),
    ReportReleased("c", "bo", YESTERDAY, "hr"),
)


def tell(acme: Organisation) -> None:
    acme.tell("integrations", *DIRECTORY, recorded=RECORDED)
    acme.tell("skills", *CATALOGUE, *LEDGER, recorded=RECORDED)
    acme.tell("feedback", *FEEDBACK)


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


def members(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    return {each["person"]: each for each in answer["items"]}


CALLERS: Mapping[str, Mapping[str, Any]] = {
    "the manager": {"by": "mo"},
    "above": {"by": "zoe"},
    "hr": {"roles": ("hr",)},
    "hr who is above": {"by": "zoe", "roles": ("employee", "hr")},
    "a member": {"by": "ada"},
    "integration": {"roles": ("integration",)},
    "machine": {"roles": ("employee",)},
    "eve who left": {"by": "eve"},
}
FEEDBACK_COUNTED = {"the manager": 2, "above": 2, "hr": 1, "hr who is above": 2}
"""Of ada's three: one is for everyone, one for those above her, and one for herself."""


@pytest.mark.parametrize("caller", CALLERS)
def test_a_team_is_told_of_to_those_above_and_hr_with_counts_of_what_feedback_they_may_see(
    acme: Organisation, caller: str
) -> None:
    if caller not in FEEDBACK_COUNTED:
        with pytest.raises(Forbidden):
            acme.ask("team", **CALLERS[caller], person="mo")
        return
    answer = acme.ask("team", **CALLERS[caller], person="mo")
    ada = members(answer)["ada"]["feedback"]
    assert ada == {"received": FEEDBACK_COUNTED[caller], "last_on": YESTERDAY.isoformat(), "reviewed_on": None}
    assert members(answer)["bo"]["feedback"] == {"received": 0, "last_on": None, "reviewed_on": YESTERDAY.isoformat()}
    assert answer["feedback"] == {"days": 90, "people": 3, "heard": 2}
    assert "nobody dared" not in str(answer)


def test_the_heat_map_is_of_the_skills_that_roles_ask_for_and_of_those_that_people_have(acme: Organisation) -> None:
    answer = acme.ask("team", by="mo", as_of=THEN)
    assert [
        (each["skill"], each["name"], each["required_by"], each["met_by"], each["held_by"])
        for each in answer["skills"]["skills"]
    ] == [("python", "Python", 2, 1, 2), ("sql", "SQL", 2, 1, 2), ("talks", "Public speaking", 0, 0, 1)]
    cover = answer["skills"]
    assert (cover["people"], cover["requirements"], cover["met"]) == (3, 4, 2)
    ada, bo, cy = answer["items"]
    assert (ada["skills"]["sql"]["required"], ada["skills"]["python"]["level"]) == (4, None)
    assert (bo["role_profile"], cy["role_profile"], cy["readiness"]) == ("data-engineer", None, None)
    assert cy["skills"].keys() == {"python"}
    assert [each["skill"] for each in acme.ask("team", by="mo", skills=1)["skills"]["skills"]] == ["python"]
    assert acme.ask("team", by="mo", skills=0)["items"][0]["skills"] == {}


def test_levels_and_readiness_in_the_team_are_those_of_its_people(acme: Organisation) -> None:
    answer = acme.ask("team", by="mo")
    for person in ("ada", "bo"):
        gap = acme.ask("skill_gap", person=person, **HR)
        assert members(answer)[person]["readiness"] == gap["readiness"]
        for each in (*gap["gaps"], *gap["met"]):
            assert members(answer)[person]["skills"][each["skill"]]["level"] == each["level"]
    (role,) = answer["skills"]["roles"]
    each_ready = [Decimal(members(answer)[person]["readiness"]) for person in ("ada", "bo")]
    assert (role["role"], role["people"]) == ("data-engineer", 2)
    assert abs(Decimal(role["readiness"]) - sum(each_ready, Decimal(0)) / 2) <= Decimal("0.00005")


def test_a_team_as_of_a_moment_is_measured_by_what_was_known_then(changing: Organisation) -> None:
    before = changing.ask("team", by="mo", as_of=THEN)
    later = datetime(2026, 2, 1, tzinfo=UTC)
    other = RoleProfileRevised("data-engineer", "Data engineer", (required("talks", 4),), ("Pipeline engineer",))
    changing.tell("skills", assessed("ada", "python", 5, 5), other, recorded=later)
    moved = PersonMoved("cy", date(2026, 2, 1), MoveReason.LATERAL, unit="data", role="Data engineer", manager="mo")
    changing.tell("integrations", moved, recorded=later)
    now = changing.ask("team", by="mo")
    assert changing.ask("team", by="mo", as_of=THEN) == before
    assert members(now)["cy"]["readiness"] == "0.0000"
    assert [each["required_by"] for each in now["skills"]["skills"]][:1] == [3]
    assert before["feedback"]["heard"] == 0


def test_feedback_that_was_taken_back_is_not_counted_as_of_a_moment_before_either(database: str) -> None:
    with organisation_on(database) as acme:

        def received() -> int:
            answer = acme.ask("team", by="mo", as_of="2026-03-10")
            return int(members(answer)["ada"]["feedback"]["received"])

        acme.tell("integrations", *DIRECTORY, recorded=RECORDED)
        said = given("f-5", "bo", FeedbackVisibility.EVERYONE, date(2026, 3, 1))
        acme.tell("feedback", said, recorded=datetime(2026, 3, 1, tzinfo=UTC))
        assert received() == 1
        acme.tell("feedback", FeedbackWithdrawn("f-5", "ada", date(2026, 3, 12)))
        assert received() == 0


def test_coverage_is_over_those_listed_first_and_the_lines_are_those_of_the_page(
    acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.queries.team.MOST_COVERED", 1)
    first = acme.ask("team", by="mo", limit=1)
    second = acme.ask("team", by="mo", limit=1, cursor=first["next"])
    assert [each["person"] for each in (*first["items"], *second["items"])] == ["ada", "bo"]
    assert first["skills"] == second["skills"]
    assert (first["skills"]["people"], first["size"]) == (1, 3)
    assert Decimal(second["items"][0]["skills"]["sql"]["level"]) > 0
