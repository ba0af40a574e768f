"""The lab's datasets through the same doors as real ones."""

from collections import Counter

import pytest

from xstilts import lab
from xstilts.tasks.catalogue import DATASETS, TARGETS, TRAIN_TASKS
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import available_languages, count, load, reference

ROOTS = Roots()
NAMES = tuple(f"lab_{task}" for task in lab.TASKS if task not in ("mining", "text"))


@pytest.mark.parametrize("name", NAMES)
def test_subsets_are_parallel_and_of_their_kind(name):
    dataset = DATASETS[name]
    languages = dataset.languages["test"][:4]
    ref = reference(Portion(dataset=name, split="test"), languages, roots=ROOTS, limit=12)
    examples = load(ref, ROOTS)
    groups = {one: [e.group for e in examples if e.language == one] for one in languages}
    assert all(found == groups[languages[0]] and len(found) == 12 for found in groups.values())
    assert count(ref, ROOTS) == len(examples)
    assert ref.source == "lab"


def test_english_is_trained_on_and_every_language_tested():
    for task in lab.TASKS:
        found = DATASETS[f"lab_{task}"].languages
        foreign = task in ("retrieval", "mining")
        assert found.get("train", ("en",)) == (lab.LANGUAGES if task == "text" else ("en",))
        assert found.get("test", lab.LANGUAGES) == (lab.LANGUAGES[1:] if foreign else lab.LANGUAGES)


def test_mined_halves_keep_pairs_together():
    ref = reference(Portion(dataset="lab_mining", split="dev"), ("fi",), roots=ROOTS)
    mined = load(ref, ROOTS)
    group = {example.id: example.group for example in mined}
    pairs = [(example, match) for example in mined for match in example.matches]
    assert len(mined) == 600 and len(pairs) == 100
    assert all(group[match] == example.group and example.side == "foreign" for example, match in pairs)


@pytest.mark.parametrize("name", ("lab_nli", "lab_pos", "lab_choice"))
def test_labels_lie_in_their_space(name):
    ref = reference(TRAIN_TASKS[name].dev[0], ("en",), roots=ROOTS)
    for example in load(ref, ROOTS):
        if name == "lab_nli":
            assert example.label in DATASETS[name].labels.labels
        elif name == "lab_pos":
            assert set(example.tags) <= set(DATASETS[name].labels.labels)
        else:
            assert example.label in range(len(example.choices))


def test_targets_cover_all_languages_and_retrieval_is_not_trained():
    assert set(available_languages(TARGETS["lab_nli"], ROOTS)) == set(lab.LANGUAGES)
    assert TARGETS["lab_retrieval"].train is None
    assert "en" not in TARGETS["lab_retrieval"].languages


def test_another_version_is_other_data(monkeypatch):
    portion = Portion(dataset="lab_nli", split="test")
    before = reference(portion, ("en",), roots=ROOTS)
    assert before == reference(portion, ("en",), roots=ROOTS)
    monkeypatch.setattr(lab, "VERSION", lab.VERSION + 1)
    assert reference(portion, ("en",), roots=ROOTS).fingerprint != before.fingerprint


def test_labels_are_balanced_enough_to_call_chance_a_third():
    found = Counter(e.label for e in load(reference(TARGETS["lab_nli"].test, ("en",), roots=ROOTS), ROOTS))
    assert max(found.values()) < 0.45 * sum(found.values())
