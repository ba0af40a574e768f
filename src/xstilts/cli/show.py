"""Lines for the terminal: a plan, a score, what a study found. Printing only."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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


def plan_lines(
    plan: Plan, found: Iterable[PlannedStage], *, stages: bool = False, device: str = "cpu"
) -> Iterator[str]:
    """The plan in words: counts, what sharing saves, what is cached, cost, what could not be found."""
    listed = list(found)
    counts = plan.counts
    waiting = {stage.key for stage in listed if stage.state not in ("done", "collected")}
    kinds = Counter(node.spec.type for node in plan.nodes.values())
    states = Counter(stage.state for stage in listed)
    yield f"study {plan.design.name}" + (" (SMOKE RUN)" if plan.design.smoke else "")
    if plan.design.question:
        yield f"question: {plan.design.question}"
    yield grid_line(plan)
    yield f"stages: {len(plan.nodes)} ({', '.join(f'{number} {kind}' for kind, number in kinds.items())})"
    yield (
        f"trainings: {counts.trainings} planned; {counts.naive_trainings} if every cell trained its own phases "
        f"({counts.naive_trainings / max(counts.trainings, 1):.1f}x)"
    )
    if counts.same_data_cells:
        yield f"same-data cells: {counts.same_data_cells} (phases 2 and 3 read the same data)"
    yield "in the store: " + ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    yield from cost_lines(plan, waiting if len(waiting) < len(listed) else set(), device)
    yield from _detectable_lines(plan)
    yield from (f"note: {note}" for note in plan.design.notes)
    yield from (f"missing: {problem.render()}" for problem in plan.problems)
    if stages:
        yield ""
        for stage in listed:
            yield f"{stage.state:10} {stage.name}  {stage.key[:16]}"
            yield from (f"           {reason}" for reason in stage.why)


def grid_line(plan: Plan) -> str:
    """The grid in words; `direct` and the controls beside it are no intermediate tasks."""
    design = plan.design
    own = len(plan.study.intermediates)
    beside = [name for name in design.intermediates if name not in plan.study.intermediates]
    counted = ((len(design.models), "model"), (own, "intermediate"), (len(design.targets), "target"))
    model, intermediate, target = (f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counted)
    seeds = f"{len(design.seeds)} seed{'' if len(design.seeds) == 1 else 's'}"
    return f"grid: {plan.counts.cells} cells: {model}; {intermediate}, and {', '.join(beside)}; {target}; {seeds}"


def cost_lines(plan: Plan, left: Collection[str], device: str) -> Iterator[str]:
    """What everything costs, what `left` costs (where some is done), and which part of the grid takes the time."""
    yield "cost of everything: " + cost(plan.total, device)
    if left:
        rest = [node.estimate for key, node in plan.nodes.items() if key in left]
        yield "cost of what is left: " + cost(sum(rest[1:], rest[0]), device)
    parts: dict[str, float] = {}
    for key, node in plan.nodes.items():
        part = _part(plan.design.training_stages.get(key), node.spec.type)
        parts[part] = parts.get(part, 0.0) + node.estimate.seconds
    slowest = sorted(parts.items(), key=lambda entry: -entry[1])
    yield "time by part: " + ", ".join(f"{name} {duration(seconds)}" for name, seconds in slowest)
    weights = sum(node.estimate.bytes for node in plan.nodes.values() if node.spec.type == "train")
    if weights > plan.total.bytes / 2:
        yield (
            f"disk: {weights / 1e9:,.1f} GB of it are weights, which `xstilts gc --study {plan.design.name}` drops; "
            "predictions and scores stay"
        )
    if device == "cpu" and plan.total.seconds > LONG:
        yield "what to do: --device cuda estimates for one GPU; --limit N plans a smoke run"


LONG = 7 * 24 * 3600.0
"""Seconds from which a plan for a CPU should say that a GPU is the place to run it."""


def _part(about: Mapping[str, Any] | None, kind: str) -> str:
    if about is None:
        return {"train": "training", "evaluate": "evaluation", "baseline": "evaluation"}.get(kind, kind)
    if str(about["name"]).startswith("longer-"):
        return "matched-compute control"
    return {"intermediate": "phase 2", "target": "phase 3", "control": "matched-compute control"}.get(
        str(about["role"]), str(about["role"])
    )


def _detectable_lines(plan: Plan) -> Iterator[str]:
    known = {name: value for name, value in plan.detectable.items() if value is not None}
    unknown = [name for name in plan.detectable if name not in known]
    if known:
        yield (
            "smallest gain that this design would probably detect, in points: "
            + ", ".join(f"{name} {value:.1f}" for name, value in known.items())
            + (f" (not known without their data: {', '.join(unknown)})" if unknown else "")
        )


def cost(estimate: Any, device: str) -> str:
    """An estimate in words; seconds are for one worker on a device."""
    worker = "one data-centre GPU" if device.startswith("cuda") else "one CPU core"
    return (
        f"{estimate.tokens / 1e6:,.1f} M tokens, {estimate.flops:.2g} FLOPs, about {duration(estimate.seconds)} on "
        f"{worker}, {estimate.bytes / 1e9:,.1f} GB on disk"
        + (f", up to {estimate.memory / 1e9:,.1f} GB of memory a stage" if estimate.memory else "")
    )


def duration(seconds: float) -> str:
    """Seconds as a short duration."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    hours = seconds / 3600
    return f"{hours:,.1f} h" if hours < 100 else f"{hours:,.0f} h ({hours / 24:,.0f} days)"


def finding_lines(results: Any, analysis: Any, report: Path | None) -> Iterator[str]:
    """What a finished study found: the gains table, what is missing, where the report lies."""
    from xstilts.evidence.claims import judge
    from xstilts.report.claims import claim_lines
    from xstilts.report.terminal import gains_table

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((120, 24)).columns if terminal else 120
    yield gains_table(results, analysis, colour=terminal, width=width)
    yield from claim_lines(judge(results, analysis), width=width)
    if results.absent:
        reasons = Counter(absent.reason for absent in results.absent)
        yield f"{len(results.absent)} cells are missing:"
        yield from (f"  {number} x {reason}" for reason, number in reasons.most_common())
    yield f"report: {report}"
