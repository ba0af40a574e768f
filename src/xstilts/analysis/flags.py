"""Things a reader must know before believing a number: runs at chance, stuck at one answer or at the top of the scale,
same data, dev items, missing controls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xstilts.analysis.collect import CellKey, Results
from xstilts.analysis.resample import Resampled
from xstilts.analysis.results import LONGER, SELECTED
from xstilts.analysis.scores import ZERO_SHOT, is_english, scopes

FlagKind = Literal[
    "collapse",
    "ceiling",
    "same data",
    "dev items",
    "tuned on test",
    "local protocol",
    "one seed",
    "no zero-shot language",
    "no longer control",
    "smoke",
    "precision",
]
STUCK = 0.99
"""A share of one answer from which a model counts as stuck at it."""
TOP = 100.0


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
    """Runs of a trained target that have not learnt it, seed by seed: the 95% item interval of the score reaches the
    chance level (0 for metrics without one), or nearly every prediction is the same. Looked at in English where the
    target has it (a weak model may be at chance elsewhere and yet have learnt), else over all languages. Fine-tuning
    collapse is known from XNLI runs that stay at 33.3; where labels are not balanced, one answer alone beats chance.
    """
    info = results.target(target)
    if not info.trained:
        return []
    chance = info.chance or 0.0
    english = [index for index, name in enumerate(resampled.languages) if is_english(name)]
    indices = english or list(range(len(resampled.languages)))
    where = "English" if english else "the mean over languages"
    found = []
    for key, row in resampled.row.items():
        if key[0] in results.design.baselines or key[1] == SELECTED:  # overlap should be at chance; no run
            continue
        score = float(resampled.points[row, indices].mean())
        low = float(np.quantile(resampled.draws[row, indices].mean(axis=0), 0.025))
        share = results.cells[key].commonest or 0.0
        reasons = []
        if low <= chance:
            reasons.append(
                f"{score:.1f} in {where} is not above chance ({chance:.1f}); its 95% item interval starts at {low:.1f}"
            )
        if share >= STUCK:
            reasons.append(f"{score:.1f} in {where} with the same answer to {share:.0%} of the items")
        if reasons:
            found.append(_run_flag("collapse", key, "; ".join(reasons)))
    return found


def ceilings(results: Results, target: str, resampled: Resampled) -> list[Flag]:
    """Runs whose zero-shot score cannot be told from a perfect one (its 95% item interval reaches 100), seed by seed:
    nothing can show a gain over such a score, as nothing shows over one at chance."""
    indices = scopes(resampled.languages)[ZERO_SHOT]
    found = []
    for key, row in resampled.row.items():
        if key[1] == SELECTED:  # no run
            continue
        score = float(resampled.points[row, indices].mean())
        high = float(np.quantile(resampled.draws[row, indices].mean(axis=0), 0.975))
        if high >= TOP:
            found.append(_run_flag("ceiling", key, f"{score:.1f} zero-shot cannot be told from {TOP:.0f}"))
    return found


def _run_flag(kind: FlagKind, key: CellKey, reason: str) -> Flag:
    model, intermediate, target, seed = key
    message = f"{model}, {intermediate}, {target}, seed {seed}: {reason}"
    return Flag(kind=kind, model=model, intermediate=intermediate, target=target, seed=seed, message=message)


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
        if not any(not is_english(language) for language in target.languages):
            message = f"{target.name} has no language but English: what is called zero-shot is its English score"
            found.append(Flag(kind="no zero-shot language", target=target.name, message=message))
        if any(key[2] == target.name and cell.scores.get("optimistic") for key, cell in results.cells.items()):
            message = f"{target.name}: the threshold was fitted on the very data that is scored: optimistic"
            found.append(Flag(kind="tuned on test", target=target.name, message=message))
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
    marked = sorted({(intermediate, target) for _, intermediate, target in results.design.same_data})
    return [
        Flag(
            kind="same data",
            intermediate=intermediate,
            target=target,
            message=f"{intermediate} -> {target}: both phases read the same data: longer training only",
        )
        for intermediate, target in marked
    ]


def run_marks(flags: Sequence[Flag], kind: FlagKind) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """(model, intermediate, target) -> the seeds that have a flag of this kind."""
    marks: dict[tuple[str, str, str], tuple[int, ...]] = {}
    for flag in flags:
        if flag.kind == kind and flag.seed is not None:
            key = (flag.model, flag.intermediate, flag.target)
            marks[key] = (*marks.get(key, ()), flag.seed)
    return marks
