"""A user's own tasks from CSV, TSV and JSONL files."""

import json

import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import count, load, reference


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return str(path)


def read(definition, split="train", language="en"):
    ref = reference(Portion(dataset="mine", split=split), (language,), roots=Roots(), definition=definition)
    return load(ref, Roots())


def test_classify_from_csv(tmp_path):
    definition = {
        "kind": "classify",
        "train": write(tmp_path / "a.csv", 'review,stars\n"good, really",5\nbad,1\n'),
        "test": {"de": write(tmp_path / "de.tsv", 'review\tstars\n"gut"\t5\n')},
        "columns": {"text": "review", "label": "stars"},
        "labels": ["1", "5"],
    }
    assert [(e.text, e.label, e.pair) for e in read(definition)] == [
        ("good, really", "5", None),
        ("bad", "1", None),
    ]
    [german] = read(definition, "test", "de")
    assert (german.text, german.language) == ('"gut"', "de")


def test_choose_from_columns_and_lists(tmp_path):
    table = write(tmp_path / "a.tsv", "q\ta\tb\tright\nWhy?\tyes\tno\t1\n")
    columns = {"prompt": "q", "choices": "a, b", "label": "right"}
    [item] = read({"kind": "choose", "train": table, "columns": columns})
    assert (item.prompt, item.choices, item.label) == ("Why?", ("yes", "no"), 1)
    lines = write(tmp_path / "a.jsonl", json.dumps({"prompt": "p", "choices": ["x", "y", "z"], "label": 2}) + "\n")
    [item] = read({"kind": "choose", "train": lines})
    assert (item.choices, item.label) == (("x", "y", "z"), 2)


def test_tag_extract_and_retrieve(tmp_path):
    tags = write(tmp_path / "t.tsv", "words\ttags\nAnna sings\tN V\n")
    [item] = read({"kind": "tag", "train": tags, "labels": ["N", "V"]})
    assert (item.words, item.tags) == (("Anna", "sings"), ("N", "V"))
    spans = write(tmp_path / "q.csv", "question,context,answer,start\nWho?,Anna sings,Anna,0\n")
    [item] = read({"kind": "extract", "train": spans})
    assert item.answers == (("Anna", 0),)
    pairs = write(tmp_path / "r.tsv", "text\tenglish\tnr\nHallo\tHello\t7\n")
    [item] = read({"kind": "retrieve", "test": {"de": pairs}, "columns": {"id": "nr", "group": "nr"}}, "test", "de")
    assert (item.text, item.english, item.id, item.group) == ("Hallo", "Hello", "7", "7")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text,label\na,x\nb,y\n", r"a\.csv row 2: label 'y' is not one of x, z"),
        ("texts,label\na,x\n", r"a\.csv row 1: no column 'text'; the columns are texts, label"),
        ("text,label\n", "0 examples, expected at least 1"),
    ],
)
def test_mistakes_name_the_file_and_row(tmp_path, text, message):
    definition = {"kind": "classify", "train": write(tmp_path / "a.csv", text), "labels": ["x", "z"]}
    with pytest.raises(DataError, match=message):
        read(definition)


def test_other_mistakes(tmp_path):
    spans = write(tmp_path / "q.csv", "question,context,answer,start\nWho?,Anna sings,Anna,2\n")
    with pytest.raises(DataError, match="is not at character 2"):
        read({"kind": "extract", "train": spans})
    with pytest.raises(DataError, match="unknown ending"):
        read({"kind": "extract", "train": write(tmp_path / "q.xls", "")})
    with pytest.raises(DataError, match="cannot be read"):
        read({"kind": "extract", "train": str(tmp_path / "none.csv")})
    with pytest.raises(DataError, match="needs its labels"):
        read({"kind": "classify", "train": spans})


def test_identity_holds_content_and_columns_but_no_path(tmp_path):
    (tmp_path / "other").mkdir()
    one = write(tmp_path / "a.csv", "text,label\na,x\n")
    two = write(tmp_path / "other" / "b.csv", "text,label\na,x\n")
    three = write(tmp_path / "c.csv", "text,label\nb,x\n")
    portion = Portion(dataset="mine", split="train")

    def identity(path, labels=("x", "y")):
        definition = {"kind": "classify", "train": path, "labels": labels}
        ref = reference(portion, ("en",), roots=Roots(), definition=definition)
        assert count(ref, Roots()) == 1
        return ref.identity()

    assert identity(one) == identity(two)
    assert identity(one) != identity(three)
    assert identity(one) != identity(one, ("y", "x"))
    assert str(tmp_path) not in json.dumps(identity(one))
