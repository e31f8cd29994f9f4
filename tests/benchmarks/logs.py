"""Logs to measure on: written by the library as a service writes them, and a table to compare with."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from psycopg import Connection

from shared.bus.dependencies import close_log, open_log
from shared.contracts.feedback import events as feedback_events
from shared.contracts.goals import events as goals_events
from shared.contracts.goals.events import GoalKind, GoalSet
from shared.contracts.integrations import events as integrations_events
from shared.contracts.network import events as network_events
from shared.contracts.skills import events as skills_events
from shared.log.stored import NewEvent
from shared.log.writer import Appended, EventLog, Remembered, Write
from tests.benchmarks.ground import Bench
from tests.benchmarks.history import TODAY

ORGANISATION = "acme"
CONTRACTS = {
    "goals": goals_events,
    "skills": skills_events,
    "network": network_events,
    "feedback": feedback_events,
    "integrations": integrations_events,
}
LIKE_EVENTS = "create table like_events (like goals.events including all)"
"""A table with the columns and the indexes of the log, and nothing else of it."""

_FINGERPRINT = bytes(32)
_numbers = count(1)


@contextmanager
def log_of(bench: Bench, service: str = "goals") -> Iterator[EventLog]:
    """The log of a service, by its own role."""
    log = open_log(bench.settings, service, CONTRACTS[service])
    try:
        yield log
    finally:
        close_log(log)


@contextmanager
def administrator(bench: Bench) -> Iterator[Connection]:
    """A connection in autocommit mode that no policy keeps rows from, with every statement prepared."""
    with psycopg.connect(bench.dsn, autocommit=True, prepare_threshold=0) as conn:
        yield conn


def goal_set(number: int, person: str = "ada") -> GoalSet:
    """Someone's goal, like any other."""
    return GoalSet(
        goal=f"goal-{number}",
        person=person,
        on=TODAY,
        title="Lead the migration of the billing service",
        kind=GoalKind.PROJECT,
        starts_on=TODAY,
        due=TODAY.replace(year=TODAY.year + 1),
        check_in_every_days=14,
        description="Plan it with the team, move customer by customer, and switch the old one off.",
    )


def append_goal(log: EventLog, organisation: str = ORGANISATION, person: str = "ada") -> Appended:
    """Append one GoalSet to a new stream and remember its command, in one transaction."""
    number = next(_numbers)
    event = goal_set(number, person)
    command = f"command-{number}"
    stream = f"goal-{event.goal}"
    return log.append(
        organisation,
        [Write(stream, 0, [NewEvent(event, person, command, command)])],
        [Remembered(command, _FINGERPRINT, {stream: 1})],
    )
