"""Who waits for whom, and who goes first. Pure functions over the nodes of a plan.

Order of starting: among ready stages the one with the longest remaining path (its estimated seconds plus
those of the longest chain of stages after it) goes first, since it decides when the study ends; equal paths
go in the order of the plan. The order never changes a result.

Threads: a stage gets the processors that no other stage can use. That is read from the plan alone, and not from what
happens to run: threads change bits, and a study ends with the same bits whenever and however often it was stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xstilts.core.errors import StoreError
from xstilts.runs.graph import StageNode

_LEAST_SECONDS = 1e-3  # a stage without an estimate still makes a path longer


def dependents(nodes: Sequence[StageNode]) -> dict[str, tuple[str, ...]]:
    """Key -> keys of the nodes that read it, in plan order."""
    readers: dict[str, list[str]] = {node.key: [] for node in nodes}
    for node in nodes:
        for key in node.upstream:
            readers.setdefault(key, []).append(node.key)
    return {key: tuple(found) for key, found in readers.items()}


def upstream_first(nodes: Sequence[StageNode]) -> list[StageNode]:
    """The nodes so that upstream comes first, otherwise in plan order.

    A key that appears twice is taken once.
    """
    by_key = {node.key: node for node in reversed(nodes)}
    placed: dict[str, StageNode] = {}
    path: set[str] = set()

    def place(node: StageNode) -> None:
        if node.key in placed:
            return
        assert node.key not in path, f"stage {node.name} depends on itself"
        path.add(node.key)
        for key in node.upstream:
            if key in by_key:
                place(by_key[key])
        placed[node.key] = node

    for node in nodes:
        place(by_key[node.key])
    return list(placed.values())


def check_upstream(nodes: Sequence[StageNode], has: Callable[[str], bool]) -> None:
    """Every upstream key is a node or already in the store.

    Raises:
        StoreError: names the stage and the key that nobody makes.
    """
    known = {node.key for node in nodes}
    for node in nodes:
        for key in node.upstream:
            if key not in known and not has(key):
                raise StoreError(
                    f"stage {node.name} reads stage {key[:16]}, neither in the plan nor in the store; "
                    "plan the whole study"
                )


def remaining_paths(ordered: Sequence[StageNode]) -> dict[str, float]:
    """Key -> estimated seconds of the longest chain that starts with the stage.

    `ordered` is upstream first.
    """
    readers = dependents(ordered)
    paths: dict[str, float] = {}
    for node in reversed(ordered):
        after = max((paths[key] for key in readers[node.key]), default=0.0)
        paths[node.key] = max(node.estimate.seconds, _LEAST_SECONDS) + after
    return paths


def threads_of(ordered: Sequence[StageNode], processors: int) -> dict[str, int]:
    """Key -> threads: `processors` shared by as many stages as could ever run beside it, at least one.

    A stage that every other one waits for, or that waits for every other one, has all processors.

    Args:
        ordered: the whole plan, upstream first, whatever of it is finished already.
    """
    number = {node.key: place for place, node in enumerate(ordered)}
    related = [1 << place for place in range(len(ordered))]  # a set of stages as the bits of an integer
    for node in ordered:
        for key in node.upstream:
            if key in number:
                related[number[node.key]] |= related[number[key]]
    readers = dependents(ordered)
    below = [1 << place for place in range(len(ordered))]
    for node in reversed(ordered):
        for key in readers[node.key]:
            below[number[node.key]] |= below[number[key]]
    beside = [len(ordered) - (above | after).bit_count() for above, after in zip(related, below)]
    return {node.key: max(1, processors // (count + 1)) for node, count in zip(ordered, beside)}


def needed(ordered: Sequence[StageNode], states: Mapping[str, str]) -> set[str]:
    """Keys known to run: missing or stale, or collected while a stage that reads their weights runs."""
    readers = dependents(ordered)
    found: set[str] = set()
    for node in reversed(ordered):
        state = states[node.key]
        if state in ("missing", "stale") or (state == "collected" and any(key in found for key in readers[node.key])):
            found.add(node.key)
    return found
