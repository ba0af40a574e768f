"""The generator: determinism, parallel items, disjoint splits, sizes, errors, and what training never sees."""

import json
import os
import subprocess
import sys
import time

import pytest

from xstilts.core.errors import DataError
from xstilts.lab import ATLAS, LANGUAGES, SIZES, TASKS, generate, show, world
from xstilts.lab.draw import patience
from xstilts.lab.generate import MAKERS, language_module
from xstilts.lab.grammar import lexicon
from xstilts.lab.makers import tables

ENDS = {"zh": ("。", "。”"), "ja": ("。", "。」"), "hi": ("।", "।”")}
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
    "paraphrase": {"text", "pair", "label"},
    "sentiment": {"text", "label"},
    "pos": {"words", "tags"},
    "ner": {"words", "tags"},
    "choice": {"prompt", "choices", "label"},
    "qa": {"context", "question", "answers", "answer_start"},
    "retrieval": {"text", "english"},
    "mining": {"side", "text", "matches"},
    "text": {"text"},
}
ABSENT = {
    "es": {"PART"},
    "fi": {"DET", "PART"},
    "ja": {"CCONJ", "PART"},
    "sw": {"PART"},
    "tr": {"ADP", "PART"},
    "vi": {"AUX", "PART"},
}
"""Tags that a language's sentences here do not need, as its UD treebanks tag them: Finnish demonstratives and
quantifiers are PRON, Japanese clauses are joined by particles (SCONJ), Turkish says by case what others say by
adpositions, Vietnamese tense words are ADV; the others negate with a verb form, an adverb or an auxiliary."""
DIGEST = """
import hashlib, json
from xstilts.lab import LANGUAGES, SIZES, generate
rows = [generate(t, s, code, size=3, seed=3, difficulty=d) for t, s in SIZES for code in LANGUAGES for d in (1, 3)]
print(hashlib.sha256(json.dumps(rows).encode()).hexdigest())
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lexicon_covers_the_world(language):
    words = tables(language_module(language))
    wanted = {
        "NAMES": world.NAMES,
        "NOUNS": world.NOUNS,
        "VERBS": (*world.TRANSITIVE, *world.INTRANSITIVE, "give", "get"),
        "PLACES": world.PLACES,
        "TIMES": world.PAST + world.FUTURE,
        "ADJECTIVES": world.ADJECTIVES,
        "FAMILIES": world.FAMILIES,
        "BRANDS": world.BRANDS,
        "ORGANISATIONS": world.ORGANISATIONS,
        "COMPARATIVES": tuple(world.COMPARED),
    }
    for table, concepts in wanted.items():
        if isinstance(getattr(words, table, None), str):
            assert set(lexicon(getattr(words, table))) == set(concepts), table
    assert len(lexicon(words.EVENTS)) == 64
    assert all(hasattr(words, table) for table in ("FAMILIES", "BRANDS", "ORGANISATIONS"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_reviews_cover_the_world(language):
    found = tables(language_module(language), "reviews")
    opinions = tuple(f"{thing}.{aspect}" for thing, aspects in world.ASPECTS.items() for aspect in aspects)
    wanted = {
        "INTROS": (world.REVIEWED, 1),
        "OPINIONS": (opinions, 5),
        "VERDICTS": (world.VERDICTS, 2),
        "SOURCES": (world.SOURCES, 1),
        "REPLIES": (world.REPLIES, 2),
    }
    for table, (keys, fields) in wanted.items():
        entries = lexicon(getattr(found, table))
        assert set(entries) == set(keys), table
        for key, entry in entries.items():
            assert len(entry) == fields == len(set(entry)) and all(entry), (table, key)
    assert all("{}" in lexicon(found.OPINIONS)[key][0] for key in opinions)
    assert all("{}" in entry[0] for entry in lexicon(found.SOURCES).values())


def test_every_row_has_its_keys_and_unique_ids():
    for (task, split), size in SIZES.items():
        for language in LANGUAGES:
            rows = generate(task, split, language, size=12)
            assert all(set(row) == {"id", "group", *KEYS[task]} for row in rows)
            assert len({row["id"] for row in rows}) == 12
        assert size >= 300


def test_groups_and_labels_are_parallel():
    for task, split in SIZES:
        rows = [generate(task, split, language, size=12) for language in LANGUAGES]
        for items in zip(*rows, strict=True):
            assert len({item["group"] for item in items}) == 1
            for field in ("label", "side"):
                assert len({item.get(field) for item in items}) == 1


def test_bytes_do_not_depend_on_the_hash_seed():
    digests = set()
    for seed in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", DIGEST]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        digests.add(done.stdout.strip())
    assert len(digests) == 1 and len(digests.pop()) == 64


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
    for task in ("nli", "paraphrase", "sentiment", "pos", "ner", "choice", "qa"):
        seen = []
        for split in ("train", "dev", "test"):
            rows = generate(task, split, language, size=100 if split == "train" else 40)
            seen.append({json.dumps([v for k, v in row.items() if k not in ("id", "group")]) for row in rows})
        assert not (seen[0] & seen[1] or seen[0] & seen[2] or seen[1] & seen[2]), (task, language)


def test_training_never_sees_held_out_words_and_plain_text_does():
    module = language_module("en")
    words = tables(module)
    held = {word for word in world.HELD_WORDS if word in lexicon(words.NOUNS)} | {
        "hug",
        "hugged",
        "Beijing",
        "green",
    }
    held |= {lexicon(words.NAMES)[name][0] for name in set(world.NAMES) - set(world.names("train"))}
    train = " ".join(f"{row['premise']} {row['hypothesis']}" for row in generate("nli", "train", "en", size=2000))
    train += " ".join(" ".join(row["words"]) for row in generate("pos", "train", "en", size=2000))
    train += " ".join(row["prompt"] for row in generate("choice", "train", "en", size=1000))
    held |= {"Lindgren", "Sirius"}
    train += " ".join(" ".join(row["words"]) for row in generate("ner", "train", "en", size=2000))
    train += " ".join(row["context"] for row in generate("qa", "train", "en", size=1000))
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
        assert UPOS - tags == ABSENT.get(language, set()), language
        for row in generate("text", "train", language, size=250):
            assert row["text"].endswith(ENDS.get(language, (".", '."')))
            assert "  " not in row["text"] and " ." not in row["text"] and " ," not in row["text"]
            assert " ?" not in row["text"]
            assert not (language == "zh" and " " in row["text"])


def test_test_has_words_that_training_has_not_and_words_with_two_tags():
    for language in LANGUAGES:
        seen: dict[str, set[str]] = {}
        for row in generate("pos", "train", language, size=800):
            for word, tag in zip(row["words"], row["tags"], strict=True):
                seen.setdefault(word, set()).add(tag)
        words = [word for row in generate("pos", "test", language) for word in row["words"]]
        assert sum(word not in seen for word in words) / len(words) > 0.03, language
        if language not in ("fi", "id", "sw"):
            assert any(len(tags) > 1 for tags in seen.values()), language


def test_retrieval_gives_the_english_side():
    english = [row["text"] for row in generate("retrieval", "test", "en", size=50)]
    for language in LANGUAGES:
        assert [row["english"] for row in generate("retrieval", "test", language, size=50)] == english
        texts = {row["text"] for row in generate("retrieval", "test", language)}
        assert len(texts) >= 498, language
    pairs = show("zh", "nli", 3)
    assert len(pairs) == 3 and all(one["group"] == two["group"] for one, two in pairs)


def test_generation_is_fast():
    start = time.process_time()
    generate("nli", "train", "de")
    assert time.process_time() - start < 6  # about 1 s on an idle core; the bound allows for a slow one


@pytest.mark.parametrize("difficulty", [1, 2, 3])
@pytest.mark.parametrize("task", MAKERS)
def test_every_draw_ends(task, difficulty):
    """Whatever the seed: an endless draw fails by `patience`, not by waiting."""
    for seed in range(4):
        language = LANGUAGES[(seed + 5 * difficulty + len(task)) % len(LANGUAGES)]
        split = "train" if task == "text" else ("dev", "test")[seed % 2]
        assert len(generate(task, split, language, seed=seed, size=60, difficulty=difficulty)) == 60


def test_a_draw_without_end_is_our_own_error():
    tries = patience("nothing")
    with pytest.raises(AssertionError, match="10000 attempts: nothing"):
        while True:
            next(tries)


def test_every_language_is_described():
    assert tuple(ATLAS) == LANGUAGES and tuple(TASKS) == tuple(MAKERS)
    assert len({about.family for about in ATLAS.values()}) >= 5
    assert len({about.script for about in ATLAS.values()}) >= 3


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
