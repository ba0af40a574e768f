"""Alignment by layer, before and after phase 2: a figure of small multiples, a table, and rows for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.layers import CENTRED, PLAIN, VECTORS, LayerScore
from xstilts.analysis.results import DIRECT
from xstilts.report.charts import DOWN, INK, UNSURE, UP, altair, axis, draw
from xstilts.report.heat import colour
from xstilts.report.numbers import bounds, count, points, score
from xstilts.report.settings import pooled_in_words, used_setting

COLUMNS = 5
"""Panels side by side: ten intermediates make two rows."""


def alignment_view(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """One entry per target and model with results at layers: the table's rows and what its caption says."""
    views = []
    for target in dict.fromkeys(one.target for one in analysis.layers):
        for model in results.design.models:
            here = [one for one in analysis.layers if (one.model, one.target) == (model, target)]
            if here:
                views.append(_view(results, model, target, here))
    return views


def _view(results: Results, model: str, target: str, scores: Sequence[LayerScore]) -> dict[str, Any]:
    top = max((abs(one.gain.value) for one in scores if one.gain), default=1.0)
    blocks = []
    for vectors in VECTORS:
        names = list(dict.fromkeys(one.intermediate for one in scores if one.vectors == vectors))
        rows = [
            {
                "name": name,
                "direct": name == DIRECT,
                "cells": [_cell(one, top) for one in scores if (one.vectors, one.intermediate) == (vectors, name)],
            }
            for name in names
        ]
        blocks.append({"vectors": vectors, "rows": rows})
    first = scores[0]
    return {
        "model": model,
        "control": model in results.design.controls,
        "target": results.target(target),
        "layers": list(range(first.depth + 1)),
        "blocks": blocks,
        "caption": caption(results, scores),
    }


def _cell(one: LayerScore, top: float) -> dict[str, Any]:
    seeds = ", ".join(f"{seed}: {score(value)}" for seed, value in one.seeds)
    absolute = f"{score(one.interval.low)} to {score(one.interval.high)}"
    if one.gain is None:
        return {
            "text": score(one.value),
            "change": "",
            "interval": absolute,
            "sure": False,
            "style": "",
            "title": f"by seed {seeds}",
        }
    sure = one.gain.sure != "unsure"
    return {
        "text": score(one.value),
        "change": points(one.gain.value),
        "interval": bounds(one.gain.interval),
        "sure": sure,
        "style": colour(one.gain.value, top, sure),
        "title": f"{score(one.value)} ({absolute}); by seed {seeds}; {one.gain.interval.covers}",
    }


def caption(results: Results, scores: Sequence[LayerScore]) -> str:
    """What is measured, over what, with which vectors."""
    first = scores[0]
    setting = used_setting(results, first.model, results.target(first.target))
    headline = setting.get("layer")
    return (
        f"{first.target}: accuracy in percent of finding an English sentence's translation as its nearest neighbour by "
        f"cosine, at every layer (0: the embeddings); mean over {first.languages} languages, n = {count(first.n)} "
        f"sentences per seed. A sentence's vector: {pooled_in_words(setting)}; plain as it is, centred "
        f"after the mean vector of each side of a language is taken away. Before: the backbone itself; after: the "
        f"encoder that phase 2 left, before any phase 3. The score elsewhere in this report is plain at "
        f"{'the last layer' if headline is None else f'layer {headline}'}. "
        "Intervals: 95%, of the change paired by sentence and seed (for before: of the score itself)."
    )


def alignment_chart(results: Results, analysis: Analysis, model: str, target: str) -> str:
    """Small multiples, one per intermediate: the curve over layers before (grey) and after (coloured) phase 2.

    Solid with points is plain, dashed is centred; bars are 95% intervals of the change, drawn at the score after; ticks
    are seeds. Empty text when no intermediate retrieved.
    """
    here = [one for one in analysis.layers if (one.model, one.target) == (model, target)]
    names = [name for name in dict.fromkeys(one.intermediate for one in here) if name != DIRECT]
    if not names:
        return ""
    alt = altair()
    highest = max(max(one.value for one in here), *(value for one in here for _, value in one.seeds))
    low = min(0.0, *(one.interval.low for one in here))
    y = alt.Y("value:Q", title="accuracy (%)", scale=alt.Scale(domain=[low, highest], nice=True), axis=axis(alt))
    before = [one for one in here if one.intermediate == DIRECT]
    panels = [_panel(alt, before, [one for one in here if one.intermediate == name], y, name) for name in names]
    return draw(alt.concat(*panels, columns=COLUMNS, spacing=16), f"alignment-{model}-{target}")


def _panel(alt: Any, before: Sequence[LayerScore], after: Sequence[LayerScore], y: Any, title: str) -> Any:
    depth = after[0].depth
    x = alt.X(
        "layer:Q",
        title="layer",
        scale=alt.Scale(domain=[-0.3, depth + 0.3], nice=False),
        axis=alt.Axis(values=list(range(0, depth + 1, max(1, depth // 6))), grid=False, format="d"),
    )
    sure = alt.Scale(domain=["up", "down", "unsure"], range=[UP, DOWN, UNSURE])
    colours = alt.Color("sure:N", scale=sure, legend=None)
    dash = {PLAIN: [1, 0], CENTRED: [4, 3]}
    layers = []
    for vectors in VECTORS:
        for some, stroke in ((before, UNSURE), (after, INK)):
            rows = [{"layer": one.layer, "value": one.value} for one in some if one.vectors == vectors]
            mark = alt.Chart(alt.Data(values=rows)).mark_line(
                color=stroke, strokeWidth=2 if vectors == PLAIN else 1.2, strokeDash=dash[vectors], opacity=0.75
            )
            layers.append(mark.encode(x=x, y=y))
    plain = [one for one in after if one.vectors == PLAIN]
    seeds = [{"layer": one.layer, "value": value} for one in plain for _, value in one.seeds]
    layers.append(
        alt.Chart(alt.Data(values=seeds)).mark_tick(size=8, thickness=1, color=INK, opacity=0.4).encode(x=x, y=y)
    )
    base = alt.Chart(alt.Data(values=[_point(one) for one in plain]))
    layers.append(
        base.mark_rule(strokeWidth=2).encode(x=x, y=alt.Y("low:Q", title="accuracy (%)"), y2="high:Q", color=colours)
    )
    layers.append(base.mark_point(filled=True, size=34, opacity=1).encode(x=x, y=y, color=colours))
    return alt.layer(*layers).properties(width=150, height=120, title=title)


def _point(one: LayerScore) -> dict[str, Any]:
    """A score after phase 2 with the interval of its change around it."""
    low, high = (one.gain.interval.low, one.gain.interval.high) if one.gain else (0.0, 0.0)
    centre = one.gain.value if one.gain else 0.0
    return {
        "layer": one.layer,
        "value": one.value,
        "low": one.value + low - centre,
        "high": one.value + high - centre,
        "sure": one.gain.sure if one.gain else "unsure",
    }


def alignment_rows(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """One flat row per (model, intermediate, target, vectors, layer), for JSON and Parquet."""
    rows = []
    for one in analysis.layers:
        gain = one.gain
        rows.append(
            {
                "study": results.design.name,
                "model": one.model,
                "intermediate": one.intermediate,
                "target": one.target,
                "vectors": one.vectors,
                "pooling": pooled_in_words(used_setting(results, one.model, results.target(one.target))),
                "layer": one.layer,
                "score": one.value,
                "score_low": one.interval.low,
                "score_high": one.interval.high,
                "seeds": [seed for seed, _ in one.seeds],
                "seed_scores": [value for _, value in one.seeds],
                "change": gain.value if gain else None,
                "change_low": gain.interval.low if gain else None,
                "change_high": gain.interval.high if gain else None,
                "change_covers": gain.interval.covers if gain else None,
                "seed_changes": [value for _, value in gain.seeds] if gain else [],
                "n": one.n,
                "languages": one.languages,
                "smoke": results.design.smoke,
            }
        )
    return rows
