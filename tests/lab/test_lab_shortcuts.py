"""Shortcuts: what a model could use instead of meaning is near chance. Baselines are logistic regressions.

Training rows are split in halves. With n held-out rows the standard error of accuracy is about sqrt(p(1-p)/n): 0.009
for n=3000, p=1/3 and 0.011 for n=2000, p=1/2. Thresholds allow chance plus at least four standard errors.
"""

import collections

import numpy as np
import pytest
from scipy.optimize import minimize

from xstilts.lab import generate


def words(text):
    """Lower-case words; characters where there are no spaces."""
    flat = text.lower().replace(".", " ").replace(",", " ")
    return flat.split() if " " in flat.strip() else list(flat)


def bag(texts, limit=200):
    """Indicator features of the most frequent words, and the length."""
    counts = collections.Counter(word for text in texts for word in words(text))
    index = {word: i for i, (word, _) in enumerate(counts.most_common(limit))}
    features = np.zeros((len(texts), len(index) + 1))
    for row, text in enumerate(texts):
        for word in words(text):
            if word in index:
                features[row, index[word]] = 1
        features[row, -1] = len(words(text)) / 10
    return features


def held_out_accuracy(features, labels, penalty=1.0):
    """Accuracy on the second half of a softmax regression fitted to the first."""
    features = np.hstack([features, np.ones((len(features), 1))])
    classes = sorted(set(labels))
    target = np.array([classes.index(label) for label in labels])
    half = len(labels) // 2
    x, y = features[:half], np.eye(len(classes))[target[:half]]

    def loss(flat):
        weights = flat.reshape(x.shape[1], -1)
        scores = x @ weights
        scores -= scores.max(1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        gradient = x.T @ (np.exp(logs) - y) + penalty * weights
        return -(y * logs).sum() + penalty / 2 * (weights**2).sum(), gradient.ravel()

    fit = minimize(loss, np.zeros(x.shape[1] * len(classes)), jac=True, method="L-BFGS-B", options={"maxiter": 40})
    scores = features[half:] @ fit.x.reshape(x.shape[1], -1)
    return float((scores.argmax(1) == target[half:]).mean())


def test_the_baseline_can_find_a_shortcut():
    rows = generate("nli", "train", "en", size=1000)
    leaky = [row["hypothesis"] + (" leak" if row["label"] == "neutral" else "") for row in rows]
    assert held_out_accuracy(bag(leaky), [row["label"] for row in rows]) > 0.55


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nli_is_near_chance_from_the_hypothesis_alone(language):
    rows = generate("nli", "train", language)
    labels = [row["label"] for row in rows]
    shares = collections.Counter(labels)
    assert all(abs(count / len(rows) - 1 / 3) < 0.025 for count in shares.values())
    assert held_out_accuracy(bag([row["hypothesis"] for row in rows]), labels) < 0.375


def overlap(row):
    """Shares of shared words, and lengths."""
    premise, hypothesis = set(words(row["premise"])), set(words(row["hypothesis"]))
    both = len(premise & hypothesis)
    return [both / len(hypothesis), both / len(premise | hypothesis), len(premise) / 10, len(hypothesis) / 10]


# Where negation changes the verb itself (tr) it costs one shared word more: a part of the shortcut stays.
@pytest.mark.parametrize("language, limit", [("en", 0.42), ("de", 0.44), ("tr", 0.48), ("zh", 0.42)])
def test_nli_is_near_chance_from_overlap_and_length(language, limit):
    rows = generate("nli", "train", language)
    features = np.array([overlap(row) for row in rows])
    features = np.hstack([features, features**2])
    assert held_out_accuracy(features, [row["label"] for row in rows]) < limit


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_choice_is_near_chance_without_the_prompt(language):
    rows = generate("choice", "train", language)
    one, two = (bag([row["choices"][i] for row in rows] + [row["choices"][1 - i] for row in rows]) for i in (0, 1))
    difference = (one - two)[: len(rows)]
    labels = [row["label"] for row in rows]
    assert abs(np.mean(labels) - 0.5) < 0.04
    assert held_out_accuracy(difference, labels) < 0.55


def test_choice_is_not_decided_by_words_shared_with_the_prompt():
    rows = generate("choice", "train", "en")
    shared = [[len(set(words(row["prompt"])) & set(words(choice))) for choice in row["choices"]] for row in rows]
    guesses = [
        0.5 if one == two else float((two > one) == (row["label"] == 1)) for (one, two), row in zip(shared, rows)
    ]
    assert np.mean(guesses) < 0.6


def paired(rows):
    """Words of both sentences, apart and together, and their overlap."""
    one, two = bag([row["text"] for row in rows], 120), bag([row["pair"] for row in rows], 120)
    return np.hstack([one, two, np.abs(one - two) if one.shape == two.shape else one])


@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_paraphrase_is_near_chance_from_words_and_overlap(difficulty):
    rows = generate("paraphrase", "train", "en", difficulty=difficulty, size=3000)
    labels = [row["label"] for row in rows]
    assert abs(labels.count("paraphrase") / len(rows) - 0.5) < 0.04
    assert held_out_accuracy(paired(rows), labels, penalty=10.0) < 0.56
    shared = [overlap({"premise": row["text"], "hypothesis": row["pair"]}) for row in rows]
    features = np.array(shared)
    assert held_out_accuracy(np.hstack([features, features**2]), labels) < 0.56
    assert len({row["text"] == row["pair"] for row in rows}) == 1 or difficulty > 1


@pytest.mark.parametrize("difficulty, low, high", [(1, 0.6, 0.76), (2, 0.44, 0.57), (3, 0.44, 0.57)])
def test_words_tell_part_of_a_review_and_from_difficulty_two_nothing(difficulty, low, high):
    rows = generate("sentiment", "train", "en", difficulty=difficulty)
    labels = [row["label"] for row in rows]
    assert abs(labels.count("positive") / len(rows) - 0.5) < 0.04
    assert low < held_out_accuracy(bag([row["text"] for row in rows]), labels, penalty=3.0) < high
