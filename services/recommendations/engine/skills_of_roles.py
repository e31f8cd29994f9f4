"""Which skills a role probably asks for, from those that are known of it and from the profiles of other roles.

Evidence is weighed by boosted trees. They learn from the training roles themselves: these are parted, each part has
some of its skills hidden, the evidence is learnt from the other parts, and the trees learn which skills were hidden.
Where there are too few profiles for that, plain weights serve.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine import skill_evidence
from services.recommendations.engine.boosted_trees import BoostedTrees, Growth, grow
from services.recommendations.engine.skill_evidence import Evidence, Kernels, Roles

PLAIN = {
    skill_evidence.ALTOGETHER: 2.0,
    skill_evidence.CLOSEST: 1.0,
    skill_evidence.TOGETHER: 1.0,
    skill_evidence.NAMED: 0.5,
    skill_evidence.LIKE_KNOWN: 0.5,
    skill_evidence.FREQUENT: 0.01,
}
"""Weights of factors where none can be learnt, and for choosing the candidates that the trees look at."""


_GROWTH = Growth(trees=250, depth=3, step=0.06)


@dataclass(frozen=True)
class Policy:
    """How the model learns. `share` of the skills of a role are hidden while it learns; `candidates` skills of a role
    are looked at closely; trees are grown from at most `rows` candidates, and not from fewer than `few` roles."""

    share: float = 0.5
    parts: int = 4
    candidates: int = 150
    rows: int = 120_000
    few: int = 40
    seed: int = 0
    kernels: Kernels = skill_evidence.DEFAULT
    growth: Growth = _GROWTH


DEFAULT = Policy()
_BLOCK = 256
"""Roles asked about at once: as many as keep the factors of all skills within some hundred megabytes."""


@dataclass(frozen=True)
class SkillsOfRoles:
    """The model, learnt."""

    evidence: Evidence
    trees: BoostedTrees | None
    policy: Policy

    def scores(self, asked: Roles) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """The scores of all skills for roles of which some skills are known: blocks of rows, and one row each.

        What is known already scores minus infinity. Scores order the skills of one role.
        """
        for rows in _blocks(len(asked)):
            part = asked[rows]
            factors = self.evidence.factors(part)
            plain = _plain(factors, part)
            if self.trees is not None:
                pool = _pool(plain, self.policy.candidates)
                weighed = self.trees.scores(_columns(factors, pool)).reshape(pool.shape)
                beyond = np.where(np.isfinite(plain), plain - plain.max() - 100.0, plain)
                beyond[np.isneginf(plain)] = -np.inf
                known = np.isneginf(np.take_along_axis(plain, pool, axis=1))
                np.put_along_axis(beyond, pool, np.where(known, -np.inf, weighed), axis=1)
                plain = beyond
            yield rows, plain

    def explain(self, asked: Roles, skill: int) -> Mapping[str, float]:
        """What each factor adds to the score of a skill for one role (`asked` has one row); they sum to the score."""
        factors = self.evidence.factors(asked)
        if self.trees is None:
            return {name: float(PLAIN.get(name, 0) * each[0, skill]) for name, each in factors.items()}
        values = self.trees.contributions(_columns(factors, np.array([[skill]])))[0]
        return dict(zip([*factors, "skills in general"], map(float, values), strict=True))

    def alike(self, asked: Roles, skill: int, number: int = 3) -> list[tuple[int, float]]:
        """The roles most like the one asked about that have the skill, as rows of `evidence.roles`, with likeness."""
        likeness = self.evidence.likeness(asked)[0]
        having = self.evidence.roles.skills[:, [skill]].tocoo().row
        best = having[np.argsort(-likeness[having], kind="stable")][:number]
        return [(int(role), float(likeness[role])) for role in best]


def fit(roles: Roles, skill_words: sparse.csr_matrix | None = None, policy: Policy = DEFAULT) -> SkillsOfRoles:
    """The model of the profiles of `roles`; `skill_words` has one row a skill."""
    evidence = skill_evidence.learn(roles, skill_words, policy.kernels)
    trees = None
    if len(roles) >= policy.few:
        examples = _examples(roles, skill_words, policy)
        if _better_with_trees(examples, policy):
            trees = grow(examples.rows, examples.hidden, policy.growth)
    return SkillsOfRoles(evidence, trees, policy)


@dataclass(frozen=True)
class _Examples:
    """Candidates of roles with hidden skills: their factors, whether each was hidden, what the plain weights make of
    it, and of which role and part it is."""

    rows: NDArray[np.float32]
    hidden: NDArray[np.bool_]
    plain: NDArray[np.float64]
    role: NDArray[np.int64]
    part: NDArray[np.int64]


def _examples(roles: Roles, skill_words: sparse.csr_matrix | None, policy: Policy) -> _Examples:
    draw = np.random.default_rng(policy.seed)
    order = draw.permutation(len(roles))
    wanted = max(1, policy.rows // policy.candidates // policy.parts)
    found: list[tuple[NDArray[Any], ...]] = []
    for part in range(policy.parts):
        held = order[part :: policy.parts]
        rest = np.setdiff1d(order, held)
        evidence = skill_evidence.learn(roles[rest], skill_words, policy.kernels)
        held = held[:wanted]
        shown, covered = _hide(roles.skills[held], policy.share, draw)
        for block in _blocks(len(held)):
            asked = roles[held[block]].knowing(shown[block])
            factors = evidence.factors(asked)
            plain = _plain(factors, asked)
            pool = _pool(plain, policy.candidates)
            hopes = np.take_along_axis(plain, pool, axis=1).ravel()
            free = np.isfinite(hopes)
            hidden = np.take_along_axis(covered[block].toarray(), pool, axis=1).ravel()[free] > 0
            role = np.repeat(held[block], pool.shape[1])[free]
            found.append((_columns(factors, pool)[free], hidden, hopes[free], role, np.full(len(role), part)))
    return _Examples(*(np.concatenate(each) for each in zip(*found, strict=True)))


def _better_with_trees(examples: _Examples, policy: Policy) -> bool:
    """Whether trees that are grown without one part order that part better than plain weights do."""
    tried = examples.part == 0
    if not examples.hidden[tried].any() or not examples.hidden[~tried].any():
        return False
    trees = grow(examples.rows[~tried], examples.hidden[~tried], policy.growth)
    role, hidden = examples.role[tried], examples.hidden[tried]
    grown = _average_precision(trees.scores(examples.rows[tried]), hidden, role)
    return grown > _average_precision(examples.plain[tried], hidden, role)


def _average_precision(scores: NDArray[np.float64], hidden: NDArray[np.bool_], role: NDArray[np.int64]) -> float:
    """The mean over roles of the mean precision at each hidden skill."""
    order = np.lexsort((-scores, role))
    hit, group = hidden[order], role[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    index = np.searchsorted(starts, np.arange(len(group)), side="right") - 1
    rank = np.arange(len(group)) - starts[index] + 1
    total = np.cumsum(hit)
    reached: NDArray[np.int64] = total - (total - hit)[starts][index]
    hits = np.bincount(index, hit)
    precision = np.bincount(index, np.where(hit, reached / rank, 0.0))
    return float((precision[hits > 0] / hits[hits > 0]).mean()) if (hits > 0).any() else 0.0


def _hide(
    skills: sparse.csr_matrix, share: float, draw: np.random.Generator
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    shown, covered = skills.copy(), skills.copy()
    hidden = draw.random(len(skills.data)) < share
    shown.data, covered.data = np.where(hidden, 0, skills.data), np.where(hidden, skills.data, 0)
    shown.eliminate_zeros()
    covered.eliminate_zeros()
    return shown, covered


def _plain(factors: Mapping[str, NDArray[np.float32]], asked: Roles) -> NDArray[np.float64]:
    found = np.zeros(asked.skills.shape)
    for name, weight in PLAIN.items():
        if name in factors:
            found += weight * factors[name]
    found[asked.skills.toarray() > 0] = -np.inf
    return found


def _pool(plain: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    if plain.shape[1] <= number:
        return np.tile(np.arange(plain.shape[1]), (len(plain), 1))
    return np.argpartition(-plain, number - 1, axis=1)[:, :number].astype(np.int64)


def _columns(factors: Mapping[str, NDArray[np.float32]], pool: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.column_stack([np.take_along_axis(each, pool, axis=1).ravel() for each in factors.values()])


def _blocks(number: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, number, _BLOCK):
        yield np.arange(start, min(start + _BLOCK, number))
