"""What a stage is given besides its spec: folders, data roots, a reporter, a way to be stopped. No torch here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xstilts.core.progress import Reporter, silent
from xstilts.tasks.records import Roots
from xstilts.train.ranks import ALONE, Ranks


def never() -> bool:
    """A stop request that never comes."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageContext:
    """Where and how one stage runs.

    `work_dir` is private to the stage and survives a kill: `work_dir/checkpoint/` holds what the stage resumes from and
    is removed at completion; everything else in it becomes the stage's folder. `upstream` maps keys to finished
    folders. `cache_dir` is for derived data that anyone may rebuild (tokenised data). `stopped` turns True when
    the user interrupts: the stage then writes a checkpoint and raises `core.errors.Interrupted`. `ranks` is the place
    of this process among those that share the stage, each with a `device` of its own; only train stages are shared.
    """

    work_dir: Path
    upstream: Mapping[str, Path]
    cache_dir: Path
    roots: Roots = field(default_factory=Roots)
    device: str = "cpu"
    threads: int = 1
    report: Reporter = silent
    stopped: Callable[[], bool] = never
    ranks: Ranks = ALONE
