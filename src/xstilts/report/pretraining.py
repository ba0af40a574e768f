"""The report of a pretraining: held-out loss and alignment by layer over its steps, as one HTML page and two PNGs.

Reads `held_out.json` and `curve.json` as the pretrain stage leaves them (`stages.watch` documents the shape), also
those of a training that still runs. The same files give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts.core.errors import DataError
from xstilts.core.files import read_json, write_bytes, write_text
from xstilts.report.build import _environment, _template_text
from xstilts.report.charts import INK, PALETTE, altair, axis, draw

FAINT = "#a9b8c8"
LOSS, ALIGNMENT = "held_out_loss.png", "alignment.png"
PAGE = "report.html"
_PANEL = {"width": 300, "height": 190}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A language at the start and at the end: masked loss, alignment at layer 0 and at the last layer, as text."""

    language: str
    lines: int
    sentences: int
    losses: tuple[str, str]
    lowest: tuple[str, str]
    highest: tuple[str, str]


def build_pretraining_report(stage: Path, out_dir: Path, name: str) -> Path:
    """Draw a pretraining, finished or not.

    Args:
        stage: the stage's folder, or its work folder while it runs. out_dir: where to write. name: what it is called.

    Returns:
        The page.

    Raises:
        DataError: nothing has been measured yet.
    """
    path = stage / "held_out.json"
    if not path.is_file():
        raise DataError(
            f"{stage} holds no held_out.json: nothing has been measured yet; wait for the first evaluation, or start "
            "the pretraining"
        )
    held = read_json(path)
    curve = read_json(stage / "curve.json") if (stage / "curve.json").is_file() else {}
    charts = {LOSS: loss_chart(held, curve), ALIGNMENT: alignment_chart(held)}
    for file, svg in charts.items():
        if svg:
            write_bytes(out_dir / file, _png(svg))
    evaluations = held["evaluations"]
    page = _environment(escape=True).get_template("pretraining.html.j2")
    html = page.render(
        name=name,
        css=_template_text("style.css"),
        loss=charts[LOSS],
        alignment=charts[ALIGNMENT],
        first=evaluations[0],
        last=evaluations[-1],
        planned=held["planned_steps"],
        pairs=held["pairs"],
        means=[(evaluation["step"], *_means(evaluation)) for evaluation in evaluations],
        layers=_layers(evaluations[0]),
        rows=_rows(held),
    )
    write_text(out_dir / PAGE, html)
    return out_dir / PAGE


def loss_chart(held: Mapping[str, Any], curve: Mapping[str, Any]) -> str:
    """Held-out masked loss (a faint line per language, the mean bold), translation loss, training loss."""
    alt = altair()
    masked = [
        {"step": one["step"], "value": loss, "line": language}
        for one in held["evaluations"]
        for language, loss in one["masked"].items()
    ]
    mean = [{"step": one["step"], "value": _means(one)[0]} for one in held["evaluations"] if one["masked"]]
    pairs = [
        {"step": one["step"], "value": one["translation"]}
        for one in held["evaluations"]
        if one["translation"] is not None
    ]
    panels = []
    if masked:
        panels.append(_panel(alt, masked, mean, "held-out text: masked LM", "nats per masked token"))
    if pairs:
        panels.append(_panel(alt, [], pairs, "held-out translations: translation LM", "nats per masked token"))
    runs = curve.get("losses") or ({"mlm": curve["loss"]} if curve.get("loss") else {})
    training = [
        {"step": one["step"], "value": one["loss"], "task": task} for task, points in runs.items() for one in points
    ]
    if training:
        panels.append(_training_panel(alt, training, list(runs)))
    # The colours of one panel are its own: else its legend would stand outside of it.
    row = alt.hconcat(*panels, spacing=24).resolve_scale(color="independent") if panels else None
    return draw(row, "held-out-loss") if row is not None else ""


def alignment_chart(held: Mapping[str, Any]) -> str:
    """A panel per hidden state: how many English sentences find their translation, by language faint, mean bold."""
    alt = altair()
    layers = _layers(held["evaluations"][0])
    panels = []
    for layer in range(layers):
        lines = [
            {"step": one["step"], "value": values[layer], "line": language}
            for one in held["evaluations"]
            for language, values in one["alignment"].items()
        ]
        mean = [{"step": one["step"], "value": _means(one)[2][layer]} for one in held["evaluations"]]
        title = "embeddings (layer 0)" if layer == 0 else f"layer {layer}"
        panels.append(_panel(alt, lines, mean, title, "translations found (%)", domain=(0, 100), size=(175, 170)))
    return draw(alt.concat(*panels, columns=5, spacing=18), "alignment") if panels else ""


def _panel(
    alt: Any,
    lines: Sequence[Mapping[str, Any]],
    mean: Sequence[Mapping[str, Any]],
    title: str,
    unit: str,
    *,
    domain: tuple[float, float] | None = None,
    size: tuple[int, int] = (300, 190),
) -> Any:
    """Faint lines, one bold line over them, its points marked."""
    scale = alt.Scale(domain=list(domain)) if domain else alt.Scale(zero=False, nice=True)
    x = alt.X("step:Q", title="step", axis=axis(alt))
    y = alt.Y("value:Q", title=unit, scale=scale, axis=axis(alt))
    layers = []
    if lines:
        mark = alt.Chart(alt.Data(values=list(lines))).mark_line(
            strokeWidth=1, opacity=0.75, color=FAINT, point={"size": 6, "color": FAINT, "filled": True}
        )
        layers.append(mark.encode(x=x, y=y, detail="line:N"))
    bold = alt.Chart(alt.Data(values=list(mean))).mark_line(
        strokeWidth=2.5, color=PALETTE[0], point={"size": 26, "color": PALETTE[0], "filled": True}
    )
    layers.append(bold.encode(x=x, y=y))
    return alt.layer(*layers).properties(width=size[0], height=size[1], title=title)


def _training_panel(alt: Any, rows: Sequence[Mapping[str, Any]], tasks: Sequence[str]) -> Any:
    colours = [PALETTE[place % len(PALETTE)] for place in range(len(tasks))]
    return (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_line(strokeWidth=1.2)
        .encode(
            x=alt.X("step:Q", title="step", axis=axis(alt)),
            y=alt.Y("value:Q", title="nats per masked token", scale=alt.Scale(zero=False), axis=axis(alt)),
            color=alt.Color(
                "task:N",
                scale=alt.Scale(domain=list(tasks), range=colours),
                legend=alt.Legend(orient="top-right", title=None),
            ),
        )
        .properties(title=alt.Title("training loss", color=INK), **_PANEL)
    )


def _means(evaluation: Mapping[str, Any]) -> tuple[float | None, float | None, list[float]]:
    """Mean masked loss, translation loss, mean alignment per layer."""
    masked = list(evaluation["masked"].values())
    curves = list(evaluation["alignment"].values())
    layers = [sum(values) / len(values) for values in zip(*curves)]
    return sum(masked) / len(masked) if masked else None, evaluation["translation"], layers


def _layers(evaluation: Mapping[str, Any]) -> int:
    """Hidden states that alignment was measured at (0: it was not)."""
    return max((len(curve) for curve in evaluation["alignment"].values()), default=0)


def _rows(held: Mapping[str, Any]) -> list[_Row]:
    first, last = held["evaluations"][0], held["evaluations"][-1]
    languages = sorted({*held["lines"], *held["sentences"]})

    def losses(language: str) -> tuple[str, str]:
        return _number(first["masked"].get(language), 2), _number(last["masked"].get(language), 2)

    def aligned(language: str, layer: int) -> tuple[str, str]:
        curves = (one["alignment"].get(language) for one in (first, last))
        before, after = (_number(curve[layer] if curve else None, 1) for curve in curves)
        return before, after

    return [
        _Row(
            language=language,
            lines=held["lines"].get(language, 0),
            sentences=held["sentences"].get(language, 0),
            losses=losses(language),
            lowest=aligned(language, 0),
            highest=aligned(language, -1),
        )
        for language in languages
    ]


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _png(svg: str) -> bytes:
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg.replace("<svg ", '<svg background="white" ', 1), scale=2.0))
