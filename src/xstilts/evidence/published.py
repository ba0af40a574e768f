"""Published translate-train and translate-test baselines: what machine translation alone gives on XTREME's targets.

Source: Hu et al. 2020, "XTREME" (arXiv:2003.11080), the table of main results: translate-train fine-tunes mBERT on
English training data translated to each target language ("multi-task": to all of them together); translate-test
fine-tunes English BERT Large and translates the test sets. Means over all languages, English included; question
answering as (EM + F1) / 2 of the printed pairs. Cells that could not be supported are left out (XNLI: copies of the
table disagree; tagging and retrieval: none were published).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.results import DIRECT, SELECTED
from xstilts.analysis.scores import ALL

MBERT = ("bert-base-multilingual-cased", "google-bert/bert-base-multilingual-cased")
XLMR_LARGE = ("xlm-roberta-large", "FacebookAI/xlm-roberta-large")
SOURCE = "arXiv:2003.11080"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published score of a target in percent. `comparable` are the sources of models that it may stand beside.
    `verified`: read in the named source; otherwise it is quoted and to be checked before it is cited.
    """

    target: str
    system: str
    score: float
    comparable: tuple[str, ...]
    source: str = SOURCE
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A model's score minus a published one, mean over all languages; `intermediate` is `direct` or `selected`."""

    model: str
    intermediate: str
    score: float
    value: float
    published: Published


def _system(system: str, comparable: tuple[str, ...], cells: Sequence[tuple[str, float, float]]) -> list[Published]:
    """Rows of (target, EM or accuracy, F1 or the same accuracy)."""
    return [
        Published(target=target, system=system, score=(first + second) / 2, comparable=comparable)
        for target, first, second in cells
    ]


def baselines() -> list[Published]:
    """The table."""
    return [
        *_system(
            "translate-train, mBERT",
            MBERT,
            [("pawsx", 86.3, 86.3), ("xquad", 56.0, 70.0), ("mlqa", 48.0, 65.6), ("tydiqa", 42.1, 55.1)],
        ),
        *_system(
            "translate-train, mBERT, multi-task",
            MBERT,
            [("pawsx", 88.9, 88.9), ("xquad", 58.3, 72.4), ("mlqa", 49.8, 67.6), ("tydiqa", 49.3, 64.2)],
        ),
        *_system(
            "translate-test, English BERT Large",
            (*MBERT, *XLMR_LARGE),
            [("pawsx", 84.4, 84.4), ("xquad", 62.1, 76.3), ("mlqa", 55.3, 72.9), ("tydiqa", 56.0, 72.1)],
        ),
    ]


def gaps(results: Results, analysis: Analysis, table: Sequence[Published] | None = None) -> list[Gap]:
    """`direct` and the selected row against the baselines, where the target is evaluated on the whole of the published
    test sets and the model is one that the baseline was published beside.
    """
    complete = {target.name for target in results.design.targets if target.complete}
    found = []
    for model, source in results.design.models.items():
        for one in baselines() if table is None else table:
            if one.target not in complete or source not in one.comparable or results.design.smoke:
                continue
            for name in (DIRECT, SELECTED):
                score = analysis.score(model, name, one.target, ALL)
                if score is not None:
                    gap = score.value - one.score
                    found.append(Gap(model=model, intermediate=name, score=score.value, value=gap, published=one))
    return found
