"""`xstilts pretrain` from file to folder: refused files, backbone, report, measurements, contamination table."""

import pytest
from pydantic import ValidationError
from study_fakes import reference

from xstilts.core.errors import DataError, StudyError
from xstilts.core.files import read_json
from xstilts.models.backbones import resolve
from xstilts.runs.display import PlainDisplay
from xstilts.runs.schedule import RunOptions
from xstilts.stages.specs import PretrainSpec
from xstilts.study import contamination, pretraining
from xstilts.study.pretraining import draw_pretraining, pretrain_backbone, pretrain_node
from xstilts.study.pretraining_file import load_pretraining
from xstilts.tasks.records import Roots

FILE = """
version: 1
pretrain: tiny
languages: [de, en, fi]
text: [lab_text]
parallel: [lab_text]
limits: {text: 200, parallel: 200}
vocabulary: 500
hidden: 32
layers: 1
heads: 2
intermediate: 32
max_positions: 66
max_length: 32
batch_size: 4
steps: 2
eval_steps: 1
"""


@pytest.fixture
def load_file(tmp_path):
    """Load a pretraining file from its text."""

    def from_text(text):
        path = tmp_path / "tiny.yaml"
        path.write_text(text)
        return load_pretraining(path)

    return from_text


def test_from_file_to_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(contamination, "evaluation_data", lambda roots: iter(()))
    path = tmp_path / "tiny.yaml"
    path.write_text(FILE)
    store = tmp_path / "store"
    with pytest.raises(DataError, match="nothing has been measured"):
        draw_pretraining(path, store=store)
    done = pretrain_backbone(path, tmp_path / "out", store=store, options=RunOptions(), display=PlainDisplay())
    assert resolve(str(done.backbone)).family == "xlm-roberta"
    beside = tmp_path / "out" / "pretraining"
    assert done.report == beside / "report.html" and done.contamination == beside / "contamination.md"
    names = {path.name for path in beside.iterdir()}
    assert names >= {"held_out.json", "curve.json", "summary.json", "contamination.json", "alignment.png"}
    assert [one["step"] for one in read_json(beside / "held_out.json")["evaluations"]] == [0, 1, 2]
    assert draw_pretraining(path, store=store).read_bytes() == done.report.read_bytes()


def test_languages_that_a_corpus_lacks_are_left_out(load_file, monkeypatch):
    monkeypatch.setattr(pretraining, "reference", reference)
    asked = load_file(FILE.replace("text: [lab_text]", "text: [lab_text, squad_paragraphs]"))
    assert [ref.languages for ref in pretrain_node(asked, Roots()).spec.text] == [("de", "en", "fi"), ("en",)]


def test_every_missing_corpus_is_named_before_there_is_a_store(tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text(FILE.replace("text: [lab_text]", "text: [common_voice, wikiann_text]"))
    with pytest.raises(StudyError) as caught:
        pretrain_backbone(path, tmp_path / "o", store=tmp_path / "s", options=RunOptions(), display=PlainDisplay())
    assert [one.where for one in caught.value.problems] == ["data of common_voice", "data of wikiann_text"]
    assert [one.name for one in tmp_path.iterdir()] == ["tiny.yaml"]


def problems(load_file, text):
    with pytest.raises(StudyError) as caught:
        load_file(text)
    return caught.value.problems


EVERYTHING = """\
version: 9
pretrain: a/b
languages: [en, zz]
text: [lab_tex]
parallel: [wikiann_text]
limits: {txt: 200, parallel: -5}
vocabulary: 3
hidden: 10
heads: 3
learning_rate: .nan
steps: -3
max_length: 1
stepz: 4
precision: fp64
"""


def test_all_problems_at_once_each_with_its_line(load_file):
    found = problems(load_file, EVERYTHING)
    assert [(one.line, one.where) for one in found] == [
        (1, "version"),
        (2, "pretrain"),
        (3, "languages[1]"),
        (4, "text[0]"),
        (5, "parallel[0]"),
        (6, "limits.txt"),
        (6, "limits.parallel"),
        (7, "vocabulary"),
        (9, "heads"),
        (10, "learning_rate"),
        (11, "steps"),
        (12, "max_length"),
        (13, "stepz"),
        (14, "precision"),
    ]
    assert {one.where: one.allowed for one in found if one.where in {"vocabulary", "heads", "precision"}} == {
        "vocabulary": "a whole number above 5 and at most 1,000,000",
        "heads": "a divisor of 10: 1, 2, 5, 10",
        "precision": "fp32, bf16",
    }
    hints = {one.where: one.hint for one in found}
    assert "'lab_text'" in hints["text[0]"] and "'text'" in hints["limits.txt"] and "'steps'" in hints["stepz"]


CASES = [
    ("[de, en, fi]", "[en, zz]", "languages[1]", "unknown language 'zz'"),
    ("[de, en, fi]", "[]", "languages", "no language is named"),
    ("[de, en, fi]", "en", "languages", "expected a list"),
    ("[de, en, fi]", "all", "languages", "expected a list of language codes, found 'all'"),
    ("[de, en, fi]", "[en, en]", "languages[1]", "stands twice"),
    ("[de, en, fi]", "[en]", "parallel", "no parallel text has two"),
    ("text: [lab_text]", "text: []", "text", "no text is named"),
    ("text: [lab_text]", "text: [lab_text, bible_nt]", "text[1]", "none of the languages de, en, fi"),
    ("text: [lab_text]", "text: [xnli]", "text[0]", "unknown text dataset 'xnli'"),
    ("parallel: [lab_text]", "parallel: [wikiann_text]", "parallel[0]", "put it under text"),
    ("parallel: [lab_text]", "start: random\nparallel: []", "parallel", "no text"),
    ("parallel: [lab_text]", "translation_share: 0\nparallel: []", "parallel", "aligned start embeddings"),
    ("max_positions: 66", "max_positions: 33", "max_length", "longer than 33 positions"),
    ("heads: 2", "heads: 3", "heads", "3 heads cannot share 32"),
    ("layers: 1", "layers: 0", "layers", "found 0"),
    ("batch_size: 4", "batch_size: 0", "batch_size", "found 0"),
    ("batch_size: 4", "batch_size: 99999999999", "batch_size", "at most 100,000"),
    ("batch_size: 4", "batch_size: true", "batch_size", "found True"),
    ("steps: 2", f"steps: {'9' * 5000}", "steps", "found inf"),
    ("eval_steps: 1", "eval_steps: 0", "eval_steps", "found 0"),
    ("eval_steps: 1", "mask: 2.0", "mask", "above 0 and below 1"),
    ("eval_steps: 1", "seed: -1", "seed", "found -1"),
    ("eval_steps: 1", "seed: 9223372036854775808", "seed", "below 9,223,372,036,854,775,808"),
    ("eval_steps: 1", "learning_rate: .inf", "learning_rate", "at most 1"),
    ("eval_steps: 1", "learning_rate: 1e999", "learning_rate", "found inf"),
    ("eval_steps: 1", "translation_share: -0.5", "translation_share", "found -0.5"),
    ("eval_steps: 1", "data: ./nowhere", "data", "does not exist"),
]


@pytest.mark.parametrize(("old", "new", "where", "said"), CASES)
def test_each_mistake_is_the_only_problem(load_file, old, new, where, said):
    assert FILE.count(old) >= 1
    found = problems(load_file, FILE.replace(old, new, 1))
    assert [one.where for one in found] == [where] and said in found[0].render()


def test_files_that_are_no_mapping(load_file, tmp_path):
    assert "is empty" in problems(load_file, "")[0].message
    assert any("expected a mapping" in one.message for one in problems(load_file, "- a\n"))
    assert problems(load_file, "a: [b\n")[0].line == 2
    with pytest.raises(StudyError, match="cannot be read"):
        load_pretraining(tmp_path / "none.yaml")


def test_the_spec_itself_refuses_what_is_no_number(load_file):
    good = {"text": (), "parallel": ()}
    for wrong in ({"learning_rate": float("nan")}, {"steps": -1}, {"warmup": float("inf")}, {"seed": 2**63}):
        with pytest.raises(ValidationError):
            PretrainSpec.model_validate(good | wrong)
