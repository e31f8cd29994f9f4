"""Goals to adjust: open goals that are past due, off track, at risk, or of which nothing was heard for long."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, saturating, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person
from shared.contracts.goals.events import GoalStatus
from shared.contracts.goals.health import STALE_AFTER_DAYS, Health, elapsed, health
from shared.contracts.recommendations.events import Kind, Policy
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
        if noted.row.status is GoalStatus.OPEN and not person.rests(KIND, name):
            doing = health_of(noted.row, person.today)
            if doing is not Health.ON_TRACK:
                yield _candidate(name, noted, doing, person.today, weight)


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


def _candidate(name: str, noted: Noted[GoalRow], doing: Health, today: date, weight: Mapping[str, float]) -> Candidate:
    row = noted.row
    late, silent = (today - row.due).days, (today - row.last_heard_on).days
    if late > 0:
        parts = {"past_due": weight["past_due"], "longer": weight["longer"] * saturating(late, HALF_DAYS)}
    elif doing is Health.STALE:
        beyond = saturating(silent - STALE_AFTER_DAYS, HALF_DAYS)
        parts = {"stale": weight["stale"], "longer": weight["longer"] * beyond}
    else:
        parts = {doing.value: weight[doing.value]}

    def words() -> Words:
        lag = Reason(_of_lag(row, today), noted.evidence("goals"))
        for_days = f"That was {late} days ago" if late > 0 else f"More than {STALE_AFTER_DAYS} days are long"
        reasons = {
            "past_due": Reason(f"It was due on {row.due}", noted.evidence("goals")),
            "stale": Reason(f"Nothing was heard of it for {silent} days", noted.evidence("goals")),
            "longer": Reason(for_days, noted.evidence("goals")),
            Health.OFF_TRACK.value: lag,
            Health.AT_RISK.value: lag,
        }
        return Words(row.title or "A goal", reasons, _levers(row, today))

    return candidate(KIND, name, parts, words, (f"goal:{name}",))


def _of_lag(row: GoalRow, today: date) -> str:
    told = f"{elapsed(row.starts_on, row.due, today):.0%} of its time has gone"
    if row.progress is not None:
        told += f", {row.progress:.0%} is done"
    if row.confidence is not None:
        told += f", and you were {row.confidence:.0%} confident"
    return told


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
