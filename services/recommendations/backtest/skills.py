"""Back-test of skills: find the hidden half of a role's skills again, from the other half and from other roles.

Roles are held out by the split; `hide` of the skills of each are hidden: those that come first by
`md5(salt + role + skill)`, at least one and never all. Every skill of the file that the role is not known to have is a
candidate. Roles of a single skill are no cases.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.backtest.metrics import draw
from services.recommendations.backtest.reading import AS_IT_STANDS, Column, Reading, Table, read_table
from services.recommendations.backtest.report import OURS, Report, report
from services.recommendations.backtest.several import Rankings, codes
from services.recommendations.backtest.splits import HashSplit, Hiding, NoTestCases, NothingToLearnFrom, digest
from services.recommendations.engine import skills_of_roles
from services.recommendations.engine.skill_evidence import Roles, families_of
from services.recommendations.engine.skills_of_roles import Policy
from services.recommendations.engine.words import rarity, unit_rows, word_vectors

_ROLE = Column(
    "role",
    (
        *("occupation uri", "concept uri", "occupation", "onetsoc code", "role id", "role code", "code", "id"),
        *("role name", "role title", "job title", "job", "position"),
    ),
)
_SKILL = Column(
    "skill",
    (
        *("skill uri", "concept uri", "skill id", "skill code", "code", "id"),
        *("element name", "skill name", "skill title", "competence", "competency"),
    ),
)
_TITLE = Column("title", ("preferredLabel", "name", "label"), required=False)
_DESCRIPTION = Column("description", (), required=False)
_OTHER_NAMES = Column("other names", ("altLabels", "alternateTitles"), required=False)
_FAMILY = Column("family", ("iscoGroup", "jobFamily", "group"), required=False)
_NEIGHBOURS = 50
_WORDS = re.compile(r"[^\W\d_]{2,}([\W_]+[^\W\d_]+)*\W*")
_MOST = 0.8
"""Share of names that have to consist of words, if names are to be read as texts."""


def backtest_skills(
    profiles: Path,
    *,
    hide: Hiding,
    split: HashSplit,
    reading: Reading = AS_IT_STANDS,
    roles: Path | None = None,
    skills: Path | None = None,
) -> Report:
    """Measure on PROFILES (role, skill); `roles` and `skills` say what these are called and what they are about.

    Raises NoTestCases, NothingToLearnFrom and what reading raises.
    """
    table = read_table(profiles, (_ROLE, _SKILL), reading)
    names, (role,) = codes(table.cells["role"])
    skill_names, (skill,) = codes(table.cells["skill"])
    entries = sparse.csr_matrix((np.ones(len(role)), (role, skill)), shape=(len(names), len(skill_names)))
    entries.data[:] = 1
    entries.sort_indices()
    families = _families(names, roles)
    words, skill_words = _words(names, roles, skill_names, skills)
    everything = Roles(entries, words, None if families is None else families_of(families))
    tested = np.array([split.tests(name) for name in names])
    learnt = everything[np.flatnonzero(~tested)]
    if not len(learnt):
        raise NothingToLearnFrom("all roles are in the test part")
    cases = [row for row in np.flatnonzero(tested) if entries.indptr[row + 1] - entries.indptr[row] > 1]
    if not cases:
        raise NoTestCases("no role of the test part has two skills or more")
    hidden = [_hidden(names[row], entries[[row]].indices, skill_names, hide) for row in cases]
    asked = everything[np.array(cases)].knowing(_without(entries[cases], hidden))

    policy = Policy(share=hide.share)
    found = Rankings(draw(skill_names))
    for rows, scores in skills_of_roles.fit(learnt, skill_words, policy).scores(asked):
        part = asked[rows]
        excluded = part.skills.toarray() > 0
        own = None if families is None else [families[cases[row]] for row in rows]
        for model, values in ((OURS, scores), *_baselines(part, learnt, own, families, tested)):
            for index, row in enumerate(rows):
                found.add(model, values[index], excluded[index], hidden[row])
    return report("skills", found.values(), notes=(*_left_out(table), found.note()))


def _baselines(
    asked: Roles,
    learnt: Roles,
    own: Sequence[str] | None,
    families: Sequence[str] | None,
    tested: NDArray[np.bool_],
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Frequent skills; those of the roles most alike (cosine of rare skills); those that go with the known ones; and,
    where families are known, those frequent in the family."""
    have, known = learnt.skills, asked.skills
    times = np.asarray(have.sum(axis=0)).ravel()
    yield "popularity", np.tile(times, (len(asked), 1))
    rare = np.maximum(rarity(have), 1e-3)
    alike = (unit_rows(known, rare) @ unit_rows(have, rare).T).toarray()
    if alike.shape[1] > _NEIGHBOURS:
        least = -np.partition(-alike, _NEIGHBOURS - 1, axis=1)[:, _NEIGHBOURS - 1 : _NEIGHBOURS]
        alike[alike < least] = 0
    yield "similarity", np.asarray(alike**2 @ have)
    lengths = np.sqrt(np.maximum(times, 1))
    yield (
        "association",
        (sparse.csr_matrix(known.multiply(1 / lengths[None, :])) @ have.T @ have).toarray() / lengths[None, :],
    )
    if own is not None and families is not None:
        among = np.array(families)[~tested]
        same = (np.array(own)[:, None] == among[None, :]).astype(np.float64)
        yield "same_unit", np.asarray(same @ have) + times / (times.sum() + 1)


def _hidden(role: str, skills: NDArray[np.int32], skill_names: Sequence[str], hide: Hiding) -> NDArray[np.int64]:
    """The skills of a role to be hidden: the share of them that comes first by hash, rounded down."""
    order = sorted(skills, key=lambda skill: digest(hide.salt + role + skill_names[skill]))
    number = min(max(1, int(hide.share * len(order))), len(order) - 1)
    return np.array(order[:number], dtype=np.int64)


def _without(entries: sparse.csr_matrix, hidden: Sequence[NDArray[np.int64]]) -> sparse.csr_matrix:
    rows = np.repeat(np.arange(len(hidden)), [len(each) for each in hidden])
    gone = sparse.csr_matrix((np.ones(len(rows)), (rows, np.concatenate(hidden))), shape=entries.shape)
    left = sparse.csr_matrix(entries - gone)
    left.eliminate_zeros()
    return left


def _families(names: Sequence[str], path: Path | None) -> list[str] | None:
    if path is None:
        return None
    table = read_table(path, (_ROLE, _FAMILY))
    if not table.has("family"):
        return None
    family = dict(zip(table.cells["role"], table.cells["family"], strict=True))
    return [family.get(name, "") for name in names]


def _words(
    names: Sequence[str], roles: Path | None, skill_names: Sequence[str], skills: Path | None
) -> tuple[sparse.csr_matrix | None, sparse.csr_matrix | None]:
    role_texts = None if roles is None else _texts(names, read_table(roles, (_ROLE, *_TEXTS)), "role")
    skill_texts = None if skills is None else _texts(skill_names, read_table(skills, (_SKILL, *_TEXTS[:2])), "skill")
    role_texts = role_texts or _readable(names)
    skill_texts = skill_texts or _readable(skill_names)
    if role_texts is None:
        return None, None
    if skill_texts is None:
        (words,) = word_vectors(role_texts)
        return words, None
    words, skill_words = word_vectors(role_texts, skill_texts)
    return words, skill_words


_TEXTS = (_TITLE, _DESCRIPTION, _OTHER_NAMES)


def _texts(names: Sequence[str], table: Table, key: str) -> Sequence[str] | None:
    columns = [table.cells[column.name] for column in _TEXTS if table.has(column.name)]
    if not columns:
        return None
    rows: Mapping[str, Sequence[str]] = dict(zip(table.cells[key], zip(*columns, strict=True), strict=True))
    return [" ".join(rows.get(name, ())) for name in names]


def _readable(names: Sequence[str]) -> Sequence[str] | None:
    """The names themselves as texts, where most of them are words rather than codes or addresses."""
    readable = sum(_WORDS.fullmatch(name) is not None for name in names)
    return names if readable > _MOST * len(names) else None


def _left_out(table: Table) -> tuple[str, ...]:
    return (f"Rows without a role or a skill, left out: {table.skipped}.",) if table.skipped else ()
