"""What roles are, apart from who moved between them: the words of their titles, and the skills that they take."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine.careers import Ints
from services.recommendations.engine.words import rarity, unit_rows, word_vectors

Single = NDArray[np.float32]


@dataclass(frozen=True)
class RoleContent:
    """One row a role, of length 1 or empty; the similarity of two roles is the cosine of their rows.

    `words` are those of the title, `codes` the beginnings of the name, by which codes tell families, and `skills`
    those of the role's profile. What nobody said anything of is None.
    """

    words: sparse.csr_matrix | None
    codes: sparse.csr_matrix | None
    skills: sparse.csr_matrix | None

    def kinds(self) -> dict[str, sparse.csr_matrix]:
        """What there is, by name."""
        found = {"words": self.words, "codes": self.codes, "skills": self.skills}
        return {name: matrix for name, matrix in found.items() if matrix is not None}


def role_content(names: Sequence[str], skills: sparse.csr_matrix | None = None) -> RoleContent:
    """The content of roles, from their names or titles and, if there are any, roles x skills (1 where needed)."""
    words = word_vectors(names)[0]
    profiles = unit_rows(skills, rarity(skills)) if skills is not None and skills.nnz else None
    return RoleContent(words if _tells_apart(words) else None, _codes(names), profiles)


def similarity(matrix: sparse.csr_matrix, roles: Ints) -> Single:
    """The cosine of each of `roles` (rows) with every role (columns)."""
    return np.asarray((matrix[roles] @ matrix.T).toarray(), dtype=np.float32)


def _codes(names: Sequence[str]) -> sparse.csr_matrix | None:
    """The beginnings of names that are codes (one word with a digit), with the length of the whole."""
    beginnings: dict[str, int] = {}
    rows, columns = [], []
    for row, name in enumerate(names):
        if any(letter.isdigit() for letter in name) and len(name.split()) == 1:
            for length in range(1, len(name) + 1):
                rows.append(row)
                columns.append(beginnings.setdefault(f"{len(name)} {name[:length]}", len(beginnings)))
    if not rows:
        return None
    table = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(beginnings)))
    shared = unit_rows(table, rarity(table))
    return shared if _tells_apart(shared) else None


def _tells_apart(matrix: sparse.csr_matrix) -> bool:
    """Whether any two roles have something in common."""
    said = matrix.indices[matrix.data > 0]
    return int(np.bincount(said, minlength=1).max()) > 1
