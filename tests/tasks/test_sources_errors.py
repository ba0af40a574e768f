"""Bad data: each mistake is one DataError that names the file and the row."""

import gzip
import json
from pathlib import Path

import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import load, reference

HEADER = "index\tpremise\thypothesis\tlabel\n"


def mnli(tmp_path: Path, content: str | bytes, name: str = "mnli_dev_matched.tsv") -> Roots:
    folder = tmp_path / "mnli_dev_matched"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return Roots(data=tmp_path, offline=True)


def read(roots: Roots, dataset: str = "mnli_dev_matched", split: str = "all", language: str = "en"):
    return load(reference(Portion(dataset=dataset, split=split), (language,), roots=roots), roots)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER + "0\ta\tb\tneutral\n1\ta\tb\tmaybe\n", r"row 2: label 'maybe' is not one of entailment"),
        (HEADER + "0\ta\tb\t\n", r"row 1: the label is blank"),
        (HEADER + "0\ta\tneutral\n", r"row 1: 3 columns, expected 4"),
        (
            "index\tpremise\thyp\tlabel\n0\ta\tb\tneutral\n",
            r"row 1: no column 'hypothesis'; the columns are index",
        ),
        (HEADER + "7\ta\tb\tneutral\n7\tc\td\tneutral\n", r"row 2: id '7' was already used in row 1"),
        (HEADER, r"0 examples, expected 9,815"),
        (HEADER + "0\ta\tb\tneutral\n", r"1 examples, expected 9,815"),
        (HEADER.encode() + b"0\ta\xff\tb\tneutral\n", r"row 2: byte 0xff .* is not UTF-8"),
    ],
)
def test_damaged_tables(tmp_path, content, message):
    roots = mnli(tmp_path, content)
    with pytest.raises(DataError, match=message) as caught:
        read(roots)
    assert "mnli_dev_matched" in str(caught.value)


def test_truncated_gzip(tmp_path):
    rows = "".join(f"{number}\tpremise {number * 7919}\tother\tneutral\n" for number in range(9815))
    packed = gzip.compress((HEADER + rows).encode())
    roots = mnli(tmp_path, packed[: len(packed) // 2], "mnli_dev_matched.tsv.gz")
    with pytest.raises(DataError, match=r"mnli_dev_matched\.tsv\.gz after row \d+: truncated or damaged gzip"):
        read(roots)


def test_missing_file_names_the_path_and_the_way_out(tmp_path, monkeypatch):
    monkeypatch.delenv("XSTILTS_DATA", raising=False)
    with pytest.raises(DataError, match=r"mnli_dev_matched\.tsv\[\.gz\].*XSTILTS_DATA"):
        read(Roots(data=tmp_path, offline=True))
    with pytest.raises(DataError, match=r"no data folder is set.*XSTILTS_DATA"):
        read(Roots(offline=True))


def test_missing_hub_data_names_the_repository(tmp_path, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(DataError, match=r"tau/commonsense_qa.*xstilts fetch STUDY --to DIR"):
        read(Roots(data=tmp_path, offline=True), "commonsenseqa", "train")


def test_a_single_language_missing_is_named(tmp_path):
    with pytest.raises(DataError, match=r"no data in xx; it has"):
        reference(Portion(dataset="xnli", split="test"), ("en", "xx"), roots=Roots(data=tmp_path))
    with pytest.raises(DataError, match=r"has no split 'tset'; it has"):
        reference(Portion(dataset="xnli", split="tset"), ("en",), roots=Roots(data=tmp_path))


def test_files_changed_after_planning(tmp_path):
    roots = mnli(tmp_path, HEADER + "0\ta\tb\tneutral\n")
    ref = reference(Portion(dataset="mnli_dev_matched", split="all"), ("en",), roots=roots)
    mnli(tmp_path, HEADER + "0\ta\tb\tentailment\n")
    with pytest.raises(DataError, match="changed since the plan was made"):
        load(ref, roots)


def squad(tmp_path: Path, context: str, answers: list[dict], ident: str = "q1") -> Roots:
    folder = tmp_path / "xquad"
    folder.mkdir(exist_ok=True)
    question = {"id": ident, "question": "Who?", "answers": answers}
    content = {"data": [{"title": "t", "paragraphs": [{"context": context, "qas": [question]}]}]}
    (folder / "xquad.de.json").write_text(json.dumps(content), encoding="utf-8")
    return Roots(data=tmp_path, offline=True)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (
            [{"text": "Bob", "answer_start": 4}],
            r"row 1: answer 'Bob' is not at character 4 of its context \(11",
        ),
        ([{"text": "Anna", "answer_start": 400}], r"is not at character 400"),
        ([{"text": "Anna", "answer_start": -11}], r"is not at character -11"),
        ([{"text": "", "answer_start": 0}], r"the answers are blank"),
        ([], r"the answers are blank"),
        ([{"text": "Anna", "answer_start": 0}], r"1 examples, expected 1,190"),
    ],
)
def test_answers_outside_their_context(tmp_path, answers, message):
    roots = squad(tmp_path, "Anna sings.", answers)
    with pytest.raises(DataError, match=message):
        read(roots, "xquad", "test", "de")


def test_a_broken_json_file(tmp_path):
    roots = squad(tmp_path, "Anna sings.", [])
    (tmp_path / "xquad" / "xquad.de.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="not valid JSON"):
        read(roots, "xquad", "test", "de")
    (tmp_path / "xquad" / "xquad.de.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"expected data\[\]\.paragraphs"):
        read(roots, "xquad", "test", "de")


def test_tag_outside_the_set(tmp_path):
    (tmp_path / "wikiann").mkdir()
    (tmp_path / "wikiann" / "dev-yo.tsv").write_text("a\tO\nb\tB-MISC\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"dev-yo\.tsv row 1: label 'B-MISC'"):
        read(Roots(data=tmp_path, offline=True), "wikiann", "dev", "yo")


def test_bucc_gold_that_names_an_unknown_sentence(tmp_path):
    folder = tmp_path / "bucc2018"
    folder.mkdir()
    (folder / "zh-en.dev.zh.tsv").write_text("zh-1\tx\n", encoding="utf-8")
    (folder / "zh-en.dev.en.tsv").write_text("en-1\ty\n", encoding="utf-8")
    (folder / "zh-en.dev.gold.tsv").write_text("zh-1\ten-2\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"gold\.tsv row 1: id 'en-2' is not in the english file"):
        read(Roots(data=tmp_path, offline=True), "bucc", "dev", "zh")


def test_a_limit_of_nothing():
    with pytest.raises(DataError, match="limit of 0"):
        reference(Portion(dataset="xnli", split="test"), ("en",), roots=Roots(), limit=0)
