"""Build the report of a study: report.html, report.md, tables.tex, results.json and results.parquet in one
folder, and layers.parquet where a target is retrieved at every layer.

Everything is a function of the stored results: the same results give the same bytes (no clock, no host).
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from xstilts import __version__
from xstilts.analysis.analyse import Analysis, analyse
from xstilts.analysis.collect import Results
from xstilts.analysis.scores import ZERO_SHOT
from xstilts.core.files import write_text
from xstilts.evidence.claims import judge
from xstilts.report.alignment import alignment_chart
from xstilts.report.charts import controls_chart, curves_chart, languages_chart
from xstilts.report.export import write_layers, write_parquet, write_results_json
from xstilts.report.heat import (
    CEILING,
    COLLAPSED,
    CUT,
    FEWER_SEEDS,
    ON_DEVELOPMENT,
    ON_HALVES,
    PARTIAL,
    SAME_DATA,
)
from xstilts.report.numbers import ascii_signs, count, score
from xstilts.report.settings import retrieval_setting
from xstilts.report.view import covers, make_view
from xstilts.report.words import answer, main_models

TEX = {
    "\\": r"\textbackslash{}",
    "_": r"\_",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
}
TEX_MARKS = {
    SAME_DATA: r"$^\ddagger$",
    COLLAPSED: r"$^\circ$",
    FEWER_SEEDS: r"$^{*}$",
    PARTIAL: r"$^\S$",
    ON_HALVES: r"$^\dagger$",
    ON_DEVELOPMENT: r"$^\P$",
    CEILING: r"$^\wedge$",
    CUT: r"$^\parallel$",
}


def build_report(results: Results, out_dir: Path, *, analysis: Analysis | None = None) -> Path:
    """Write the report.

    Args:
        results: What `analysis.collect.collect` read.
        out_dir: Folder to write to; it is made when absent, files in it are replaced whole.
        analysis: The analysis, when the caller has it already.

    Returns:
        The path of report.html, one file that needs no network and no script.
    """
    found = analysis if analysis is not None else analyse(results)
    verdicts = judge(results, found)
    brief = answer(results, found)
    view = make_view(results, found, verdicts, brief)
    page = {**view, "version": __version__, "css": _template_text("style.css"), **_charts(results, found)}
    out_dir.mkdir(parents=True, exist_ok=True)
    html = _environment(escape=True).get_template("report.html.j2").render(page)
    write_text(out_dir / "report.html", html)
    plain = _environment(escape=False)
    write_text(out_dir / "report.md", ascii_signs(plain.get_template("report.md.j2").render(view)))
    write_text(out_dir / "tables.tex", plain.get_template("tables.tex.j2").render(view))
    write_results_json(out_dir / "results.json", results, found, verdicts, brief)
    write_parquet(out_dir / "results.parquet", results, found)
    write_layers(out_dir / "layers.parquet", results, found)
    return out_dir / "report.html"


def _charts(results: Results, analysis: Analysis) -> dict[str, Any]:
    charts = []
    for target in results.design.targets:
        for model in main_models(results):
            svg = languages_chart(results, analysis, model, target.name)
            if svg:
                here = [one for one in analysis.gains if (one.model, one.target) == (model, target.name)]
                charts.append(
                    {
                        "svg": svg,
                        "model": model,
                        "target": target,
                        "chance": score(target.chance),
                        "covers": covers(here),
                        "setting": retrieval_setting(results, model, target),
                        "same": [g.intermediate for g in here if g.same_data and g.scope == ZERO_SHOT],
                    }
                )
    return {
        "language_charts": charts,
        "control_charts": {model: controls_chart(results, analysis, model) for model in main_models(results)},
        "curve_charts": _curves(results),
        "alignment_charts": {
            (model, target): alignment_chart(results, analysis, model, target)
            for model, target in dict.fromkeys((one.model, one.target) for one in analysis.layers)
        },
    }


def _curves(results: Results) -> list[dict[str, str]]:
    found = []
    captions = {
        "loss": "Training loss, mean of short runs of steps. A panel per task, a line per training stage.",
        "dev": "Score on English dev data, which alone selects the checkpoint; points are evaluations.",
    }
    for what, caption in captions.items():
        svg = curves_chart(results, results.trainings, what)
        if svg:
            found.append({"svg": svg, "caption": caption})
    return found


def _environment(*, escape: bool) -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_template_text),
        autoescape=escape,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters.update(score=score, groups=count, setting=_setting, tex=tex, texmarks=_tex_marks, cell=_cell)
    return environment


def _template_text(name: str) -> str:
    return (files("xstilts.report") / "templates" / name).read_text(encoding="utf-8")


def _setting(value: Any) -> str:
    """A recipe's value as a reader writes it."""
    if value is None or value == () or value == []:
        return "none"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(_setting(item) for item in value)
    return str(value)


def _cell(text: str) -> str:
    """Text as a cell of a Markdown table, which a bar or a line break would end."""
    return " ".join(str(text).split()).replace("|", r"\|")


def _tex_marks(marks: str) -> str:
    return "".join(TEX_MARKS[mark] for mark in marks)


def tex(text: str) -> str:
    """Escape for LaTeX, with ASCII signs."""
    return "".join(TEX.get(character, character) for character in ascii_signs(str(text)))
