"""Carrying out the commands of the feedback service that are more than a decision on one stream.

- An anonymous answer goes into a ballot, and nowhere else: no event, no remembered command, no line in any log, and
  its answer tells of no position. It is its token that makes it safe to send it again.
- A cycle ends together with its ballots: what may be shown of them is appended, and all of them are destroyed, in
  one transaction with the event that says so.
- A request for feedback reaches the inbox of each who is asked, a release the review of each: all of them or none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import msgspec
from marshmallow import ValidationError

from services.feedback.ballot import Answer, Ballot, TokenUnknown, counted, with_answer
from services.feedback.ballots import BallotBox, Ballots
from services.feedback.inbox import review_id
from services.feedback.review.answering import require_answer, said
from services.feedback.review.state import REVIEW, Review
from services.feedback.review_cycle import REVIEW_CYCLE, ReviewCycle
from shared.aggregate import Aggregate, Handler
from shared.commanding.batch import Batch
from shared.commanding.directory import Directory
from shared.commanding.handling import CommandHandling
from shared.commanding.request import Answer as Answered
from shared.commanding.request import Outcome, Prepared, Request, Step
from shared.contracts.feedback import commands
from shared.contracts.feedback.standing import CycleStatus
from shared.contracts.feedback.tokens import ballot_key, digest_of, is_one_of, token_key, token_of
from shared.errors import InvalidInput, MilepostError, Unavailable, require
from shared.event import Event
from shared.log.snapshots import Snapshots
from shared.log.stored import NewEvent
from shared.log.writer import CommandKnown, EventLog, Remembered, StreamMovedOn, Write
from shared.validation import messages_of

_ATTEMPTS = 5

ANSWERS: Aggregate[None] = Aggregate("review_answers", None, lambda nothing, _event: nothing)
"""The anonymous answers about one person in a cycle: a stream that is written once, when the cycle closes."""

Alone = Callable[[str, Request, datetime], Outcome]
"""Carries out one command by itself, for an organisation and at a moment."""


class FeedbackHandling(CommandHandling):
    """Carries out the commands of the feedback service. `master_key` is that of the settings."""

    def __init__(
        self,
        log: EventLog,
        handlers: Sequence[Handler[Any]],
        snapshots: Snapshots,
        directory: Directory | None = None,
        *,
        master_key: bytes,
    ) -> None:
        super().__init__(log, handlers, snapshots, directory)
        self._ballots = Ballots(log.pool, ballot_key(master_key))
        self._token_key = token_key(master_key)
        self._anonymous_review = commands.SubmitAnonymousReview()
        self._alone: Mapping[str, Alone] = {
            commands.SubmitAnonymousReview.contract.name: self._take_answer,
            commands.CloseCycle.contract.name: self._end_cycle,
            commands.CancelCycle.contract.name: self._end_cycle,
        }

    def execute_many(
        self, organisation: str, requests: Sequence[Request], *, now: datetime | None = None
    ) -> Sequence[Outcome]:
        """The outcome of each request, in their order."""
        outcomes: list[Outcome] = []
        for alone, together in groupby(requests, key=lambda request: self._alone.get(request.command)):
            if alone is None:
                outcomes += super().execute_many(organisation, list(together), now=now)
            else:
                outcomes += [_outcome(alone, organisation, each, now or datetime.now(UTC)) for each in together]
        return outcomes

    def _prepare(self, request: Request) -> Prepared:
        prepared = super()._prepare(request)
        to_each = _TO_EACH.get(request.command)
        return prepared if to_each is None else msgspec.structs.replace(prepared, steps=to_each(prepared))

    def _take_answer(self, organisation: str, request: Request, now: datetime) -> Answered:
        payload = self._loaded(request)
        cycle, person = payload["cycle"], payload["person"]
        ratings, comments = said(payload["ratings"], payload["comments"])
        with self._ballots.answering(organisation, cycle) as box:
            batch = self._batch(box, organisation, now)
            require_answer(batch.state(REVIEW_CYCLE, cycle), person, ratings, comments, now.date())
            review = batch.state(REVIEW, review_id(cycle, person))
            tokens = self._tokens(organisation, cycle, person, review)
            require(is_one_of(payload["token"], tokens), TokenUnknown())
            before = box.hold(person)
            after = with_answer(before, Answer(digest_of(payload["token"]), ratings, comments))
            box.put(person, after)
        return Answered(REVIEW.stream(review_id(cycle, person)), 0, {}, {})

    def _end_cycle(self, organisation: str, request: Request, now: datetime) -> Outcome:
        prepared = self._prepare(request)
        index = {0: prepared}
        for _ in range(_ATTEMPTS):
            if known := self._first_answers(organisation, index, index.keys()):
                return known[0]
            try:
                with self._ballots.ending(organisation, request.payload["cycle"]) as box:
                    return self._ended(box, organisation, prepared, now)
            except (StreamMovedOn, CommandKnown):
                continue
        return Unavailable("Too many others are writing to the same stream; try again.")

    def _ended(self, box: BallotBox, organisation: str, prepared: Prepared, now: datetime) -> Outcome:
        """End the cycle in the transaction of `box`; whatever is raised undoes all of it."""
        request, cycle = prepared.request, prepared.steps[0].identity
        batch = self._batch(box, organisation, now)
        reached = batch.decide(prepared)
        state = batch.state(REVIEW_CYCLE, cycle)
        writes: list[Write] = []
        if batch.changes(REVIEW_CYCLE.stream(cycle)) and state.status is CycleStatus.CLOSED:
            on = prepared.steps[0].payload["effective_on"] or now.date()
            for person, ballot in box.all().items():
                events = self._counted(batch, organisation, state, person, ballot, on)
                writes += _write(request, review_id(cycle, person), events)
        remember = [Remembered(request.command_id, prepared.fingerprint, reached)]
        position = self._log_of(box).append(organisation, [*batch.writes(), *writes], remember, now=now).position
        box.destroy()
        return self._answer(reached, position)

    def _counted(
        self, batch: Batch, organisation: str, cycle: ReviewCycle, person: str, ballot: Ballot, on: date
    ) -> list[Event]:
        review = batch.state(REVIEW, review_id(cycle.id, person))
        tokens = self._tokens(organisation, cycle.id, person, review)
        perspectives = {digest_of(token): review.raters[rater] for token, rater in tokens.items()}
        return counted(ballot, perspectives, cycle=cycle.id, person=person, least=cycle.least, on=on)

    def _tokens(self, organisation: str, cycle: str, person: str, review: Review) -> Mapping[str, str]:
        """The raters who answer anonymously, by their tokens."""
        return {token_of(self._token_key, organisation, cycle, person, rater): rater for rater in review.anonymous}

    def _loaded(self, request: Request) -> Mapping[str, Any]:
        try:
            payload: Mapping[str, Any] = self._anonymous_review.load(request.payload)
        except ValidationError as error:
            raise InvalidInput(
                f"The payload of {request.command} does not fit its schema.", fields=messages_of(error)
            ) from error
        return payload

    def _batch(self, box: BallotBox, organisation: str, now: datetime) -> Batch:
        """The aggregates as the transaction of `box` sees them."""
        snapshots = Snapshots(box.pool, self._log.keys)
        return Batch(self._log_of(box), snapshots, organisation, now, self._directory)

    def _log_of(self, box: BallotBox) -> EventLog:
        return EventLog(self._log.source, box.pool, self._log.keys, self._log.codec)


def _outcome(alone: Alone, organisation: str, request: Request, now: datetime) -> Outcome:
    try:
        return alone(organisation, request, now)
    except MilepostError as error:
        return error


def _write(request: Request, identity: str, events: Iterable[Event]) -> list[Write]:
    """What to append to the stream of the answers about one person; nothing where nothing may be shown."""
    new = [NewEvent(each, request.actor, request.command_id, request.correlation_id) for each in events]
    return [Write(ANSWERS.stream(identity), 0, new)] if new else []


def _to_the_asked(prepared: Prepared) -> Sequence[Step]:
    """A step for the inbox of each who is asked; a request without an id is given one by its command's."""
    (whole,) = prepared.steps
    payload = {**whole.payload, "request": whole.identity}
    return [Step(asked, payload, fresh=False) for asked in payload["of"]]


def _to_the_reviewed(prepared: Prepared) -> Sequence[Step]:
    """A step for the review of each who is to see the report."""
    (whole,) = prepared.steps
    cycle, people = whole.payload["cycle"], whole.payload["people"]
    return [Step(review_id(cycle, person), {**whole.payload, "person": person}, fresh=False) for person in people]


_TO_EACH: Mapping[str, Callable[[Prepared], Sequence[Step]]] = {
    commands.RequestFeedback.contract.name: _to_the_asked,
    commands.ReleaseReports.contract.name: _to_the_reviewed,
}
