"""What goes wrong in the middle of traffic loses nothing, does nothing twice, and passes by itself.

One suite lives through all of it, one fault after another, as a suite in use does; each test has traffic of its own.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
import psycopg
import pytest

from shared import cloudevent
from shared.bus.link import LOST, Link
from shared.bus.message import Message
from shared.bus.publisher import ConfirmedPublisher
from shared.config import Settings
from shared.log.database import connect
from shared.log.stored import COLUMNS, StoredEvent
from tests.fixtures.postgres import crash_and_restart, durable_server
from tests.fixtures.rabbitmq import Broker, wipe
from tests.fixtures.services import eventually
from tests.fixtures.suites import ELSEWHERE, Services, a_process_a_service
from tests.fixtures.traffic import Traffic

PATIENCE = 60.0
BEFORE, AFTER = 60, 60
"""How many commands are acknowledged before something goes wrong, and after it has been put right."""

PROJECTION_QUEUES = [f"projection.goals.{number}" for number in range(Settings().partitions)]

pytestmark = pytest.mark.skipif(bool(ELSEWHERE), reason="a suite that runs elsewhere is not for us to break")


@pytest.fixture(scope="module")
def services(module_database: str, module_vhost_uri: str) -> Iterator[Services]:
    with a_process_a_service(module_database, module_vhost_uri) as running:
        yield running


@contextmanager
def traffic_on(services: Services) -> Iterator[Traffic]:
    """Traffic that flows."""
    traffic = Traffic(services.suite)
    traffic.start()
    try:
        traffic.goes_on(BEFORE)
        yield traffic
        traffic.finish()
    finally:
        traffic.stop()


def test_a_broker_that_loses_all_its_exchanges_and_queues_loses_nothing(services: Services, broker: Broker) -> None:
    with traffic_on(services) as traffic:
        wipe(broker, services.broker)
        traffic.goes_on(AFTER)
    nothing_was_lost_or_done_twice(services, traffic)


def test_a_broker_that_goes_away_and_comes_back_loses_nothing(services: Services, broker: Broker) -> None:
    with traffic_on(services) as traffic:
        broker.control("stop_app")
        try:
            eventually(lambda: traffic.failures, "a command fails, by a typed error", PATIENCE)
        finally:
            broker.control("start_app")
        traffic.goes_on(AFTER)
    nothing_was_lost_or_done_twice(services, traffic)


@pytest.mark.parametrize("service", ["projection", "goals"])
def test_a_service_that_is_killed_goes_on_where_it_was(services: Services, service: str) -> None:
    with traffic_on(services) as traffic:
        services.kill(service)
        services.start(service)
        traffic.goes_on(AFTER)
    nothing_was_lost_or_done_twice(services, traffic)


def test_a_database_that_crashes_loses_no_acknowledged_command_and_is_found_again_by_all(vhost_uri: str) -> None:
    with durable_server() as server, a_process_a_service(server.dsn, vhost_uri) as services:
        with traffic_on(services) as traffic:
            crash_and_restart(server)
            traffic.goes_on(AFTER)
        nothing_was_lost_or_done_twice(services, traffic)


def test_messages_that_are_no_events_are_kept_aside_and_hold_nothing_up(services: Services) -> None:
    before = undeliverable(services)
    with traffic_on(services) as traffic, ConfirmedPublisher(services.broker) as publisher:
        strange = strange_bodies(events_of(services, traffic.organisations[0])[0])
        publisher.publish([Message("goals.events", "GoalSet", body) for body in strange])
        traffic.goes_on(AFTER)
        eventually(lambda: undeliverable(services) == before + len(strange), "all are listed", PATIENCE)
    nothing_was_lost_or_done_twice(services, traffic)


@pytest.mark.parametrize("beyond", [1, 2, 10_000, 2**62], ids=["the next", "a gap", "a large gap", "absurd"])
def test_a_message_of_an_event_that_the_log_does_not_have_changes_nothing_and_blocks_nothing(
    services: Services, beyond: int
) -> None:
    before = undeliverable(services)
    with traffic_on(services) as traffic:
        traffic.finish()
        organisation = traffic.organisations[0]
        last = events_of(services, organisation)[-1]
        forged = msgspec.structs.replace(
            last, position=last.position + beyond, stream="goal-forged", data=last.data.replace(b"call-", b"forged-")
        )
        with ConfirmedPublisher(services.broker) as publisher:
            headers = {"organisation": organisation}
            publisher.publish([Message("goals.events", forged.type, cloudevent.encode(forged), headers)])
            # Batches come one after another: when the second of these is kept, the forged one has been dealt with.
            for kept in (1, 2):
                publisher.publish([Message("goals.events", "GoalSet", b"no event", headers)])
                eventually(lambda kept=kept: undeliverable(services) == before + kept, "it is kept", PATIENCE)
        traffic.send_one_more(organisation)
    nothing_was_lost_or_done_twice(services, traffic)


def test_two_processes_of_each_service_do_nothing_twice(services: Services) -> None:
    services.start("projection", "goals")
    with traffic_on(services) as traffic:
        traffic.goes_on(5 * AFTER)
    nothing_was_lost_or_done_twice(services, traffic)
    assert services.alive("projection")
    assert services.alive("goals")


def nothing_was_lost_or_done_twice(services: Services, traffic: Traffic) -> None:
    """Every command has one answer and is in the log once, the tables are what the log says, and events flow."""
    assert traffic.send_again() == traffic.answers
    assert times_in_log(services, traffic) == dict.fromkeys(traffic.answers, 1)
    events_flow_through_the_broker(services, traffic)
    eventually(lambda: behind(services) == [], "the read models reach the heads", PATIENCE)
    verified = services.operate("verify", "--chain", "--read-models", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    found = json.loads(verified.stdout)
    checked = {(each["source"], each["organisation"]) for each in found["chains"]}
    assert checked >= {(source, name) for source in ("goals", "integrations") for name in traffic.organisations}
    assert all(each["position"] == each["head"] and each["waiting"] == 0 for each in found["read_models"])


def times_in_log(services: Services, traffic: Traffic) -> Counter[tuple[str, str]]:
    return Counter(
        (organisation, event.command_id)
        for organisation in traffic.organisations
        for event in events_of(services, organisation)
    )


def events_flow_through_the_broker(services: Services, traffic: Traffic) -> None:
    """A queue of somebody else's is given a new event, and the projection consumes its own."""
    uri = services.broker
    eventually(lambda: consumed(uri, PROJECTION_QUEUES), "the projection consumes", PATIENCE)
    link = Link(uri)
    try:
        link.channel.queue_declare(queue="tap", exclusive=True)
        link.channel.queue_bind(queue="tap", exchange="goals.events", routing_key="GoalSet")
        command_id = traffic.send_one_more(traffic.organisations[0])
        seen: set[str] = set()

        def arrived() -> bool:
            while message := link.channel.basic_get(queue="tap", no_ack=True):
                seen.add(cloudevent.decode(message.body).command_id)
            return command_id in seen

        eventually(arrived, "a new event comes through the broker", PATIENCE)
    finally:
        link.close()


def consumed(uri: str, queues: Sequence[str]) -> bool:
    """Whether all of these queues exist and have consumers."""
    try:
        link = Link(uri)
    except LOST:
        return False
    try:
        return all(link.channel.queue_declare(queue=name, passive=True).consumer_count for name in queues)
    except LOST:
        return False
    finally:
        link.close()


def events_of(services: Services, organisation: str) -> list[StoredEvent]:
    """The goals' log of an organisation, as its tables hold it."""
    query = f"select {COLUMNS} from events where organisation = %s order by position"
    with connect(services.env["MILEPOST_POSTGRES_DSN"], schema="goals", name="milepost-test") as conn:
        return [StoredEvent("goals", *row) for row in conn.execute(query, (organisation,))]


def behind(services: Services) -> list[tuple[str, str, str]]:
    """The read models that are not where the logs are: source, organisation and name."""
    query = """
        select source, organisation, read_model from projection.checkpoints join (
            select 'goals' as source, organisation, position from goals.heads union all
            select 'integrations', organisation, position from integrations.heads
        ) as heads using (source, organisation)
        where checkpoints.position <> heads.position
    """
    with psycopg.connect(services.env["MILEPOST_POSTGRES_DSN"]) as conn:
        return conn.execute(query).fetchall()


def undeliverable(services: Services) -> int:
    """How many messages were no events, as operators are told."""
    listed = services.operate("parked", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    count: int = json.loads(listed.stdout)["undeliverable"]
    return count


def strange_bodies(event: StoredEvent) -> list[bytes]:
    """Bodies that are no event, in as many ways as there are; `event` is one to spoil."""
    good = cloudevent.encode(event)
    whole = json.loads(good)
    spoilt = (
        {"specversion": "2.0"},
        {"source": "/milepost/integrations"},
        {"source": "/elsewhere/goals"},
        {"position": "seven"},
        {"position": 0},
        {"organisation": ""},
        {"organisation": "or\0ganisation"},
        {"time": "yesterday"},
        {"personal": "not base64!"},
    )
    return [
        b"",
        b"\0",
        b"\xff\xfe\xfd",
        b"[]",
        b"{}",
        b"[" * 100_000,
        good[: len(good) // 2],
        *(json.dumps({**whole, **changes}).encode() for changes in spoilt),
    ]
