"""What a user can rely on, from the client to the logs and back, however the suite is run."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.client import Milepost, connect
from shared.client.refusal import Refusal
from tests.fixtures.suites import Company, Suite

TODAY = datetime.now(UTC).date()
GOAL = {"title": "Write SQL without help", "kind": "skill", "due": str(TODAY + timedelta(days=200))}


def refused(call: Callable[[], Any]) -> tuple[str, set[str]]:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code, set(refusal.value.fields)


def set_goal(client: Milepost, **changes: Any) -> str:
    """Sets a goal, and answers its id."""
    answer = client.goals.set_goal(**{**GOAL, **changes})
    return str(answer.stream).removeprefix("goal-")


def test_a_goal_goes_from_its_setting_to_the_dashboard_of_its_owner(company: Company) -> None:
    ada = company.as_("ada")
    queries = {"measure": "queries", "title": "Queries", "kind": "number", "from_value": "0", "to_value": "10"}
    goal = set_goal(ada, measures=[queries])
    ada.goals.record_progress(goal=goal, measure="queries", value="5")
    ada.goals.check_in(goal=goal, confidence="0.8", note="Going well")
    found = ada.query.goal(goal=goal)
    assert (found.title, found.status, found.progress) == (GOAL["title"], "open", "0.5000")
    assert [each.goal for each in ada.query.goals()["items"]] == [goal]
    assert goal in str(ada.query.dashboard())


def test_a_client_reads_its_own_writes_at_once(company: Company) -> None:
    ada = company.as_("ada")
    for number in range(10):
        goal = set_goal(ada, title=f"Goal {number}")
        assert goal in {each.goal for each in ada.query.goals()["items"]}


def test_the_same_command_sent_again_is_answered_the_same_and_happens_once(company: Company) -> None:
    ada, once = company.as_("ada"), str(uuid4())
    first = ada.goals.set_goal(command_id=once, **GOAL)
    again = ada.goals.set_goal(command_id=once, **GOAL)
    assert dict(first) == dict(again)
    assert len(ada.query.goals()["items"]) == 1


def test_many_commands_at_once_each_have_an_outcome(company: Company) -> None:
    ada = company.as_("ada")
    commands = [{"command": "goals.set_goal", "payload": {**GOAL, "title": f"Goal {n}"}} for n in range(300)]
    commands[7] = {"command": "goals.set_goal", "payload": {"title": ""}}
    outcomes = ada.execute_many(commands)
    assert [isinstance(outcome, Refusal) for outcome in outcomes].count(True) == 1
    assert isinstance(outcomes[7], Refusal)
    assert len(ada.query.goals(limit=200)["items"]) == 200


def test_any_past_moment_is_answered_on_two_clocks(company: Company) -> None:
    ada = company.as_("ada")
    goal = set_goal(ada, effective_on="2025-02-01", starts_on="2025-02-01")
    ada.goals.check_in(goal=goal, confidence="0.9", effective_on="2025-03-01")
    ada.query.goals()
    then = ada.query.goals(as_of={"effective": "2025-02-15"})["items"]
    assert [each.confidence for each in then] == [None]
    later = ada.query.goals(as_of={"effective": "2025-03-15"})["items"]
    assert [each.confidence for each in later] == ["0.9"]
    known_then = ada.query.goals(as_of="2025-03-15")["items"]
    assert list(known_then) == []


@pytest.mark.parametrize(
    ("who", "roles", "sees"),
    [
        ("ada", (), True),
        ("grace", (), True),
        ("barbara", (), True),
        ("linus", (), False),
        ("alan", (), False),
        ("alan", ("hr",), True),
    ],
)
def test_goals_are_open_to_their_owner_the_managers_above_and_hr(
    company: Company, who: str, roles: tuple[str, ...], sees: bool
) -> None:
    ada = company.as_("ada")
    set_goal(ada)
    asker = company.as_(who, *roles)
    if sees:
        assert len(asker.query.goals(person="ada", after=ada.position)["items"]) == 1
    else:
        assert refused(lambda: asker.query.goals(person="ada"))[0] == "forbidden"


def test_what_is_private_stays_with_the_person(company: Company) -> None:
    ada, grace, hr = company.as_("ada"), company.as_("grace"), company.as_("alan", "hr")
    ada.goals.record_setback(kind="rejection", description="Not promoted", impact=4)
    ada.goals.note_wellbeing(energy=2, balance=3)
    assert len(ada.query.setbacks()["items"]) == 1
    for other in (grace, hr):
        assert refused(lambda asker=other: asker.query.setbacks(person="ada"))[0] == "forbidden"
        told = str(other.query.timeline(person="ada"))
        assert "SetbackRecorded" not in told
        assert "WellbeingNoted" not in told
    assert "SetbackRecorded" in str(ada.query.timeline())
    assert "SetbackRecorded" not in str(hr.query.audit())


def test_a_manager_sees_the_team_and_what_it_was(company: Company) -> None:
    ada, grace = company.as_("ada"), company.as_("grace")
    set_goal(ada)
    ada.query.goals()
    team = grace.query.team()
    assert {each.person for each in team["items"]} == {"ada", "linus"}
    before = grace.query.team(as_of={"effective": "2023-12-31"})
    assert list(before["items"]) == []


def test_people_of_another_organisation_do_not_exist(company: Company, suite: Suite) -> None:
    stranger = suite.client("somewhere-else", None, "hr")
    assert refused(lambda: stranger.query.goals(person="ada"))[0] == "not_found"
    assert refused(lambda: stranger.goals.set_goal(person="ada", **GOAL))[0] == "not_found"


def test_a_feed_makes_events_of_differences_only(company: Company) -> None:
    integration = company.as_(None, "integration")
    rows = [
        {"line": 2, "external_id": "1", "name": "Ann One", "hired_on": "2020-01-01", "role": "Head", "unit": "Sales"},
        {
            "line": 3,
            "external_id": "2",
            "name": "Bob Two",
            "hired_on": "2021-01-01",
            "role": "Clerk",
            "unit": "Sales",
            "manager_external_id": "1",
        },
        {"line": 4, "external_id": "3", "name": "Cid", "hired_on": "never", "role": "Clerk", "unit": "Sales"},
    ]
    first = integration.integrations.import_people(rows=rows)
    assert (first.joined, first.rejected, first.left) == (2, 1, 0)
    again = integration.integrations.import_people(rows=rows)
    assert again.events == 0
    rows[1]["role"] = "Senior Clerk"
    assert integration.integrations.import_people(rows=rows).moved == 1


def test_somebody_who_is_erased_is_gone_and_their_events_are_still_counted(company: Company) -> None:
    ada, hr = company.as_("ada"), company.as_("alan", "hr")
    set_goal(ada)
    ada.query.goals()
    hr.integrations.erase_person(person="ada")
    assert refused(lambda: hr.query.goals(person="ada"))[0] == "not_found"
    assert "ada@example.org" not in str(hr.query.people())
    assert len(hr.query.audit()["items"]) >= 8


BAD = [
    ("unknown command", lambda m: m.execute("goals.fly", {}), "unknown_command", {"command"}),
    ("unknown query", lambda m: m.ask("weather"), "unknown_query", {"query"}),
    ("missing field", lambda m: m.goals.set_goal(title="x", kind="skill"), "invalid_input", {"due"}),
    ("unknown field", lambda m: m.goals.set_goal(**GOAL, colour="red"), "invalid_input", {"colour"}),
    ("wrong type", lambda m: m.goals.set_goal(**{**GOAL, "title": 7}), "invalid_input", {"title"}),
    (
        "lax integer",
        lambda m: m.goals.set_goal(**GOAL, check_in_every_days="7"),
        "invalid_input",
        {"check_in_every_days"},
    ),
    ("too long", lambda m: m.goals.set_goal(**{**GOAL, "title": "x" * 201}), "invalid_input", {"title"}),
    ("unknown person", lambda m: m.query.goals(person="nobody"), "not_found", {"person"}),
    ("unknown goal", lambda m: m.goals.pause_goal(goal="none"), "not_found", {"goal"}),
    ("not allowed", lambda m: m.integrations.erase_person(person="ada"), "forbidden", set()),
    ("bad moment", lambda m: m.query.goals(as_of="soon"), "invalid_input", {"as_of"}),
    ("bad position", lambda m: m.query.goals(after={"weather": 3}), "invalid_input", {"after"}),
    ("never reached", lambda m: m.query.goals(after={"goals": 10**9}), "not_yet_visible", {"after"}),
]


@pytest.mark.parametrize(("call", "code", "fields"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_bad_input_is_refused_with_a_code_and_the_fields_and_changes_nothing(
    company: Company, call: Callable[[Milepost], Any], code: str, fields: set[str]
) -> None:
    ada = company.as_("ada")
    before = ada.query.timeline()
    assert refused(lambda: call(ada)) == (code, fields)
    assert ada.query.timeline() == before


def test_a_stale_version_and_a_reused_command_id_are_refused(company: Company) -> None:
    ada, once = company.as_("ada"), str(uuid4())
    goal = set_goal(ada)
    assert refused(lambda: ada.goals.pause_goal(goal=goal, expected_version=9))[0] == "version_conflict"
    ada.goals.pause_goal(goal=goal, command_id=once)
    assert refused(lambda: ada.goals.resume_goal(goal=goal, command_id=once))[0] == "command_reused"


def test_tokens_that_are_missing_expired_or_forged_are_refused(company: Company, suite: Suite) -> None:
    expired = suite.token(company.name, "ada", seconds=-10)
    forged = Suite(suite.http, "another-key-that-is-long-enough-to-sign").token(company.name, "ada")
    for token in (None, expired, forged, "nonsense"):
        client = connect(suite.http, token=token) if token else anonymous(suite)
        assert refused(lambda asker=client: asker.query.goals())[0] == "unauthenticated"


def anonymous(suite: Suite) -> Milepost:
    return connect(suite.http, token="")
