"""Nothing is recommended that the person may not see, nor for a reason that they may not know.

Everything that is recommended in the demo organisation, to each of its people, is held against what the queries answer
to that same person, and against whose the events are that it cites.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from infra.demo.seeding import seed
from infra.seeding import handlings, opened_logs
from services.recommendations.opening import OpenedRecommendations
from shared.config import Settings
from shared.contracts.recommendations.events import Kind, RecommendationMade
from shared.errors import NotFound
from shared.event import Event, personal_fields, subject_of
from shared.log.feed import Feed
from shared.projecting.decoding import EventReader
from tests.fixtures.logs import MASTER_KEY
from tests.fixtures.organisation import Organisation, organisation_on

TELLING = 15
"""Words of so many letters say whose they are."""


@dataclass(frozen=True)
class Recommended:
    """The demo organisation, what stands recommended to each of its people, and all that ever happened."""

    acme: Organisation
    standing: Sequence[RecommendationMade]
    happened: Mapping[str, Mapping[int, Event]]

    def cited(self, made: RecommendationMade) -> Iterator[Event]:
        """The events behind a recommendation."""
        return (self.happened[ref.source][ref.position] for reason in made.reasons for ref in reason.evidence)


@pytest.fixture(scope="module")
def demo(module_database: str) -> Iterator[Recommended]:
    settings = Settings(configured_master_key=MASTER_KEY, postgres_dsn=module_database)
    with opened_logs(settings) as logs:
        seed(handlings(logs, settings), datetime.now(UTC).date(), settings.master_key(), "acme")
        opened = OpenedRecommendations(settings, logs["recommendations"])
        opened.refresh_everybody("acme")
        opened.close()
    with organisation_on(module_database) as acme:
        yield _recommended(acme)


def _recommended(acme: Organisation) -> Recommended:
    happened = {}
    for source, log in acme.logs.items():
        reader = EventReader(log.codec, log.keys)
        stored = [event for batch in Feed(source, log.pool).batches("acme") for event in batch]
        happened[source] = {at.position: event for event, at in reader.read(stored).events}
    made = {e.recommendation: e for e in happened["recommendations"].values() if isinstance(e, RecommendationMade)}
    standing = [
        made[shown["recommendation"]]
        for person in sorted({each.person for each in made.values()})
        for shown in listed(acme, person, "recommendations")
    ]
    return Recommended(acme, standing, happened)


def listed(acme: Organisation, person: str, query: str, **asked: Any) -> Sequence[Mapping[str, Any]]:
    """All pages of what a query lists to a person."""
    page = acme.ask(query, by=person, limit=100, **asked)
    items = list(page["items"])
    while page["next"] is not None:
        page = acme.ask(query, by=person, limit=100, cursor=page["next"], **asked)
        items += page["items"]
    return items


def in_list(query: str, name: str) -> Callable[[Organisation, str, str], bool]:
    """Whether a query lists something of that `name` to the person."""
    return lambda acme, person, subject: any(each[name] == subject for each in listed(acme, person, query))


def answered(query: str, name: str) -> Callable[[Organisation, str, str], bool]:
    """Whether a query about one thing, given as `name`, answers the person."""

    def is_answered(acme: Organisation, person: str, subject: str) -> bool:
        try:
            return bool(acme.ask(query, by=person, **{name: subject}))
        except NotFound:
            return False

    return is_answered


MAY_SEE: Mapping[Kind, Callable[[Organisation, str, str], bool]] = {
    Kind.LEARNING: in_list("learning_offers", "learning"),
    Kind.SKILL: answered("skill", "skill"),
    Kind.REFRESH: answered("skill", "skill"),
    Kind.NEXT_ROLE: answered("role", "role"),
    Kind.MENTOR: in_list("mentors", "person"),
    Kind.CONNECTION: answered("person", "person"),
    Kind.FEEDBACK: answered("person", "person"),
    Kind.OPPORTUNITY: in_list("opportunities", "opportunity"),
    Kind.GOAL: answered("goal", "goal"),
    Kind.STEP: answered("plan", "plan"),
    Kind.HELP: in_list("setbacks", "setback"),
}
"""By which query of their own somebody sees what is recommended to them, of each kind."""


def test_something_of_every_kind_is_recommended_and_all_that_stands_is_shown(demo: Recommended) -> None:
    assert {made.kind for made in demo.standing} == set(Kind)
    ended = defaultdict(set)
    for event in demo.happened["recommendations"].values():
        if hasattr(event, "recommendation") and not isinstance(event, RecommendationMade):
            ended[event.person].add(event.recommendation)
    made = [each for each in demo.happened["recommendations"].values() if isinstance(each, RecommendationMade)]
    stands = {each.recommendation for each in made if each.recommendation not in ended[each.person]}
    assert {each.recommendation for each in demo.standing} == stands


@pytest.mark.parametrize("kind", Kind)
def test_what_is_recommended_is_what_the_persons_own_queries_show(demo: Recommended, kind: Kind) -> None:
    hidden = [
        (made.person, made.subject)
        for made in demo.standing
        if made.kind is kind and not MAY_SEE[kind](demo.acme, made.person, made.subject)
    ]
    assert hidden == []


def test_every_event_that_is_cited_is_ones_own_or_for_all_to_know(demo: Recommended) -> None:
    alien = [
        (made.person, made.kind, type(event).__name__)
        for made in demo.standing
        for event in demo.cited(made)
        if subject_of(event) != made.person and (type(event).private or type(event).sealed)
    ]
    assert alien == []


def test_an_opportunity_is_cited_only_to_whom_it_reaches(demo: Recommended) -> None:
    reaching: dict[str, set[str]] = {}
    for made in demo.standing:
        cited = {event.opportunity for event in demo.cited(made) if hasattr(event, "opportunity")}
        if cited:
            person = made.person
            if person not in reaching:
                reaching[person] = {each["opportunity"] for each in listed(demo.acme, person, "opportunities")}
            assert cited <= reaching[person]


def test_no_word_of_what_is_private_to_somebody_is_told_to_another(demo: Recommended) -> None:
    private = defaultdict(set)
    for events in demo.happened.values():
        for event in events.values():
            if type(event).private and type(event) is not RecommendationMade:
                private[subject_of(event)] |= set(_telling(event))
    assert sum(map(len, private.values())) > 100
    for made in demo.standing:
        said = " ".join((made.title, made.counterfactual, *(reason.words for reason in made.reasons)))
        others = {words for person, of_person in private.items() if person != made.person for words in of_person}
        assert not [words for words in others if words in said]


def _telling(event: Event) -> Iterator[str]:
    """What an event says in words of its subject's own."""
    for name in personal_fields(type(event)):
        for words in _strings(msgspec.to_builtins(getattr(event, name))):
            if len(words) >= TELLING:
                yield words


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(list(value.values()))
    elif isinstance(value, Sequence):
        for each in value:
            yield from _strings(each)
