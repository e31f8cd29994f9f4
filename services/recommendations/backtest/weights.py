"""How strong a tie is, as files write it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shared.errors import InvalidInput


class WeightInvalid(InvalidInput):
    """A weight is no number of 0 or more."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is no weight of a tie. Write numbers of 0 or more.",
            fields={"weight": ["Write a number from 0."]},
        )


def weights_of(cells: Sequence[str]) -> NDArray[np.float64]:
    """The weights; 1 where the cell is empty. Raises WeightInvalid."""
    return np.array([_weight(cell) for cell in cells], dtype=np.float64)


def _weight(cell: str) -> float:
    if not cell:
        return 1.0
    try:
        found = float(cell)
    except ValueError:
        raise WeightInvalid(cell) from None
    if not 0 <= found < np.inf:
        raise WeightInvalid(cell)
    return found
