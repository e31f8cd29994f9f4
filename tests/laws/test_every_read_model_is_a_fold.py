"""Whatever happened, in whatever way its events arrive, every read model of every service is the fold of the log.

Unlike in `test_read_models_are_folds`, the rules of the domain do not choose what happens: any events do, so that
each fold meets what it cannot have been written for.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.log.codec import Codec
from shared.log.database import Pool, connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.stored import NewEvent, StoredEvent
from shared.log.writer import EventLog, Write
from shared.projecting import parking
from shared.projecting.decoding import EventReader
from shared.projecting.folding import rows_as_of
from shared.projecting.part import Sources
from shared.projecting.projector import Projector
from shared.projecting.rebuild import Rebuild
from shared.projecting.table import Table
from shared.read_models import ALL, CONTRACTS, ERASURE, SOURCES
from tests.fixtures.any_events import any_event
from tests.fixtures.logs import MASTER_KEY
from tests.fixtures.postgres import role_dsn

CONTRACT = {contract.__name__.split(".")[-2]: contract for contract in CONTRACTS}
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


class World:
    """The log of one service with its read models, on a database that is emptied for each example."""

    def __init__(self, source: str, dsn: str, stack: ExitStack) -> None:
        def pool(role: str, schema: str) -> Pool:
            name = f"milepost_{role}"
            return stack.enter_context(connect_pool(role_dsn(dsn, name), schema=schema, name="test-law"))

        self.dsn, self.source = dsn, source
        self.models = [model for model in ALL.values() if model.source == source]
        codec = Codec(*CONTRACTS)
        self.log = EventLog(source, pool(source, source), KeyStore(pool(source, "keys"), MASTER_KEY), codec)
        self.feed = Feed(source, pool("projection", source))
        self.reader = EventReader(codec, KeyStore(pool("projection", "keys"), MASTER_KEY))
        self.pool = pool("projection", "projection")
        role = role_dsn(dsn, "milepost_projection")
        self.sources = Sources(role, role, role, MASTER_KEY, source, "shared.read_models")
        self.rebuild()

    def projector(self) -> Projector:
        return Projector(self.feed, self.pool, self.reader, models=self.models, everything=self.models, erasure=ERASURE)

    def rebuild(self) -> None:
        Rebuild(self.sources, self.feed, self.reader, self.models).run()

    def clear(self) -> None:
        emptied = [f"{self.source}.events", f"{self.source}.heads", "projection.checkpoints", "projection.parked"]
        emptied += ["projection.forgotten", *(f"projection.{model.name}" for model in self.models)]
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            for table in emptied:
                conn.execute(f"delete from {table}")

    def tell(self, events: Sequence[Any]) -> list[StoredEvent]:
        writes = [Write(f"any-{n}", 0, [NewEvent(event, "ada", f"c{n}", "told")]) for n, event in enumerate(events)]
        self.log.append("acme", writes)
        return [event for batch in self.feed.batches("acme") for event in batch]

    def rows(self) -> dict[str, Any]:
        found = {}
        with psycopg.connect(self.dsn) as conn:
            for model in self.models:
                columns = ", ".join(model.row.__struct_fields__)
                rows = f"(select {columns} from projection.{model.name} where organisation = 'acme') as row"
                (rows,) = conn.execute(f"select coalesce(json_agg(row), '[]')::text from {rows}").fetchone()
                found[model.name] = {model.key_of_row(row): row for row in Table(model).decode(rows)}
        return found

    def folded(self, stored: Sequence[StoredEvent]) -> dict[str, Any]:
        rows = rows_as_of(self.models, self.reader.read(stored).events)
        return {model.name: {model.key_of_row(row): row for row in rows[model.name]} for model in self.models}

    def parked(self) -> Sequence[Any]:
        with psycopg.connect(self.dsn) as conn:
            conn.execute("set search_path to projection")
            return parking.listed(conn)


@pytest.fixture(scope="module", params=SOURCES)
def world(request: pytest.FixtureRequest, module_database: str) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(request.param, module_database, stack)


@FEW
@given(data=st.data())
def test_duplicated_reordered_dropped_and_batched_deliveries_give_the_fold_of_the_log(
    world: World, data: st.DataObject
) -> None:
    world.clear()
    sent = world.tell(data.draw(st.lists(any_event(CONTRACT[world.source]), min_size=1, max_size=60)))
    projector = world.projector()
    deliveries = data.draw(st.lists(st.sampled_from(sent), max_size=2 * len(sent)))
    while deliveries:
        size = data.draw(st.integers(1, len(deliveries)))
        projector.apply(deliveries[:size])
        deliveries = deliveries[size:]
        if data.draw(st.booleans()):
            projector = world.projector()
    projector.catch_up()
    assert not world.parked()
    erased = {event.subject for event in sent if event.type == ERASURE.__name__}
    assert world.rows() == world.folded([event for event in sent if event.subject not in erased])


@settings(FEW, max_examples=4)
@given(data=st.data())
def test_a_rebuild_gives_what_folding_live_gives(world: World, data: st.DataObject) -> None:
    world.clear()
    world.tell(data.draw(st.lists(any_event(CONTRACT[world.source]), min_size=1, max_size=60)))
    world.projector().catch_up()
    live = world.rows()
    world.rebuild()
    assert world.rows() == live
