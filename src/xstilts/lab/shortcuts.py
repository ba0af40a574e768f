"""Shortcuts: how far one gets on the lab without understanding anything, task by task, against chance.

Every baseline learns and is tested in the same language. Classifiers are logistic regressions over indicators of
frequent words, fitted to one half of the training rows and tested on the other, so that an accuracy near chance says
that these surface features do not tell the label. `python -m xstilts.lab.shortcuts` prints the table of the
documentation (some minutes).
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from xstilts.lab.generate import LANGUAGES, generate
from xstilts.lab.makers import Row

Array = NDArray[np.float64]
_STOPS = str.maketrans(dict.fromkeys('.,?!"“”„»«。，、？！「」『』।¿', " "))


def words(text: str) -> list[str]:
    """Lower-case words without punctuation; characters where there are no spaces."""
    flat = text.lower().translate(_STOPS).split()
    return flat if " " in text.strip() else list("".join(flat))


def bag(texts: Sequence[str], limit: int = 200) -> Array:
    """Indicators of the `limit` most frequent words and the length, of shape (texts, features)."""
    counts = collections.Counter(word for text in texts for word in words(text))
    index = {word: i for i, (word, _) in enumerate(counts.most_common(limit))}
    features = np.zeros((len(texts), len(index) + 1))
    for row, text in enumerate(texts):
        found = words(text)
        features[row, [index[word] for word in found if word in index]] = 1
        features[row, -1] = len(found) / 10
    return features


def held_out_accuracy(features: Array, labels: Sequence[object], penalty: float = 1.0) -> float:
    """Accuracy (0 to 1) on the second half of a softmax regression fitted to the first."""
    features = np.hstack([features, np.ones((len(features), 1))])
    classes = sorted(set(labels), key=str)
    target = np.array([classes.index(label) for label in labels])
    half = len(labels) // 2
    x, y = features[:half], np.eye(len(classes))[target[:half]]

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(x.shape[1], -1)
        scores = x @ weights
        scores -= scores.max(1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        gradient = x.T @ (np.exp(logs) - y) + penalty * weights
        return float(-(y * logs).sum() + penalty / 2 * (weights**2).sum()), gradient.ravel()

    start = np.zeros(x.shape[1] * len(classes))
    fit = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 40})
    scores = features[half:] @ np.asarray(fit.x).reshape(x.shape[1], -1)
    return float((scores.argmax(1) == target[half:]).mean())


def labels_of(rows: Sequence[Row]) -> list[object]:
    """The labels of some rows."""
    return [row["label"] for row in rows]


def overlaps(rows: Sequence[Row], one: str, two: str) -> Array:
    """Shares of shared words and both lengths, with their squares."""
    found = []
    for row in rows:
        first, second = set(words(row[one])), set(words(row[two]))
        both = len(first & second)
        found.append([both / len(second), both / len(first | second), len(first) / 10, len(second) / 10])
    features = np.array(found)
    return np.hstack([features, features**2])


def both_bags(rows: Sequence[Row], one: str, two: str, limit: int = 120) -> Array:
    """Words of both texts, apart, and in which they differ."""
    joint = bag([row[name] for name in (one, two) for row in rows], limit)
    first, second = joint[: len(rows)], joint[len(rows) :]
    return np.hstack([first, second, np.abs(first - second)])


def nli_words(language: str) -> float:
    """Words of premise and hypothesis."""
    rows = generate("nli", "train", language)
    return held_out_accuracy(both_bags(rows, "premise", "hypothesis"), labels_of(rows), penalty=10.0)


def nli_hypothesis(language: str) -> float:
    """Words of the hypothesis alone."""
    rows = generate("nli", "train", language)
    return held_out_accuracy(bag([row["hypothesis"] for row in rows]), labels_of(rows))


def nli_overlap(language: str) -> float:
    """Shared words and lengths."""
    rows = generate("nli", "train", language)
    return held_out_accuracy(overlaps(rows, "premise", "hypothesis"), labels_of(rows))


def paraphrase_words(language: str, difficulty: int = 1) -> float:
    """Words of both sentences."""
    rows = generate("paraphrase", "train", language, difficulty=difficulty)
    return held_out_accuracy(both_bags(rows, "text", "pair"), labels_of(rows), penalty=10.0)


def paraphrase_second(language: str, difficulty: int = 1) -> float:
    """Words of the second sentence alone."""
    rows = generate("paraphrase", "train", language, difficulty=difficulty)
    return held_out_accuracy(bag([row["pair"] for row in rows]), labels_of(rows))


def paraphrase_overlap(language: str, difficulty: int = 1) -> float:
    """Shared words and lengths."""
    rows = generate("paraphrase", "train", language, difficulty=difficulty)
    return held_out_accuracy(overlaps(rows, "text", "pair"), labels_of(rows))


def sentiment_words(language: str, difficulty: int = 1) -> float:
    """Words of the review."""
    rows = generate("sentiment", "train", language, difficulty=difficulty)
    return held_out_accuracy(bag([row["text"] for row in rows]), labels_of(rows), penalty=3.0)


def sentiment_words_2(language: str) -> float:
    """Words of the review at difficulty 2."""
    return sentiment_words(language, 2)


def choice_alternatives(language: str) -> float:
    """Words of the alternatives, without the prompt."""
    rows = generate("choice", "train", language)
    joint = bag([row["choices"][at] for at in (0, 1) for row in rows])
    return held_out_accuracy(joint[: len(rows)] - joint[len(rows) :], labels_of(rows))


def choice_overlap(language: str) -> float:
    """The alternative that shares more words with the prompt (ties count half)."""
    right = 0.0
    rows = generate("choice", "train", language)
    for row in rows:
        prompt = set(words(row["prompt"]))
        one, two = (len(prompt & set(words(choice))) for choice in row["choices"])
        right += 0.5 if one == two else float((two > one) == (row["label"] == 1))
    return right / len(rows)


def lookup(task: str, language: str, counted: Callable[[str], bool], difficulty: int = 1) -> float:
    """Share of counted test tags that are the most frequent tag of their word in training, in one language."""
    seen: dict[str, collections.Counter[str]] = {}
    for row in generate(task, "train", language, difficulty=difficulty):
        for word, tag in zip(row["words"], row["tags"], strict=True):
            seen.setdefault(word, collections.Counter())[tag] += 1
    common = {word: counts.most_common(1)[0][0] for word, counts in seen.items()}
    right = total = 0
    for row in generate(task, "test", language, difficulty=difficulty):
        for word, tag in zip(row["words"], row["tags"], strict=True):
            right += counted(tag) and common.get(word, "") == tag
            total += counted(tag)
    return right / total


def pos_lookup(language: str) -> float:
    """The word's most frequent tag in training (accuracy)."""
    return lookup("pos", language, lambda tag: True)


def ner_lookup(language: str) -> float:
    """The word's most frequent tag in training (accuracy on words of names)."""
    return lookup("ner", language, lambda tag: tag != "O")


def qa_overlap(language: str) -> float:
    """The sentence that shares most words with the question holds the answer (ties share)."""
    score = 0.0
    rows = generate("qa", "train", language, size=1500)
    for row in rows:
        parts = sentences(row["context"])
        asked = set(words(row["question"]))
        shared = [len(asked & set(words(part))) for _, part in parts]
        best = [at for at, (_, part) in enumerate(parts) if shared[at] == max(shared)]
        place = row["answer_start"][0]
        held = next(at for at, (start, part) in enumerate(parts) if start <= place < start + len(part))
        score += (held in best) / len(best)
    return score / len(rows)


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a context with their first characters' places; contexts hold no stops inside sentences."""
    found, start = [], 0
    for at, letter in enumerate(text):
        if letter in ".。।":
            found.append((start, text[start : at + 1]))
            start = at + 1
    return found


def trigrams(texts: Sequence[str]) -> list[collections.Counter[str]]:
    """Character trigrams of each text."""
    return [
        collections.Counter(flat[at : at + 3] for at in range(len(flat) - 2))
        for flat in (f" {text.lower()} " for text in texts)
    ]


def cosines(one: Sequence[str], two: Sequence[str]) -> Array:
    """Cosines of trigram counts weighted by rarity, of shape (one, two)."""
    sides = [trigrams(texts) for texts in (one, two)]
    index = {gram: at for at, gram in enumerate(sorted({gram for side in sides for bag in side for gram in bag}))}
    matrices = []
    for side in sides:
        matrix = np.zeros((len(side), len(index)), dtype=np.float32)
        for at, counts in enumerate(side):
            matrix[at, [index[gram] for gram in counts]] = list(counts.values())
        matrix *= np.log(1 + len(side) / (1 + (matrix > 0).sum(0)))
        matrices.append(matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9))
    return np.asarray(matrices[0] @ matrices[1].T, dtype=np.float64)


def retrieval_trigrams(language: str) -> float:
    """The English sentence with the most similar character trigrams (accuracy)."""
    rows = generate("retrieval", "test", language)
    near = cosines([row["text"] for row in rows], [row["english"] for row in rows]).argmax(1)
    return float(np.mean([rows[at]["english"] == row["english"] for at, row in zip(near, rows, strict=True)]))


class Baseline(NamedTuple):
    """A baseline: task, chance in percent (or none), and what measures it in a language."""

    task: str
    chance: float | None
    measure: Callable[[str], float]
    english: bool = True


BASELINES = (
    Baseline("nli", 100 / 3, nli_words),
    Baseline("nli", 100 / 3, nli_hypothesis),
    Baseline("nli", 100 / 3, nli_overlap),
    Baseline("paraphrase", 50.0, paraphrase_words),
    Baseline("paraphrase", 50.0, paraphrase_second),
    Baseline("paraphrase", 50.0, paraphrase_overlap),
    Baseline("sentiment", 50.0, sentiment_words),
    Baseline("sentiment", 50.0, sentiment_words_2),
    Baseline("choice", 50.0, choice_alternatives),
    Baseline("choice", 50.0, choice_overlap),
    Baseline("pos", None, pos_lookup),
    Baseline("ner", None, ner_lookup),
    Baseline("qa", 100 / 3, qa_overlap),
    Baseline("retrieval", 0.2, retrieval_trigrams, english=False),
)


def table() -> list[str]:
    """The baselines in percent as a Markdown table: English, mean over the languages, lowest and highest."""
    out = ["| task | baseline | chance | en | mean | lowest | highest |", "|---|---|---|---|---|---|---|"]
    for task, chance, measure, english in BASELINES:
        scores = {name: 100 * measure(name) for name in LANGUAGES if english or name != "en"}
        low, high = (choose(scores, key=lambda name: scores[name]) for choose in (min, max))
        said = (measure.__doc__ or "").strip().removesuffix(".").lower()
        cells = [task, said, f"{chance:.1f}" if chance is not None else "-"]
        cells += [f"{scores['en']:.1f}" if english else "-", f"{np.mean(list(scores.values())):.1f}"]
        out.append(f"| {' | '.join([*cells, *(f'{scores[name]:.1f} ({name})' for name in (low, high))])} |")
    return out


if __name__ == "__main__":
    print("\n".join(table()))
