"""Steps to plan: a plan without a next step, with a step that is overdue, or with a gap that no step is about."""

from collections.abc import Iterable, Mapping

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, saturating, telling, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person
from shared.contracts.goals.events import StepKind
from shared.contracts.goals.standing import StepStatus
from shared.contracts.recommendations.events import Factor, Kind, Policy
from shared.read_models.plans import PlanRow

KIND = Kind.STEP

DEFAULTS = {"none": 0.5, "overdue": 0.5, "gap": 0.3, "horizon": 0.15}

HALF_DAYS = 45.0
NEAR_DAYS = 180.0

_LEARNS = frozenset({StepKind.LEARNING, StepKind.MENTORING, StepKind.PROJECT})


def candidates(person: Person, _knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The plans that lack a step."""
    weight = weights(policy, KIND, DEFAULTS)
    for name in sorted(person.journey.plans):
        noted = person.journey.plans[name]
        factors = telling(_factors(person, noted, weight))
        if factors:
            role = person.catalogue.role_title(noted.row.to_role)
            title = noted.row.title or f"Your way to {role}"
            levers = tuple(_levers(noted.row, factors, person))
            yield Candidate(KIND, name, title, factors, levers, frozenset({f"plan:{name}"}))


def _factors(person: Person, noted: Noted[PlanRow], weight: Mapping[str, float]) -> Iterable[Factor]:
    row, evidence, today = noted.row, noted.evidence("goals"), person.today
    ahead = [step for step in row.steps if step.status is StepStatus.AHEAD]
    overdue = [step for step in ahead if step.by < today]
    lacking = _lacking(person, row)
    if not ahead:
        yield factor("none", "The plan has no next step", weight["none"], evidence)
    elif overdue:
        days = max((today - step.by).days for step in overdue)
        words = f"A step was to be taken {days} days ago" if len(overdue) == 1 else f"{len(overdue)} steps are overdue"
        yield factor("overdue", words, weight["overdue"] * (0.5 + 0.5 * saturating(days, HALF_DAYS)), evidence)
    elif lacking and not any(step.kind in _LEARNS for step in ahead):
        words = f"No step is about learning, and {person.catalogue.name(lacking)} is what you lack most"
        yield factor("gap", words, weight["gap"], (*evidence, *person.evidence_of(lacking)))
    else:
        return
    left = (row.horizon - today).days
    if left < NEAR_DAYS:
        words = f"You mean to be there on {row.horizon}"
        yield factor("horizon", words, weight["horizon"] * (1 - max(left, 0) / NEAR_DAYS), evidence)


def _lacking(person: Person, row: PlanRow) -> str | None:
    """The skill that is missing most for the role of the plan."""
    ready = person.readiness_for(person.catalogue.role_key(row.to_role))
    return ready.gaps[0].skill if ready is not None and ready.gaps else None


def _levers(row: PlanRow, factors: tuple[Factor, ...], person: Person) -> Iterable[Lever]:
    name = factors[0].name
    if name == "overdue":
        days = max((person.today - step.by).days for step in row.steps if step.status is StepStatus.AHEAD)
        yield Lever(f"the step taken, dropped, or put off by {days} days", AWAY)
    elif name == "none":
        yield Lever("one step added", AWAY)
    else:
        yield Lever("a step added that is about learning, mentoring or a project", AWAY)
