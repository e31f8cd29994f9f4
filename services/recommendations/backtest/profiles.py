"""The skills that roles take, from a file with role and skill."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from services.recommendations.backtest.reading import AS_IT_STANDS, Column, Reading, read_table

ROLE = ("role name", "role title", "job title", "title", "role code", "role id", "occupation", "job", "position")
COLUMNS = (Column("role", ROLE), Column("skill", ("skill id", "skill name", "skill code")))

Profiles = Mapping[str, frozenset[str]]
"""The skills by role."""


def read_profiles(path: Path, reading: Reading = AS_IT_STANDS) -> Profiles:
    """The profiles in a file. Raises TableUnreadable and ColumnMissing."""
    table = read_table(path, COLUMNS, reading)
    found: dict[str, set[str]] = {}
    for role, skill in zip(table.cells["role"], table.cells["skill"], strict=True):
        found.setdefault(role, set()).add(skill)
    return {role: frozenset(skills) for role, skills in found.items()}


def matrix_of(profiles: Profiles, roles: Sequence[str]) -> sparse.csr_matrix:
    """Roles x skills, 1 where the role takes the skill; roles without a profile have an empty row."""
    columns = {skill: i for i, skill in enumerate(sorted({s for role in roles for s in profiles.get(role, ())}))}
    cells = [(row, columns[skill]) for row, role in enumerate(roles) for skill in sorted(profiles.get(role, ()))]
    rows, found = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    return sparse.csr_matrix((np.ones(len(cells)), (rows, found)), shape=(len(roles), len(columns)))
