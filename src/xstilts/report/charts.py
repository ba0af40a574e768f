"""Charts as inline SVG: altair describes, vl-convert draws; nothing is fetched and no script is left in the
page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results, Training
from xstilts.analysis.results import CONTROL_ARMS, DIRECT
from xstilts.analysis.scores import ALL, ZERO_SHOT

UP, DOWN, UNSURE, INK, RULE = "#1b6ca8", "#b35806", "#8a8f98", "#222222", "#d9dce1"
FONT = "Liberation Sans, Helvetica, Arial, sans-serif"
WIDTH = 1000
MEAN = "zero-shot mean"
PALETTE = ("#1b6ca8", "#8a8f98", "#b35806", "#5e4fa2", "#1b7837")


def languages_chart(results: Results, analysis: Analysis, model: str, target: str) -> str:
    """One target, one row per language: direct's absolute score at the left, then each intermediate's gain.

    Bars are 95% intervals, dots their centres, small ticks the single seeds. Empty text when nothing is
    measured.
    """
    alt = altair()

    direct = [one for one in analysis.scores if (one.model, one.intermediate, one.target) == (model, DIRECT, target)]
    gains = [one for one in analysis.gains if (one.model, one.target) == (model, target) and one.scope != ALL]
    if not direct or not gains:
        return ""
    order = [MEAN, *results.items[target].languages]
    height = alt.Step(17)
    absolute = [
        {"language": _row(one.scope), "value": one.value, "seed": value}
        for one in direct
        if one.scope != ALL
        for _, value in one.seeds
    ]
    names = [name for name in results.design.intermediates if any(one.intermediate == name for one in gains)]
    names.sort(key=lambda name: name in CONTROL_ARMS)
    panel = max(105, int((WIDTH - 260) / max(len(names), 1)) - 12)
    low = min(0.0, *(gain.interval.low for gain in gains))
    high = max(0.0, *(gain.interval.high for gain in gains))
    y = alt.Y("language:N", sort=order, title=None, axis=alt.Axis(grid=True, ticks=False, domain=False, labelPadding=9))
    bare = [one for one in analysis.scores if one.model in results.design.baselines and one.target == target]
    control = [{"language": _row(one.scope), "control": one.value} for one in bare if one.scope != ALL]
    panels = [_absolute_panel(alt, absolute, control, y, results.target(target).chance, height)]
    bare = alt.Y(
        "language:N",
        sort=order,
        title=None,
        axis=alt.Axis(labels=False, ticks=False, domain=False, grid=True),
    )
    for name in names:
        rows = [gain for gain in gains if gain.intermediate == name]
        panels.append(_gain_panel(alt, rows, bare, (low, high), name, panel, height))
    return draw(alt.hconcat(*panels, spacing=10), f"{model}-{target}")


def controls_chart(results: Results, analysis: Analysis, model: str) -> str:
    """A panel per control, a row per language: what the model with `direct` has over the control, mean over targets.

    Empty text for a study without controls.
    """
    found = {
        control: [one for one in rows if one.model == model and one.scope != ALL]
        for control, rows in analysis.average_controls.items()
    }
    found = {control: rows for control, rows in found.items() if rows}
    if not found:
        return ""
    alt = altair()
    every = [one for rows in found.values() for one in rows]
    domain = min(0.0, *(one.interval.low for one in every)), max(0.0, *(one.interval.high for one in every))
    order = [MEAN, *sorted({one.scope for one in every} - {ZERO_SHOT})]
    width = max(200, int((WIDTH - 80) / len(found)) - 30)
    panels: list[Any] = []
    for control, rows in found.items():
        labels = alt.Axis(grid=True, ticks=False, domain=False, labels=not panels, labelPadding=9)
        y = alt.Y("language:N", sort=order, title=None, axis=labels)
        panels.append(_gain_panel(alt, rows, y, domain, f"minus {control}", width, alt.Step(17)))
    return draw(alt.hconcat(*panels, spacing=10), f"{model}-controls")


def _row(scope: str) -> str:
    return MEAN if scope == ZERO_SHOT else scope


def _absolute_panel(
    alt: Any, rows: list[dict[str, Any]], control: list[dict[str, Any]], y: Any, chance: float | None, height: Any
) -> Any:
    """Scores of `direct` with their seeds; diamonds are the controls without a network."""
    x = alt.X("value:Q", title="score (%)", scale=alt.Scale(zero=True, nice=True), axis=axis(alt))
    base = alt.Chart(alt.Data(values=rows))
    layers = [
        base.mark_tick(thickness=1, size=9, color=INK, opacity=0.45).encode(y=y, x=alt.X("seed:Q", title="score (%)")),
        base.mark_point(filled=True, size=38, color=INK, opacity=1).encode(y=y, x=x),
    ]
    if control:
        mark = alt.Chart(alt.Data(values=control)).mark_point(shape="diamond", size=34, color=DOWN, opacity=1)
        layers.insert(0, mark.encode(y=y, x=alt.X("control:Q", title="score (%)")))
    if chance is not None:
        mark = alt.Chart(alt.Data(values=[{"chance": chance}])).mark_rule(color=DOWN, strokeDash=[3, 3])
        layers.insert(0, mark.encode(x="chance:Q"))
    return alt.layer(*layers).properties(width=150, height=height, title="direct: absolute")


def _gain_panel(
    alt: Any, gains: Sequence[Any], y: Any, domain: tuple[float, float], title: str, width: int, height: Any
) -> Any:
    centres = [
        {
            "language": _row(gain.scope),
            "value": gain.value,
            "low": gain.interval.low,
            "high": gain.interval.high,
            "sure": gain.sure,
        }
        for gain in gains
    ]
    seeds = [{"language": _row(gain.scope), "value": value} for gain in gains for _, value in gain.seeds]
    scale = alt.Scale(domain=list(domain), nice=True)
    x = alt.X("value:Q", title="gain (points)", scale=scale, axis=axis(alt))
    color = alt.Color("sure:N", scale=alt.Scale(domain=["up", "down", "unsure"], range=[UP, DOWN, UNSURE]), legend=None)
    base = alt.Chart(alt.Data(values=centres))
    layers = [
        alt.Chart(alt.Data(values=[{"zero": 0}]))
        .mark_rule(color="#555555", strokeWidth=1)
        .encode(x=alt.X("zero:Q", title="gain (points)")),
        alt.Chart(alt.Data(values=seeds)).mark_tick(thickness=1, size=9, color=INK, opacity=0.4).encode(x=x, y=y),
        base.mark_rule(strokeWidth=2).encode(
            x=alt.X("low:Q", scale=scale, title="gain (points)"), x2="high:Q", y=y, color=color
        ),
        base.mark_point(filled=True, size=38, opacity=1).encode(x=x, y=y, color=color),
    ]
    return alt.layer(*layers).properties(width=width, height=height, title=title)


def axis(alt: Any) -> Any:
    """A quiet axis without a grid."""
    return alt.Axis(tickCount=5, grid=False, domainColor=RULE, tickColor=RULE)


def curves_chart(results: Results, trainings: Sequence[Training], what: str) -> str:
    """Small multiples of training loss (`what="loss"`) or English dev score (`what="dev"`): a panel per
    trained task.

    A line is one training stage; its colour is the model. Empty text when no stage left a curve.
    """
    alt = altair()

    names = panel_names(results)
    rows: list[dict[str, Any]] = []
    for training in trainings:
        field = "loss" if what == "loss" else "score"
        for point in thinned(training.curve.get(what, [])):
            rows.append(
                {
                    "panel": names[training.key],
                    "stage": training.key,
                    "model": training.model,
                    "step": point["step"],
                    "value": point[field],
                }
            )
    if not rows:
        return ""
    models = [name for name in results.design.models if name not in results.design.baselines]
    panels = sorted(dict.fromkeys(row["panel"] for row in rows), key=lambda panel: panel.startswith("phase 3"))
    title = "training loss" if what == "loss" else "English dev score (%)"
    several = len(models) > 1
    lines = []
    for panel in panels:
        here = [row for row in rows if row["panel"] == panel]
        mark = {"strokeWidth": 1, "opacity": 0.55, "clip": False, "point": what == "dev" and {"size": 12}}
        lines.append(
            alt.Chart(alt.Data(values=here))
            .mark_line(**mark)
            .encode(
                x=alt.X("step:Q", title="step", axis=axis(alt)),
                y=alt.Y("value:Q", title=title, scale=alt.Scale(zero=False), axis=axis(alt)),
                detail="stage:N",
                color=alt.Color(
                    "model:N",
                    scale=alt.Scale(domain=models, range=[PALETTE[i % len(PALETTE)] for i in range(len(models))]),
                    legend=alt.Legend(orient="top", title=None) if several else None,
                ),
            )
            .properties(width=185, height=105, title=panel)
        )
    return draw(alt.concat(*lines, columns=4, spacing=18), f"curves-{what}")


def thinned(points: Sequence[Any], most: int = 50) -> Sequence[Any]:
    """At most `most` points of a curve, evenly spaced, the last one among them: a page holds hundreds of curves."""
    step = -(-len(points) // most) if points else 1
    return points[::-1][::step][::-1]


def panel_names(results: Results) -> Mapping[str, str]:
    """Training stage key -> what it is for: an intermediate's name, or the targets whose cells read it."""
    uses: dict[str, dict[str, None]] = {}
    for cell in results.design.cells:
        for key in cell.stages:
            uses.setdefault(key, {})[cell.target] = None
    names = {}
    for training in results.trainings:
        targets = list(uses.get(training.key, {}))
        if training.role == "target" and targets:
            names[training.key] = f"phase 3: {', '.join(targets)}"
        else:
            names[training.key] = f"phase 2: {training.name}"
    return names


def altair() -> Any:
    """Altair is imported when a chart is drawn: it costs half a second."""
    return import_module("altair")


def draw(chart: Any, prefix: str) -> str:
    """A chart as inline SVG: make ids unique in the page, and let the drawing shrink with it."""
    import vl_convert

    config = {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 10.5,
            "titleFontSize": 10.5,
            "titleFontWeight": "normal",
            "labelColor": "#444444",
            "titleColor": "#444444",
            "gridColor": "#eceef1",
            "labelLimit": 200,
        },
        "title": {"fontSize": 11.5, "fontWeight": 600, "anchor": "start", "color": INK, "offset": 6},
        "legend": {"labelFontSize": 11, "symbolStrokeWidth": 2},
    }
    spec = chart.configure(**config).to_dict(validate=False)
    svg = str(vl_convert.vegalite_to_svg(spec))
    ids = re.sub(r"[^a-z0-9]+", "-", prefix.lower())
    svg = re.sub(r'id="([^"]+)"', rf'id="{ids}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{ids}-\1)", svg)
    return re.sub(r' width="([\d.]+)" height="([\d.]+)"', r' style="width:\1px"', svg, count=1)
