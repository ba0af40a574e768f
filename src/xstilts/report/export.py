"""The report's numbers for machines: one flat table (Parquet) and one JSON file with everything."""

from __future__ import annotations

import math
from collections.abc import Container
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.flags import run_marks
from xstilts.analysis.gains import Gain
from xstilts.analysis.resample import headline_name
from xstilts.core.files import write_json, write_with
from xstilts.evidence.claims import Verdict
from xstilts.evidence.published import gaps
from xstilts.report.alignment import alignment_rows
from xstilts.report.settings import retrieval_setting


def flat_rows(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """One row per (model, intermediate, target, scope): the score and, beside it, the gain over direct with
    interval. The selected row is among them.
    """
    every = (*analysis.gains, *analysis.selected.gains)
    gains = {(gain.model, gain.intermediate, gain.target, gain.scope): gain for gain in every}
    settings = _settings(results)
    flagged = {kind: run_marks(analysis.flags, kind) for kind in ("collapse", "ceiling")}
    rows = []
    for found in (*analysis.scores, *analysis.selected.scores):
        target = results.target(found.target)
        gain = gains.get((found.model, found.intermediate, found.target, found.scope))
        key = (found.model, found.intermediate, found.target)
        rows.append(
            {
                "study": results.design.name,
                "model": found.model,
                "intermediate": found.intermediate,
                "target": found.target,
                "scope": found.scope,
                "languages": list(found.languages),
                "score": _short(found.value),
                "median": _short(found.median),
                "seeds": [seed for seed, _ in found.seeds],
                "seed_scores": [_short(value) for _, value in found.seeds],
                "n": found.n,
                "metric": headline_name(results.metrics[target.metric]),
                "metric_version": target.metric_version,
                "split": target.split,
                "protocol": target.protocol,
                "setting": settings[found.model][found.target],
                "chance": _short(target.chance) if target.chance is not None else None,
                **_gain_columns(gain),
                "same_data": key in analysis.same_data,
                "collapsed_seeds": list(flagged["collapse"].get(key, ())),
                "ceiling_seeds": list(flagged["ceiling"].get(key, ())),
                "smoke": results.design.smoke,
            }
        )
    return rows


def _gain_columns(gain: Gain | None) -> dict[str, Any]:
    return {
        "gain": _short(gain.value) if gain else None,
        "gain_low": _short(gain.interval.low) if gain else None,
        "gain_high": _short(gain.interval.high) if gain else None,
        "gain_covers": gain.interval.covers if gain else None,
        "gain_p": _short(gain.interval.p) if gain else None,
        "gain_p_holm": _short(gain.p_holm) if gain and gain.p_holm is not None else None,
        "gain_median": _short(gain.median) if gain else None,
        "gain_cut": gain.interval.cut if gain else False,
        "seed_gains": [_short(value) for _, value in gain.seeds] if gain else [],
    }


def _settings(results: Results) -> dict[str, dict[str, str]]:
    """Model -> target -> what its retrieval numbers were made with (empty for other kinds)."""
    targets = results.design.targets
    return {model: {t.name: retrieval_setting(results, model, t) for t in targets} for model in results.design.models}


def write_parquet(path: Path, results: Results, analysis: Analysis) -> None:
    """Write the flat table."""
    rows = flat_rows(results, analysis)
    schema = pa.schema(
        [
            *((name, pa.string()) for name in ("study", "model", "intermediate", "target", "scope")),
            ("languages", pa.list_(pa.string())),
            ("score", pa.float64()),
            ("median", pa.float64()),
            ("seeds", pa.list_(pa.int64())),
            ("seed_scores", pa.list_(pa.float64())),
            ("n", pa.int64()),
            *((name, pa.string()) for name in ("metric", "metric_version", "split", "protocol", "setting")),
            *((name, pa.float64()) for name in ("chance", "gain", "gain_low", "gain_high")),
            ("gain_covers", pa.string()),
            ("gain_p", pa.float64()),
            ("gain_p_holm", pa.float64()),
            ("gain_median", pa.float64()),
            ("gain_cut", pa.bool_()),
            ("seed_gains", pa.list_(pa.float64())),
            ("same_data", pa.bool_()),
            ("collapsed_seeds", pa.list_(pa.int64())),
            ("ceiling_seeds", pa.list_(pa.int64())),
            ("smoke", pa.bool_()),
        ]
    )
    write_with(path, lambda temporary: pq.write_table(pa.Table.from_pylist(rows, schema=schema), temporary))


def write_layers(path: Path, results: Results, analysis: Analysis) -> None:
    """Write alignment by layer as one flat table; nothing (and no file of an earlier report) where there is none."""
    rows = [_rounded(row) for row in alignment_rows(results, analysis)]
    if not rows:
        path.unlink(missing_ok=True)
        return
    texts = ("study", "model", "intermediate", "target", "vectors", "pooling")
    numbers = ("score", "score_low", "score_high", "change", "change_low", "change_high")
    schema = pa.schema(
        [
            *((name, pa.string()) for name in texts),
            ("layer", pa.int64()),
            *((name, pa.float64()) for name in numbers),
            ("change_covers", pa.string()),
            ("seeds", pa.list_(pa.int64())),
            ("seed_scores", pa.list_(pa.float64())),
            ("seed_changes", pa.list_(pa.float64())),
            ("n", pa.int64()),
            ("languages", pa.int64()),
            ("smoke", pa.bool_()),
        ]
    )
    write_with(path, lambda temporary: pq.write_table(pa.Table.from_pylist(rows, schema=schema), temporary))


def write_results_json(
    path: Path, results: Results, analysis: Analysis, verdicts: tuple[Verdict, ...], brief: list[str]
) -> None:
    """Write everything the report shows, and the design, as JSON."""
    same_data = analysis.same_data
    averages = [
        {"model": m, "intermediate": i, "scope": s, "with_retrieval": r, **asdict(average)}
        | {"same_data": [target for target in average.covered if (m, i, target) in same_data]}
        for (m, i, s, r), average in {**analysis.averages, **analysis.selected.averages}.items()
    ]
    average_gains = [
        asdict(one)
        | {"same_data": [target for target in one.covered if (one.model, one.intermediate, target) in same_data]}
        for one in (*analysis.average_gains, *analysis.selected.average_gains)
    ]
    value = {
        "format": 1,
        "design": results.design.model_dump(mode="json", exclude={"cells", "training_stages"}),
        "answer": brief,
        "scores": flat_rows(results, analysis),
        "averages": averages,
        "average_gains": average_gains,
        "selected": [asdict(one) for one in analysis.selected.selections],
        "xtreme": [asdict(one) for one in analysis.xtreme],
        "published_baselines": [asdict(one) for one in gaps(results, analysis)],
        "retrieval_settings": {
            model: {name: said for name, said in here.items() if said} for model, here in _settings(results).items()
        },
        "layers": alignment_rows(results, analysis),
        "over_longer": [asdict(one) for one in analysis.matched],
        "translations": [asdict(one) for one in results.translations],
        "over_controls": [asdict(one) for one in analysis.controls],
        "corrections": [asdict(one) for one in analysis.families],
        "flags": [asdict(one) for one in analysis.flags],
        "claims": [_claim(one, same_data) for one in verdicts],
        "recommendation": _recommendation(analysis),
        "missing": [{**one.cell.model_dump(mode="json"), "reason": one.reason} for one in results.absent],
        "resamples": analysis.resamples,
    }
    write_json(path, _rounded(value))


def _claim(verdict: Verdict, same_data: Container[tuple[str, str, str]]) -> dict[str, Any]:
    """The claim as it was made, then what was measured and the verdict; `measured` is null where nothing was."""
    found, claim = verdict.measured, verdict.claim
    measured = (
        {
            "value": found.value,
            "low": found.interval.low,
            "high": found.interval.high,
            "covers": found.interval.covers,
            "seeds": [{"seed": seed, "value": value} for seed, value in found.seeds],
            "targets": list(verdict.covered),
        }
        if found
        else None
    )
    return {
        **claim.model_dump(mode="json"),
        "judged_model": verdict.model,
        "same_data": any(
            (verdict.model, claim.intermediate, target) in same_data for target in verdict.covered or (claim.target,)
        ),
        "measured": measured,
        "level": verdict.level,
        "why": verdict.why,
        "caveats": list(verdict.caveats),
        "reason": verdict.reason,
    }


def _recommendation(analysis: Analysis) -> dict[str, Any]:
    value = asdict(analysis.recommendation)
    for choice in value["choices"]:
        choice["same_data"] = (choice["model"], choice["intermediate"], choice["target"]) in analysis.same_data
    return value


def _short(value: float) -> float:
    """Eight significant digits: the same on every machine, and small p values survive."""
    return float(f"{value:.8g}")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return _short(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
