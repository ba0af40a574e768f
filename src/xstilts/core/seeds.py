"""Seeds derive from (seed, purpose), never from a stage's key, so equal work draws equal numbers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def derive(seed: int, *purpose: str | int) -> int:
    """A 63-bit seed for one purpose, for example `derive(1, "order", epoch)`."""
    text = "/".join(str(part) for part in (seed, *purpose))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big") >> 1


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """A numpy generator seeded by `derive`."""
    import numpy as np  # here, because commands that only list or derive are quicker without it

    return np.random.Generator(np.random.PCG64(derive(seed, *purpose)))


def subset_rank(seed: int, group: str) -> int:
    """A pseudo-random rank of a group id: the seeded subset of size n is the n groups of lowest rank.

    It depends on the group alone, so a subset is parallel across languages whose items share group ids, and a
    larger subset holds every smaller one.
    """
    return derive(seed, "subset", group)
