"""Which setting made a retrieval number: layer, pooling, special tokens, similarity, search. Printed with every one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from xstilts.analysis.collect import Results
from xstilts.analysis.results import TargetInfo
from xstilts.analysis.scores import is_retrieval

OVERLAP = "overlap of subwords (TF-IDF, cosine)"


def retrieval_setting(results: Results, model: str, target: TargetInfo) -> str:
    """How the numbers of a model on a retrieval target came about, in words; empty for other kinds and where nothing
    was evaluated. What an evaluation recorded counts, and the design for what it does not record.
    """
    scores = _scores(results, model, target)
    if not is_retrieval(target) or scores is None:
        return ""
    threshold = f"; threshold from {scores['threshold_from']}" if scores.get("threshold_from") else ""
    if model in results.design.baselines:
        return OVERLAP + threshold
    return vectors_in_words(used_setting(results, model, target), target.kind) + threshold


def used_setting(results: Results, model: str, target: TargetInfo) -> dict[str, Any]:
    """What was asked for, and over it what an evaluation recorded, with the layer and the depth of its model."""
    asked = target.retrieval or results.design.retrieval or {}
    return {**asked, **(_scores(results, model, target) or {}).get("retrieval", {})}


def _scores(results: Results, model: str, target: TargetInfo) -> Mapping[str, Any] | None:
    """`scores.json` of a cell of a model and target: all share their setting."""
    here = (cell.scores for key, cell in results.cells.items() if (key[0], key[2]) == (model, target.name))
    return next(here, None)


def vectors_in_words(setting: Mapping[str, Any], kind: str) -> str:
    """A setting in words, the layer first: `layer 14 of 24, mean over all tokens, ...`."""
    layer, depth = setting.get("layer"), setting.get("depth")
    place = "the last layer" if layer is None else f"layer {layer}"
    margin = f"ratio margin of cosines over {setting.get('neighbours', 4)} neighbours both ways"
    parts = [
        place + (f" of {depth}" if depth and layer is not None else ""),
        pooled_in_words(setting),
        margin if kind == "mine" else "cosine",
        f"{setting.get('search', 'exact')} search",
        f"at most {setting.get('max_length', 512)} tokens",
    ]
    preset = f" (preset {setting['preset']}{_scaled(setting)})" if setting.get("preset") else ""
    return ", ".join(parts) + preset


def _scaled(setting: Mapping[str, Any]) -> str:
    return ", layer scaled where the depth is another" if setting.get("scale") else ""


def pooled_in_words(setting: Mapping[str, Any]) -> str:
    """What of a sentence its vector is made of."""
    if setting.get("pooling", "mean") == "first":
        return "the first token"
    return f"mean over tokens {'with' if setting.get('specials', True) else 'without'} special tokens"


def retrieval_notes(results: Results, models: Collection[str] | None = None) -> list[str]:
    """One sentence per retrieval target and setting, naming the models where they differ; `models`: of these alone."""
    chosen = [name for name in results.design.models if models is None or name in models]
    notes = []
    for target in results.design.targets:
        settings: dict[str, list[str]] = {}
        for model in chosen:
            setting = retrieval_setting(results, model, target)
            if setting:
                settings.setdefault(setting, []).append(model)
        for setting, names in settings.items():
            who = f" ({', '.join(names)})" if len(settings) > 1 else ""
            notes.append(f"{target.name}{who}: {setting}")
    return notes
