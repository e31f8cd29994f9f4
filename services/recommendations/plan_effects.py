"""What the steps of a plan do to the chances of a career, as a simulation assumes it. Pure.

None of this is learnt: hardly any organisation has seen enough plans through. So the numbers are few, stand here, and
docs/simulation.md says them to everybody.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.recommendations.engine.careers import Floats
from services.recommendations.engine.simulation import LEFT, Attempt, Effects
from services.recommendations.fit import Asked, fit, share_met
from services.recommendations.person import DESIRED_ROLE, Person
from shared.contracts.goals.events import StepKind
from shared.contracts.goals.standing import StepStatus
from shared.read_models.plans import PlanRow, Step

READY = 2.0
"""Who meets all that a role asks for is exp(2), about seven times, as likely to move there as who meets nothing."""

PLANNED, DESIRED = 2.0, 1.5
"""So many times as likely is a role that somebody plans for, and one that they say they would like to have."""

COMES_ABOUT = 0.5
"""The chance that a planned move comes about in its year, for who meets all that the role asks for."""

ONE_LEVEL = 1.0
"""What a step of learning, mentoring or work on a project adds to a skill, unless it names an offer of learning."""

MOST = 5.0

_DAYS_A_YEAR = 365.25

_MOVES = frozenset({StepKind.PROMOTION, StepKind.LATERAL_MOVE, StepKind.NEW_EMPLOYER})


@dataclass(frozen=True)
class Learnt:
    """From `years` on, skills are higher by so many levels."""

    years: float
    levels: Mapping[str, float]


@dataclass(frozen=True)
class Planned:
    """Within the year that has `years` in it, a move to a role, by its key, or to another employer (None)."""

    years: float
    role: str | None


@dataclass(frozen=True)
class Meant:
    """A step that lies ahead, and what it is taken to do; None where it is not known what it could."""

    step: Step
    does: Learnt | Planned | None


def steps_ahead(person: Person, plan: PlanRow) -> Sequence[Meant]:
    """The steps of a plan that lie ahead, the earliest first, each with what it does after those before it."""
    found: list[Meant] = []
    learnt: list[Learnt] = []
    for step in sorted(plan.steps, key=lambda each: (each.by, each.step)):
        if step.status is not StepStatus.AHEAD:
            continue
        years = max((step.by - person.today).days, 0) / _DAYS_A_YEAR
        does = (
            _planned(person, plan, step, years) if step.kind in _MOVES else _learnt(person, plan, step, years, learnt)
        )
        if isinstance(does, Learnt):
            learnt.append(does)
        found.append(Meant(step, does))
    return found


class Planning:
    """How plans change the weights of some roles, `keys`, of which REST, the last, has no name; `shares` are those of
    the next role, without any plan."""

    def __init__(self, person: Person, keys: Sequence[str], shares: Floats, target: str | None) -> None:
        self._person = person
        self._keys = keys
        profiles = [person.catalogue.roles.get(key) for key in keys]
        self._asked = [() if each is None else person.catalogue.asked_for(each) for each in profiles]
        self._effort = np.array([*(_effort(person, key, target) for key in keys), 1.0])
        ready = np.array([share_met(person.rated, asked) for asked in self._asked])
        known = np.array([bool(asked) for asked in self._asked]) * shares[:-1]
        self._usual = float((known * ready).sum() / known.sum()) if known.sum() else 0.0

    def effects(self, steps: Iterable[Meant], years: int) -> Effects:
        """What these steps do in each of so many years, beside the effort."""
        does = [each.does for each in steps]
        learnt = [each for each in does if isinstance(each, Learnt)]
        levels = [self._levels(learnt, year) for year in range(years)]
        weights = np.array([[*(self._weight(at, rated) for at in range(len(self._keys))), 1.0] for rated in levels])
        attempts = [
            self._attempt(each, levels[int(each.years)])
            for each in does
            if isinstance(each, Planned) and each.years < years
        ]
        return Effects(weights * self._effort, attempts)

    def _levels(self, learnt: Iterable[Learnt], year: int) -> Mapping[str, float]:
        """Where skills stand in that year: what is learnt within it counts for what is left of it."""
        levels = dict(self._person.rated)
        for each in learnt:
            part = min(max(year + 1 - each.years, 0.0), 1.0)
            for skill, more in each.levels.items():
                levels[skill] = min(levels.get(skill, 0.0) + part * more, MOST)
        return levels

    def _weight(self, at: int, rated: Mapping[str, float]) -> float:
        if not self._asked[at]:
            return 1.0
        return float(np.exp(READY * (share_met(rated, self._asked[at]) - self._usual)))

    def _attempt(self, planned: Planned, rated: Mapping[str, float]) -> Attempt:
        if planned.role is None:
            return Attempt(int(planned.years), LEFT, COMES_ABOUT)
        at = self._keys.index(planned.role)
        ready = share_met(rated, self._asked[at]) if self._asked[at] else 1.0
        return Attempt(int(planned.years), at, COMES_ABOUT * ready)


def planned_roles(steps: Iterable[Meant]) -> Sequence[str]:
    """The roles to which moves are planned."""
    return [each.does.role for each in steps if isinstance(each.does, Planned) and each.does.role is not None]


def desired(person: Person) -> Collection[str]:
    """The roles that somebody would like to have."""
    return {aim.role.role for aim in person.aims if aim.weight == DESIRED_ROLE}


def _effort(person: Person, role: str, target: str | None) -> float:
    if role == target:
        return PLANNED
    return DESIRED if role in desired(person) else 1.0


def _planned(person: Person, plan: PlanRow, step: Step, years: float) -> Planned | None:
    if step.kind is StepKind.NEW_EMPLOYER:
        return Planned(years, None)
    named = {key: (row.title, *row.alternate_titles) for key, row in person.catalogue.roles.items()}
    role = _longest_named(_said(step), named) or person.catalogue.role_key(plan.to_role)
    return None if role == person.role_key else Planned(years, role)


def _learnt(person: Person, plan: PlanRow, step: Step, years: float, before: Sequence[Learnt]) -> Learnt | None:
    """An offer that the step names, a skill that it names, or else what is lacking most for the role of the plan."""
    levels = dict(person.rated)
    for each in before:
        for skill, more in each.levels.items():
            levels[skill] = min(levels.get(skill, 0.0) + more, MOST)
    catalogue, said = person.catalogue, _said(step)
    offer = _longest_named(said, {key: (row.title,) for key, row in catalogue.offers.items()})
    if offer is not None:
        leads_to = catalogue.leads_to[offer]
        return Learnt(years, {skill: max(level - levels.get(skill, 0.0), 0.0) for skill, level in leads_to.items()})
    asked = _asked(person, plan)
    gaps = fit(levels, asked).gaps
    lacking = gaps[0].skill if gaps else None
    named = _longest_named(said, {each.skill: (catalogue.name(each.skill),) for each in asked}) or lacking
    return None if named is None else Learnt(years, {named: ONE_LEVEL})


def _asked(person: Person, plan: PlanRow) -> tuple[Asked, ...]:
    role = person.catalogue.role(plan.to_role)
    return () if role is None else person.catalogue.asked_for(role)


def _said(step: Step) -> str:
    return " ".join((step.title or "", *(step.needs or ()))).casefold()


def _longest_named(said: str, names: Mapping[str, Iterable[str]]) -> str | None:
    """Whichever is named in what is said, by the longest of the names that are."""
    found = [
        (len(name), key)
        for key, all_names in names.items()
        for name in all_names
        if name.casefold() in said and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", said)
    ]
    return max(found)[1] if found else None
