"""Anonymous answers on a real PostgreSQL, against somebody who reads all of it, and every event, but no secret."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

import services.feedback
from services.feedback.ballot import AlreadyAnswered, TokenUnknown
from services.feedback.handlers import HANDLERS
from services.feedback.handling import FeedbackHandling
from services.feedback.review_cycle import CycleOver
from services.feedback.sealing import SMALLEST
from shared.commanding.request import Answer, Request
from shared.contracts.feedback import events as feedback_events
from shared.contracts.feedback.events import (
    CycleClosed,
    GroupAnswered,
    ItemComments,
    ItemLevels,
    ReviewGroup,
    ReviewSubmitted,
)
from shared.contracts.feedback.tokens import digest_of, token_key, token_of
from shared.contracts.integrations.record import Record
from shared.errors import MilepostError
from shared.event import Event
from shared.log.codec import Codec, people_in
from shared.log.database import connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.snapshots import Snapshots
from shared.log.writer import EventLog
from shared.migrations import migrate
from tests.fixtures.logs import MASTER_KEY
from tests.fixtures.postgres import copied_database, role_dsn
from tests.unit.feedback.organisation import OTHERS, PEERS, REPORTS, record

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
SQL = Path(services.feedback.__file__).parent / "sql"
RATERS = (*PEERS, *REPORTS, *OTHERS)


class Directory:
    """The organisation of the unit tests."""

    def record(self, organisation: str, person: str) -> Record | None:
        return record(person)


@dataclass(frozen=True)
class Service:
    """The feedback service on a database, with what an attacker reads of it."""

    dsn: str
    log: EventLog
    feed: Feed
    handling: FeedbackHandling

    def give(self, command: str, actor: str = "hr", **payload: Any) -> Answer:
        """Carry out a command; each has an id of its own."""
        command_id = f"{command}/{actor}/{payload.get('person', '')}/{payload.get('cycle')}"
        request = Request(f"feedback.{command}", payload, command_id, actor, command_id)
        return self.handling.execute("acme", request, now=NOW)

    def open(self, raters: Sequence[str] = RATERS, *, cycle: str = "spring", least: int = 3) -> None:
        """Open a cycle about ada, with her raters approved."""
        items = [{"item": "sql", "text": "SQL"}, {"item": "more-of", "kind": "question", "text": "More of?"}]
        due = {"nominations_due": "2026-09-10", "answers_due": "2026-09-20"}
        self.give("open_cycle", cycle=cycle, name="Spring", items=items, reviewees=["ada", "grace"], least=least, **due)
        named = [{"rater": rater} for rater in raters]
        self.give("approve_raters", person="ada", cycle=cycle, raters=named)

    def answer(self, rater: str, level: int, words: str = "", *, cycle: str = "spring", **other: Any) -> Answer:
        """Answer as a rater, who is anonymous by then."""
        said = {"ratings": [{"item": "sql", "level": level}], "comments": [{"text": words}] if words else []}
        payload = {"person": "ada", "cycle": cycle, "token": token(rater, cycle), **said, **other}
        request = Request("feedback.submit_anonymous_review", payload, "random", "anonymous", "random")
        return self.handling.execute("acme", request, now=NOW)

    def close(self, cycle: str = "spring") -> Answer:
        return self.give("close_cycle", cycle=cycle, force=True)

    def events(self) -> list[Event]:
        """Every event, decrypted, in the order of the log."""
        stored = [each for batch in self.feed.batches("acme", 0) for each in batch]
        ciphers = self.log.keys.ciphers("acme", people_in(stored))
        return [self.log.codec.decode(each, ciphers) for each in stored]

    def of(self, event_type: type[Event]) -> list[Any]:
        return [event for event in self.events() if isinstance(event, event_type)]

    def groups(self) -> Mapping[ReviewGroup, GroupAnswered]:
        return {event.group: event for event in self.of(GroupAnswered)}

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of every schema."""
        with psycopg.connect(self.dsn) as conn:
            names = conn.execute(
                "select format('%I.%I', schemaname, tablename) from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema') order by 1"
            ).fetchall()
            return {name: conn.execute(f"select * from {name}").fetchall() for (name,) in names}

    def ballots(self) -> list[tuple[Any, ...]]:
        return self.tables()["feedback.ballots"]


def token(rater: str, cycle: str = "spring") -> str:
    return token_of(token_key(MASTER_KEY), "acme", cycle, "ada", rater)


def open_service(dsn: str, stack: ExitStack) -> Service:
    migrate(dsn, "feedback", SQL)
    own = role_dsn(dsn, "milepost_feedback")
    pool = stack.enter_context(connect_pool(own, schema="feedback", name="test-feedback"))
    keys = KeyStore(stack.enter_context(connect_pool(own, schema="keys", name="test-keys")), MASTER_KEY)
    reader = role_dsn(dsn, "milepost_projection")
    feed = Feed("feedback", stack.enter_context(connect_pool(reader, schema="feedback", name="test-feed")))
    log = EventLog("feedback", pool, keys, Codec(feedback_events))
    handling = FeedbackHandling(log, HANDLERS, Snapshots(pool, keys), Directory(), master_key=MASTER_KEY)
    return Service(dsn, log, feed, handling)


@pytest.fixture
def service(database: str) -> Iterator[Service]:
    with ExitStack() as stack:
        yield open_service(database, stack)


def test_until_the_cycle_closes_an_answer_is_nowhere_but_in_the_ballot(service: Service) -> None:
    service.open()
    before = service.tables()
    answer = service.answer("grace", 4, "Asks before it is too late")
    after = service.tables()
    assert {name for name in after if after[name] != before[name]} == {"feedback.ballots"}
    assert (answer.version, answer.position) == (0, {})


def test_every_answer_replaces_one_row_of_one_length(service: Service) -> None:
    service.open()
    seen = set()
    for number, rater in enumerate(RATERS):
        service.answer(rater, number % 6, "word " * 300)
        ((organisation, cycle, person, sealed),) = service.ballots()
        assert (organisation, cycle, person) == ("acme", "spring", "ada")
        seen.add(len(sealed))
    assert seen == {SMALLEST + 28}


def test_nothing_stored_holds_a_token_or_who_wrote_what(service: Service) -> None:
    service.open(PEERS)
    words = {rater: f"These are the words of number {n}" for n, rater in enumerate(PEERS)}
    for rater in PEERS:
        service.answer(rater, 3, words[rater])
    tokens = [token(rater).encode() for rater in PEERS]
    stored = everything(service)
    assert not any(each in stored for each in [*tokens, *(text.encode() for text in words.values())])
    assert not any(digest_of(each.decode()).encode() in stored for each in tokens)
    service.close()
    stored = everything(service)
    assert not any(each in stored for each in tokens)
    answers = [each for each in service.events() if isinstance(each, ReviewSubmitted | GroupAnswered)]
    assert len(answers) == 5
    assert not any(rater in repr(each) for each in answers for rater in PEERS)


def everything(service: Service) -> bytes:
    """All that is stored, with all that is encrypted for people opened."""
    return repr(service.tables()).encode() + repr(service.events()).encode()


def test_who_swaps_their_answers_with_another_leaves_the_same_behind(migrated_template: str) -> None:
    answers = [(1, "Late"), (2, "Loud"), (4, "Kind"), (5, "Exact")]
    histories = []
    for raters in (PEERS, (PEERS[1], PEERS[0], *PEERS[2:]), PEERS[::-1]):
        with copied_database(migrated_template) as dsn, ExitStack() as stack:
            service = open_service(dsn, stack)
            service.open(PEERS)
            for rater, (level, words) in zip(raters, answers, strict=True):
                service.answer(rater, level, words)
            waiting = {name: shape_of(rows) for name, rows in service.tables().items() if name.startswith("feedback.")}
            service.close()
            stored = [each for batch in service.feed.batches("acme", 0) for each in batch]
            envelopes = [(each.position, each.stream, each.actor, each.command_id, each.data) for each in stored]
            histories.append((waiting, envelopes, service.events()))
    assert histories[0] == histories[1] == histories[2]


def shape_of(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with what is random left out: bytes by their length, moments not at all."""
    return [
        tuple(len(each) if isinstance(each, bytes) else each for each in row if not isinstance(each, datetime))
        for row in rows
    ]


def test_all_answers_of_a_person_are_recorded_at_the_moment_the_cycle_closes(service: Service) -> None:
    service.open(PEERS)
    for rater in PEERS:
        service.answer(rater, 3)
    service.close()
    stored = [each for batch in service.feed.batches("acme", 0) for each in batch]
    closed = [each for each in stored if each.type in ("CycleClosed", "ReviewSubmitted", "GroupAnswered")]
    assert len(closed) == 6
    assert (
        len({(each.recorded, each.effective, each.actor, each.command_id, each.causation_id) for each in closed}) == 1
    )


def test_ratings_and_comments_are_shown_by_item_in_an_order_that_tells_nothing(service: Service) -> None:
    service.open(PEERS)
    for rater, level, words in zip(PEERS, (5, 0, 3, 3), ("Zest", "Candour", "Air", "Bite"), strict=True):
        service.answer(rater, level, words, ratings=[{"item": "sql", "level": level}])
    service.close()
    (group,) = service.of(GroupAnswered)
    assert group.ratings == (ItemLevels("sql", (0, 3, 3, 5)),)
    assert group.comments == (ItemComments(None, ("Air", "Bite", "Candour", "Zest")),)


def test_a_rater_finds_that_their_answer_counted_and_nobody_else_does(service: Service) -> None:
    service.open(PEERS)
    for rater in PEERS[:3]:
        service.answer(rater, 3)
    service.close()
    digests = {each.token for each in service.of(ReviewSubmitted)}
    assert digests == {digest_of(token(rater)) for rater in PEERS[:3]}


@pytest.mark.parametrize(
    ("answering", "shown"),
    [
        (PEERS[:2], {}),
        (PEERS[:3], {"peer": 3}),
        (REPORTS, {}),
        ((*PEERS[:2], REPORTS[0]), {"others": 3}),
        ((*PEERS, *REPORTS), {"others": 6}),
        ((*PEERS, *REPORTS, OTHERS[0]), {"peer": 4, "others": 3}),
        ((*PEERS, *REPORTS, *OTHERS), {"peer": 4, "others": 5}),
        ((*PEERS, *OTHERS), {"peer": 4, "external": 3}),
    ],
)
def test_groups_below_three_are_never_written(
    service: Service, answering: Sequence[str], shown: Mapping[str, int]
) -> None:
    service.open()
    for rater in answering:
        service.answer(rater, 3)
    service.close()
    assert {group.value: event.answers for group, event in service.groups().items()} == shown
    submitted = [each.group.value for each in service.of(ReviewSubmitted)]
    assert {group: submitted.count(group) for group in set(submitted)} == shown


def test_what_is_withheld_is_gone_with_the_ballots(service: Service) -> None:
    service.open(PEERS)
    service.answer(PEERS[0], 1, "Nobody shall read this")
    service.close()
    assert service.ballots() == []
    assert b"Nobody shall read this" not in everything(service)


def test_a_cancelled_cycle_destroys_its_ballots_unread(service: Service) -> None:
    service.open(PEERS)
    for rater in PEERS:
        service.answer(rater, 3)
    service.give("cancel_cycle", cycle="spring")
    assert service.ballots() == []
    assert service.of(GroupAnswered) == service.of(ReviewSubmitted) == []


def test_the_ballots_of_another_cycle_stay(service: Service) -> None:
    service.open(PEERS)
    service.open(PEERS, cycle="autumn")
    service.answer(PEERS[0], 3, cycle="autumn")
    service.close()
    assert [cycle for _, cycle, _, _ in service.ballots()] == ["autumn"]


def test_the_same_answer_again_changes_nothing_and_another_is_refused(service: Service) -> None:
    service.open(PEERS)
    for rater in PEERS:
        service.answer(rater, 3, "Kind")
        service.answer(rater, 3, "Kind")
        with pytest.raises(AlreadyAnswered):
            service.answer(rater, 4, "Kind")
    service.close()
    assert service.groups()[ReviewGroup.PEER].ratings == (ItemLevels("sql", (3, 3, 3, 3)),)


def test_only_a_raters_own_token_for_that_person_and_cycle_answers(service: Service) -> None:
    service.open(PEERS)
    service.open(PEERS, cycle="autumn")
    of_grace = token_of(token_key(MASTER_KEY), "acme", "spring", "grace", "edsger")
    for wrong in (token("grace", "autumn"), token("alan"), token("lead"), of_grace, "A" * 52):
        with pytest.raises(TokenUnknown):
            service.answer("grace", 3, token=wrong)


def test_the_answer_of_a_rater_who_was_replaced_counts_no_more(service: Service) -> None:
    service.open(PEERS)
    for rater in PEERS:
        service.answer(rater, 1 if rater == "grace" else 4)
    service.give("replace_rater", person="ada", cycle="spring", rater="grace", replacement={"rater": "alan"})
    with pytest.raises(TokenUnknown):
        service.answer("grace", 5)
    service.close()
    assert service.groups()[ReviewGroup.PEER].ratings == (ItemLevels("sql", (4, 4, 4)),)


def test_nobody_answers_once_the_cycle_is_over(service: Service) -> None:
    service.open(PEERS)
    service.close()
    with pytest.raises(CycleOver):
        service.answer("grace", 3)
    assert service.ballots() == []


def test_closing_again_answers_the_same_and_writes_nothing(service: Service) -> None:
    service.open(PEERS)
    for rater in PEERS:
        service.answer(rater, 3)
    first = service.close()
    events = service.events()
    assert service.close() == first
    service.give("close_cycle", actor="another", cycle="spring")
    assert service.events() == events


def test_answers_that_come_as_the_cycle_closes_are_counted_or_refused(service: Service) -> None:
    service.open(PEERS)
    for rater in PEERS[:3]:
        service.answer(rater, 3)

    def late() -> bool:
        try:
            service.answer(PEERS[3], 5)
        except CycleOver:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        taken = threads.submit(late)
        threads.submit(service.close).result()
        expected = 4 if taken.result() else 3
    assert service.groups()[ReviewGroup.PEER].answers == expected
    assert service.ballots() == []


def test_answers_about_one_person_at_the_same_time_are_all_counted(service: Service) -> None:
    service.open()
    with ThreadPoolExecutor(len(RATERS)) as threads:
        list(threads.map(lambda rater: service.answer(rater, 3), RATERS))
    service.close()
    assert sum(group.answers for group in service.groups().values()) == len(RATERS)


def test_where_closing_fails_half_way_nothing_has_happened(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.open(PEERS)
    for rater in PEERS:
        service.answer(rater, 3)
    before = service.tables()

    def killed(_box: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("services.feedback.ballots.BallotBox.destroy", killed)
        with pytest.raises(RuntimeError):
            service.close()
    after = service.tables()
    assert {name for name in after if after[name] != before[name]} <= {"keys.keys"}
    service.close()
    assert len(service.of(CycleClosed)) == 1
    assert service.groups()[ReviewGroup.PEER].answers == 4


def test_no_other_service_reads_ballots_and_no_other_tenant(service: Service) -> None:
    service.open(PEERS)
    service.answer("grace", 3)
    for role in ("milepost_projection", "milepost_gateway", "milepost_skills"):
        with psycopg.connect(role_dsn(service.dsn, role)) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("select * from feedback.ballots")
    with psycopg.connect(role_dsn(service.dsn, "milepost_feedback")) as conn:
        conn.execute("select set_config('milepost.organisation', 'other', false)")
        assert conn.execute("select * from feedback.ballots").fetchall() == []


def test_a_request_reaches_everyone_asked_or_nobody(service: Service) -> None:
    for number in range(10):
        request = Request(
            "feedback.request_feedback", {"person": "alan", "of": ["grace"]}, f"ask-{number}", "alan", "c"
        )
        service.handling.execute("acme", request, now=NOW)
    before = len(service.events())
    with pytest.raises(MilepostError) as refused:
        service.give("request_feedback", "ada", person="ada", of=["edsger", "grace"])
    assert "of" in refused.value.fields
    assert len(service.events()) == before
    answer = service.give("request_feedback", "ada", person="ada", of=["edsger", "barbara"], request="mine")
    assert answer.streams.keys() == {"inbox-edsger", "inbox-barbara"}


def test_reports_of_many_are_released_together(service: Service) -> None:
    service.open(PEERS)
    service.close()
    answer = service.give("release_reports", cycle="spring", people=["ada", "grace"])
    assert answer.streams.keys() == {"review-spring/ada", "review-spring/grace"}
