"""An import of the directory, thousands of people in one append with keys to be made, against COPY of the rows."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count

from shared.contracts.integrations.events import PersonJoined
from shared.log.stored import NewEvent
from shared.log.writer import EventLog, Write
from tests.benchmarks.copying import copied_out, copy_rate
from tests.benchmarks.figure import Figure, Measurement, at_least, compared
from tests.benchmarks.ground import Ground
from tests.benchmarks.history import TODAY
from tests.benchmarks.logs import administrator, log_of
from tests.benchmarks.timing import in_turns, timed

PEOPLE = 8_192
ROUNDS = 4

_NAME = f"import of {PEOPLE:,} people, against COPY"
_numbers = count(1)


def measure(ground: Ground) -> Sequence[Figure]:
    """Bring the same people into an organisation of its own each round."""
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench(broker=False))
        log = stack.enter_context(log_of(bench, "integrations"))
        conn = stack.enter_context(administrator(bench))
        ours = _imports(log)
        ours()
        rows = stack.enter_context(copied_out(conn, "select * from integrations.events"))
        reached = in_turns(ROUNDS, ours, copy_rate(conn, rows, PEOPLE))
    return [
        compared(
            _NAME,
            reached.ours,
            "events/s",
            "COPY of the rows, made before",
            reached.peer,
            reached.ratio,
            at_least(0.12),
        )
    ]


def _imports(log: EventLog) -> Callable[[], float]:
    def bring_in() -> float:
        organisation = f"organisation-{next(_numbers)}"
        writes = [_joined(number) for number in range(PEOPLE)]
        with timed() as watch:
            log.append(organisation, writes)
        return PEOPLE / watch.seconds

    return bring_in


def _joined(number: int) -> Write:
    person = f"person-{number}"
    event = PersonJoined(
        person=person,
        effective_on=TODAY,
        name=f"Given-{number} Family-{number}",
        email=f"{person}@example.org",
        external_id=f"E{number:06}",
        unit=f"unit-{number % 50}",
        role=f"role-{number % 20}",
        manager=f"person-{number // 10}",
        grade=f"G{number % 9}",
        location="Utrecht",
    )
    return Write(f"person-{person}", 0, [NewEvent(event, "integration@acme", "import-1", "import-1")])


MEASUREMENT = Measurement([_NAME], measure)
