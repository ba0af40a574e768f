"""`xstilts score` on released gold files: gold scores 100, the majority answer its share, counted here by hand."""

from __future__ import annotations

import gzip
import json
import warnings
from collections import Counter
from pathlib import Path

import pytest
from scoring import DATA, Cli, cli, column, lines_of, needs_data, squad, tagged, treebank, two_columns, write

from xstilts.tasks.catalogue.languages import names

pytestmark = needs_data
__all__ = ["cli"]
ORDER = names("VERB NOUN PROPN PRON ADJ NUM ADV INTJ AUX ADP DET PART CCONJ SCONJ X PUNCT")


@pytest.mark.parametrize(
    ("task", "language", "name", "chance"),
    [
        ("xnli", "sw", "xnli/test-sw.tsv.gz", 100 / 3),
        ("pawsx", "de", "pawsx/test-de.tsv.gz", 50.0),
        ("pawsx", "ja", "pawsx/dev-ja.tsv.gz", 50.0),
    ],
)
def test_labels(cli: Cli, tmp_path: Path, task: str, language: str, name: str, chance: float) -> None:
    gold = column(name, "label")
    found = cli.score(task, language, DATA / name, write(tmp_path, "p", "\n".join(gold)))
    assert (found["value"], found["n"], found["chance"]) == (100.0, len(gold), pytest.approx(chance))
    label, times = Counter(gold).most_common(1)[0]
    majority = write(tmp_path, "m", f"{label}\n" * len(gold))
    assert cli.score(task, language, DATA / name, majority)["value"] == pytest.approx(100 * times / len(gold))
    only = write(tmp_path, "labels", "\n".join(gold) + "\n")
    assert cli.score(task, language, only, majority)["value"] == pytest.approx(100 * times / len(gold))


def test_choices(cli: Cli, tmp_path: Path) -> None:
    name = "xcopa/test.id.jsonl.gz"
    gold = [str(json.loads(line)["label"]) for line in lines_of(name)]
    found = cli.score("xcopa", "id", DATA / name, write(tmp_path, "p", "\n".join(gold) + "\n"))
    assert (found["value"], found["n"], found["chance"]) == (100.0, 500, 50.0)
    ones = write(tmp_path, "ones", "1\n" * 500)
    assert cli.score("xcopa", "id", DATA / name, ones)["value"] == pytest.approx(100 * gold.count("1") / 500)


@pytest.mark.parametrize(
    ("task", "language", "name", "tag"),
    [
        ("panx", "af", "wikiann/dev-af.tsv.gz", "O"),
        ("udpos", "de", "ud_pos/UD_German-GSD/de_gsd-ud-dev.conllu.gz", "NOUN"),
        ("udpos", "zh", "ud_pos/UD_Chinese-GSD/zh_gsd-ud-test.conllu.gz", "NOUN"),
    ],
)
def test_tags(cli: Cli, tmp_path: Path, task: str, language: str, name: str, tag: str) -> None:
    from seqeval.metrics import f1_score

    gold = treebank(name, ORDER) if task == "udpos" else two_columns(name)
    found = cli.score(task, language, DATA / name, write(tmp_path, "p.gz", gzip.compress(tagged(gold).encode())))
    # the last sentence may end with X, which 1.2.2 drops on both sides, so F1 of gold is 100 all the same
    assert (found["value"], found["n"]) == (100.0, len(gold))
    assert found["version"].startswith("seqeval-1.2.2")
    same = [[tag] * len(sentence) for sentence in gold]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = 100 * f1_score(gold, same)
    found = cli.score(task, language, DATA / name, write(tmp_path, "m", tagged(same)))
    assert found["value"] == pytest.approx(expected)
    flat = [one for sentence in gold for one in sentence]
    assert found["extras"]["token_accuracy"] == pytest.approx(100 * flat.count(tag) / len(flat))


def test_a_fused_token_is_one_word(cli: Cli, tmp_path: Path) -> None:
    rows = [("1-2", "zum", "_"), ("1", "zu", "ADP"), ("2", "dem", "DET"), ("3", "Haus", "NOUN"), ("3.1", "x", "X")]
    text = "# sent_id = a\n" + "".join(f"{i}\t{form}\t_\t{upos}" + "\t_" * 6 + "\n" for i, form, upos in rows) + "\n"
    gold = write(tmp_path, "gold.conllu", text)
    assert cli.score("udpos", "de", gold, write(tmp_path, "p", "ADP\nNOUN\n"))["value"] == 100.0
    message = cli.refused("udpos", "de", gold, write(tmp_path, "q", "ADP\nDET\nNOUN\n"))
    assert "sentence 1: 3 predicted tags for 2 words" in message and "fused token" in message
    prepared = write(tmp_path, "prepared.tsv", "zum\tADP\nHaus\tNOUN\n")
    assert cli.score("udpos", "de", prepared, write(tmp_path, "p", "ADP\nNOUN\n"))["value"] == 100.0


def test_the_language_before_wikiann_tokens_is_no_matter(cli: Cli, tmp_path: Path) -> None:
    gold = write(tmp_path, "gold", "de:Anna\tB-PER\nde:lacht\tO\n\n")
    found = cli.score("panx", "de", gold, write(tmp_path, "p", "B-PER\nO\n"))
    assert (found["value"], found["extras"]["token_accuracy"]) == (100.0, 100.0)


@pytest.mark.parametrize(
    ("task", "language", "name"),
    [
        ("xquad", "zh", "xquad/xquad.zh.json.gz"),
        ("mlqa", "ar", "mlqa/dev-context-ar-question-ar.json.gz"),
        ("tydiqa", "ko", "tydiqa_goldp/tydiqa.goldp.ko.train.json.gz"),
    ],
)
def test_answers(cli: Cli, tmp_path: Path, task: str, language: str, name: str) -> None:
    gold = squad(name)
    ids = [identity for identity, _ in gold]
    if len(set(ids)) < len(ids):  # then a question's key is its number
        ids = [str(number) for number in range(1, len(gold) + 1)]
    texts = {identity: text for identity, (_, text) in zip(ids, gold, strict=True)}
    found = cli.score(task, language, DATA / name, write(tmp_path, "p.json", json.dumps(texts)))
    assert (found["extras"]["exact_match"], found["n"], found["missing"]) == (100.0, len(gold), 0)
    assert found["value"] > 99.5  # an answer that normalises to nothing shares no token with itself
    half = dict(list(texts.items())[: len(texts) // 2])
    found = cli.score(task, language, DATA / name, write(tmp_path, "h.json", json.dumps(half)))
    assert found["missing"] == len(gold) - len(half)
    assert found["extras"]["exact_match"] == pytest.approx(100 * len(half) / len(gold))


def test_retrieved_sentences(cli: Cli, tmp_path: Path) -> None:
    gold = DATA / "tatoeba" / "jav-eng.tsv.gz"
    right = [str(number) for number in range(205)]
    assert cli.score("tatoeba", "jv", gold, write(tmp_path, "p", "\n".join(right)))["value"] == 100.0
    shifted = [*right[1:], "0"]
    shifted[7] = "7"
    assert cli.score("tatoeba", "jv", gold, write(tmp_path, "s", "\n".join(shifted)))["value"] == pytest.approx(
        100 / 205
    )
    from_one = [str(number) for number in range(1, 206)]
    assert "count from 0" in cli.refused("tatoeba", "jv", gold, write(tmp_path, "o", "\n".join(from_one)))


def test_a_label_file_of_retrieval_is_a_permutation(cli: Cli, tmp_path: Path) -> None:
    # English lines were sorted: line 1 is the translation of sentence 2, line 2 of 0, line 3 of 1
    gold = write(tmp_path, "gold", "2\n0\n1\n")
    assert cli.score("tatoeba", "jv", gold, write(tmp_path, "p", "2\n0\n1\n"))["value"] == 100.0
    assert cli.score("tatoeba", "jv", gold, write(tmp_path, "q", "0\n0\n2\n"))["value"] == pytest.approx(100 / 3)


def test_mined_pairs(cli: Cli, tmp_path: Path) -> None:
    gold = DATA / "bucc2018" / "zh-en.dev.gold.tsv.gz"
    pairs = lines_of("bucc2018/zh-en.dev.gold.tsv.gz")
    found = cli.score("bucc", "zh", gold, write(tmp_path, "p", "\n".join(pairs)))
    assert (found["value"], found["n"]) == (100.0, 257)
    some = [*pairs[:100], "zh-000000001\ten-000000001"]
    # 100 right of 101 predicted and 257 gold
    assert cli.score("bucc", "zh", gold, write(tmp_path, "q", "\n".join(some)))["value"] == pytest.approx(20000 / 358)
    swapped = ["\t".join(reversed(pair.split("\t"))) for pair in pairs]
    assert "columns in order" in cli.refused("bucc", "zh", gold, write(tmp_path, "w", "\n".join(swapped)))


def test_blanked_gold_is_refused(cli: Cli, tmp_path: Path) -> None:
    name = "tydiqa_goldp/unlabelled_dev/tydiqa.goldp.ko.dev.json.gz"
    identity = squad(name)[0][0]
    message = cli.refused("tydiqa", "ko", DATA / name, write(tmp_path, "p.json", json.dumps({identity: "x"})))
    assert "blanked labels" in message
    gold = write(tmp_path, "gold.tsv", "premise\thypothesis\tlabel\na\tb\t\n")
    assert "the label is blank" in cli.refused("xnli", "sw", gold, write(tmp_path, "p", "neutral\n"))
    gold = write(tmp_path, "gold.conllu", "1\ta\t_\t_" + "\t_" * 6 + "\n\n")
    assert "the label is blank" in cli.refused("udpos", "de", gold, write(tmp_path, "p", "NOUN\n"))


@pytest.mark.parametrize(
    ("task", "language", "gold"),
    [
        ("xnli", "sw", "xnli/test-sw.tsv.gz"),
        ("xcopa", "id", "xcopa/test.id.jsonl.gz"),
        ("udpos", "de", "ud_pos/UD_German-GSD/de_gsd-ud-dev.conllu.gz"),
        ("xquad", "zh", "xquad/xquad.zh.json.gz"),
        ("tatoeba", "jv", "tatoeba/jav-eng.tsv.gz"),
    ],
)
def test_swapped_files(cli: Cli, tmp_path: Path, task: str, language: str, gold: str) -> None:
    answers = {"xnli": "neutral\n", "xcopa": "1\n", "udpos": "NOUN\n", "xquad": '{"a": "b"}', "tatoeba": "0\n"}[task]
    assert "swapped?" in cli.refused(task, language, write(tmp_path, "p", answers), DATA / gold)


def test_the_printed_line_names_everything(cli: Cli, tmp_path: Path) -> None:
    gold = write(tmp_path, "gold.json", json.dumps({"data": [{"paragraphs": [{"qas": [
        {"id": "a", "answers": [{"text": "red car"}]}, {"id": "b", "answers": [{"text": "dog"}]}]}]}]}))  # fmt: skip
    ran = cli(
        "score", "xquad", "--language", "zh", "--gold", gold, "--predictions", write(tmp_path, "p", '{"a": "car"}')
    )
    # F1 of car against red car: 2/3; over two questions 33.33
    assert ran.out == (
        "xquad (zh): 33.33; exact_match 0.00; em_f1_mean 16.67; n 2; 1 without a prediction; metric "
        "squad-v1.1-f1-1 (English normaliser in every language, as XTREME)\n"
    )
