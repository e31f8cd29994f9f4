"""Warm paths over the ties of a large organisation by way of the gateway, against Dijkstra's algorithm in memory.

The peer has the whole graph, as numbers, and nothing else to do: no database, no gateway, no limit to the length of a
path and no alternatives. It is what could be reached at best by whoever keeps all ties of all organisations at hand.

People work in teams of ten, units of a hundred and divisions of a thousand, and know the more of each other the closer
they work; some are known to many. The rows of ties are made by the functions that fold them, and copied.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import log
from random import Random
from typing import Any

import numpy as np
from psycopg import Connection
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from services.projection.projection import Projection
from shared.contracts.integrations.events import PersonJoined
from shared.contracts.network.events import Help
from shared.contracts.network.standing import ConnectionStatus
from shared.contracts.network.strength import Contact, with_time
from shared.log.stored import NewEvent
from shared.log.writer import Write
from shared.projecting.read_model import ReadModel, Row
from shared.projecting.table import Table
from shared.read_models import ALL
from shared.read_models.circles import CIRCLES, CircleRow, Tie
from shared.read_models.ties import TIES, TieRow
from tests.benchmarks.callers import Callers, client_of
from tests.benchmarks.figure import Figure, Measurement, alone, at_most, compared
from tests.benchmarks.ground import Bench, Ground
from tests.benchmarks.history import TODAY, person
from tests.benchmarks.logs import ORGANISATION, administrator, log_of
from tests.benchmarks.timing import percentile, timed

PEOPLE = 10_000
TIES_COUNT = 100_000
CALLERS = 200
WARM_UP = 50
SAMPLES = 500
SEED = 11

_WHERE = f"warm_path, {TIES_COUNT:,} ties"
_P50, _P95 = f"{_WHERE}, p50", f"{_WHERE}, p95"
_TEAM, _UNIT, _DIVISION = 10, 100, 1_000
_HELP = (Help.NONE, Help.NONE, Help.GIVEN, Help.RECEIVED, Help.BOTH)
_REVERSED = {Help.GIVEN: Help.RECEIVED, Help.RECEIVED: Help.GIVEN}

Known = Mapping[tuple[int, int], tuple[TieRow, TieRow]]
"""The ties of people by their numbers: the row of either side."""


def measure(ground: Ground) -> Sequence[Figure]:
    """Ask for ways to people, roles and units in turns, one question at a time."""
    random = Random(SEED)
    known = _ties(random)
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        ground.say(f"making {PEOPLE:,} people and {TIES_COUNT:,} ties")
        _hire(bench)
        with administrator(bench) as conn:
            _project(bench)
            _copy(conn, known)
        stack.enter_context(bench.serving("projection", "gateway"))
        callers = Callers(bench, stack.enter_context(client_of(bench)), ORGANISATION, CALLERS)
        peer = _in_memory(known)
        ground.say(_P95)
        questions = enumerate(_questions(random))
        for number, sought in islice(questions, WARM_UP):
            _ask(callers, number, sought), peer(number)
        samples = [(_ask(callers, number, sought), peer(number)) for number, sought in islice(questions, SAMPLES)]
    ours, theirs = zip(*samples, strict=True)
    half, most, best = (percentile(each, share) * 1000 for each, share in ((ours, 0.5), (ours, 0.95), (theirs, 0.5)))
    return [
        compared(_P50, half, "ms", "Dijkstra in memory, no gateway", best, half / best, at_most(12)),
        alone(_P95, most, "ms", at_most(50)),
    ]


def _questions(random: Random) -> Iterator[Mapping[str, str]]:
    """Whom people would like to get to: mostly somebody, else one of a few of a role, or anybody of a unit."""
    while True:
        yield {"to": person(random.randrange(CALLERS, PEOPLE))}
        yield {"to": person(random.randrange(CALLERS, PEOPLE))}
        yield {"role": f"role {random.randrange(PEOPLE // 20)}"}
        yield {"unit": f"unit-{random.randrange(1 + CALLERS // _UNIT, PEOPLE // _UNIT)}"}


def _ask(callers: Callers, number: int, sought: Mapping[str, str]) -> float:
    with timed() as watch:
        found = callers.call(number, "query", name="warm_path", params=sought).result()
    assert found["paths"], sought
    return watch.seconds


def _in_memory(known: Known) -> Callable[[int], float]:
    """Finds the warmest paths from somebody to everybody, which takes no longer than to somebody far away."""
    today = datetime.now(UTC).date()
    pairs = np.array([*known, *((other, one) for one, other in known)])
    lengths = np.array([-log(row.strength_on(today)) for row, _ in known.values()] * 2)
    graph = csr_array((lengths, (pairs[:, 0], pairs[:, 1])), shape=(PEOPLE, PEOPLE))

    def seconds(number: int) -> float:
        with timed() as watch:
            dijkstra(graph, indices=number % CALLERS, return_predecessors=True)
        return watch.seconds

    return seconds


def _ties(random: Random) -> Known:
    """As many ties as are asked for: of each person half in their team, and fewer the further away."""
    known: dict[tuple[int, int], tuple[TieRow, TieRow]] = {}
    while len(known) < TIES_COUNT:
        one = random.randrange(PEOPLE)
        near, times = random.choices(((_TEAM, 20), (_UNIT, 6), (_DIVISION, 2), (None, 2)), weights=(30, 40, 20, 10))[0]
        # Far away it is rather those who came long ago, with the small numbers, whom people know.
        other = int(PEOPLE * random.random() ** 2) if near is None else one // near * near + random.randrange(near)
        pair = min(one, other), max(one, other)
        if one != other and pair not in known:
            known[pair] = _rows(random, *pair, random.randint(1, 2 * times))
    return known


def _rows(random: Random, one: int, other: int, times: int) -> tuple[TieRow, TieRow]:
    mine = theirs = Contact()
    for _ in range(times):
        on, help = TODAY - timedelta(days=random.randrange(700)), random.choice(_HELP)
        mine = with_time(mine, on, random.choice((0.25, 0.5, 1.0)), help)
        theirs = with_time(theirs, on, 0.0, _REVERSED.get(help, help))
    connected = random.random() < 0.7
    return _row(one, other, mine, mine.given, mine.received, connected), _row(
        other, one, mine, theirs.given, theirs.received, connected
    )


def _row(one: int, other: int, contact: Contact, given: float, received: float, connected: bool) -> TieRow:
    return TieRow(
        person=person(one),
        other=person(other),
        connected=connected,
        connection=ConnectionStatus.CONNECTED if connected else None,
        connection_on=TODAY if connected else None,
        amount=contact.amount,
        given=given,
        received=received,
        last_on=contact.last_on,
        times=contact.times,
    )


def _hire(bench: Bench) -> None:
    since = TODAY.replace(year=2020)
    joined = [
        PersonJoined(
            person=person(number),
            effective_on=since,
            name="Ada",
            unit=f"unit-{number // _UNIT}",
            role=f"role {number % (PEOPLE // 20)}",
        )
        for number in range(PEOPLE)
    ]
    with log_of(bench, "integrations") as directory:
        directory.append(
            ORGANISATION,
            [Write(f"person-{each.person}", 0, [NewEvent(each, "hr", "hire", "hire")]) for each in joined],
        )


def _project(bench: Bench) -> None:
    projection = Projection(bench.settings)
    projection.rebuild(list(ALL))
    projection.close()


def _copy(conn: Connection, known: Known) -> None:
    rows = [row for sides in known.values() for row in sides]
    circles: dict[str, CircleRow] = {}
    for row in rows:
        day = row.last_on.toordinal() if row.last_on else 0
        tie = Tie(row.connected, row.amount, row.given, row.received, day)
        circles[row.person] = circles.get(row.person, CircleRow(row.person)).with_tie(row.other, tie)
    _copy_rows(conn, TIES, rows)
    _copy_rows(conn, CIRCLES, list(circles.values()))
    conn.execute("vacuum analyze")


def _copy_rows(conn: Connection, model: ReadModel[Any], rows: Sequence[Row]) -> None:
    table = Table(model, f"projection.{model.name}")
    with conn.cursor().copy(table.copy) as copy:
        for row in rows:
            copy.write_row(table.as_copied(ORGANISATION, row))


MEASUREMENT = Measurement([_P50, _P95], measure)
