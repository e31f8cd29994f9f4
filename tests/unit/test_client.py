"""What a person at a Python shell may rely on."""

import copy
import json
import pickle

import pytest

from shared.client import Answer, Milepost, NotRunning, Refusal, connect
from shared.client.milepost import ATTEMPTS
from shared.config import Settings
from shared.errors import InvalidInput, RemoteError

DESCRIBED = {
    "commands": {
        "goals.set_goal": {
            "summary": "Commit to an outcome.",
            "schema": {"properties": {"title": {}, "due": {}}},
            "access": ["the role hr"],
        },
        "skills.claim_skill": {"summary": "", "schema": {}, "access": []},
    },
    "queries": {"dashboard": {"summary": "Everything at a glance.", "schema": {}, "access": []}},
}


class Wire:
    """A transport that remembers what it was asked and fails as told."""

    def __init__(self):
        self.asked = []
        self.failures = []
        self.position = {"goals": 1}
        self.answer = None

    def _answer(self, answer, *asked):
        self.asked.append(asked)
        if self.failures:
            raise self.failures.pop(0)
        return answer

    def execute(self, command, payload, command_id, expected_version):
        answer = {"stream": "goal-sql", "version": 1, "position": self.position}
        return self._answer(answer, command, payload, command_id, expected_version)

    def execute_many(self, commands):
        outcomes = [{"answer": {"stream": "a", "version": 1, "position": {"goals": 9}}}]
        error = {"code": "goal_closed", "message": "The goal is closed.", "fields": {}, "status": 409}
        return self._answer([*outcomes, {"error": error}], commands)

    def query(self, name, params, after, as_of):
        return self._answer(self.answer, name, params, after, as_of)

    def describe(self):
        return self._answer(DESCRIBED)

    def close(self):
        pass


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def m(wire, pauses):
    return Milepost(wire, pause=pauses.append)


def refusal(code):
    return Refusal(code, "No.", status=503)


def test_a_command_is_a_method_of_its_service_and_its_fields_are_arguments(m, wire):
    answer = m.goals.set_goal(title="Write SQL", due="2027-01-01", command_id="mine", expected_version=3)
    assert wire.asked == [("goals.set_goal", {"title": "Write SQL", "due": "2027-01-01"}, "mine", 3)]
    assert (answer.version, answer["stream"], answer.position.goals) == (1, "goal-sql", 1)


def test_queries_see_what_the_same_client_wrote(m, wire):
    wire.position = {"goals": 7}
    m.goals.set_goal()
    wire.position = {"goals": 5, "skills": 2}
    m.goals.set_goal()
    m.query.dashboard(person="grace")
    assert wire.asked[-1] == ("dashboard", {"person": "grace"}, {"goals": 7, "skills": 2}, None)
    assert m.position == {"goals": 7, "skills": 2}


def test_a_query_may_wait_for_something_else_or_for_nothing(m, wire):
    m.goals.set_goal()
    m.query.dashboard(after={"goals": 4})
    m.query.dashboard(after=None)
    m.query.dashboard(as_of="2026-03-01")
    assert [asked[2:] for asked in wire.asked[1:]] == [({"goals": 4}, None), (None, None), (None, "2026-03-01")]


def test_what_may_pass_is_tried_again_under_the_same_command_id(m, wire, pauses):
    wire.failures = [refusal("unavailable"), refusal("deadline_exceeded")]
    m.goals.set_goal()
    assert len(wire.asked) == 3
    assert len({asked[2] for asked in wire.asked}) == 1
    assert pauses == sorted(pauses)
    assert len(pauses) == 2


def test_after_a_few_attempts_it_gives_up(m, wire, pauses):
    wire.failures = [refusal("unavailable")] * ATTEMPTS
    with pytest.raises(RemoteError):
        m.query.dashboard()
    assert (len(wire.asked), len(pauses)) == (ATTEMPTS, ATTEMPTS - 1)


@pytest.mark.parametrize("code", ["invalid_input", "forbidden", "version_conflict", "not_yet_visible"])
def test_what_will_not_pass_is_raised_at_once(m, wire, code):
    wire.failures = [refusal(code)]
    with pytest.raises(RemoteError) as raised:
        m.goals.set_goal()
    assert raised.value.code == code
    assert len(wire.asked) == 1


def test_two_commands_never_share_an_id(m, wire):
    m.goals.set_goal()
    m.goals.set_goal()
    assert wire.asked[0][2] != wire.asked[1][2]


def test_many_commands_are_given_ids_before_they_are_sent_and_their_errors_are_answered(m, wire):
    wire.failures = [refusal("unavailable")]
    outcomes = m.execute_many([{"command": "a", "command_id": "mine"}, {"command": "b"}])
    first, second = (asked[0] for asked in wire.asked)
    assert first == second
    assert [bool(each["command_id"]) for each in first] == [True, True]
    assert first[0]["command_id"] == "mine"
    assert (outcomes[0].version, outcomes[1].code) == (1, "goal_closed")
    assert m.position == {"goals": 9}


def test_completion_offers_services_commands_and_queries_and_asks_once(m, wire):
    assert {"goals", "skills", "query", "execute"} <= set(dir(m))
    assert dir(m.goals) == ["set_goal"]
    assert dir(m.query) == ["dashboard"]
    assert len(wire.asked) == 1


def test_completion_survives_a_gateway_that_does_not_answer(m, wire):
    wire.failures = [refusal("forbidden")] * 5
    assert "execute" in dir(m)
    assert dir(m.goals) == []


def test_a_command_shows_what_it_takes_and_from_whom(m):
    assert repr(m.goals.set_goal) == "<goals.set_goal(title, due): Commit to an outcome. Open to the role hr.>"
    assert "dashboard" in repr(m.query)


def test_an_error_reads_well():
    error = Refusal("invalid_input", "It does not fit.", status=422, fields={"due": ["Missing."], "title": ["Long."]})
    assert str(error) == "It does not fit. [invalid_input]\n  due: Missing.\n  title: Long."
    assert (error.code, error.message, error.http_status) == ("invalid_input", "It does not fit.", 422)


def test_an_answer_is_read_by_name_all_the_way_down_and_never_changed(m, wire):
    wire.answer = {"goals": [{"title": "Write SQL", "measures": []}], "items": 3}
    answer = m.query.dashboard()
    assert answer.goals[0].title == "Write SQL"
    assert answer["items"] == 3
    assert answer == {"goals": ({"title": "Write SQL", "measures": ()},), "items": 3}
    assert repr(answer) == "{'goals': [{'title': 'Write SQL', 'measures': []}], 'items': 3}"
    assert "goals" in dir(answer)
    with pytest.raises(AttributeError):
        answer.goals = []
    with pytest.raises(TypeError):
        answer["goals"] = []
    with pytest.raises(AttributeError, match="It has: goals, items"):
        _ = answer.gaols


def test_an_answer_can_be_copied_and_pickled():
    answer = Answer({"a": {"b": [1]}})
    assert copy.deepcopy(answer) == pickle.loads(pickle.dumps(answer)) == answer


def test_without_an_address_it_finds_what_runs_here_with_its_token(tmp_path):
    (tmp_path / "run.json").write_text(json.dumps({"http": "http://127.0.0.1:8099"}))
    (tmp_path / "token").write_text("kept\n")
    m = connect(settings=Settings(home=tmp_path))
    assert repr(m) == "<Milepost over http://127.0.0.1:8099>"
    assert m._transport._headers["Authorization"] == "Bearer kept"


def test_a_token_kept_here_is_never_sent_to_an_address_given(tmp_path, monkeypatch):
    (tmp_path / "token").write_text("kept\n")
    m = connect("http://127.0.0.1:1", settings=Settings(home=tmp_path))
    assert "Authorization" not in m._transport._headers


@pytest.mark.parametrize("told", [None, "{", '{"amqp": "x"}'])
def test_where_nothing_runs_it_says_what_to_do(tmp_path, told):
    if told is not None:
        (tmp_path / "run.json").write_text(told)
    with pytest.raises(NotRunning, match=r"run\.json"):
        connect(settings=Settings(home=tmp_path))


@pytest.mark.parametrize("address", ["ftp://host", "localhost:8080", "http://"])
def test_an_address_that_leads_nowhere_is_refused(address):
    with pytest.raises(InvalidInput, match="address"):
        connect(address)
