"""Who saw what of others is noted by the gateway, and told once, in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

import services.gateway.queries
from services.gateway.accesses import Accesses, is_private
from services.gateway.asking import Question
from services.gateway.query import QUERIES, Caller
from shared.contract import Access
from shared.errors import Unavailable

assert services.gateway.queries


@dataclass
class Service:
    """The feedback service, which answers each command as `answer` says, or is `away`."""

    answer: Mapping[str, Any] = field(default_factory=lambda: {"answer": {}})
    away: bool = False
    trips: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(self, service: str, method: str, arguments: Mapping[str, Any], _seconds: float | None) -> Any:
        assert (service, method) == ("feedback", "execute")
        if self.away:
            raise Unavailable("Not there.")
        self.trips.append(arguments)
        return [self.answer for _ in arguments["commands"]]

    @property
    def told(self) -> list[Any]:
        commands = [command for trip in self.trips for command in trip["commands"]]
        return [(each["payload"]["person"], each["payload"]["by"], each["payload"]["what"]) for each in commands]


def question(
    query: str = "dashboard",
    relation: Access = Access.MANAGER,
    person: str = "ada",
    by: str | None = "mo",
    *,
    private: bool = False,
    organisation: str = "acme",
) -> Question:
    """A question that was answered."""
    caller = Caller(organisation, by, frozenset({"hr"} if relation is Access.HR else {"employee"}))
    unused = cast(Any, None)
    related = frozenset({relation, Access.ANYONE})
    return Question(unused, QUERIES[query], caller, person, {}, unused, {}, unused, unused, related, private)


@pytest.mark.parametrize(
    ("asked", "noted"),
    [
        (question(), True),
        (question(relation=Access.HR), True),
        (question(relation=Access.SELF), False),
        (question("catalogue", person=""), False),
        (question("feedback_summary"), False),
        (question("feedback_summary", relation=Access.ANYONE, private=True), True),
        (question("feedback_summary", relation=Access.SELF, private=True), False),
    ],
)
def test_noted_is_what_is_not_for_everyone_and_not_ones_own(asked: Question, noted: bool) -> None:
    assert is_private(asked) == noted


def test_what_was_seen_is_told_once_however_often_it_was_seen() -> None:
    service = Service()
    noting = Accesses(service)
    for _ in range(3):
        noting.note(question())
        noting.note(question(relation=Access.HR, by=None))
        noting.tell()
    assert service.told == [("ada", "mo", "dashboard"), ("ada", "machine:hr", "dashboard")]


def test_each_organisation_is_told_of_its_own() -> None:
    service = Service()
    noting = Accesses(service)
    noting.note(question(organisation="acme"))
    noting.note(question(organisation="globex"))
    noting.tell()
    assert [trip["organisation"] for trip in service.trips] == ["acme", "globex"]


def test_what_cannot_be_told_is_told_later() -> None:
    service = Service(away=True)
    noting = Accesses(service)
    noting.note(question())
    noting.tell()
    service.away, service.answer = False, {"error": {"code": "unavailable"}}
    noting.tell()
    service.answer = {"answer": {}}
    noting.tell()
    noting.tell()
    assert len(service.told) == 2


def test_so_much_is_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.gateway.accesses.MOST", 2)
    service = Service()
    noting = Accesses(service)
    for person in ("ada", "bo", "cy"):
        noting.note(question(person=person))
    noting.tell()
    assert [person for person, _, _ in service.told] == ["ada", "bo"]


def test_what_is_left_is_told_at_the_end() -> None:
    service = Service()
    noting = Accesses(service)
    noting.start()
    noting.note(question())
    noting.close()
    assert service.told == [("ada", "mo", "dashboard")]
