"""The network's commands on a real log: one stream from either side, and nothing that tells of the unseen."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from services.network.handlers import HANDLERS
from services.network.mentoring_request import NoRoom
from shared.commanding.handling import CommandHandling
from shared.commanding.request import Answer, Outcome, Request
from shared.contracts.integrations.record import Record
from shared.contracts.network import events
from shared.errors import NotFound, to_wire
from shared.log.codec import Codec
from shared.log.database import connect_pool
from shared.log.keys import KeyStore
from shared.log.snapshots import Snapshots
from shared.log.writer import EventLog
from tests.fixtures.postgres import role_dsn

ROLE = "milepost_network"


class Everybody:
    """A directory that knows whoever is asked about, with nobody above them."""

    def record(self, organisation: str, person: str) -> Record | None:
        return Record()


@pytest.fixture
def handling(database: str) -> Iterator[CommandHandling]:
    with ExitStack() as stack:
        pool = stack.enter_context(connect_pool(role_dsn(database, ROLE), schema="network", name="test-network"))
        keys_pool = stack.enter_context(connect_pool(role_dsn(database, ROLE), schema="keys", name="test-keys"))
        keys = KeyStore(keys_pool, bytes(range(32)))
        log = EventLog("network", pool, keys, Codec(events))
        yield CommandHandling(log, HANDLERS, Snapshots(pool, keys), Everybody())


def asked(name: str, person: str, **payload: Any) -> Request:
    command_id = "/".join([name, person, *map(str, payload.values())])
    return Request(f"network.{name}", {"person": person, **payload}, command_id, person, command_id)


def done(handling: CommandHandling, *requests: Request) -> list[Answer]:
    """The answers to commands that succeed, each sent by itself."""
    return [handling.execute("acme", request) for request in requests]


def test_two_people_write_to_the_same_stream_whichever_of_them_acts(handling: CommandHandling) -> None:
    answers = done(
        handling,
        asked("invite_connection", "grace", other="ada"),
        asked("accept_connection", "ada", other="grace"),
        asked("end_connection", "grace", other="ada"),
    )
    assert [(answer.stream, answer.version) for answer in answers] == [
        ("connection-ada+grace", 2),
        ("connection-ada+grace", 4),
        ("connection-ada+grace", 6),
    ]


def test_requests_that_arrive_together_never_exceed_the_capacity(handling: CommandHandling) -> None:
    done(handling, asked("offer_mentoring", "grace", topics=["sql"], capacity=1))
    mentees = ["ada", "alan"]
    said = {"topics": ["sql"], "why": "To lead"}
    done(handling, *(asked("request_mentoring", who, mentor="grace", mentorship=who, **said) for who in mentees))
    outcomes = handling.execute_many(
        "acme", [asked("agree_to_mentoring", "grace", mentor="grace", mentorship=who) for who in mentees]
    )
    assert [type(outcome) for outcome in outcomes] == [Answer, NoRoom]


def test_an_opportunity_that_one_does_not_see_is_refused_as_one_that_never_was(handling: CommandHandling) -> None:
    gig = {"opportunity": "gig", "kind": "gig", "title": "Reports", "visibility": "network"}
    done(handling, asked("post_opportunity", "grace", **gig))

    def interest(opportunity: str) -> Outcome:
        (outcome,) = handling.execute_many("acme", [asked("express_interest", "ada", opportunity=opportunity)])
        return outcome

    hidden, missing = interest("gig"), interest("gag")
    assert isinstance(hidden, NotFound)
    assert isinstance(missing, NotFound)
    assert str(to_wire(hidden)).replace("gig", "gag") == str(to_wire(missing))

    done(
        handling,
        asked("invite_connection", "ada", other="grace"),
        asked("accept_connection", "grace", other="ada"),
    )
    assert isinstance(interest("gig"), Answer)
