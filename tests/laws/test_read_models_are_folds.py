"""Whatever the broker does with the events, every read model is the left fold of the log, and nothing else.

Histories are random commands on a real log; deliveries are cut into batches, repeated, reordered and lost.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.goals.handlers import HANDLERS
from shared.commanding.request import Request
from shared.log.database import connect_pool
from shared.log.stored import StoredEvent
from shared.projecting import checkpoints, parking
from shared.projecting.decoding import EventReader
from shared.projecting.folding import rows_as_of
from shared.projecting.part import Sources
from shared.projecting.projector import Projector
from shared.projecting.rebuild import Rebuild
from shared.projecting.table import Table
from shared.read_models import ALL, ERASURE
from tests.fixtures.logs import MASTER_KEY, GoalsLog, open_goals_log
from tests.fixtures.postgres import role_dsn

MODELS = [model for model in ALL.values() if model.source == "goals"]
PEOPLE = ("ada", "grace", "linus")
ORGANISATIONS = ("acme", "other")

CREATED = {"goals.set_goal": "goal", "goals.draft_plan": "plan", "goals.record_setback": "setback"}
EXAMPLES = [(handler.name, dict(handler.command.contract.example)) for handler in HANDLERS]
EMPTIED = (
    "goals.events",
    "goals.heads",
    "goals.commands",
    "projection.checkpoints",
    "projection.parked",
    "projection.forgotten",
)
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, Request]]:
    """Commands of two organisations, made of the examples of their schemas, on a few aggregates of a few people."""
    commands = []
    for number in range(draw(st.integers(1, 60))):
        name, payload = draw(st.sampled_from(EXAMPLES))
        person = draw(st.sampled_from(PEOPLE))
        payload = dict(payload)
        payload["person" if "person" in payload else "people"] = person if "person" in payload else list(PEOPLE)
        for identity in ("goal", "plan", "setback"):
            if identity in payload or CREATED.get(name) == identity:
                payload[identity] = f"{person}-{draw(st.integers(1, 2))}"
        organisation = draw(st.sampled_from(ORGANISATIONS))
        commands.append((organisation, Request(name, payload, f"c{number}", person, f"c{number}")))
    return commands


class World:
    """A goals log with its projector, on a database that is emptied for each example."""

    def __init__(self, dsn: str, stack: ExitStack) -> None:
        self.dsn = dsn
        self.goals: GoalsLog = open_goals_log(dsn, stack)
        role = role_dsn(dsn, "milepost_projection")
        self.pool = stack.enter_context(connect_pool(role, schema="projection", name="test-projection"))
        self.reader = EventReader(self.goals.log.codec, self.goals.log.keys)
        self.sources = Sources(role, role_dsn(dsn, "milepost_goals"), role, MASTER_KEY, "goals", "shared.read_models")
        self.rebuild()

    def projector(self) -> Projector:
        return Projector(self.goals.feed, self.pool, self.reader, models=MODELS, everything=MODELS, erasure=ERASURE)

    def rebuild(self, workers: int = 0) -> int:
        return Rebuild(self.sources, self.goals.feed, self.reader, MODELS, workers=workers).run()

    def clear(self) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            for table in (*EMPTIED, *(f"projection.{model.name}" for model in MODELS)):
                conn.execute(f"delete from {table}")

    def live(self, organisations: Sequence[str]) -> None:
        for organisation, command in organisations:
            self.goals.handling.execute_many(organisation, [command])

    def events(self, organisation: str) -> list[StoredEvent]:
        return [event for batch in self.goals.feed.batches(organisation) for event in batch]

    def rows(self, organisation: str) -> dict[str, set[Any]]:
        found = {}
        with psycopg.connect(self.dsn) as conn:
            for model in MODELS:
                columns = ", ".join(model.row.__struct_fields__)
                rows = f"(select {columns} from projection.{model.name} where organisation = %s) as row"
                query = f"select coalesce(json_agg(row), '[]')::text from {rows}"
                (rows,) = conn.execute(query, (organisation,)).fetchone()
                found[model.name] = by_key(model, Table(model).decode(rows))
        return found

    def folded(self, organisation: str, until: int | None = None) -> dict[str, Any]:
        events = self.events(organisation)
        decoded = self.reader.read([event for event in events if until is None or event.position <= until]).events
        rows = rows_as_of(MODELS, decoded)
        return {model.name: by_key(model, rows[model.name]) for model in MODELS}

    def reached(self, organisation: str) -> int:
        """How far every read model has come; all of them come equally far."""
        with self.pool.connection() as conn:
            return checkpoints.reached_by_all(conn, "goals", MODELS).get(organisation, 0)

    def parked(self) -> Sequence[Any]:
        with psycopg.connect(self.dsn) as conn:
            conn.execute("set search_path to projection")
            return parking.listed(conn)


def by_key(model: Any, rows: Sequence[Any]) -> dict[Any, Any]:
    return {model.key_of_row(row): row for row in rows}


@pytest.fixture(scope="module")
def world(module_database: str) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(module_database, stack)


@SLOW
@given(history=histories(), data=st.data())
def test_duplicated_reordered_dropped_and_batched_deliveries_give_the_fold_of_the_log(
    world: World, history: list[Any], data: st.DataObject
) -> None:
    world.clear()
    world.live(history)
    projector = world.projector()
    sent = [event for organisation in ORGANISATIONS for event in world.events(organisation)]
    deliveries = data.draw(st.lists(st.sampled_from(sent), max_size=2 * len(sent))) if sent else []
    while deliveries:
        size = data.draw(st.integers(1, len(deliveries)))
        projector.apply(deliveries[:size])
        deliveries = deliveries[size:]
        for organisation in ORGANISATIONS:
            reached = world.reached(organisation)
            assert world.rows(organisation) == world.folded(organisation, reached)
        if data.draw(st.booleans()):
            projector = world.projector()
    projector.catch_up()
    for organisation in ORGANISATIONS:
        assert world.reached(organisation) == world.goals.feed.head(organisation)
        assert world.rows(organisation) == world.folded(organisation)
    assert not world.parked()


@settings(SLOW, max_examples=6)
@given(history=histories())
def test_a_rebuild_gives_what_folding_live_gives(world: World, history: list[Any]) -> None:
    world.clear()
    world.live(history)
    world.projector().catch_up()
    live = {organisation: world.rows(organisation) for organisation in ORGANISATIONS}
    world.rebuild()
    for organisation in ORGANISATIONS:
        assert world.rows(organisation) == live[organisation] == world.folded(organisation)
        assert world.reached(organisation) == world.goals.feed.head(organisation)


@settings(SLOW, max_examples=4)
@given(history=histories(), later=histories())
def test_folding_goes_on_after_a_rebuild_as_if_there_had_been_none(
    world: World, history: list[Any], later: list[Any]
) -> None:
    world.clear()
    world.live(history)
    world.rebuild()
    renamed = [(o, Request(c.command, c.payload, f"later-{c.command_id}", c.actor, c.correlation_id)) for o, c in later]
    world.live(renamed)
    world.projector().catch_up()
    for organisation in ORGANISATIONS:
        assert world.rows(organisation) == world.folded(organisation)
