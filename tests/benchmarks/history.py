"""A long history, copied straight into the log of goals: fifty events a person over a year.

Everybody has two goals with measures, progress, check-ins and actions, a setback, a plan, an idea of success, and a
few notes of how they are. Events of different people alternate, as they do in a real log: the first of everybody,
then the second of everybody ... Personal fields are encrypted under everybody's own key. The hashes are not those
of the chain, which none of the measurements verifies.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection

from shared.contracts.goals import events as e
from shared.event import Event
from shared.log.writer import EventLog

TODAY = date(2026, 11, 2)
EVENTS_A_PERSON = 50

_BEGAN = TODAY - timedelta(days=EVENTS_A_PERSON * 7)
_HASH = bytes(32)
_TYPES = (
    *("text", "int8", "text", "int4", "text", "int2", "text", "timestamptz", "timestamptz"),
    *("text", "text", "text", "text", "bytea", "bytea", "bytea"),  # in binary, json is its text
)
_HEAD = """
    insert into {log}.heads select %(organisation)s, max(position), max(recorded), %(hash)s
    from {log}.events where organisation = %(organisation)s
"""
_RELAYED = "insert into {log}.relayed values (%s, %s)"

Make = Callable[[str, date], Event]
"""The event of a person on a day."""

Year = Sequence[tuple[str, Make]]
"""What happens to everybody, a week apart: the category of the stream, and the event."""


def person(number: int) -> str:
    """The id of a person. A person of a smaller history is in a larger one, too."""
    return f"person-{number:05}"


def copy_history(conn: Connection, log: EventLog, organisation: str, people: int, year: Year | None = None) -> int:
    """Make the log of an organisation that has none yet, by the year of goals or another, and answer its events.

    Nothing of it is left to be relayed.
    """
    year = _YEAR if year is None else year
    source = log.source
    everybody = [person(number) for number in range(people)]
    ciphers = log.keys.ciphers_for_writing(organisation, everybody)
    with conn.transaction():
        with conn.cursor().copy(f"copy {source}.events from stdin (format binary)") as copy:
            copy.set_types(_TYPES)
            for row in _rows(log, organisation, everybody, ciphers, year):
                copy.write_row(row)
        conn.execute(_HEAD.format(log=source), {"organisation": organisation, "hash": _HASH})
        conn.execute(_RELAYED.format(log=source), (organisation, people * len(year)))
    conn.execute(f"vacuum analyze {source}.events")
    return people * len(year)


def _rows(
    log: EventLog, organisation: str, everybody: Sequence[str], ciphers: Any, year: Year
) -> Iterator[Sequence[Any]]:
    position = 0
    versions: Counter[str] = Counter()
    for number, (category, make) in enumerate(year):
        versions[category] += 1
        on = _BEGAN + timedelta(days=7 * number)
        at = datetime.combine(on, time(9), UTC)
        for who in everybody:
            position += 1
            event = make(who, on)
            data, personal = log.codec.encode(event, organisation, ciphers)
            command = f"command-{position}"
            yield (
                *(organisation, position, f"{category}-{who}", versions[category]),
                *(type(event).__name__, event.version, who, at, at + timedelta(microseconds=position)),
                *(who, command, command, None, data, personal, _HASH),
            )


def _goal_set(goal: str, title: str) -> Make:
    return lambda who, on: e.GoalSet(
        goal=f"{goal}-{who}",
        person=who,
        on=on,
        title=title,
        kind=e.GoalKind.SKILL,
        starts_on=on,
        due=TODAY + timedelta(days=90),
        check_in_every_days=14,
        description="Why it matters to me, and how I will know that I am there.",
    )


def _measure(goal: str) -> Make:
    return lambda who, on: e.MeasureDefined(
        goal=f"{goal}-{who}",
        person=who,
        on=on,
        measure="done",
        title="How much of it is done",
        kind=e.MeasureKind.PERCENTAGE,
        from_value=Decimal(0),
        to_value=Decimal(100),
        weight=1,
    )


def _progress(goal: str, value: int) -> Make:
    return lambda who, on: e.ProgressRecorded(
        goal=f"{goal}-{who}", person=who, on=on, measure="done", value=Decimal(value), note="A good week."
    )


def _check_in(goal: str) -> Make:
    return lambda who, on: e.CheckedIn(
        goal=f"{goal}-{who}", person=who, on=on, confidence=Decimal("0.8"), kept=True, note="On my way."
    )


def _planned(goal: str, action: str) -> Make:
    return lambda who, on: e.ActionPlanned(
        goal=f"{goal}-{who}", person=who, on=on, action=action, title=f"Do {action}", due=on + timedelta(days=14)
    )


def _completed(goal: str, action: str) -> Make:
    return lambda who, on: e.ActionCompleted(goal=f"{goal}-{who}", person=who, on=on, action=action)


def _success(who: str, on: date) -> Event:
    return e.SuccessDefined(
        person=who, on=on, success="Good work with good people.", values=("craft", "family"), desired_roles=("lead",)
    )


def _drafted(who: str, on: date) -> Event:
    return e.PlanDrafted(
        plan=f"plan-{who}", person=who, on=on, to_role="lead", horizon=TODAY + timedelta(days=700), from_role="engineer"
    )


def _step(step: str) -> Make:
    return lambda who, on: e.StepAdded(
        plan=f"plan-{who}",
        person=who,
        on=on,
        step=step,
        kind=e.StepKind.PROJECT,
        title=f"Take on {step}",
        by=TODAY + timedelta(days=200),
    )


def _step_taken(who: str, on: date) -> Event:
    return e.StepTaken(plan=f"plan-{who}", person=who, on=on, step="first", outcome="It went well.")


def _setback(who: str, on: date) -> Event:
    return e.SetbackRecorded(
        setback=f"setback-{who}",
        person=who,
        on=on,
        kind=e.SetbackKind.REJECTION,
        impact=3,
        description="Somebody else was chosen.",
        goals=(f"first-{who}",),
    )


def _lesson(who: str, on: date) -> Event:
    return e.LessonDrawn(setback=f"setback-{who}", person=who, on=on, lesson="Ask for feedback earlier.")


def _adapted(who: str, on: date) -> Event:
    return e.CourseAdapted(
        setback=f"setback-{who}", person=who, on=on, change="Another way there.", goals=(f"first-{who}",)
    )


def _recovered(who: str, on: date) -> Event:
    return e.Recovered(setback=f"setback-{who}", person=who, on=on, days=21)


def _wellbeing(who: str, on: date) -> Event:
    return e.WellbeingNoted(person=who, on=on, energy=4, balance=3)


def _achieved(who: str, on: date) -> Event:
    return e.GoalAchieved(goal=f"first-{who}", person=who, on=on, progress=Decimal(1))


def of(category: str, *makes: Make) -> list[tuple[str, Make]]:
    return [(category, make) for make in makes]


_FIRST, _SECOND = "goal-first", "goal-second"

_YEAR: Year = (
    *of("vision", _success),
    *of(_FIRST, _goal_set("first", "Learn to read query plans"), _measure("first"), _planned("first", "reading")),
    *of("wellbeing", _wellbeing),
    *of(_FIRST, *(make for value in range(10, 50, 10) for make in (_progress("first", value), _check_in("first")))),
    *of("career_plan", _drafted, _step("first"), _step("second"), _step("third")),
    *of(_FIRST, _completed("first", "reading"), _planned("first", "practice")),
    *of(_SECOND, _goal_set("second", "Mentor a colleague"), _measure("second"), _planned("second", "asking")),
    *of("setback", _setback, _lesson, _adapted),
    *of("wellbeing", _wellbeing),
    *of(_FIRST, *(make for value in range(50, 90, 10) for make in (_progress("first", value), _check_in("first")))),
    *of("setback", _recovered),
    *of("career_plan", _step_taken),
    *of(_SECOND, *(make for value in range(20, 100, 20) for make in (_progress("second", value), _check_in("second")))),
    *of(_FIRST, _completed("first", "practice"), _progress("first", 100), _achieved),
    *of(_SECOND, _completed("second", "asking"), _check_in("second")),
    *of("wellbeing", _wellbeing),
)
