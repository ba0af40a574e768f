"""Lines for the terminal: a plan, a score, what a study found. Printing only."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xstilts.study.conduct import PlannedStage
    from xstilts.study.plan import Plan
    from xstilts.tasks.score import Score


def columns(rows: Sequence[Sequence[str]], gap: int = 2, right: Collection[int] = ()) -> Iterator[str]:
    """Rows of text as aligned columns (the last one ragged); `right` are the columns of numbers."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        sized = enumerate(zip(row[:-1], widths, strict=False))
        cells = [cell.rjust(width) if index in right else cell.ljust(width) for index, (cell, width) in sized]
        yield (" " * gap).join([*cells, row[-1]]).rstrip()


def percent(value: float | None) -> str:
    """A chance level, or a dash."""
    return f"{value:.1f}" if value is not None else "-"


def score_line(score: Score) -> str:
    """A score in one line with everything that must stand beside it."""
    value = f"{score.value:.2f}" if score.value is not None else "undefined"
    extras = "".join(f"; {name} {number:.2f}" for name, number in score.extras.items() if number is not None)
    chance = f"; chance {score.chance:.1f}" if score.chance is not None else ""
    missing = f"; {score.missing} without a prediction" if score.missing else ""
    return f"{score.task} ({score.language}): {value}{extras}; n {score.n}{chance}{missing}; metric {score.version}"


def plan_lines(plan: Plan, found: Iterable[PlannedStage], *, stages: bool = False) -> Iterator[str]:
    """The plan in words: counts, what sharing saves, what is cached, cost, what could not be found."""
    listed = list(found)
    counts, total = plan.counts, plan.total
    waiting = {stage.key for stage in listed if stage.state not in ("done", "collected")}
    left = [node.estimate for key, node in plan.nodes.items() if key in waiting]
    kinds = Counter(node.spec.type for node in plan.nodes.values())
    states = Counter(stage.state for stage in listed)
    yield f"study {plan.design.name}" + (" (SMOKE RUN)" if plan.design.smoke else "")
    if plan.design.question:
        yield f"question: {plan.design.question}"
    yield (
        f"grid: {counts.cells} cells of {len(plan.design.models)} models, "
        f"{len(plan.design.intermediates)} intermediates, {len(plan.design.targets)} targets and "
        f"{len(plan.design.seeds)} seeds"
    )
    yield f"stages: {len(plan.nodes)} ({', '.join(f'{number} {kind}' for kind, number in kinds.items())})"
    yield (
        f"trainings: {counts.trainings} planned; {counts.naive_trainings} if every cell trained its own phases "
        f"({counts.naive_trainings / max(counts.trainings, 1):.1f}x)"
    )
    if counts.same_data_cells:
        yield f"same-data cells: {counts.same_data_cells} (phases 2 and 3 read the same data)"
    yield "in the store: " + ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    yield "cost of everything: " + cost(total)
    if waiting and len(waiting) < len(listed):
        yield "cost of what is left: " + cost(sum(left[1:], left[0]))
    effects = {name: value for name, value in plan.detectable.items() if value is not None}
    if effects:
        yield "smallest gain that this design would probably detect, in points: " + ", ".join(
            f"{name} {value:.1f}" for name, value in effects.items()
        )
    yield from (f"note: {note}" for note in plan.design.notes)
    yield from (f"missing: {problem.render()}" for problem in plan.problems)
    if stages:
        yield ""
        for stage in listed:
            yield f"{stage.state:10} {stage.name}  {stage.key[:16]}"
            yield from (f"           {reason}" for reason in stage.why)


def cost(estimate: Any) -> str:
    """An estimate in words; seconds are for one worker."""
    return (
        f"{estimate.tokens / 1e6:,.1f} M tokens, {estimate.flops:.2g} FLOPs, about {duration(estimate.seconds)} on one "
        f"worker, {estimate.bytes / 1e9:,.1f} GB on disk"
        + (f", up to {estimate.memory / 1e9:,.1f} GB of memory a stage" if estimate.memory else "")
    )


def duration(seconds: float) -> str:
    """Seconds as a short duration."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:,.1f} h"


def finding_lines(results: Any, analysis: Any, report: Path | None) -> Iterator[str]:
    """What a finished study found: the gains table, what is missing, where the report lies."""
    from xstilts.report.terminal import gains_table

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((120, 24)).columns if terminal else 120
    yield gains_table(results, analysis, colour=terminal, width=width)
    if results.absent:
        reasons = Counter(absent.reason for absent in results.absent)
        yield f"{len(results.absent)} cells are missing:"
        yield from (f"  {number} x {reason}" for reason, number in reasons.most_common())
    yield f"report: {report}"
