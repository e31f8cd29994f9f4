"""Queries that a service answers: what the gateway sends it, and what becomes of its answer."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from services.gateway.gateway import Gateway
from services.gateway.query import QUERIES, Asked, OfPerson, query
from services.gateway.tokens import Tokens
from shared.contract import Access
from shared.errors import DeadlineExceeded, MilepostError, RuleViolation, Unavailable, to_wire
from tests.fixtures.gateways import SETTINGS, gateway, token


class NoSuchThing(RuleViolation):
    """A rule of the service's."""


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Asks a query that a service answers by `dispatch`."""

    @query("asked_elsewhere", access={Access.SELF}, params=OfPerson)
    def asked_elsewhere(asked: Asked) -> Mapping[str, Any]:
        """Answered by a service."""
        return {"said": asked.elsewhere("recommendations", "say", person=asked.person)}

    monkeypatch.setitem(QUERIES, "asked_elsewhere", QUERIES.pop("asked_elsewhere"))

    def ask(dispatch: Any, **given: Any) -> Any:
        plain = gateway()
        served = Gateway(Tokens(SETTINGS), plain._sources, plain._visibility, dispatch, wait_seconds=0.1)
        return served.query(token(), "asked_elsewhere", **given)

    return ask


def test_the_service_is_told_organisation_positions_and_arguments(ask: Callable[..., Any]) -> None:
    told: list[tuple[str, str, Mapping[str, Any]]] = []

    def dispatch(service: str, method: str, arguments: Mapping[str, Any], _seconds: float | None) -> Mapping[str, Any]:
        told.append((service, method, arguments))
        return {"answer": 42}

    assert ask(dispatch, after={"goals": 7}) == {"said": 42}
    assert told == [("recommendations", "say", {"organisation": "acme", "after": {"goals": 7}, "person": "ada"})]


def test_an_error_of_the_service_keeps_its_code_status_and_fields(ask: Callable[..., Any]) -> None:
    error = NoSuchThing("There is none.", fields={"move": ["Unknown."]})
    with pytest.raises(MilepostError) as raised:
        ask(lambda *_: {"error": to_wire(error)})
    assert to_wire(raised.value) == to_wire(error)


@pytest.mark.parametrize("failure", [DeadlineExceeded("late"), Unavailable("gone")])
def test_a_service_that_does_not_answer_is_unavailable(ask: Callable[..., Any], failure: MilepostError) -> None:
    def dispatch(*_: Any) -> Any:
        raise failure

    with pytest.raises(Unavailable):
        ask(dispatch)
