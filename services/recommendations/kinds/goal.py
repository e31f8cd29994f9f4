"""Goals to adjust: open goals that are past due, off track, at risk, or of which nothing was heard for long."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, saturating, telling, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person
from shared.contracts.goals.events import GoalStatus
from shared.contracts.goals.health import STALE_AFTER_DAYS, Health, elapsed, health
from shared.contracts.recommendations.events import Factor, Kind, Policy
from shared.read_models.goals import GoalRow

KIND = Kind.GOAL

DEFAULTS = {"past_due": 0.6, "off_track": 0.5, "at_risk": 0.35, "stale": 0.4, "longer": 0.2}

HALF_DAYS = 30.0
"""So many days past its due date, or since it was heard of, count half of what ever more of them would."""


def candidates(person: Person, _knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The goals that need a look."""
    weight = weights(policy, KIND, DEFAULTS)
    for name in sorted(person.journey.goals):
        noted = person.journey.goals[name]
        if noted.row.status is GoalStatus.OPEN and health_of(noted.row, person.today) is not Health.ON_TRACK:
            yield _candidate(name, noted, person.today, weight)


def health_of(row: GoalRow, today: date, **changed: object) -> Health:
    """How an open goal is doing, or would be with some of what it is judged by `changed`."""
    stands = {
        "progress": row.progress,
        "confidence": row.confidence,
        "starts_on": row.starts_on,
        "due": row.due,
        "last_heard_on": row.last_heard_on,
    }
    return health(**{**stands, **changed}, today=today)  # type: ignore[arg-type]


def _candidate(name: str, noted: Noted[GoalRow], today: date, weight: Mapping[str, float]) -> Candidate:
    factors = telling(_factors(noted, today, weight))
    levers = tuple(_levers(noted.row, today))
    title = noted.row.title or "A goal"
    return Candidate(KIND, name, title, factors, levers, frozenset({f"goal:{name}"}))


def _factors(noted: Noted[GoalRow], today: date, weight: Mapping[str, float]) -> Iterable[Factor]:
    row, evidence = noted.row, noted.evidence("goals")
    late = (today - row.due).days
    silent = (today - row.last_heard_on).days
    if late > 0:
        yield factor("past_due", f"It was due on {row.due}", weight["past_due"], evidence)
        yield factor("longer", f"That was {late} days ago", weight["longer"] * saturating(late, HALF_DAYS), evidence)
        return
    doing = health_of(row, today)
    if doing is Health.STALE:
        words = f"Nothing was heard of it for {silent} days"
        yield factor("stale", words, weight["stale"], evidence)
        beyond = saturating(silent - STALE_AFTER_DAYS, HALF_DAYS)
        yield factor("longer", f"More than {STALE_AFTER_DAYS} days are long", weight["longer"] * beyond, evidence)
        return
    gone = elapsed(row.starts_on, row.due, today)
    told = f"{gone:.0%} of its time has gone"
    if row.progress is not None:
        told += f", {row.progress:.0%} is done"
    if row.confidence is not None:
        told += f", and you were {row.confidence:.0%} confident"
    yield factor(doing.value, told, weight[doing.value], evidence)


def _levers(row: GoalRow, today: date) -> Iterable[Lever]:
    """What would have it on track: a check-in, progress, more time; each tried by the rule of a goal's health."""
    if health_of(row, today, last_heard_on=today) is Health.ON_TRACK:
        yield Lever("a check-in today", AWAY)
    if row.progress is not None:
        for tenths in range(1, 11):
            more = min(row.progress + Decimal(tenths) / 10, Decimal(1))
            if health_of(row, today, progress=more, last_heard_on=today) is Health.ON_TRACK:
                yield Lever(f"{more - row.progress:.0%} more of it done", AWAY - tenths / 10)
                break
    for weeks in (2, 4, 8, 13, 26, 52):
        due = max(row.due, today) + timedelta(weeks=weeks)
        if health_of(row, today, due=due, last_heard_on=today) is Health.ON_TRACK:
            yield Lever(f"{weeks} weeks more, until {due}, and a check-in", AWAY - weeks)
            break
    sure = health_of(row, today, confidence=Decimal(1), last_heard_on=today)
    if row.confidence is not None and sure is Health.ON_TRACK:
        yield Lever("a check-in that says you are confident", AWAY - 1.5)
    yield Lever("it closed or paused", AWAY - 100)
