"""The organisation of the demo's story, lived through in memory: every service's aggregates, and the directory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from infra.demo.history import Dated, history
from infra.demo.seeding import ORGANISATION
from services.feedback.ballot import Answer, Ballot, counted, with_answer
from services.feedback.handlers import HANDLERS as FEEDBACK_HANDLERS
from services.feedback.inbox import review_id
from services.feedback.review import REVIEW
from services.feedback.review.answering import require_answer, said
from services.feedback.review_cycle import REVIEW_CYCLE
from services.goals.handlers import HANDLERS as GOALS_HANDLERS
from services.integrations.handlers import HANDLERS as INTEGRATIONS_HANDLERS
from services.network.handlers import HANDLERS as NETWORK_HANDLERS
from services.recommendations.handlers import HANDLERS as RECOMMENDATIONS_HANDLERS
from services.skills.handlers import HANDLERS as SKILLS_HANDLERS
from shared.aggregate import Aggregate, Handler
from shared.commanding.request import Step, prepare
from shared.contracts.feedback.commands import CloseCycle, ReleaseReports, RequestFeedback, SubmitAnonymousReview
from shared.contracts.feedback.tokens import digest_of, token_key, token_of
from shared.contracts.integrations.record import Record
from shared.contracts.integrations.recording import recorded
from shared.event import Event, subject_of

TODAY = date(2026, 11, 23)
TABLES = {
    "goals": GOALS_HANDLERS,
    "skills": SKILLS_HANDLERS,
    "network": NETWORK_HANDLERS,
    "feedback": FEEDBACK_HANDLERS,
    "recommendations": RECOMMENDATIONS_HANDLERS,
    "integrations": INTEGRATIONS_HANDLERS,
}
HANDLERS: Mapping[str, Handler[Any]] = {handler.name: handler for table in TABLES.values() for handler in table}
SCHEMAS = {name: handler.command() for name, handler in HANDLERS.items()}
CONTRACTS = {name: handler.command.contract for name, handler in HANDLERS.items()}
CONTRACTS[SubmitAnonymousReview.contract.name] = SubmitAnonymousReview.contract
TOKEN = partial(token_of, token_key(bytes(range(32))), ORGANISATION)


def story(today: date = TODAY) -> Iterator[Dated]:
    """The demo's story up to a day."""
    return history(today, TOKEN)


@dataclass
class Organisation:
    """Every aggregate of every service by its stream. What a decision refuses is raised."""

    states: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    ballots: dict[tuple[str, str], Ballot] = field(default_factory=dict)

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return self.states.get(aggregate.stream(identity), aggregate.initial)

    def person(self, person: str) -> Record | None:
        return self.records.get(person)

    def take(self, dated: Dated) -> bool:
        """Carry out a command; answers whether it changed anything."""
        if dated.request.command == SubmitAnonymousReview.contract.name:
            return self._answered(SubmitAnonymousReview().load(dict(dated.request.payload)), dated.now)
        handler = HANDLERS[dated.request.command]
        prepared = prepare(dated.request, handler, SCHEMAS[handler.name].load(dict(dated.request.payload)))
        steps = [each for step in prepared.steps for each in _one_by_one(handler.name, step)]
        decided = [(handler.aggregate.stream(step.identity), self._decided(dated, handler, step)) for step in steps]
        for stream, events in decided:
            self.states[stream] = handler.aggregate.fold(events, self.states.get(stream))
            self._happened(events)
        if handler.name == CloseCycle.contract.name:
            self._count(dated.request.payload["cycle"], dated.now.date())
        return any(events for _, events in decided)

    def all(self, kind: type) -> list[Any]:
        return [state for state in self.states.values() if isinstance(state, kind)]

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def _decided(self, dated: Dated, handler: Handler[Any], step: Step) -> list[Event]:
        stream = handler.aggregate.stream(step.identity)
        assert handler.creates or stream in self.states, f"there is no {stream}: {dated.request}"
        before = self.state(handler.aggregate, step.identity)
        facts: Mapping[str, Any] = handler.facts(self, step.payload) if handler.facts else {}
        named = {**step.payload, **facts, "now": dated.now, "identity": step.identity, "actor": dated.request.actor}
        return handler.decide(before, **{name: named[name] for name in handler.parameters if name in named})

    def _happened(self, events: list[Event]) -> None:
        self.events += events
        for event in events:
            if type(event).__module__.startswith("shared.contracts.integrations") and (person := subject_of(event)):
                self.records[person] = recorded(self.records.get(person, Record()), event)

    def _answered(self, payload: Mapping[str, Any], now: datetime) -> bool:
        """Put an answer into the ballot about the reviewee, as the service does."""
        cycle, person = payload["cycle"], payload["person"]
        ratings, comments = said(payload["ratings"], payload["comments"])
        require_answer(self.state(REVIEW_CYCLE, cycle), person, ratings, comments, now.date())
        review = self.state(REVIEW, review_id(cycle, person))
        assert payload["token"] in {TOKEN(cycle, person, rater) for rater in review.anonymous}
        before = self.ballots.get((cycle, person), ())
        self.ballots[cycle, person] = with_answer(before, Answer(digest_of(payload["token"]), ratings, comments))
        return self.ballots[cycle, person] != before

    def _count(self, cycle: str, on: date) -> None:
        """Record what may be shown of the ballots of a cycle, as the service does."""
        least = self.state(REVIEW_CYCLE, cycle).least
        for person in sorted({person for each, person in self.ballots if each == cycle}):
            review = self.state(REVIEW, review_id(cycle, person))
            perspectives = {digest_of(TOKEN(cycle, person, rater)): each for rater, each in review.anonymous.items()}
            ballot = self.ballots.pop((cycle, person))
            self._happened(counted(ballot, perspectives, cycle=cycle, person=person, least=least, on=on))


def _one_by_one(command: str, step: Step) -> list[Step]:
    """The steps of a command of the feedback service that many people are concerned by, one for each."""
    if command == RequestFeedback.contract.name:
        payload = {**step.payload, "request": step.identity}
        return [Step(asked, payload, fresh=False) for asked in payload["of"]]
    if command == ReleaseReports.contract.name:
        cycle, people = step.payload["cycle"], step.payload["people"]
        return [Step(review_id(cycle, person), {**step.payload, "person": person}, fresh=False) for person in people]
    return [step]


def after(today: date) -> Organisation:
    """The organisation at the end of the story that ends at `today`."""
    organisation = Organisation()
    for dated in story(today):
        organisation.take(dated)
    return organisation
