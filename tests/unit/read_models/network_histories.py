"""Random histories of the network's aggregates: decisions in any order, of which the rules let some through."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from inspect import signature
from typing import Any

from hypothesis import strategies as st

from services.network import connection, gathering, introduction, mentor, mentoring_request, opportunity
from services.network.connection import CONNECTION
from services.network.gathering import GATHERING
from services.network.handlers import HANDLERS
from services.network.introduction import INTRODUCTION
from services.network.mentor import MENTOR
from services.network.opportunity import OPPORTUNITY
from shared.aggregate import Aggregate, Decision
from shared.contracts.integrations.record import Record
from shared.contracts.network.events import GatheringKind, Help, InteractionKind, OpportunityKind, Visibility
from shared.errors import NotFound, RuleViolation
from shared.event import Event
from tests.unit.read_models.happened import JANUARY

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TEXTS = st.sampled_from([None, "Some words"])
PEOPLE = st.sampled_from(["ada", "grace", "alan"])
OTHERS = st.sampled_from(["grace", "alan"])
SEVERAL = st.lists(OTHERS, min_size=1, max_size=2, unique=True)

ANY: Mapping[str, st.SearchStrategy[Any]] = {
    "person": PEOPLE,
    "actor": st.just("ada"),
    "other": PEOPLE,
    "whom": OTHERS,
    "via": st.just("grace"),
    "to": st.just("alan"),
    "people": SEVERAL,
    "record": st.just(lambda _person: Record()),
    "connected": st.booleans(),
    "now": st.just(NOW),
    "effective_on": st.integers(0, 40).map(lambda day: JANUARY + timedelta(days=day)),
    "mentorship": st.sampled_from(["a", "a", "b"]),
    "despite_reporting_line": st.booleans(),
    "plan": TEXTS,
    "step": TEXTS,
    "topics": st.sampled_from([("sql",), ("sql", "python")]),
    "capacity": st.integers(1, 2),
    "rating": st.integers(1, 5),
    "hours": st.sampled_from([None, Decimal("1.5")]),
    "skills": st.sampled_from([(), ({"skill": "sql", "level": 3},)]),
    "visibility": st.sampled_from(Visibility),
    "help": st.sampled_from(Help),
    "starts_on": st.just(JANUARY),
    "ends_on": st.just(date(2026, 2, 15)),
    "closes_on": st.sampled_from([None, date(2026, 3, 1)]),
    "title": st.sampled_from(["One", "Another"]),
    "why": st.just("Some words"),
}
KINDS: Mapping[Decision, st.SearchStrategy[Any]] = {
    connection.note_interaction: st.sampled_from(InteractionKind),
    opportunity.post_opportunity: st.just(OpportunityKind.GIG),
    gathering.announce_gathering: st.just(GatheringKind.FORUM),
}


BY: Mapping[Decision, str] = {
    mentor.offer_mentoring: "grace",
    mentor.revise_mentoring_offer: "grace",
    mentor.withdraw_mentoring_offer: "grace",
    mentoring_request.agree_to_mentoring: "grace",
    mentoring_request.decline_mentoring: "grace",
    opportunity.post_opportunity: "ada",
    opportunity.revise_opportunity: "ada",
    opportunity.invite_to_opportunity: "ada",
    opportunity.uninvite_from_opportunity: "ada",
    opportunity.turn_down_interest: "ada",
    opportunity.fill_opportunity: "ada",
    opportunity.close_opportunity: "ada",
    opportunity.reopen_opportunity: "ada",
    introduction.request_introduction: "ada",
    introduction.withdraw_introduction_request: "ada",
    gathering.announce_gathering: "ada",
    gathering.revise_gathering: "ada",
    gathering.cancel_gathering: "ada",
}
"""Who takes a decision that is not for everyone to take."""

BEFORE: Mapping[str, Sequence[Decision]] = {
    CONNECTION.category: [connection.invite_connection],
    MENTOR.category: [
        mentor.offer_mentoring,
        mentoring_request.request_mentoring,
        mentoring_request.agree_to_mentoring,
        mentoring_request.request_mentoring,
    ],
    INTRODUCTION.category: [introduction.request_introduction],
    OPPORTUNITY.category: [opportunity.post_opportunity],
    GATHERING.category: [gathering.announce_gathering],
}
"""What comes first, since little can happen without."""

LATE = (
    mentor.withdraw_mentoring_offer,
    opportunity.fill_opportunity,
    opportunity.close_opportunity,
    gathering.cancel_gathering,
)
"""Decisions after which less may happen: they come late."""


def histories(aggregate: Aggregate[Any]) -> st.SearchStrategy[list[Event]]:
    """What may have happened to one aggregate, whatever was asked of it, by whom."""
    first = BEFORE[aggregate.category]
    decisions = [each.decide for each in HANDLERS if each.aggregate is aggregate]
    others = [decide for decide in decisions if decide not in {*first, *LATE}]
    asked = st.tuples(
        st.tuples(*map(_asked, first)),
        st.lists(_any_of(others), min_size=5, max_size=25),
        st.lists(_any_of(decisions), max_size=5),
    )
    return asked.map(lambda some: _taken(aggregate, [*some[0], *some[1], *some[2]]))


def _any_of(decisions: Sequence[Decision]) -> st.SearchStrategy[tuple[Decision, dict[str, Any]]]:
    return st.sampled_from([_asked(decide) for decide in decisions]).flatmap(lambda asked: asked)


def _asked(decide: Decision) -> st.SearchStrategy[tuple[Decision, dict[str, Any]]]:
    _, *names = signature(decide).parameters
    named = {name: ANY.get(name, TEXTS) for name in names}
    if "kind" in named:
        named["kind"] = KINDS[decide]
    if decide in BY:
        named["person"] = st.just(BY[decide])
    return st.tuples(st.just(decide), st.fixed_dictionaries(named))


def _taken(aggregate: Aggregate[Any], asked: Sequence[tuple[Decision, dict[str, Any]]]) -> list[Event]:
    events: list[Event] = []
    state = aggregate.initial
    for decide, named in asked:
        try:
            decided = decide(state, **_addressed(aggregate, named))
        except (RuleViolation, NotFound):
            continue
        events += decided
        state = aggregate.fold(decided, state)
    return events


def _addressed(aggregate: Aggregate[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, with whom it is said to in this very stream."""
    if aggregate is CONNECTION:
        person = "ada" if named["person"] in {"ada", "alan"} else "grace"
        return {**named, "person": person, "other": "grace" if person == "ada" else "ada"}
    identity = "grace" if aggregate is MENTOR else "it"
    return {**named, **({"identity": identity} if "identity" in named else {})}
