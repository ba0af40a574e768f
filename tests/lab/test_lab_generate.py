"""The generator: determinism, parallel items, disjoint splits, sizes, errors, and what training never sees."""

import hashlib
import json
import os
import subprocess
import sys
import time

import pytest

from xstilts.core.errors import DataError
from xstilts.lab import LANGUAGES, SIZES, generate, show, world
from xstilts.lab.generate import language_module

UPOS = {
    "ADJ",
    "ADP",
    "ADV",
    "AUX",
    "CCONJ",
    "DET",
    "NOUN",
    "NUM",
    "PART",
    "PRON",
    "PROPN",
    "PUNCT",
    "SCONJ",
    "VERB",
}
KEYS = {
    "nli": {"premise", "hypothesis", "label"},
    "pos": {"words", "tags"},
    "choice": {"prompt", "choices", "label"},
    "retrieval": {"text", "english"},
    "text": {"text"},
}
DIGEST = """
import hashlib, json
from xstilts.lab import LANGUAGES, SIZES, generate
rows = [generate(t, s, language, size=10, seed=3) for t, s in SIZES for language in LANGUAGES]
print(hashlib.sha256(json.dumps(rows).encode()).hexdigest())
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lexicon_covers_the_world(language):
    module = language_module(language)
    wanted = {
        "NAMES": world.NAMES,
        "NOUNS": world.NOUNS,
        "VERBS": world.TRANSITIVE + world.INTRANSITIVE,
        "PLACES": world.PLACES,
        "TIMES": world.PAST + world.FUTURE,
        "ADJECTIVES": world.ADJECTIVES,
    }
    for table, concepts in wanted.items():
        if hasattr(module, table):
            assert set(module.lexicon(getattr(module, table))) == set(concepts), table
    assert len(module.events()) == 64


def test_every_row_has_its_keys_and_unique_ids():
    for (task, split), size in SIZES.items():
        for language in LANGUAGES:
            rows = generate(task, split, language, size=40)
            assert all(set(row) == {"id", "group", *KEYS[task]} for row in rows)
            assert len({row["id"] for row in rows}) == 40
        assert size >= 300


def test_groups_and_labels_are_parallel():
    for task, split in SIZES:
        rows = [generate(task, split, language, size=40) for language in LANGUAGES]
        for items in zip(*rows, strict=True):
            assert len({item["group"] for item in items}) == 1
            assert len({item.get("label") for item in items}) == 1


def test_bytes_do_not_depend_on_the_hash_seed():
    digests = set()
    for seed in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout.strip())
    here = [generate(t, s, language, size=10, seed=3) for t, s in SIZES for language in LANGUAGES]
    digests.add(hashlib.sha256(json.dumps(here).encode()).hexdigest())
    assert len(digests) == 1


def test_an_item_does_not_depend_on_the_others_and_seeds_differ():
    assert generate("nli", "dev", "ru", size=5) == generate("nli", "dev", "ru", size=50)[:5]
    assert generate("pos", "dev", "de", seed=1, size=9) != generate("pos", "dev", "de", seed=2, size=9)
    length = [
        sum(len(row["words"]) for row in generate("pos", "dev", "en", size=200, difficulty=level))
        for level in (1, 2, 3)
    ]
    assert length[0] < length[1] < length[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_splits_share_no_item(language):
    for task in ("nli", "pos", "choice"):
        seen = []
        for split in ("train", "dev", "test"):
            rows = generate(task, split, language, size=400 if split == "train" else 150)
            seen.append({json.dumps([v for k, v in row.items() if k not in ("id", "group")]) for row in rows})
        assert not (seen[0] & seen[1] or seen[0] & seen[2] or seen[1] & seen[2]), (task, language)


def test_training_never_sees_held_out_words_and_plain_text_does():
    module = language_module("en")
    held = {word for word in world.HELD_WORDS if word in module.lexicon(module.NOUNS)} | {
        "hug",
        "hugged",
        "Beijing",
        "green",
    }
    held |= {module.lexicon(module.NAMES)[name][0] for name in set(world.NAMES) - set(world.names("train"))}
    train = " ".join(f"{row['premise']} {row['hypothesis']}" for row in generate("nli", "train", "en", size=2000))
    train += " ".join(" ".join(row["words"]) for row in generate("pos", "train", "en", size=2000))
    train += " ".join(row["prompt"] for row in generate("choice", "train", "en", size=1000))
    found = set(train.replace(".", " ").replace(",", " ").split())
    assert not held & found
    text = " ".join(row["text"] for row in generate("text", "train", "en"))
    assert held <= set(text.replace(".", " ").replace(",", " ").split()) | {"hug"}
    test = " ".join(" ".join(row["words"]) for row in generate("pos", "test", "en"))
    assert "because" in test and "because" not in train


def test_tags_are_universal_and_texts_are_well_formed():
    for language in LANGUAGES:
        tags = set()
        for row in generate("pos", "test", language):
            assert len(row["words"]) == len(row["tags"])
            tags |= set(row["tags"])
        assert tags <= UPOS
        absent = {"tr": {"PART", "ADP"}, "es": {"PART"}}.get(language, set())
        assert tags == UPOS - absent, (language, UPOS - tags)
        for row in generate("text", "train", language, size=500):
            assert row["text"].endswith("。" if language == "zh" else ".")
            assert "  " not in row["text"] and " ." not in row["text"] and " ," not in row["text"]
            assert not (language == "zh" and " " in row["text"])


def test_test_has_words_that_training_has_not_and_words_with_two_tags():
    for language in LANGUAGES:
        seen: dict[str, set[str]] = {}
        for row in generate("pos", "train", language, size=1500):
            for word, tag in zip(row["words"], row["tags"], strict=True):
                seen.setdefault(word, set()).add(tag)
        words = [word for row in generate("pos", "test", language) for word in row["words"]]
        assert sum(word not in seen for word in words) / len(words) > 0.03, language
        if language in ("en", "es", "zh"):
            assert any(len(tags) > 1 for tags in seen.values()), language


def test_retrieval_gives_the_english_side():
    english = [row["text"] for row in generate("retrieval", "test", "en", size=50)]
    assert [row["english"] for row in generate("retrieval", "test", "tr", size=50)] == english
    for language in LANGUAGES:
        texts = {row["text"] for row in generate("retrieval", "test", language)}
        assert len(texts) >= 498, language
    pairs = show("zh", "nli", 3)
    assert len(pairs) == 3 and all(one["group"] == two["group"] for one, two in pairs)


def test_generation_is_fast():
    start = time.process_time()
    generate("nli", "train", "de")
    assert time.process_time() - start < 6  # about 1 s on an idle core; the bound allows for a slow one


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("nlii", "train", "en"), "did you mean 'nli'"),
        (("nli", "text", "en"), "train, dev, test"),
        (("nli", "train", "fr"), "it has: en, de"),
    ],
)
def test_unknown_names_are_errors(arguments, said):
    with pytest.raises(DataError, match=said):
        generate(*arguments)


def test_out_of_range_is_an_error():
    with pytest.raises(DataError, match="difficulty"):
        generate("nli", "dev", "en", difficulty=9)
    with pytest.raises(DataError, match="size"):
        generate("nli", "dev", "en", size=0)
