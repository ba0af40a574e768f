"""SQuAD scoring: the English v1.1 normaliser, exact match and F1, and the no-answer rules of v2.0.

XTREME scores XQuAD and TyDiQA in *every* language with the v1.1 rules: they drop ASCII punctuation and the
English articles and split on white space, so Chinese and Thai F1 is close to exact match. MLQA has its own
rules (`mlqa.py`).

Source: the official `evaluate-v1.1.py` and `evaluate-v2.0.py` of SQuAD (Rajpurkar et al., arXiv:1606.05250,
arXiv:1806.03822).
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower case, then no ASCII punctuation, then no English articles, then single spaces: in this order."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def overlap_f1(predicted: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two bags of tokens in [0, 1]; 0 when nothing is shared, also when both are empty (v1.1)."""
    common = sum((Counter(predicted) & Counter(gold)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(predicted), common / len(gold)
    return 2 * precision * recall / (precision + recall)


def score_v1(prediction: str, golds: Sequence[str]) -> tuple[float, float]:
    """(exact match, F1) in [0, 1], each the best over the gold answers."""
    predicted = normalise(prediction)
    references = [normalise(gold) for gold in golds]
    exact = max(float(predicted == reference) for reference in references)
    f1 = max(overlap_f1(predicted.split(), reference.split()) for reference in references)
    return exact, f1


def score_v2(prediction: str, golds: Sequence[str]) -> tuple[float, float]:
    """(exact match, F1) with no-answer questions: no gold answer is right exactly when nothing is predicted.

    Gold answers that normalise to nothing are dropped, as the official script does.
    """
    references = [reference for reference in map(normalise, golds) if reference] or [""]
    predicted = normalise(prediction)
    exact = max(float(predicted == reference) for reference in references)
    if not predicted:
        return exact, exact
    return exact, max(overlap_f1(predicted.split(), reference.split()) for reference in references)


def best_no_answer_threshold(
    differences: NDArray[np.floating], answered: NDArray[np.floating], unanswerable: NDArray[np.bool_]
) -> tuple[float, float]:
    """The threshold on (null score - best span score) that maximises the mean score, chosen on dev.

    A question is answered when its difference is at most the threshold. This is the sweep of
    `evaluate-v2.0.py` (`find_best_thresh`), but cuts only between different differences, so the value it
    returns is really reached.

    Args:
        differences: [N] null score minus best span score.
        answered: [N] score (F1 or exact match, in [0, 1]) if the best span is given.
        unanswerable: [N] whether the question has no answer (then silence scores 1).

    Returns:
        (threshold, mean score at that threshold). The threshold is minus infinity when silence is best
        throughout.
    """
    order = np.argsort(differences, kind="stable")
    change = np.where(unanswerable, -1.0, answered)[order]
    totals = unanswerable.sum() + np.concatenate([[0.0], np.cumsum(change)])
    sorted_differences = np.asarray(differences, dtype=np.float64)[order]
    reachable = np.concatenate([[True], sorted_differences[1:] != sorted_differences[:-1], [True]])
    best = int(np.argmax(np.where(reachable, totals, -np.inf)))
    threshold = float(sorted_differences[best - 1]) if best else float("-inf")
    return threshold, float(totals[best] / max(len(order), 1))
