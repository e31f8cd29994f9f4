from collections.abc import Mapping
from typing import Any

from shared.aggregate import Aggregate, Handler
from shared.commanding.request import Request, prepare
from shared.contract import Access, CommandSchema, command, identifier
from shared.event import Event


@command("rooms.tie_rope", access=Access.SELF, example={"person": "ada", "other": "grace"})
class TieRope(CommandSchema):
    """Tie a rope to somebody."""

    person = identifier(required=True)
    other = identifier(load_default=None)


def tie_rope(_: str) -> list[Event]:
    return []


def both(payload: Mapping[str, Any]) -> str:
    return "+".join(sorted([payload["person"], payload["other"]]))


ROPE = Aggregate("rope", "", lambda rope, _event: rope)
BY_BOTH = Handler(TieRope, ROPE, tie_rope, "other", creates=True, locate=both)
BY_FIELD = Handler(TieRope, ROPE, tie_rope, "other", creates=True)


def identity(handler: Handler[Any], **payload: Any) -> str:
    (step,) = prepare(Request("rooms.tie_rope", payload, "c-1", "ada", "c-1"), handler, payload).steps
    return step.identity


def test_an_aggregate_that_is_located_by_two_people_is_the_same_from_either_side() -> None:
    assert identity(BY_BOTH, person="ada", other="grace") == "ada+grace"
    assert identity(BY_BOTH, person="grace", other="ada") == "ada+grace"


def test_an_id_that_was_located_is_not_taken_to_be_that_of_something_new() -> None:
    assert not BY_BOTH.names_new
    assert BY_FIELD.names_new


def test_an_aggregate_is_found_by_its_field_or_given_a_new_id() -> None:
    assert identity(BY_FIELD, person="ada", other="grace") == "grace"
    new = identity(BY_FIELD, person="ada", other=None)
    assert new not in {"ada", "grace"}
    assert new == identity(BY_FIELD, person="ada", other=None)
