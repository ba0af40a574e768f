"""Everything the templates print, as plain values: HTML, Markdown and LaTeX show the same numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.flags import FlagKind, run_marks
from xstilts.analysis.gains import Gain
from xstilts.analysis.resample import headline_name
from xstilts.analysis.results import DIRECT, LONGER, SELECTED
from xstilts.analysis.scores import ALL, ZERO_SHOT, is_english
from xstilts.evidence.claims import Verdict
from xstilts.report.alignment import alignment_view
from xstilts.report.claims import claim_rows, claim_summary
from xstilts.report.heat import (
    MEANINGS,
    NO_MODEL,
    NO_PHASE_3,
    NO_PRETRAINING,
    PARTIAL,
    SAME_DATA,
    average_columns,
    average_gain,
    average_marks,
    gain_marks,
    heat_rows,
    marks_used,
    run_mark,
)
from xstilts.report.languages import language_tables
from xstilts.report.numbers import bounds, count, p_value, points, score
from xstilts.report.phase2 import phase2_compute, translations
from xstilts.report.settings import retrieval_notes, retrieval_setting
from xstilts.report.words import main_models
from xstilts.report.xtreme import published_view, selected_view, xtreme_view

SHARED = ("torch", "transformers", "python", "numpy", "device", "machine", "commit", "version", "xstilts")


def make_view(results: Results, analysis: Analysis, verdicts: Sequence[Verdict], brief: list[str]) -> dict[str, Any]:
    """The values of one report, without its charts."""
    design = results.design
    return {
        "design": design,
        "brief": brief,
        "main_models": main_models(results),
        "has_english": any(is_english(name) for target in design.targets for name in target.languages),
        "has_longer": LONGER in design.intermediates,
        "heats": [_heat(results, analysis, model) for model in _model_order(results)],
        "columns": list(design.targets),
        "average_columns": [label for label, _ in average_columns(results)],
        "averages": _averages(results, analysis),
        "selected": selected_view(results, analysis),
        "xtreme": xtreme_view(results, analysis),
        "published": published_view(results, analysis),
        "corrected": [_gain_row(gain) for gain in analysis.gains if gain.p_holm is not None],
        "survivors": sum(1 for gain in analysis.gains if gain.p_holm is not None and gain.p_holm < 0.05),
        "families": analysis.families,
        "matched": _pairs(results, analysis.matched),
        "controls": _pairs(results, analysis.controls),
        "alignment": alignment_view(results, analysis),
        "language_tables": language_tables(results, analysis),
        "targets": _targets(results),
        "scores": _scores(results, analysis),
        "verdicts": claim_rows(verdicts, analysis.same_data),
        "verdict_summary": claim_summary(verdicts),
        "recommendation": analysis.recommendation,
        "same_data": analysis.same_data,
        "same_mark": SAME_DATA,
        "meanings": MEANINGS,
        "failures": _failures(results),
        "missing": _missing(results),
        "flags": [flag for flag in analysis.flags if flag.kind not in ("collapse", "ceiling")],
        "collapses": _runs(analysis, "collapse"),
        "ceilings": _runs(analysis, "ceiling"),
        "retrieval_notes": retrieval_notes(results),
        "recipes": recipe_tables(design.recipes),
        "translations": translations(results),
        "phase2": phase2_compute(results),
        "provenance": _provenance(results),
        "trainings": _trainings(results),
        "resamples": analysis.resamples,
        "cells": len(design.cells),
        "absent": len(results.absent),
        "covers": covers(analysis.gains),
    }


def _model_order(results: Results) -> list[str]:
    """Models before controls. Controls with `direct` alone have no table of their own: they are rows of the others."""
    main = main_models(results)
    skipped = {*main, *results.design.references}
    return [*main, *(name for name in results.design.models if name not in skipped)]


def _heat(results: Results, analysis: Analysis, model: str) -> dict[str, Any]:
    rows = heat_rows(results, analysis, model)
    control = model in results.design.controls
    notes = retrieval_notes(results, {model, *results.design.references})
    return {"model": model, "control": control, "rows": rows, "marks": marks_used(rows), "settings": notes}


def _averages(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """Per model and intermediate: direct's absolute means and each gain, four ways."""
    columns = [(scope, retrieval) for scope in (ZERO_SHOT, ALL) for _, retrieval in average_columns(results)]
    tables = []
    for model in _model_order(results):
        rows = []
        chosen = [SELECTED] if any(one.model == model for one in analysis.selected.selections) else []
        for name in [*results.design.arms(model), *chosen]:
            cells = []
            for scope, retrieval in columns:
                average = analysis.average(model, name, scope, retrieval)
                gain = average_gain(analysis, model, name, scope, retrieval)
                cells.append(
                    {
                        "score": score(average.partial if average else None),
                        "gain": points(gain.value) if gain else "",
                        "interval": bounds(gain.interval) if gain else "",
                        "marks": average_marks(analysis, gain).replace(PARTIAL, "") if gain else "",
                        "missing": list(average.missing) if average else [],
                        "sure": bool(gain and (gain.interval.low > 0 or gain.interval.high < 0)),
                    }
                )
            rows.append({"name": name, "cells": cells, "direct": name == DIRECT})
        rows += [_reference_averages(results, analysis, name, columns) for name in results.design.references]
        tables.append({"model": model, "rows": rows, "marks": _marks(rows)})
    return tables


def _marks(rows: Sequence[Mapping[str, Any]]) -> str:
    """The marks of a table whose rows have cells (texts have none)."""
    return "".join(cell["marks"] for row in rows for cell in row["cells"] if isinstance(cell, dict))


def _reference_averages(
    results: Results, analysis: Analysis, name: str, columns: Sequence[tuple[str, bool]]
) -> dict[str, Any]:
    """The row of a control with `direct` alone: absolute means."""
    cells = []
    for scope, retrieval in columns:
        average = analysis.averages.get((name, DIRECT, scope, retrieval))
        missing = list(average.missing) if average else []
        shown = score(average.partial if average else None)
        cells.append({"score": shown, "gain": "", "interval": "", "marks": "", "missing": missing, "sure": False})
    what = NO_MODEL if name in results.design.baselines else NO_PRETRAINING
    return {"name": f"{name} ({what})", "cells": cells, "direct": False}


def _gain_row(gain: Gain) -> dict[str, Any]:
    return {
        "model": gain.model,
        "base": gain.base,
        "intermediate": gain.intermediate,
        "target": gain.target,
        "score": score(gain.score),
        "base_score": score(gain.base_score),
        "gain": points(gain.value),
        "interval": bounds(gain.interval),
        "sure": gain.sure,
        "p": p_value(gain.interval.p),
        "p_holm": p_value(gain.p_holm),
        "covers": gain.interval.covers,
        "n": count(gain.n),
        "seeds": ", ".join(points(value) for _, value in gain.seeds),
        "marks": gain_marks(gain),
    }


def _pairs(results: Results, gains: Sequence[Gain]) -> list[dict[str, Any]]:
    """Zero-shot differences as one table per pair of models: rows intermediates, columns targets."""
    shown = [gain for gain in gains if gain.scope == ZERO_SHOT and gain.model in main_models(results)]
    tables = []
    for model, base in dict.fromkeys((gain.model, _base_name(gain)) for gain in shown):
        here = {(g.intermediate, g.target): g for g in shown if (g.model, _base_name(g)) == (model, base)}
        names = [name for name in results.design.intermediates if any(key[0] == name for key in here)]
        columns = [t.name for t in results.design.targets if any(key[1] == t.name for key in here)]
        rows = []
        for name in names:
            found = [(here.get((name, target)), target) for target in columns]
            cells = [_gain_row(gain) if gain else _without(results, name, target) for gain, target in found]
            rows.append({"name": name, "cells": cells})
        notes = retrieval_notes(results, {model, base} & set(results.design.models))
        tables.append(
            {"model": model, "base": base, "columns": columns, "rows": rows, "marks": _marks(rows), "settings": notes}
        )
    return tables


def _without(results: Results, intermediate: str, target: str) -> str:
    """Why a cell of differences is empty."""
    trained = results.target(target).trained
    return NO_PHASE_3 if intermediate == LONGER and not trained else "missing"


def _base_name(gain: Gain) -> str:
    return gain.base[0] if gain.base[0] != gain.model else gain.base[1]


def _targets(results: Results) -> list[dict[str, Any]]:
    rows = []
    for target in results.design.targets:
        items = results.items.get(target.name)
        per_language = [items.count(name) for name in items.languages] if items else []
        low, high = (min(per_language), max(per_language)) if per_language else (0, 0)
        rows.append(
            {
                "info": target,
                "metric": headline_name(results.metrics[target.metric]),
                "chance": score(target.chance),
                "n": "" if not per_language else count(low) if low == high else f"{count(low)}\u2013{count(high)}",
                "total": count(sum(per_language)) if per_language else "",
            }
        )
    return rows


def _scores(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """Every task score: both means, the median and every seed, one row per (model, intermediate, target)."""
    rows = []
    for found in (*analysis.scores, *analysis.selected.scores):
        if found.scope != ZERO_SHOT:
            continue
        key = (found.model, found.intermediate, found.target)
        whole = analysis.score(*key, ALL)
        rows.append(
            {
                "model": found.model,
                "intermediate": found.intermediate,
                "target": found.target,
                "marks": (SAME_DATA if key in analysis.same_data else "") + run_mark(analysis, *key),
                "setting": retrieval_setting(results, found.model, results.target(found.target)),
                "zero_shot": score(found.value),
                "median": score(found.median),
                "all": score(whole.value if whole else None),
                "seeds": ", ".join(score(value) for _, value in found.seeds),
                "n": count(found.n),
                "languages": len(found.languages),
            }
        )
    return rows


def _failures(results: Results) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "model": one.model, "seed": one.seed, "reason": one.failure}
        for one in results.trainings
        if one.failure and one.failure != "not finished"
    ]


def _missing(results: Results) -> list[dict[str, Any]]:
    """Missing cells, those of one reason and row together."""
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for absent in results.absent:
        cell = absent.cell
        groups.setdefault((cell.model, cell.intermediate, cell.target, absent.reason), []).append(cell.seed)
    return [
        {"model": m, "intermediate": i, "target": t, "reason": reason, "seeds": ", ".join(map(str, seeds))}
        for (m, i, t, reason), seeds in groups.items()
    ]


def _runs(analysis: Analysis, kind: FlagKind) -> list[dict[str, Any]]:
    return [
        {"model": model, "intermediate": intermediate, "target": target, "seeds": ", ".join(map(str, seeds))}
        for (model, intermediate, target), seeds in run_marks(analysis.flags, kind).items()
    ]


def recipe_tables(recipes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Resolved recipes as tables: settings that all share are said once, the others are columns."""
    tables = []
    for phase, stages in recipes.items():
        rows = []
        for name, recipe in stages.items() if isinstance(stages, dict) else []:
            steps = recipe if isinstance(recipe, list) else [recipe]
            for number, step in enumerate(steps, start=1):
                if isinstance(step, dict):
                    rows.append((name if len(steps) == 1 else f"{name}, step {number}", step))
        if not rows and isinstance(stages, dict):
            rows = [(phase, stages)]
        fields = list(dict.fromkeys(key for _, step in rows for key in step))
        varying = [key for key in fields if len({str(step.get(key)) for _, step in rows}) > 1]
        tables.append(
            {
                "phase": phase.replace("phase2", "phase 2").replace("phase3", "phase 3"),
                "shared": [(key.replace("_", " "), rows[0][1].get(key)) for key in fields if key not in varying],
                "columns": [key.replace("_", " ") for key in varying],
                "rows": [{"name": name, "values": [step.get(key) for key in varying]} for name, step in rows],
            }
        )
    return tables


def _provenance(results: Results) -> list[dict[str, Any]]:
    """What the stages recorded about themselves: every value that occurs, with the number of stages that have
    it.
    """
    seen: dict[str, dict[str, int]] = {}
    records = [one.provenance for one in results.trainings] + list(results.evaluations.values())
    for record in records:
        for key, value in sorted(_flat(record).items()):
            values = seen.setdefault(key, {})
            values[value] = values.get(value, 0) + 1
    return [
        {"key": key, "values": [{"value": value, "stages": times} for value, times in values.items()]}
        for key, values in sorted(seen.items())
        if len(values) <= 3
    ]


def _flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            found.update(_flat(value, f"{name}."))
        elif isinstance(value, str | int | bool) and not _private(name, value):
            found[name] = str(value)
    return found


def _private(name: str, value: Any) -> bool:
    """Times and places differ between machines and say nothing about a result."""
    words = ("time", "seconds", "started", "finished", "host", "pid", "path", "folder", "command", "key")
    return any(word in name.lower() for word in words) or (isinstance(value, str) and "/" in value)


def _trainings(results: Results) -> dict[str, Any]:
    done = [one for one in results.trainings if not one.failure]
    tokens = sum(int(one.summary.get("tokens", 0)) for one in done)
    return {"planned": len(results.trainings), "finished": len(done), "tokens": count(tokens)}


def covers(gains: Sequence[Gain]) -> str:
    """What the zero-shot intervals cover, all of them in one phrase."""
    kinds = {gain.interval.covers for gain in gains if gain.scope == ZERO_SHOT}
    degrees = sorted(float(found) for kind in kinds for found in re.findall(r"df=([\d.]+)", kind))
    said = ["items only"] if "items" in kinds else []
    if degrees:
        low, high = degrees[0], degrees[-1]
        span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        pool = ", pooled over intermediates" if any("pooled" in kind for kind in kinds) else ""
        said.insert(0, f"items + seeds (t with {span} degrees of freedom{pool})")
    return " or ".join(said)
