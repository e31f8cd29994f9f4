"""Skills to add: what people in the same role and in neighbouring roles have, and the person does not.

Roles neighbour each other as far as those in them have the same skills, rare ones above all (cosine with inverse
frequencies; Salton and Buckley 1988). What the person's own roles ask for is no skill to add, but a gap to close.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from services.recommendations.candidate import (
    AWAY,
    LEAST,
    Candidate,
    Lever,
    Reason,
    Words,
    candidate,
    saturating,
    weights,
)
from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import Person
from services.recommendations.tables import Floats, Numbers
from shared.contracts.recommendations.events import Kind, Policy
from shared.contracts.skills.events import SkillKind

KIND = Kind.SKILL

DEFAULTS = {"own": 0.5, "near": 0.35, "demand": 0.1}

NEIGHBOURS = 12
LOOKED_AT = 20
"""How many roles count as neighbours, and how many skills of a role are looked at."""

HALF_NEAR = 0.3
"""The share around at which it counts half."""

STEADY = 5.0
"""As many people without the skill are added to each group: a share among few says little."""


@dataclass(frozen=True)
class Around:
    """What people in a role and around it have: skills by number, and the shares of people, in the role and around."""

    skills: Numbers
    own: Floats
    near: Floats
    people: int
    holders: Floats


class Common(NamedTuple):
    """A skill that is common around a role: `holders` of the `people` in it have it, and what the shares contribute."""

    skill: str
    name: str
    holders: int
    people: int
    own: float
    near: float
    parts: Mapping[str, float]


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The skills that many around the person have, and the person does not."""
    number = knowledge.role_numbers.get(person.role_key, NOBODY) if person.role_key else NOBODY
    if number == NOBODY:
        return
    weight = weights(policy, KIND, DEFAULTS)
    name = ("skills around", number, tuple(weight.values()))
    for common in knowledge.once(name, lambda: tuple(_common(person, knowledge, number, weight))):
        if not (common.skill in person.levels or common.skill in person.needs or person.rests(KIND, common.skill)):
            yield _candidate(person, common, weight)


def _common(person: Person, knowledge: Knowledge, role: int, weight: Mapping[str, float]) -> Iterable[Common]:
    """The skills that are common around a role, and in the catalogue; the person is any who has the role."""
    around = around_role(knowledge, role)
    told = zip(around.skills.tolist(), around.holders.tolist(), around.own.tolist(), around.near.tolist(), strict=True)
    for number, holders, own, near in told:
        row = person.catalogue.skills.get(knowledge.skills[number])
        if row is None or row.retired or row.kind is SkillKind.GROUP:
            continue
        parts = {
            "own": weight["own"] * own,
            "near": weight["near"] * saturating(near, HALF_NEAR),
            "demand": weight["demand"] * row.in_demand,
        }
        yield Common(row.skill, row.name, int(holders), around.people, own, near, parts)


def around_role(knowledge: Knowledge, role: int) -> Around:
    """What people in a role and in its neighbours have; of groups smaller than `LEAST` nothing is known."""
    holders = knowledge.holders
    shape = (len(knowledge.roles), len(knowledge.skills))
    rare = np.log1p(shape[0] / (1.0 + np.bincount(holders.columns, minlength=shape[1])))
    shares = holders.values / (knowledge.headcount[holders.rows_of()] + STEADY)
    weighted = shares * rare[holders.columns]
    norms = np.sqrt(np.bincount(holders.rows_of(), weights=weighted**2, minlength=shape[0]))
    mine = np.zeros(shape[1])
    part = slice(holders.starts[role], holders.starts[role + 1])
    mine[holders.columns[part]] = weighted[part]
    overlap = np.bincount(holders.rows_of(), weights=weighted * mine[holders.columns], minlength=shape[0])
    alike = np.divide(overlap, norms * norms[role], out=np.zeros(shape[0]), where=norms * norms[role] > 0)
    alike[role] = 0.0
    if shape[0] > NEIGHBOURS:
        alike[alike < np.partition(alike, -NEIGHBOURS)[-NEIGHBOURS]] = 0.0
    shared = np.bincount(holders.columns, weights=(alike[holders.rows_of()] * shares), minlength=shape[1])
    near = np.asarray(shared / max(float(alike.sum()), 1e-9), dtype=np.float64)
    own, counted = np.zeros(shape[1]), np.zeros(shape[1])
    told = holders.values[part] >= LEAST
    own[holders.columns[part][told]] = shares[part][told]
    counted[holders.columns[part]] = holders.values[part]
    everywhere = np.bincount(holders.columns, weights=holders.values, minlength=shape[1])
    near[everywhere < LEAST] = 0.0
    best = np.argsort(-(own + near), kind="stable")[:LOOKED_AT]
    best = best[(own + near)[best] > 0]
    return Around(best.astype(np.int32), own[best], near[best], int(knowledge.headcount[role]), counted[best])


def _candidate(person: Person, common: Common, weight: Mapping[str, float]) -> Candidate:
    def words() -> Words:
        reasons = {
            "own": Reason(f"{common.holders} of {common.people} people in your role have it", person.placed),
            "near": Reason(f"In roles like yours {common.near:.0%} of people have it", person.placed),
            "demand": Reason("The catalogue marks it as in demand"),
        }
        more = weight["own"] * ((common.holders + LEAST) / (common.people + STEADY) - common.own)
        levers = (Lever(f"{LEAST} more people in your role who have it", more), Lever("this in your profile", AWAY))
        return Words(common.name, reasons, levers)

    return candidate(KIND, common.skill, common.parts, words, (f"skill:{common.skill}",))
