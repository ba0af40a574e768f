"""XTREME's averages, what was selected, and gaps to published baselines, as plain values for the templates."""

from __future__ import annotations

from typing import Any

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.results import SELECTED
from xstilts.analysis.scores import ALL, ZERO_SHOT, Average
from xstilts.analysis.selected import DEVELOPMENT
from xstilts.analysis.xtreme import OVERALL, WITHOUT_RETRIEVAL
from xstilts.evidence.published import gaps
from xstilts.report.numbers import listed, points, score
from xstilts.report.words import main_models
from xstilts.tasks.xtreme import GROUPS

PARTS = (*GROUPS, WITHOUT_RETRIEVAL, OVERALL)


def xtreme_view(results: Results, analysis: Analysis) -> dict[str, Any] | None:
    """Rows of XTREME's averages; None where the study has no XTREME target.

    With a local protocol among the targets nothing in the table is an XTREME score, and its title says so.
    """
    if not analysis.xtreme:
        return None
    local = list(analysis.xtreme[0].local)
    whole = analysis.xtreme[0].means[ALL][OVERALL]
    absent = [task for task in whole.missing if all(task in one.means[ALL][OVERALL].missing for one in analysis.xtreme)]
    rows = []
    for one in analysis.xtreme:
        scopes = [(scope, words) for scope, words in ((ZERO_SHOT, "without English"), (ALL, "with English"))]
        rows += [
            {
                "model": one.model,
                "name": one.intermediate,
                "scope": words,
                "cells": [_cell(one.means[scope][part]) for part in PARTS],
            }
            for scope, words in scopes
        ]
    title = "XTREME averages" if not local else "Averages in XTREME's way over local protocols (not XTREME scores)"
    says = []
    if local:
        says.append(f"Not evaluated on the whole of the published test sets: {listed(local)}")
    if absent:
        says.append(f"Not in this study: {listed(absent)}")
    return {"title": title, "columns": PARTS, "rows": rows, "says": says}


def _cell(average: Average) -> dict[str, Any]:
    return {"text": score(average.partial), "partial": average.value is None and average.partial is not None}


def selected_view(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """What was chosen for every target of the models that are no controls, by which data, and what it scores."""
    rows = []
    for model in main_models(results):
        for target in results.design.targets:
            one = analysis.selected.selection(model, target.name)
            if one is None:
                continue
            folds = sum(times for _, times in one.chosen)
            found = analysis.score(model, SELECTED, target.name, ZERO_SHOT)
            rows.append(
                {
                    "model": model,
                    "target": target.name,
                    "chosen": ", ".join(f"{name} ({times} of {folds})" for name, times in one.chosen),
                    "chosen_on": one.chosen_on,
                    "development": one.chosen_on == DEVELOPMENT,
                    "score": score(found.value if found else None),
                }
            )
    return rows


def published_view(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """Gaps to published translate-train and translate-test baselines."""
    return [
        {
            "model": one.model,
            "name": one.intermediate,
            "target": one.published.target,
            "system": one.published.system,
            "published": score(one.published.score),
            "score": score(one.score),
            "gap": points(one.value),
            "source": one.published.source + ("" if one.published.verified else " (quoted, not verified)"),
        }
        for one in gaps(results, analysis)
    ]
