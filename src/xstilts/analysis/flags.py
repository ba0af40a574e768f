"""Things a reader must know before believing a number: collapsed runs, same data, dev items, missing
controls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xstilts.analysis.collect import Results
from xstilts.analysis.resample import Resampled
from xstilts.analysis.results import LONGER, SELECTED
from xstilts.analysis.scores import is_english

FlagKind = Literal[
    "collapse", "same data", "dev items", "local protocol", "one seed", "no longer control", "smoke", "precision"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One warning. Empty coordinates mean that it is about the whole study, model or target."""

    kind: FlagKind
    message: str
    model: str = ""
    intermediate: str = ""
    target: str = ""
    seed: int | None = None


def collapsed(results: Results, target: str, resampled: Resampled) -> list[Flag]:
    """Runs of a trained target whose score is not above chance: the 95% item interval reaches the chance
    level. Looked at in English where the target has it (a weak model may be at chance elsewhere and yet have
    learnt), else over all languages. Fine-tuning collapse is known from XNLI runs that stay at 33.3.
    """
    info = results.target(target)
    if not info.trained or info.chance is None:
        return []
    english = [index for index, name in enumerate(resampled.languages) if is_english(name)]
    indices = english or list(range(len(resampled.languages)))
    where = "English" if english else "the mean over languages"
    found = []
    for (model, intermediate, _, seed), row in resampled.row.items():
        if model in results.design.baselines or intermediate == SELECTED:  # overlap should be at chance; no run
            continue
        score = float(resampled.points[row, indices].mean())
        low = float(np.quantile(resampled.draws[row, indices].mean(axis=0), 0.025))
        if low <= info.chance:
            found.append(
                Flag(
                    kind="collapse",
                    model=model,
                    intermediate=intermediate,
                    target=target,
                    seed=seed,
                    message=(
                        f"{model}, {intermediate}, {target}, seed {seed}: {score:.1f} in {where} is not "
                        f"above chance ({info.chance:.1f}); its 95% item interval starts at {low:.1f}"
                    ),
                )
            )
    return found


def study_flags(results: Results) -> list[Flag]:
    """Flags that follow from the design alone."""
    design = results.design
    found = []
    if design.smoke:
        found.append(
            Flag(
                kind="smoke",
                message="this is a smoke run: sizes and steps are cut, no number here is a result",
            )
        )
    if len(design.seeds) == 1:
        found.append(
            Flag(
                kind="one seed",
                message="one seed: intervals cover items only, not what another seed would give",
            )
        )
    if LONGER not in design.intermediates and any(target.trained for target in design.targets):
        found.append(
            Flag(
                kind="no longer control",
                message=f"no matched-compute control ({LONGER}) was run: a gain may be longer training",
            )
        )
    for target in design.targets:
        if any(word in target.split.lower() for word in ("dev", "valid")):
            found.append(
                Flag(
                    kind="dev items",
                    target=target.name,
                    message=f"{target.name} is scored on {target.split}, not on a test set",
                )
            )
        if target.protocol != "published":
            found.append(Flag(kind="local protocol", target=target.name, message=f"{target.name}: {target.protocol}"))
    return found + _precision(results) + _same_data(results)


def _precision(results: Results) -> list[Flag]:
    """Whether stages of a bf16 study ran where bf16 is computed in fp32 (`models.arithmetic`)."""
    if results.design.precision != "bf16":
        return []
    made = [training.provenance for training in results.trainings] + list(results.evaluations.values())
    known = [one["numerics"]["bf16"] for one in made if one.get("numerics", {}).get("bf16")]
    replaced = known.count("fp32")
    message = (
        f"{replaced} of {len(known)} stages were computed in fp32, which is more exact than the bf16 asked for: "
        "their processor has no bf16 products"
    )
    return [Flag(kind="precision", message=message)] if replaced else []


def _same_data(results: Results) -> list[Flag]:
    marked = sorted({(cell.intermediate, cell.target) for cell in results.design.cells if cell.same_data})
    return [
        Flag(
            kind="same data",
            intermediate=intermediate,
            target=target,
            message=f"{intermediate} -> {target}: both phases read the same data: longer training only",
        )
        for intermediate, target in marked
    ]


def collapse_marks(flags: Sequence[Flag]) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """(model, intermediate, target) -> the collapsed seeds."""
    marks: dict[tuple[str, str, str], tuple[int, ...]] = {}
    for flag in flags:
        if flag.kind == "collapse" and flag.seed is not None:
            key = (flag.model, flag.intermediate, flag.target)
            marks[key] = (*marks.get(key, ()), flag.seed)
    return marks
