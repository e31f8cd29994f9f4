"""Which candidates weights are learnt on, where all of them would be too many."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.recommendations.engine.conditional_logit import Block, Choices, Floats

_LIKELY = 200
_OTHERS = 200


def contenders(
    block: Block, targets: NDArray[np.int64], left_out: NDArray[np.int64], prior: Floats, rng: np.random.Generator
) -> Choices:
    """Of each case's candidates the one chosen, the likeliest by the weights of `prior`, and some of the others.

    `block` is cases x candidates x factors; `left_out` is one candidate a case that cannot be chosen. Each of the
    others drawn stands for several (McFadden 1978, "Modelling the choice of residential location").
    """
    each = np.arange(len(block))
    likely = block @ prior.astype(np.float32)
    likely[each, targets] = np.inf
    likely[each, left_out] = -np.inf
    order = np.argsort(-likely, axis=1, kind="stable")[:, : block.shape[1] - 1]
    ahead, behind = order[:, :_LIKELY], order[:, _LIKELY:]
    drawn = rng.permutation(behind.shape[1])[:_OTHERS]
    columns = np.concatenate([ahead, behind[:, drawn]], axis=1)
    offsets = np.zeros(columns.shape, dtype=np.float32)
    if len(drawn):
        offsets[:, ahead.shape[1] :] = np.log(behind.shape[1] / len(drawn))
    chosen = np.zeros(len(block), dtype=np.int64)
    return Choices(np.take_along_axis(block, columns[:, :, None], axis=1), chosen, offsets)


def joined(parts: Sequence[Choices]) -> Choices:
    """The cases of all parts."""
    return Choices(
        np.concatenate([part.factors for part in parts]),
        np.concatenate([part.chosen for part in parts]),
        np.concatenate([part.offsets for part in parts]),
    )
