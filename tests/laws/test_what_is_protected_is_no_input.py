"""Whatever somebody is called, they are recommended the same: names and addresses are no input, nor what they suggest.

The directory knows no sex, age or origin of anybody. What it does know of a person beside their place, their name,
address and number, is changed here for everyone, and nothing that is recommended changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of
from typing import Any

import pytest
from msgspec.structs import replace

from services.recommendations import facts
from services.recommendations.backtest.people import is_protected
from services.recommendations.knowledge import Knowledge
from shared.contracts.integrations.events import EVENTS, PersonDetailsChanged, PersonJoined
from shared.contracts.recommendations.events import RecommendationMade
from shared.event import Event
from tests.fixtures.postgres import copied_database
from tests.fixtures.recommended import DAY, PEOPLE, POLICY, recommended_on

OF_TWO_KINDS = (("Ms Adaeze", "Okonkwo"), ("Mr John", "Smith"), ("Frau Fatma", "Yilmaz"), ("Herr Hans", "Müller"))
TOLD = ("person", "kind", "subject", "score", "title", "reasons", "counterfactual", "expires_on")


def renamed(turn: int) -> Sequence[Event]:
    """The people of the story under other names, addresses and numbers."""
    found: list[Event] = []
    for number, event in enumerate(PEOPLE):
        if isinstance(event, PersonJoined):
            first, last = OF_TWO_KINDS[(number + turn) % len(OF_TWO_KINDS)]
            event = replace(
                event, name=f"{first} {last}", email=f"{last}{number}@example.org", external_id=f"{turn}-{number}"
            )
        found.append(event)
    return found


def married() -> Sequence[Event]:
    """The people of the story, all of whom change their names after they joined."""
    people = [event.person for event in PEOPLE if isinstance(event, PersonJoined)]
    return [*PEOPLE, *(PersonDetailsChanged(who, DAY, f"Mrs {who} Smith", "smith@example.org") for who in people)]


def recommended(template: str, people: Sequence[Event]) -> Sequence[Mapping[str, Any]]:
    """All that is recommended to everybody, if these are the people."""
    with copied_database(template) as dsn, recommended_on(dsn) as acme:
        acme.story(people)
        acme.give("adopt_policy", **POLICY)
        acme.refresh()
        return sorted(
            (
                {name: getattr(made, name) for name in TOLD}
                for made in acme.recorded()
                if isinstance(made, RecommendationMade)
            ),
            key=lambda each: (each["person"], each["kind"], each["subject"]),
        )


@pytest.fixture(scope="module")
def as_it_is(migrated_template: str) -> Sequence[Mapping[str, Any]]:
    return recommended(migrated_template, PEOPLE)


@pytest.mark.parametrize("people", [renamed(0), renamed(1), married()], ids=["renamed", "renamed anew", "married"])
def test_recommendations_are_the_same_whatever_people_are_called(
    migrated_template: str, as_it_is: Sequence[Mapping[str, Any]], people: Sequence[Event]
) -> None:
    assert {each["person"] for each in as_it_is} >= {"ada", "bo"}
    assert recommended(migrated_template, people) == as_it_is


def test_the_directory_has_no_field_for_what_is_protected() -> None:
    assert not [(event, name) for event in EVENTS.values() for name in event.__struct_fields__ if is_protected(name)]


def test_nothing_that_recommendations_are_made_from_is_called_like_what_is_protected() -> None:
    kept = [name for model in facts.ALL.values() for name in model.row.__struct_fields__]
    known = [each.name for each in fields_of(Knowledge)]
    assert not [name for name in (*kept, *known) if is_protected(name)]
