"""Matching a whole cohort at once: each mentee gets at most one mentor, no mentor gets more than they can take.

As many mentees as possible are matched, and among all such matchings the sum of scores is the largest (the assignment
problem, solved by `scipy.optimize.linear_sum_assignment`). Of equally good matchings the same one is always taken.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

UNMATCHED = -1


def match(
    scores: NDArray[np.float64], capacities: Sequence[int], allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """The mentor of each mentee, as a column of `scores`, or UNMATCHED.

    `scores` has one row a mentee and one column a mentor, in finite numbers of any scale; `capacities` says how many
    mentees each mentor can take; a pair is matched only where `allowed`. Raises ValueError where sizes do not agree.
    """
    mentees, mentors = scores.shape
    allowed = np.ones(scores.shape, dtype=np.bool_) if allowed is None else allowed
    if len(capacities) != mentors or allowed.shape != scores.shape:
        raise ValueError("There has to be one capacity for each column, and one permission for each pair.")
    places = np.repeat(np.arange(mentors), np.clip(np.array(capacities, dtype=np.int64), 0, mentees))
    if not mentees or not len(places) or not allowed.any():
        return np.full(mentees, UNMATCHED, dtype=np.int64)
    possible = scores[allowed]
    spread = float(possible.max() - possible.min()) or 1.0
    # From 0 to 1 each, so that staying unmatched costs more than all other mentees together could gain by it.
    losses = np.where(allowed, (possible.max() - scores) / spread, np.inf)
    unmatched = np.full((mentees, mentees), mentees + 1.0)
    rows, columns = linear_sum_assignment(np.hstack([losses[:, places], unmatched]))
    found = np.full(mentees, UNMATCHED, dtype=np.int64)
    placed = columns < len(places)
    found[rows[placed]] = places[columns[placed]]
    return found
