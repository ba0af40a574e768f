"""Models and the control without a network beside each other, language by language."""

from __future__ import annotations

from typing import Any

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.results import DIRECT
from xstilts.analysis.scores import is_retrieval
from xstilts.report.heat import NO_MODEL
from xstilts.report.numbers import score
from xstilts.report.settings import retrieval_notes


def language_tables(results: Results, analysis: Analysis) -> list[dict[str, Any]]:
    """Per target that a control without a network answers: `direct` of every model and what overlap of subwords
    achieves, in percent, by language. Empty for a study without such a control.
    """
    tables = []
    for target in results.design.targets:
        answered = any((one.model in results.design.baselines) and one.target == target.name for one in analysis.scores)
        if answered:
            languages = results.items[target.name].languages
            rows = [_row(results, analysis, model, target.name, languages) for model in results.design.models]
            notes = [note for note in retrieval_notes(results) if note.startswith(target.name)] * is_retrieval(target)
            tables.append({"target": target, "languages": languages, "rows": rows, "settings": notes})
    return tables


def _row(results: Results, analysis: Analysis, model: str, target: str, languages: tuple[str, ...]) -> dict[str, Any]:
    bare = model in results.design.baselines
    found = {
        one.scope: one.value
        for one in analysis.scores
        if (one.model, one.intermediate, one.target) == (model, DIRECT, target)
    }
    name = f"{model} ({NO_MODEL})" if bare else f"{model}, {DIRECT}"
    return {"name": name, "bare": bare, "values": [score(found.get(language)) for language in languages]}
