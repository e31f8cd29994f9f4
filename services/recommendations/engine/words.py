"""Texts as weighted words, so that they can be compared: rare words count more, and endings do not count."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_WORD = re.compile(r"[^\W\d_]{2,}")
_STEM = 6
"""Letters of a word that count. Cutting words off joins their forms in many languages, without a list for any."""


def word_vectors(*texts: Sequence[str]) -> tuple[sparse.csr_matrix, ...]:
    """For each sequence of texts a matrix with one row a text and one column a word, over words common to all.

    A word counts 1 + log(occurrences) times log((texts + 1) / (texts with it + 1)) (tf-idf); rows have length 1.
    """
    counts = [Counter(word[:_STEM] for word in _WORD.findall(text.casefold())) for part in texts for text in part]
    columns = {word: index for index, word in enumerate(sorted({word for count in counts for word in count}))}
    starts = np.cumsum([0, *(len(count) for count in counts)])
    indices = np.array([columns[word] for count in counts for word in count], dtype=np.int64)
    weights = np.array([1 + np.log(times) for count in counts for times in count.values()], dtype=np.float64)
    every = sparse.csr_matrix((weights, indices, starts), shape=(len(counts), len(columns)))
    weighted = unit_rows(every, rarity(every))
    ends = np.cumsum([0, *map(len, texts)])
    return tuple(weighted[start:end] for start, end in pairwise(ends))


def rarity(matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    """The weight of each column: log((rows + 1) / (rows that have it + 1))."""
    having = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.asarray(np.log((matrix.shape[0] + 1) / (having + 1)))


def unit_rows(matrix: sparse.csr_matrix, weights: NDArray[np.float64]) -> sparse.csr_matrix:
    """The matrix with its columns weighted and its rows brought to length 1; empty rows stay empty."""
    weighted = matrix.multiply(weights[None, :]).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ weighted)
