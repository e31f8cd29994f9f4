"""Steps to plan: a plan without a next step, with a step that is overdue, or with a gap that no step is about."""

from collections.abc import Iterable, Mapping
from datetime import date

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, saturating, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person
from shared.contracts.goals.events import StepKind
from shared.contracts.goals.standing import StepStatus
from shared.contracts.recommendations.events import Kind, Policy
from shared.read_models.plans import PlanRow, Step

KIND = Kind.STEP

DEFAULTS = {"none": 0.5, "overdue": 0.5, "gap": 0.3, "horizon": 0.15}

HALF_DAYS = 45.0
NEAR_DAYS = 180.0
"""A horizon counts that is nearer than that."""

_LEARNS = frozenset({StepKind.LEARNING, StepKind.MENTORING, StepKind.PROJECT})

_TAKES_AWAY = {
    "none": "one step added",
    "overdue": "what is overdue taken, dropped or put off",
    "gap": "a step added that is about learning, mentoring or a project",
}


def candidates(person: Person, _knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The plans that lack a step."""
    weight = weights(policy, KIND, DEFAULTS)
    for name in sorted(person.journey.plans):
        noted = person.journey.plans[name]
        lack = _lack(person, noted.row)
        if lack is not None and not person.rests(KIND, name):
            yield _candidate(person, noted, lack, weight)


def _lack(person: Person, row: PlanRow) -> str | None:
    """What the plan lacks, by the name of the factor; None where it lacks nothing."""
    ahead = [step for step in row.steps if step.status is StepStatus.AHEAD]
    if not ahead:
        return "none"
    if _overdue(row, person.today):
        return "overdue"
    learns = any(step.kind in _LEARNS for step in ahead)
    return None if learns or _lacking(person, row) is None else "gap"


def _overdue(row: PlanRow, today: date) -> list[Step]:
    return [step for step in row.steps if step.status is StepStatus.AHEAD and step.by < today]


def _lacking(person: Person, row: PlanRow) -> str | None:
    """The skill that is missing most for the role of the plan."""
    role = person.catalogue.role(row.to_role)
    gaps = person.fit_for(role).gaps if role else ()
    return gaps[0].skill if gaps else None


def _candidate(person: Person, noted: Noted[PlanRow], lack: str, weight: Mapping[str, float]) -> Candidate:
    row = noted.row
    overdue = _overdue(row, person.today)
    days = max(((person.today - step.by).days for step in overdue), default=0)
    left = max((row.horizon - person.today).days, 0)
    how_far = 0.5 + 0.5 * saturating(days, HALF_DAYS) if lack == "overdue" else 1.0
    parts = {lack: weight[lack] * how_far, "horizon": weight["horizon"] * max(1 - left / NEAR_DAYS, 0.0)}

    def words() -> Words:
        evidence, lacking = noted.evidence("goals"), _lacking(person, row)
        late = f"A step was to be taken {days} days ago" if len(overdue) == 1 else f"{len(overdue)} steps are overdue"
        known = person.evidence_of(lacking) if lacking else ()
        missing = f"No step is about learning, and {person.catalogue.name(lacking or '')} is what you lack most"
        reasons = {
            "none": Reason("The plan has no next step", evidence),
            "overdue": Reason(late, evidence),
            "gap": Reason(missing, (*evidence, *known)),
            "horizon": Reason(f"You mean to be there on {row.horizon}", evidence),
        }
        title = row.title or f"Your way to {person.catalogue.role_title(row.to_role)}"
        return Words(title, reasons, (Lever(_TAKES_AWAY[lack], AWAY),))

    return candidate(KIND, row.plan, parts, words, (f"plan:{row.plan}",))
