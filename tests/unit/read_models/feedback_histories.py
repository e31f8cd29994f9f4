"""Random histories of the aggregates of feedback: decisions in any order, of which the rules let some through."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from typing import Any

from hypothesis import strategies as st

from services.feedback import consent, feedback, feedback_request, review, review_ask, review_cycle
from services.feedback.access_record import ACCESS_RECORD
from services.feedback.consent import CONSENT
from services.feedback.feedback import FEEDBACK
from services.feedback.handlers import HANDLERS
from services.feedback.inbox import INBOX, Inbox
from services.feedback.review import REVIEW
from services.feedback.review_cycle import REVIEW_CYCLE, ReviewCycle
from shared.aggregate import Aggregate, Decision
from shared.contracts.feedback.events import (
    ActionKind,
    Audience,
    ConsentField,
    FeedbackKind,
    FeedbackVisibility,
    ItemKind,
    Perspective,
)
from shared.contracts.feedback.standing import CycleStatus
from shared.contracts.integrations.record import Assignment, Employment, Record
from shared.errors import NotFound, RuleViolation
from shared.event import Event
from tests.unit.read_models.happened import JANUARY

NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
TEXTS = st.sampled_from([None, "Some words"])
OTHERS = st.sampled_from(["grace", "alan"])
ITEMS = ({"item": "sql", "kind": ItemKind.SKILL, "text": "SQL"},)
RUNNING = ReviewCycle(
    "spring",
    items=frozenset({"sql"}),
    reviewees=frozenset({"ada"}),
    nominations_due=date(2026, 2, 1),
    answers_due=date(2026, 2, 1),
)
CLOSED = ReviewCycle("spring", CycleStatus.CLOSED, RUNNING.items, RUNNING.reviewees)


def record(person: str) -> Record:
    """Everybody works here, and for grace, who manages ada and alan."""
    manager = None if person == "grace" else "grace"
    held = Assignment(manager=manager, since=JANUARY, role_since=JANUARY)
    return Record(employments=(Employment(JANUARY),), assignments=(held,))


ANY: Mapping[str, st.SearchStrategy[Any]] = {
    "record": st.just(record),
    "inbox_of": st.just(lambda _person: Inbox()),
    "now": st.integers(0, 5).map(lambda days: NOW + timedelta(days=10 * days)),
    "effective_on": st.integers(0, 15).map(lambda day: JANUARY + timedelta(days=day)),
    "actor": OTHERS,
    "by": OTHERS,
    "what": st.sampled_from(["goals", "team"]),
    "behaviour": st.just("Some words"),
    "reflection": st.just("Some words"),
    "why": st.just("Some words"),
    "name": st.just("Spring"),
    "visibility": st.sampled_from(FeedbackVisibility),
    "ratings": st.sampled_from([(), ({"skill": "sql", "item": "sql", "level": 3},)]),
    "comments": st.sampled_from([(), ({"item": None, "text": "Some words"},)]),
    "request": st.sampled_from(["one", "two"]),
    "feedback": st.just("well-done"),
    "skills": st.just(("sql",)),
    "questions": st.just(("How?",)),
    "perspective": st.just(Perspective.PEER),
    "field": st.sampled_from([ConsentField.GOALS, ConsentField.PLAN]),
    "audience": st.sampled_from(Audience),
    "to": st.sampled_from([None, "grace", "data"]),
    "until": st.sampled_from([None, date(2026, 3, 1), date(2026, 4, 1)]),
    "items": st.just(ITEMS),
    "reviewees": st.sampled_from([("ada",), ("alan", "grace")]),
    "nominations_due": st.sampled_from([date(2026, 3, 15), date(2026, 4, 1)]),
    "answers_due": st.sampled_from([date(2026, 4, 1), date(2026, 5, 1)]),
    "least": st.just(3),
    "force": st.booleans(),
    "cycle": st.sampled_from(["spring", "autumn"]),
    "reviewee": OTHERS,
    "rater": OTHERS,
    "item": st.just("sql"),
    "level": st.integers(0, 5),
    "raters": st.sets(OTHERS, min_size=1).map(lambda named: [{"rater": n, "perspective": None} for n in sorted(named)]),
    "replacement": OTHERS.map(lambda named: {"rater": named, "perspective": None}),
}
KINDS: Mapping[Decision, st.SearchStrategy[Any]] = {
    feedback.give_feedback: st.sampled_from(FeedbackKind),
    feedback.take_action: st.sampled_from(ActionKind),
}
OF: Mapping[Decision, Mapping[str, st.SearchStrategy[Any]]] = {
    feedback.give_feedback: {"request": st.none(), "person": st.just("ada")},
    feedback_request.request_feedback: {
        "identity": st.just("cy"),
        "person": OTHERS,
        "of": st.sampled_from([("cy",), ("cy", "ada"), ("ada", "cy")]),
        "perspective": st.none(),
        "due": st.sampled_from([date(2026, 1, 25), date(2026, 2, 10), date(2026, 3, 15), None]),
    },
    feedback_request.withdraw_request: {"person": OTHERS, "of": st.just("cy")},
    feedback_request.remind_of_request: {"person": OTHERS, "of": st.just("cy")},
    review_ask.ask_review: {"due": st.sampled_from([date(2026, 1, 25), date(2026, 2, 25)])},
    review_ask.decline_review: {"within": st.just(RUNNING)},
    review.submit_review: {"actor": st.sampled_from(["ada", "grace"]), "cycle": st.just("spring")},
}
WITHIN: Mapping[Decision, ReviewCycle] = {
    review.calibrate_rating: CLOSED,
    review.release_report: CLOSED,
}
"""The cycle in which a decision on a review is taken; all others while it runs."""

PERSON = {"feedback": "ada", "inbox": "cy", "consent": "ada", "access_record": "ada", "review": "ada"}
"""Whom an aggregate is about, by its category."""

BEFORE: Mapping[str, Sequence[Decision]] = {
    FEEDBACK.category: [feedback.give_feedback],
    INBOX.category: [feedback_request.request_feedback, review_ask.ask_review],
    CONSENT.category: [consent.give_consent],
    ACCESS_RECORD.category: [],
    REVIEW_CYCLE.category: [review_cycle.open_cycle],
    REVIEW.category: [review.start_review, review.nominate_raters, review.approve_raters],
}
LATE = (
    feedback.withdraw_feedback,
    review_cycle.close_cycle,
    review_cycle.cancel_cycle,
    review.calibrate_rating,
    review.release_report,
)
"""Decisions after which less may happen: they come late."""


def histories(aggregate: Aggregate[Any]) -> st.SearchStrategy[list[Event]]:
    """What may have happened to one aggregate, whatever was asked of it, by whom."""
    first = BEFORE[aggregate.category]
    decisions = list({each.decide: None for each in HANDLERS if each.aggregate is aggregate})
    others = [decide for decide in decisions if decide not in LATE]
    asked = st.tuples(
        st.tuples(*(_asked(aggregate, decide) for decide in first)),
        st.lists(_any_of(aggregate, others), min_size=5, max_size=25),
        st.lists(_any_of(aggregate, decisions), max_size=6),
    )
    return asked.map(lambda some: _taken(aggregate, [*some[0], *some[1], *some[2]]))


def _any_of(
    aggregate: Aggregate[Any], decisions: Sequence[Decision]
) -> st.SearchStrategy[tuple[Decision, dict[str, Any]]]:
    return st.sampled_from([_asked(aggregate, decide) for decide in decisions]).flatmap(lambda asked: asked)


def _asked(aggregate: Aggregate[Any], decide: Decision) -> st.SearchStrategy[tuple[Decision, dict[str, Any]]]:
    _, *names = signature(decide).parameters
    fixed: dict[str, st.SearchStrategy[Any]] = {
        "identity": st.just("it"),
        "person": st.just(PERSON.get(aggregate.category, "")),
        "within": st.just(WITHIN.get(decide, RUNNING)),
    }
    if aggregate is REVIEW:
        fixed["cycle"] = st.just("spring")
    named = {name: {**ANY, **fixed, **OF.get(decide, {})}.get(name, TEXTS) for name in names}
    if "kind" in named:
        named["kind"] = KINDS[decide]
    return st.tuples(st.just(decide), st.fixed_dictionaries(named))


def _taken(aggregate: Aggregate[Any], asked: Sequence[tuple[Decision, dict[str, Any]]]) -> list[Event]:
    events: list[Event] = []
    state = aggregate.initial
    for decide, named in sorted(asked, key=lambda each: each[0] in LATE):
        known = {**named, "inbox_of": lambda _person, inbox=state: inbox} if aggregate is INBOX else named
        try:
            decided = decide(state, **{name: known[name] for name in named})
        except (RuleViolation, NotFound):
            continue
        events += decided
        state = aggregate.fold(decided, state)
    return events
