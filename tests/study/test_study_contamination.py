"""Contamination on made-up data whose overlaps are known."""

import json

from xstilts.study import contamination as module
from xstilts.study.contamination import Overlap, contamination, table_lines, texts_of, write_contamination
from xstilts.tasks.records import ChooseExample, DataRef, ExtractExample, Roots, TextExample

PASSAGE = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"


def ref(dataset):
    return DataRef(dataset=dataset, split="test", languages=("en",), source="local", fingerprint="x")


def question(name, text, context, language="en"):
    return ExtractExample(id=name, group=name, language=language, question=text, context=context, answers=())


DATA = {
    "squads": [
        question("1", "Who is it?", PASSAGE),
        question("2", "Where is it?", PASSAGE),
        question("3", "Why?", "a short passage", "de"),
    ],
    "corpus": [
        TextExample(id="1", group="1", language="en", text='"who is it"'),
        TextExample(id="2", group="2", language="en", text=f"It begins: {PASSAGE.title()}, and goes on."),
        TextExample(id="3", group="3", language="en", text="nothing else"),
    ],
}


def test_counts_known_by_hand(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "evaluation_data", lambda roots: iter([ref("squads")]))
    monkeypatch.setattr(module, "load", lambda one, roots: DATA[one.dataset])
    rows = contamination([ref("corpus")], Roots())
    english = Overlap(dataset="squads", split="test", language="en", texts=3, found=1, long=1, shared=1)
    german = Overlap(dataset="squads", split="test", language="de", texts=2, found=0, long=0, shared=0)
    assert rows == [english, german]
    write_contamination(rows, [ref("corpus")], tmp_path)
    assert json.loads((tmp_path / "contamination.json").read_text())["rows"][0]["found"] == 1
    table = (tmp_path / "contamination.md").read_text()
    assert "| squads | test | all | 5 | 1 | 20.0% | 1 | 1 | 100.0% |" in table
    assert "| squads | test | de | 2 | 0 | 0.0% | 0 | 0 | - |" in table
    assert len(table_lines(rows, totals=True)) == 3


def test_the_fixed_question_of_a_causal_item_is_not_part_of_its_text():
    item = ChooseExample(
        id="1", group="1", language="en", prompt="It rained. What happened as a result?", choices=("a", "b"), label=0
    )
    assert texts_of(item) == [("en", "It rained."), ("en", "a"), ("en", "b")]
