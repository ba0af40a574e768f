"""Every catalogued dataset of the real data folder, read whole and counted against the folder's manifest."""

import csv
import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.catalogue import DATASETS, TARGETS, TRAIN_TASKS
from xstilts.tasks.local import find_files
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import available_languages, count, load, reference

DATA = Path(os.environ.get("XSTILTS_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
pytestmark = pytest.mark.skipif(not (DATA / "manifest.tsv").is_file(), reason="the real data is not here")
ROOTS = Roots(data=DATA, offline=True)
SAMPLED = {  # the largest sets: some languages stand for all, for time
    "wikiann": ("en", "ja", "zh", "af", "yo", "th"),
    "common_voice": ("el", "ko", "vi"),
    "wikiann_text": ("sw", "yo", "zh"),
    "flores200": ("en", "sw", "zh"),
    "ntrex128": ("en", "sw", "zh"),
}


def cases():
    for name in DATASETS:
        if name.startswith("lab_") or (dataset := DATASETS[name]).local is None:
            continue
        for split, languages in dataset.languages.items():
            wanted = [one for one in languages if one in SAMPLED.get(name, languages)]
            here = [one for one in wanted if find_files(dataset, split, one, DATA)]
            if here:
                yield pytest.param(name, split, tuple(here), id=f"{name}-{split}")


def manifest():
    with (DATA / "manifest.tsv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {f"{row['dataset']}/{row['file']}": row["rows"] for row in rows}


def promised(name, split, language, table):
    """Questions, sentences or rows that the manifest gives for the files of a split and language."""
    total = 0
    for path in find_files(DATASETS[name], split, language, DATA):
        rows = table[str(path.relative_to(DATA))]
        found = None if name.endswith("_paragraphs") else re.search(r"(\d+) questions", rows)
        found = found or re.match(r"(\d+)", rows)
        total += 0 if path.name.endswith("gold.tsv.gz") else int(found.group(1))
    left_out = {"squad": 1190, "squad_v2": 11873 - 10174}  # XQuAD's questions; in v2.0 its paragraphs have more
    return total - (left_out[name] if split == "dev_outside_xquad" else 0)


@pytest.mark.parametrize("name", ["squad_v1", "squad_v2"])
def test_nothing_that_squad_selects_on_is_a_paragraph_of_xquad(name):
    """XQuAD translates paragraphs of SQuAD's dev set: early stopping must not look at its English side."""
    seen = load(reference(Portion(dataset="xquad", split="test"), ["en"], roots=ROOTS), ROOTS)
    selecting = [
        row for portion in TRAIN_TASKS[name].dev for row in load(reference(portion, ["en"], roots=ROOTS), ROOTS)
    ]
    bare = [{re.sub(r"\W+", "", row.context.lower()) for row in rows} for rows in (seen, selecting)]
    assert len(bare[0]) == 240 and len(bare[1]) > 900 and not bare[0] & bare[1]


@pytest.mark.parametrize(("name", "split", "languages"), list(cases()))
def test_rows_agree_with_the_manifest(name, split, languages):
    table = manifest()
    examples = load(reference(Portion(dataset=name, split=split), languages, roots=ROOTS), ROOTS)
    read = Counter(example.language for example in examples)
    assert read == {language: promised(name, split, language, table) for language in languages}


def test_xnli_is_parallel_in_ids_labels_and_subsets():
    ref = reference(Portion(dataset="xnli", split="test"), ("en", "sw", "zh"), roots=ROOTS, limit=100)
    examples = load(ref, ROOTS)
    by_language = {
        language: [(example.id, example.group, example.label) for example in examples if example.language == language]
        for language in ("en", "sw", "zh")
    }
    assert len(by_language["en"]) == 100
    assert by_language["en"] == by_language["sw"] == by_language["zh"]
    premises = {example.group: example.text for example in examples if example.language == "en"}
    assert all(example.text == premises[example.group] for example in examples if example.language == "en")


def test_xquad_subset_is_parallel_and_keeps_paragraphs():
    ref = reference(Portion(dataset="xquad", split="test"), ("en", "ru"), roots=ROOTS, limit=50)
    examples = load(ref, ROOTS)
    english, russian = ([e for e in examples if e.language == name] for name in ("en", "ru"))
    assert [e.id for e in english] == [e.id for e in russian]
    assert len(english) == 50
    whole = load(reference(Portion(dataset="xquad", split="test"), ("en",), roots=ROOTS), ROOTS)
    sizes, kept = Counter(e.group for e in whole), Counter(e.group for e in english)
    assert sum(kept[group] != sizes[group] for group in kept) <= 1


def test_squad_selection_never_reads_an_xquad_question():
    selected = load(reference(TRAIN_TASKS["squad_v1"].dev[0], ("en",), roots=ROOTS), ROOTS)
    tested = load(reference(TARGETS["xquad"].test, ("en",), roots=ROOTS), ROOTS)
    assert not {e.id for e in selected} & {e.id for e in tested}


def test_squad_paragraphs_are_the_contexts_of_its_training_set():
    (path,) = find_files(DATASETS["squad_paragraphs"], "all", "en", DATA)
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        contexts = [json.loads(line)["context"] for line in handle]
    ref = reference(Portion(dataset="squad_paragraphs", split="all"), ("en",), roots=ROOTS)
    examples = load(ref, ROOTS)
    assert [example.text for example in examples] == contexts
    assert len({example.id for example in examples}) == len({example.group for example in examples}) == 18896


def test_parts_of_a_train_task_do_not_share_groups():
    task = TRAIN_TASKS["nli_small"]
    train, dev = (load(reference(portions[0], ("en",), roots=ROOTS), ROOTS) for portions in (task.train, task.dev))
    assert not {e.group for e in train} & {e.group for e in dev}
    assert not {e.text for e in train} & {e.text for e in dev}
    assert len(train) + len(dev) == 9815
    assert 0.85 < len(train) / 9815 < 0.95


def test_fused_german_forms_stand_in_place_of_their_parts():
    examples = load(reference(Portion(dataset="udpos", split="test"), ("de",), roots=ROOTS), ROOTS)
    fused = [(word, tag) for e in examples for word, tag in zip(e.words, e.tags) if word in ("zum", "im", "beim")]
    assert len(fused) > 50
    assert {tag for _, tag in fused} == {"ADP"}


def test_bucc_gold_pairs_share_their_group_and_survive_thinning():
    whole = load(reference(Portion(dataset="bucc", split="dev"), ("zh",), roots=ROOTS), ROOTS)
    english = {e.id: e for e in whole if e.side == "english"}
    gold = [e for e in whole if e.matches]
    assert len(gold) == 257
    assert all(english[name].group == e.group for e in gold for name in e.matches)
    ref = reference(Portion(dataset="bucc", split="dev"), ("zh",), roots=ROOTS, limit=862)
    thin = load(ref, ROOTS)
    ids = {e.id for e in thin}
    pairs = [e for e in thin if e.matches]
    assert sum(e.side == "foreign" for e in thin) == 862
    assert len(pairs) == 26  # 862 / 8624 of 257
    assert sum(e.side == "english" for e in thin) == 1358  # and of 13589
    assert all(name in ids for e in pairs for name in e.matches)


@pytest.mark.parametrize("limit", [None, 7])
@pytest.mark.parametrize("name", ["copa", "tydiqa_en", "nli_small"])
def test_count_is_what_load_gives(name, limit, tmp_path):
    roots = Roots(data=DATA, cache=tmp_path, offline=True)
    for portion in (*TRAIN_TASKS[name].train, *TRAIN_TASKS[name].dev):
        ref = reference(portion, ("en",), roots=roots, limit=limit)
        assert count(ref, roots) == count(ref, roots) == len(load(ref, roots))


def test_available_languages_are_those_with_files():
    assert available_languages(TARGETS["xquad"], ROOTS) == ("ar", "de", "en", "es", "ru", "tr", "zh")
    assert available_languages(TARGETS["bucc"], ROOTS) == ()
    assert available_languages(TARGETS["bucc-local"], ROOTS) == ("zh",)
    online = Roots(data=DATA, offline=False)
    assert available_languages(TARGETS["xquad"], online) == TARGETS["xquad"].languages
    assert available_languages(TARGETS["xquad"], online, "local") == (
        "ar",
        "de",
        "en",
        "es",
        "ru",
        "tr",
        "zh",
    )


@pytest.mark.parametrize("name", [name for name in TARGETS if name.endswith("-local") and name != "pawsx-local"])
def test_local_targets_have_all_their_data(name):
    target = TARGETS[name]
    assert available_languages(target, ROOTS) == target.languages
    for portion in TRAIN_TASKS[target.train].train if target.train else ():
        reference(portion, ("en",), roots=ROOTS)


def test_pan_x_test_is_not_there_and_the_message_says_where_it_would_be():
    with pytest.raises(DataError, match=r"wikiann/test-de\.tsv\[\.gz\].*unimelb-nlp/wikiann"):
        reference(Portion(dataset="wikiann", split="test"), ("de",), roots=ROOTS)
