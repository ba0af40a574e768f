"""The searches of `neighbours.py` by faiss' flat inner-product index: `retrieval: {search: faiss}` in a study.

Both are exact. Neighbours and similarities are the same up to the last bits of a product and up to ties: which of
equally similar rows faiss takes at the k-th place is not promised, so that what was searched with is part of a key.
Needs faiss (`pip install faiss-cpu`), which planning asks for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from xstilts.evaluate.neighbours import Floats, Nearest


def nearest(queries: Floats, index: Floats, k: int = 1) -> Nearest:
    """As `neighbours.nearest`; equal similarities among those found stand in the order of their rows."""
    return _search(queries, _flat(index), k)


def nearest_both(left: Floats, right: Floats, k: int = 1) -> tuple[Nearest, Nearest]:
    """As `neighbours.nearest_both`, by one search for each direction."""
    return nearest(left, right, k), nearest(right, left, k)


def _flat(index: Floats) -> Any:
    flat = import_module("faiss").IndexFlatIP(index.shape[1])
    flat.add(np.ascontiguousarray(index))
    return flat


def _search(queries: Floats, flat: Any, k: int) -> Nearest:
    scores, rows = flat.search(np.ascontiguousarray(queries), min(k, flat.ntotal))
    order = np.lexsort((rows, -scores), axis=1)
    return np.take_along_axis(scores, order, 1), np.take_along_axis(rows, order, 1)
