"""Looking at what is recommended: to one person, and to everybody in an organisation of a hundred thousand.

The facts are made as rows and copied into the tables of the service, which is where folds would have put them. Three
people in ten use Milepost: they have skills, ties and goals, and some a plan; of the others only the directory knows.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psutil
from psycopg import Connection

from services.recommendations import facts
from services.recommendations.facts.chances import ChanceRow
from services.recommendations.facts.journeys import JourneyRow
from services.recommendations.facts.ledgers import LedgerRow
from services.recommendations.facts.networks import NetworkRow
from services.recommendations.facts.noted import Noted
from services.recommendations.facts.placements import PlacementRow
from services.recommendations.opening import OpenedRecommendations
from services.recommendations.touching import OWN
from shared.bus.dependencies import close_log, open_log
from shared.commanding.request import Request
from shared.contracts.goals.events import GoalKind, StepKind
from shared.contracts.integrations.record import Assignment, Employment
from shared.contracts.network.events import OpportunityKind, SkillWanted, Visibility
from shared.contracts.network.standing import ConnectionStatus
from shared.contracts.recommendations import events as contract
from shared.contracts.recommendations.events import Kind
from shared.contracts.skills.events import LearningKind, RatingSource, RequiredSkill, SkillLevel
from shared.contracts.skills.ledger import Rating
from shared.projecting.read_model import Row
from shared.projecting.table import Table
from shared.read_models.goals import GoalRow
from shared.read_models.learning_offers import LearningOfferRow
from shared.read_models.mentors import MentorRow
from shared.read_models.opportunities import OpportunityRow
from shared.read_models.plans import PlanRow, Step
from shared.read_models.role_profiles import RoleProfileRow
from shared.read_models.skill_profiles import SkillProfileRow
from shared.read_models.skills import SkillRow
from shared.read_models.ties import TieRow
from tests.benchmarks.figure import Figure, Measurement, alone, at_most
from tests.benchmarks.ground import Ground
from tests.benchmarks.logs import ORGANISATION, administrator
from tests.benchmarks.timing import percentile, timed

PEOPLE, SKILLS, ROLES, OFFERS, CHANCES = 100_000, 2_000, 300, 800, 500
USING = 0.3
"""The share of people who use Milepost."""

SAMPLES = 300
WORKERS = 2

_ONE_50, _ONE_95 = "recommendations of one person, p50", "recommendations of one person, p95"
_ALL = "recommendations of 100,000 people"
_AGAIN = "recommendations of 100,000 people, again"
_MEMORY = "recommendations of 100,000 people, memory"

TODAY = datetime.now(UTC).date()
LONG_AGO = date(2015, 1, 1)


def measure(ground: Ground) -> Sequence[Figure]:
    """Make the organisation, look at single people, and at everybody, twice."""
    with ground.bench(broker=False) as bench:
        log = open_log(bench.settings, OWN, contract)
        opened = OpenedRecommendations(bench.settings, log)
        try:
            ground.say(f"making an organisation of {PEOPLE:,} people")
            with administrator(bench) as conn:
                fill(conn)
            policy = {"name": "all", "kinds": [kind.value for kind in Kind], "weights": []}
            opened.handling.execute(
                ORGANISATION, Request("recommendations.adopt_policy", policy, "adopt", "hr", "adopt")
            )
            ground.say(_ALL)
            return [*_of_one(opened), *_of_all(opened)]
        finally:
            opened.close()
            close_log(log)


def _of_one(opened: OpenedRecommendations) -> Sequence[Figure]:
    """How long it takes to look at one person, with what is known of everybody at hand."""
    opened.refreshing.people(ORGANISATION, [id_of(0)])
    seconds = []
    for number in random.Random(1).sample(range(PEOPLE), SAMPLES):
        with timed() as watch:
            opened.refreshing.people(ORGANISATION, [id_of(number)])
        seconds.append(watch.seconds * 1000)
    p50, p95 = (percentile(seconds, share) for share in (0.5, 0.95))
    return [alone(_ONE_50, p50, "ms", at_most(10)), alone(_ONE_95, p95, "ms", at_most(20))]


def _of_all(opened: OpenedRecommendations) -> Sequence[Figure]:
    """How long everybody takes, at first and when little has changed; and the most memory that this takes meanwhile."""
    used: list[int] = []
    with timed() as first:
        opened.refresh_everybody(ORGANISATION, workers=WORKERS, progress=lambda _done, _of: used.append(_memory()))
    with timed() as again:
        opened.refresh_everybody(ORGANISATION, workers=WORKERS)
    return [
        alone(_ALL, first.seconds, "s", at_most(90)),
        alone(_AGAIN, again.seconds, "s", at_most(90)),
        alone(_MEMORY, max(used) / 1e9, "GB", at_most(2)),
    ]


def _memory() -> int:
    """What this process and those that it has started hold now, in bytes; the database is not counted."""
    here = psutil.Process()
    started = [each for each in here.children(recursive=True) if "postgres" not in each.name()]
    return sum(each.memory_info().rss for each in (here, *started))


def fill(conn: Connection[Any], people: int = PEOPLE, position: int = 1) -> None:
    """Copy the rows of the organisation into the tables of the service, as though of logs up to `position`."""
    conn.execute(f"set search_path to {OWN}")
    chance = random.Random(1)
    for name, rows in (
        ("skills", _skills()),
        ("role_profiles", _roles(chance)),
        ("learning_offers", _offers(chance)),
        ("chances", _chances(chance)),
    ):
        _copy(conn, name, rows)
    for start in range(0, people, 5_000):
        rows = [_person(number, chance) for number in range(start, start + 5_000)]
        for at, name in enumerate(("placements", "ledgers", "networks", "journeys")):
            _copy(conn, name, (each[at] for each in rows if each[at] is not None))
    for model in facts.ALL.values():
        conn.execute(
            "insert into checkpoints (read_model, organisation, source, position) values (%s, %s, %s, %s)",
            (model.name, ORGANISATION, model.source, position),
        )
        conn.execute(f"analyze {model.name}")


def _copy(conn: Connection[Any], name: str, rows: Iterator[Row] | Any) -> None:
    table = Table(facts.ALL[name])
    with conn.cursor().copy(table.copy) as copy:
        for row in rows:
            copy.write_row(table.as_copied(ORGANISATION, row))


def id_of(number: int) -> str:
    """The id of a person."""
    return f"p{number:06}"


def _skills() -> Iterator[SkillRow]:
    return (SkillRow(skill=f"s{n}", name=f"Skill {n}", search_name=f"skill {n}") for n in range(SKILLS))


def _asked_for(role: int) -> list[str]:
    """The skills that a role asks for: roles of neighbouring numbers have some in common."""
    return list(dict.fromkeys(f"s{(role // 3 * 7 + at * at * 3) % SKILLS}" for at in range(10)))


def _roles(chance: random.Random) -> Iterator[RoleProfileRow]:
    return (
        RoleProfileRow(
            role=f"r{n}",
            title=f"Role {n}",
            search_title=f"role {n}",
            skills=tuple(
                RequiredSkill(skill, chance.randint(2, 4), Decimal(chance.randint(1, 5))) for skill in _asked_for(n)
            ),
            revision=1,
            since=datetime(2020, 1, 1, tzinfo=UTC),
        )
        for n in range(ROLES)
    )


def _offers(chance: random.Random) -> Iterator[LearningOfferRow]:
    return (
        LearningOfferRow(
            learning=f"o{n}",
            title=f"Offer {n}",
            search_title=f"offer {n}",
            kind=LearningKind.COURSE,
            skills=tuple(SkillLevel(f"s{chance.randrange(SKILLS)}", chance.randint(2, 5)) for _ in range(3)),
            hours=Decimal(chance.randint(5, 80)),
            revision=1,
        )
        for n in range(OFFERS)
    )


def _chances(chance: random.Random) -> Iterator[ChanceRow]:
    for n in range(CHANCES):
        row = OpportunityRow(
            opportunity=f"c{n}",
            posted_by=id_of(chance.randrange(PEOPLE)),
            posted_on=TODAY,
            kind=OpportunityKind.GIG,
            visibility=chance.choice(list(Visibility)),
            title=f"Gig {n}",
            description=None,
            role=f"r{chance.randrange(ROLES)}",
            unit=None,
            skills=tuple(SkillWanted(f"s{chance.randrange(SKILLS)}", 3) for _ in range(3)),
            hours=None,
            starts_on=None,
            ends_on=None,
            closes_on=None,
        )
        yield ChanceRow(f"c{n}", 1, 1, row)


_Person = tuple[PlacementRow, LedgerRow | None, NetworkRow | None, JourneyRow | None]


def _person(number: int, chance: random.Random) -> _Person:
    person, role = id_of(number), number * 17 % ROLES
    places = tuple(
        Assignment(
            unit=f"u{number // 50}",
            role=f"Role {(role + stay * chance.randint(1, 3)) % ROLES}",
            manager=id_of(number // 8) if number else None,
            since=date(2015 + 4 * stay, 1, 1),
            role_since=date(2015 + 4 * stay, 1, 1),
        )
        for stay in range(chance.randint(1, 3))
    )
    placed = PlacementRow(employments=(Employment(LONG_AGO),), assignments=places, person=person, placed=(1,))
    if chance.random() > USING:
        return placed, None, None, None
    own = _asked_for(int((places[-1].role or "Role 0").split()[1]))
    return placed, _ledger(person, own, chance), _network(person, number, own, chance), _journey(person, role, chance)


def _ledger(person: str, own: Sequence[str], chance: random.Random) -> LedgerRow:
    skills = {*chance.sample(own, 5), *(f"s{chance.randrange(SKILLS)}" for _ in range(3))}
    return LedgerRow(person, {skill: Noted(_held(person, skill, chance), 1, 1) for skill in sorted(skills)})


def _held(person: str, skill: str, chance: random.Random) -> SkillProfileRow:
    by = (RatingSource.SELF, RatingSource.MANAGER)[: chance.randint(1, 2)]
    ratings = tuple(
        Rating(at, source, f"{source}", TODAY - timedelta(days=chance.randint(10, 900)), chance.randint(1, 4))
        for at, source in enumerate(by, start=1)
    )
    return SkillProfileRow(person=person, skill=skill, ratings=ratings, highest=max(r.level or 0 for r in ratings))


def _network(person: str, number: int, own: Sequence[str], chance: random.Random) -> NetworkRow:
    others = {min(PEOPLE - 1, max(0, number + int(chance.gauss(0, 60)))) for _ in range(15)} - {number}
    ties = {
        id_of(other): Noted(
            TieRow(
                person,
                id_of(other),
                connected=connected,
                connection=ConnectionStatus.CONNECTED if connected else None,
                amount=chance.random() * 5,
                last_on=TODAY - timedelta(days=chance.randint(1, 400)),
                times=5,
            ),
            1,
            1,
        )
        for other in sorted(others)
        for connected in (chance.random() < 0.6,)
    }
    offers = {}
    if chance.random() < 0.05:
        offers = {"": Noted(MentorRow(person, True, 3, tuple(chance.sample(list(own), 3)), None, TODAY), 1, 1)}
    return NetworkRow(person, ties, offers, offers)


def _journey(person: str, role: int, chance: random.Random) -> JourneyRow:
    goals = {f"g-{person}": Noted(_goal(person, chance), 1, 1)}
    plans = {}
    if chance.random() < 0.3:
        step = Step("learn", StepKind.LEARNING, "Learn", TODAY + timedelta(days=chance.randint(-50, 100)), ())
        way = PlanRow(
            plan=f"plan-{person}",
            person=person,
            title=None,
            from_role=None,
            to_role=f"r{(role + 3) % ROLES}",
            horizon=TODAY + timedelta(days=400),
            drafted_on=TODAY,
            steps=(step,),
        )
        plans = {way.plan: Noted(way, 1, 1)}
    return JourneyRow(person, goals, plans)


def _goal(person: str, chance: random.Random) -> GoalRow:
    heard = TODAY - timedelta(days=chance.randint(1, 60))
    return GoalRow(
        goal=f"g-{person}",
        person=person,
        title="Lead a migration",
        description=None,
        kind=GoalKind.PROJECT,
        starts_on=TODAY - timedelta(days=100),
        due=TODAY + timedelta(days=chance.randint(-20, 200)),
        check_in_every_days=14,
        template=None,
        set_on=heard,
        working_since=heard,
        rhythm_from=heard,
        last_heard_on=heard,
        progress=Decimal("0.5"),
    )


MEASUREMENT = Measurement([_ONE_50, _ONE_95, _ALL, _AGAIN, _MEMORY], measure)
