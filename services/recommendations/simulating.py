"""Simulating somebody's career: the distribution over roles after 1, 3 and 5 years, and what each step changes. Pure.

What a career may do is the engine's (`engine.outlook`, `engine.simulation`); what steps do to it, `plan_effects`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from services.recommendations.engine import outlook as engine
from services.recommendations.engine.careers import NONE, Careers
from services.recommendations.engine.simulation import Chances, Start, distributions
from services.recommendations.engine.year_steps import YearSteps, tenure_at, year_steps
from services.recommendations.knowledge import Knowledge
from services.recommendations.knowledge_moves import Career, career_of, years_of
from services.recommendations.person import Person
from services.recommendations.plan_effects import Meant, Planning, desired, planned_roles, steps_ahead
from services.recommendations.simulation_told import MOVE, Run, Told, stands_on
from shared.errors import InvalidInput, NotFound
from shared.read_models.plans import PlanRow

HORIZONS = (1, 3, 5)
DRAWS = 100


class PlanUnknown(NotFound):
    """The person has no such plan under way."""

    def __init__(self, plan: str) -> None:
        super().__init__(
            f"You have no plan {plan!r} that is under way. The query `plan` lists your plans.",
            fields={"plan": ["Unknown, or closed."]},
        )


class RoleUnknown(InvalidInput):
    """A role is asked for that there is not."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"There is no role {role!r}: nobody has it, and it has no profile. The query `search` finds roles.",
            fields={"move": ["Unknown."]},
        )


class NoRole(InvalidInput):
    """Somebody without a role cannot be simulated."""

    def __init__(self) -> None:
        super().__init__(
            "The directory says of you no role to start from. Ask HR to record it.", fields={"person": ["Has no role."]}
        )


@dataclass(frozen=True)
class Asked:
    """What to simulate: the plan (the one drafted last where None), a move made today, how many roles to tell of after
    each time, and the seed of all draws."""

    plan: str | None = None
    move: str | None = None
    top: int = 5
    seed: int = 0


@dataclass(frozen=True)
class _Model:
    """All that a simulation of somebody runs on. `keys` are the roles that stand for themselves, today's first."""

    keys: Sequence[str]
    chances: Chances
    planning: Planning
    tenure: int
    target: int | None


def simulate(person: Person, knowledge: Knowledge, weights: Mapping[str, float], asked: Asked) -> Mapping[str, Any]:
    """The answer to the query `simulate`. Raises PlanUnknown, RoleUnknown and NoRole."""
    plan = _plan(person, asked.plan)
    placement = person.facts.placement
    career = () if placement is None else career_of(placement, person.catalogue.role_key, person.today)
    if not career or not person.here:
        raise NoRole()
    move = None if asked.move is None else _role_asked(person, knowledge, asked.move)
    move = None if move == career[-1].role else move
    steps = steps_ahead(person, plan) if plan else ()
    target = person.catalogue.role_key(plan.to_role) if plan else None
    wanted = [*filter(None, (move, target)), *planned_roles(steps), *sorted(desired(person))]
    model = _model(person, knowledge, weights, career, wanted, target, asked)
    start = 0 if move is None else model.keys.index(move)
    full = _run(model, steps, start)
    without = {
        **({MOVE: _run(model, steps, 0)} if move else {}),
        **{each.step.step: _run(model, [other for other in steps if other is not each], start) for each in steps},
    }
    told = Told(person.catalogue, HORIZONS, model.keys, target, move, steps)
    return {
        "person": person.id,
        "role": career[-1].role,
        "title": person.catalogue.role_title(career[-1].role),
        "plan": plan and plan.plan,
        "move": move,
        "target": target,
        **told.answer(full, without, asked.top),
        "stands_on": stands_on(knowledge.moves, career[-1].role),
        "seed": asked.seed,
    }


def _plan(person: Person, wanted: str | None) -> PlanRow | None:
    rows = [noted.row for noted in person.journey.plans.values()]
    if wanted is None:
        return max(rows, key=lambda row: (row.drafted_on, row.plan), default=None)
    found = next((row for row in rows if row.plan == wanted), None)
    if found is None:
        raise PlanUnknown(wanted)
    return found


def _role_asked(person: Person, knowledge: Knowledge, named: str) -> str:
    key = person.catalogue.role_key(named)
    if key not in person.catalogue.roles and key not in knowledge.moves.numbers:
        raise RoleUnknown(named)
    return key


def _model(
    person: Person,
    knowledge: Knowledge,
    weights: Mapping[str, float],
    career: Career,
    wanted: Sequence[str],
    target: str | None,
    asked: Asked,
) -> _Model:
    moves, now = knowledge.moves, years_of(person.today)
    past = moves.past
    if past.model is not None and weights:
        past = replace(past, model=past.model.by(weights))
    own = moves.careers([career], keep_last=True)
    known = [moves.numbers[role] for role in wanted if role in moves.numbers]
    new = [role for role in dict.fromkeys(wanted) if role not in moves.numbers and role != career[-1].role]
    found = engine.outlook(past, own, now, known, len(new))
    numbered = found.roles[: len(found.roles) - len(new)].tolist()
    keys = [career[-1].role, *(moves.roles[number] for number in numbered[1:]), *new]
    years = _own_years(own, now)
    chances = engine.chances(past, found, years, np.random.default_rng(asked.seed), DRAWS)
    planning = Planning(person, keys, found.shares[0], target)
    return _Model(keys, chances, planning, tenure_at(own, now), None if target is None else keys.index(target))


def _own_years(own: Careers, now: float) -> YearSteps:
    known = own.only(own.role != NONE)
    return year_steps(known, np.array([now]), np.array([False]))


def _run(model: _Model, steps: Sequence[Meant], start: int) -> Run:
    at = [years - 1 for years in HORIZONS]
    effects = model.planning.effects(steps, max(HORIZONS))
    begin = Start(start, model.tenure if start == 0 else 0)
    shares = distributions(model.chances, begin, effects)[:, at]
    if model.target is None:
        return Run(shares, None)
    return Run(shares, distributions(model.chances, begin, effects, absorbing=model.target)[:, at, model.target])
