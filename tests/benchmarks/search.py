"""Search over a large organisation by way of the gateway, against a scan for part of a name in the same tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from typing import Any

import psycopg

from services.projection.projection import Projection
from shared.bus.dependencies import close_log, open_log
from shared.contracts.integrations import events as integrations_events
from shared.contracts.integrations.events import PersonJoined
from shared.contracts.skills import events as skills_events
from shared.contracts.skills.events import SkillClaimed, SkillDefined
from shared.event import Event
from shared.log.stored import NewEvent
from shared.log.writer import Write
from shared.read_models import ALL
from tests.benchmarks.callers import Callers, client_of
from tests.benchmarks.figure import Figure, Measurement, alone, at_most, compared
from tests.benchmarks.ground import Bench, Ground
from tests.benchmarks.history import TODAY, person
from tests.benchmarks.logs import ORGANISATION, administrator
from tests.benchmarks.timing import percentile, timed
from tests.benchmarks.words import Words

PEOPLE = 100_000
SKILLS = 13_000
CALLERS = 100
WARM_UP = 50
SAMPLES = 400

_WHERE = f"search, {PEOPLE:,} people and {SKILLS:,} skills"
_P50, _P95 = f"{_WHERE}, p50", f"{_WHERE}, p95"
_BATCH = 5_000

_SCAN = """
    select person, name from people where organisation = %(organisation)s and name ilike %(pattern)s
    union all
    select skill, name from skills
    where organisation = %(organisation)s and (name ilike %(pattern)s or aliases::text ilike %(pattern)s)
    limit 50
"""

Question = tuple[str, Mapping[str, Any]]
"""What somebody typed, and the parameters of the query with it."""


def measure(ground: Ground) -> Sequence[Figure]:
    """Ask for people and skills in turns, each with a typing error, one question at a time."""
    words = Words()
    names, skills = words.people(PEOPLE), words.skills(SKILLS)
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        ground.say(f"making {PEOPLE:,} people and {SKILLS:,} skills")
        _tell(bench, "integrations", integrations_events, _hired(names))
        _tell(bench, "skills", skills_events, [*_catalogue(skills), *_claimed()])
        _project(bench)
        stack.enter_context(bench.serving("projection", "gateway"))
        callers = Callers(bench, stack.enter_context(client_of(bench)), ORGANISATION, CALLERS)
        scan = _scan(stack.enter_context(_as_gateway(bench)))
        ground.say(_P95)
        questions = _questions(words, names, [each[0] for each in skills])
        for number, question in enumerate(islice(questions, WARM_UP)):
            _ask(callers, number, question), scan(question)
        samples = [
            (_ask(callers, number, question), scan(question))
            for number, question in enumerate(islice(questions, SAMPLES))
        ]
    ours, scans = zip(*samples, strict=True)
    half, most, peer = (percentile(each, share) * 1000 for each, share in ((ours, 0.5), (ours, 0.95), (scans, 0.5)))
    return [
        compared(_P50, half, "ms", "a scan by ilike, no gateway", peer, half / peer, at_most(0.5)),
        alone(_P95, most, "ms", at_most(50)),
    ]


def _hired(names: Sequence[str]) -> Sequence[Event]:
    since = TODAY.replace(year=2020)
    return [
        PersonJoined(person=person(number), effective_on=since, name=name, unit=f"unit-{number % 500}", role="Engineer")
        for number, name in enumerate(names)
    ]


def _catalogue(skills: Sequence[Sequence[str]]) -> Sequence[Event]:
    return [
        SkillDefined(skill=f"skill-{number}", name=name, aliases=tuple(aliases))
        for number, (name, *aliases) in enumerate(skills)
    ]


def _claimed() -> Sequence[Event]:
    """Everybody can do one thing; a tenth of them the most common one."""
    return [
        SkillClaimed(person(number), f"skill-{0 if number % 10 == 0 else number % SKILLS}", TODAY, 1, 1 + number % 5)
        for number in range(PEOPLE)
    ]


def _tell(bench: Bench, service: str, contract: Any, events: Sequence[Event]) -> None:
    log = open_log(bench.settings, service, contract)
    for start in range(0, len(events), _BATCH):
        log.append(
            ORGANISATION,
            [
                Write(f"{service}-{start + number}", 0, [NewEvent(event, "hr", f"tell-{start}", "tell")])
                for number, event in enumerate(events[start : start + _BATCH])
            ],
        )
    close_log(log)


def _project(bench: Bench) -> None:
    projection = Projection(bench.settings)
    projection.rebuild(list(ALL))
    projection.close()
    with administrator(bench) as conn:
        conn.execute("vacuum analyze")


def _as_gateway(bench: Bench) -> psycopg.Connection[Any]:
    conn = psycopg.connect(bench.settings.dsn("gateway"), autocommit=True, prepare_threshold=0)
    conn.execute("set search_path to projection")
    conn.execute("select set_config('milepost.organisation', %s, false)", (ORGANISATION,))
    return conn


def _questions(words: Words, names: Sequence[str], skills: Sequence[str]) -> Iterator[Question]:
    """People and skills, each alone and among all kinds, and people by skill and level; without end."""
    for kind in cycle(range(5)):
        of_skill = kind in {1, 3, 4}
        typed = words.mistyped(words.any_of(skills if of_skill else names))[:200]
        if kind == 4:
            yield typed, {"skill": typed, "level": 3}
        elif kind < 2:
            yield typed, {"text": typed, "kinds": ["skills" if of_skill else "people"]}
        else:
            yield typed, {"text": typed}


def _ask(callers: Callers, number: int, question: Question) -> float:
    with timed() as watch:
        callers.call(number, "query", name="search", params=question[1]).result()
    return watch.seconds


def _scan(conn: psycopg.Connection[Any]) -> Callable[[Question], float]:
    def scanned(question: Question) -> float:
        with timed() as watch:
            conn.execute(_SCAN, {"organisation": ORGANISATION, "pattern": f"%{question[0]}%"}).fetchall()
        return watch.seconds

    return scanned


MEASUREMENT = Measurement([_P50, _P95], measure)
