"""Near-duplicates kept together, so that no comment is measured by its own copy."""

import numpy as np
import scipy.sparse as sp

from classifier.alphabet import Codes
from classifier.features import SIZES

BANDS, BAND = 6, 4  # comments that share all hashes of one band are taken for copies (Broder 1997)


def groups(counts: sp.csr_array, seed: int = 0) -> Codes:
    """Return for each comment the number of its group of near-duplicates, by the words it is made of."""
    words = sp.csr_array(counts[:, : SIZES["words"]])
    order = np.random.default_rng(seed).integers(1, 1 << 61, size=(BANDS * BAND, words.shape[1]))
    filled = np.flatnonzero(np.diff(words.indptr))
    parent = np.arange(counts.shape[0])
    for band in range(BANDS):
        least = [
            np.minimum.reduceat(hashes[words.indices], words.indptr[filled])
            for hashes in order[band * BAND :][:BAND]
        ]
        _, same = np.unique(np.array(least), axis=1, return_inverse=True)
        _join(parent, filled, same)
    return np.array([_root(parent, row) for row in range(len(parent))], dtype=np.int64)


def _join(parent: Codes, rows: Codes, same: Codes) -> None:
    first: dict[int, int] = {}
    for row, key in zip(rows.tolist(), same.tolist(), strict=True):
        parent[_root(parent, row)] = _root(parent, first.setdefault(key, row))


def _root(parent: Codes, row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = int(parent[row])
    return row


def folds(group: Codes, count: int, seed: int) -> Codes:
    """Return the fold of each comment, a group in one fold."""
    _, number = np.unique(group, return_inverse=True)
    fold: Codes = np.random.default_rng(seed).integers(0, count, number.max() + 1)
    return fold[number]
