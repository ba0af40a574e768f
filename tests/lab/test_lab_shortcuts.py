"""Shortcuts: what a model could use instead of meaning is near chance. Baselines are logistic regressions.

Training rows are split in halves. With n held-out rows the standard error of accuracy is about sqrt(p(1-p)/n): 0.009
for n=3000, p=1/3 and 0.011 for n=2000, p=1/2. Thresholds allow chance plus at least four standard errors.
"""

import collections

import numpy as np
import pytest

from xstilts.lab import generate, shortcuts
from xstilts.lab.shortcuts import bag, held_out_accuracy


def test_the_baseline_can_find_a_shortcut():
    rows = generate("nli", "train", "en", size=1000)
    leaky = [row["hypothesis"] + (" leak" if row["label"] == "neutral" else "") for row in rows]
    assert held_out_accuracy(bag(leaky), [row["label"] for row in rows]) > 0.55


def test_the_lookup_and_the_trigrams_can_find_a_shortcut():
    assert shortcuts.cosines(["abcd", "xyz"], ["xyz", "abcd"]).argmax(1).tolist() == [1, 0]
    assert shortcuts.sentences("One. Two.") == [(0, "One."), (4, " Two.")]
    assert shortcuts.words("安娜来了。") == list("安娜来了") and shortcuts.words("Wo? Hier.") == ["wo", "hier"]
    assert shortcuts.pos_lookup("fi") > 0.5 > 0.2 > shortcuts.retrieval_trigrams("zh")


def test_nli_labels_are_equally_frequent():
    shares = collections.Counter(row["label"] for row in generate("nli", "train", "en", size=3000))
    assert all(abs(count / 3000 - 1 / 3) < 0.035 for count in shares.values())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nli_is_near_chance_from_the_hypothesis_alone(language):
    assert shortcuts.nli_hypothesis(language) < 0.375


# Where negation changes the verb itself (tr) it costs one shared word more: a part of the shortcut stays.
@pytest.mark.parametrize("language, limit", [("en", 0.42), ("tr", 0.48)])
def test_nli_is_near_chance_from_overlap_and_length(language, limit):
    assert shortcuts.nli_overlap(language) < limit


@pytest.mark.parametrize("language", ["en", "zh"])
def test_choice_is_near_chance_without_the_prompt(language):
    labels = [row["label"] for row in generate("choice", "train", language, size=2000)]
    assert abs(np.mean(labels) - 0.5) < 0.05
    assert shortcuts.choice_alternatives(language) < 0.55


def test_choice_is_not_decided_by_words_shared_with_the_prompt():
    assert shortcuts.choice_overlap("en") < 0.6


@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_paraphrase_is_near_chance_from_words_and_overlap(difficulty):
    rows = generate("paraphrase", "train", "en", difficulty=difficulty, size=1000)
    assert abs([row["label"] for row in rows].count("paraphrase") / len(rows) - 0.5) < 0.07
    assert shortcuts.paraphrase_words("en", difficulty) < 0.56
    assert shortcuts.paraphrase_overlap("en", difficulty) < 0.56
    assert len({row["text"] == row["pair"] for row in rows}) == 1 or difficulty > 1


@pytest.mark.parametrize("difficulty, low, high", [(1, 0.6, 0.76), (2, 0.44, 0.57), (3, 0.44, 0.57)])
def test_words_tell_part_of_a_review_and_from_difficulty_two_nothing(difficulty, low, high):
    rows = generate("sentiment", "train", "en", difficulty=difficulty, size=1000)
    assert abs([row["label"] for row in rows].count("positive") / len(rows) - 0.5) < 0.07
    assert low < shortcuts.sentiment_words("en", difficulty) < high
