"""`xstilts pretrain` from file to folder: backbone, report, measurements, contamination table."""

import pytest

from xstilts.core.errors import DataError, StudyError
from xstilts.core.files import read_json
from xstilts.lab import LANGUAGES
from xstilts.models.backbones import resolve
from xstilts.runs.display import PlainDisplay
from xstilts.runs.schedule import RunOptions
from xstilts.study import contamination
from xstilts.study.pretraining import draw_pretraining, load_pretraining, pretrain_backbone, pretrain_node
from xstilts.tasks.records import Roots

FILE = """
version: 1
pretrain: tiny
languages: [de, en, fr]
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


def test_languages_that_a_corpus_lacks_are_left_out(tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text(FILE.replace("[de, en, fr]", f"[fr, {', '.join(LANGUAGES)}]" if "fr" not in LANGUAGES else "[en]"))
    (ref,) = pretrain_node(load_pretraining(path), Roots()).spec.text
    assert set(ref.languages) <= set(LANGUAGES) and "en" in ref.languages


def test_an_impossible_number_is_refused(tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text(FILE.replace("eval_steps: 1", "eval_steps: 0"))
    with pytest.raises(StudyError, match="eval_steps"):
        load_pretraining(path)
