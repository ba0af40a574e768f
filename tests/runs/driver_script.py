"""A whole run as a command, for tests that kill it or interrupt it: `python driver_script.py STORE [do]
[workers]`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from runs_fakes import node, options

from xstilts.runs.display import PlainDisplay
from xstilts.runs.graph import StageNode
from xstilts.runs.schedule import run_graph
from xstilts.runs.store import Store


def graph(do: str = "sum", steps: int = 4) -> list[StageNode]:
    """Two chains of two stages and a stage alone."""
    first, second = node("one", do=do, steps=steps), node("two", do=do, steps=steps)
    return [
        first,
        second,
        node("one-child", after=first, do=do, steps=steps),
        node("two-child", after=second, do=do, steps=steps),
        node("alone", do=do, steps=steps),
    ]


def main() -> int:
    """Run the graph; returns its exit code."""
    do = sys.argv[2] if len(sys.argv) > 2 else "sum"
    workers = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    store = Store.open(Path(sys.argv[1]), create=True)
    nodes = graph(do, {"slow": 15, "deaf": 400}.get(do, 4))
    return run_graph(nodes, store, options(workers=workers), PlainDisplay()).exit_code


if __name__ == "__main__":
    sys.exit(main())
