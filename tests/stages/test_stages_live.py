"""A train stage that holds the live rows of the word embeddings alone ends as one that holds them all: bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from stages_tiny import fake_load, item, outputs, read, ref, run, spec, tiny_backbone

from xstilts.core.errors import Interrupted
from xstilts.models.model import load_words
from xstilts.stages import data as stage_data
from xstilts.stages import train as train_stage
from xstilts.stages.specs import MlmShare, Upstream
from xstilts.train import loop
from xstilts.train.checkpoint import FILE_NAME
from xstilts.train.live import WORTH, live_rows
from xstilts.train.state import DevScore

pytestmark = pytest.mark.usefixtures("data_without_files")
SPARE = 60
TABLE = "embeddings.word_embeddings.weight"


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """A backbone most of whose vocabulary no data touches."""
    return tiny_backbone(tmp_path_factory.mktemp("sparse"), SPARE)


@pytest.fixture
def rare_dev(monkeypatch):
    """Dev data in which every other text has words that are in no training data."""

    def load(reference, roots):
        rows = fake_load(reference, roots)
        if reference.split == "dev" and reference.dataset.startswith("classify"):
            rows = [replace(row, text=f"{row.text} x{i} x{SPARE - 1 - i}") for i, row in enumerate(rows)]
        return rows

    monkeypatch.setattr(stage_data, "load", load)


@pytest.fixture
def norms(monkeypatch):
    """The gradient norms of all steps that are taken."""
    seen, plain = [], loop.clip

    def clip(parameters, limit):
        seen.append(plain(parameters, limit))
        return seen[-1]

    monkeypatch.setattr(loop, "clip", clip)
    return seen


@pytest.fixture
def held(monkeypatch):
    """How many rows each training held."""
    seen, plain = [], train_stage.train

    def train(model, *arguments, **named):
        seen.append(len(model.core.word_embeddings()))
        return plain(model, *arguments, **named)

    monkeypatch.setattr(train_stage, "train", train)
    return seen


def whole_table(monkeypatch):
    monkeypatch.setattr(train_stage, "_live_rows", lambda *_: None)


CASES = {
    "no decay": {"weight_decay": 0.0},
    "decay": {"weight_decay": 0.1},
    "usual rates": {"learning_rate": 1e-5, "weight_decay": 0.01},
    "no clipping": {"weight_decay": 0.1, "clip": 0.0},
    "muon": {"weight_decay": 0.1, "matrix_learning_rate": 1e-2},
    "head rate": {"weight_decay": 0.1, "head_learning_rate": 1e-2},
    "frozen embeddings": {"weight_decay": 0.1, "freeze": ("embeddings",)},
    "frozen layer": {"weight_decay": 0.1, "freeze": ("embeddings", "layers:1")},
    "last": {"weight_decay": 0.1, "select": "last"},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kinds", [("classify",), ("classify", "tag", "extract")], ids=["one", "mixture"])
def test_bits_are_those_of_a_training_of_the_whole_table(
    sparse, tmp_path, monkeypatch, rare_dev, norms, held, case, kinds
):
    what = spec(sparse, *(item(kind, 24) for kind in kinds), recipe=CASES[case])
    live = run(what, tmp_path / "live")
    count, vocabulary = len(norms), held[0]
    whole_table(monkeypatch)
    whole = run(what, tmp_path / "whole")
    assert norms[:count] == norms[count:] and count == read(live, "summary.json")["steps"]
    assert outputs(live) == outputs(whole)
    assert vocabulary < 0.6 * held[1] and held[1] == len(load_file(whole / "encoder" / "model.safetensors")[TABLE])


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_other_rows_move_by_decay_alone_up_to_the_best_step(sparse, tmp_path, monkeypatch, decay):
    """The best of two evaluations is the first, so the last steps' decay must not be in what is kept."""
    scores = iter([2.0, 1.0] * 2)
    monkeypatch.setattr(train_stage, "dev_score", lambda *_, **__: DevScore(value=next(scores)))
    what = spec(sparse, item("classify"), recipe={"weight_decay": decay, "epochs": 8})
    live = run(what, tmp_path / "live")
    summary = read(live, "summary.json")
    assert summary["kept_step"] == 20 and summary["steps"] == 40
    row = load_file(live / "encoder" / "model.safetensors")[TABLE][4:10]  # x0 to x5
    before = load_words(sparse)[4:10]
    assert torch.equal(row, before) == (decay == 0.0)
    assert torch.allclose(row, before, rtol=0.1, atol=0.0)
    whole_table(monkeypatch)
    assert outputs(run(what, tmp_path / "whole")) == outputs(live)


def test_from_an_upstream_encoder_whose_file_stays_as_it_is(sparse, tmp_path, monkeypatch):
    recipe = {"weight_decay": 0.1}
    first = run(spec(sparse, item("tag"), recipe=recipe), tmp_path / "first")
    written = outputs(first)
    what = spec(sparse, item("classify"), init=Upstream(stage="k", part="encoder"), recipe=recipe)
    live = run(what, tmp_path / "live", upstream={"k": first})
    assert outputs(first) == written
    whole_table(monkeypatch)
    assert outputs(run(what, tmp_path / "whole", upstream={"k": first})) == outputs(live)


@pytest.mark.parametrize("polls", [0, 4, 9])
def test_interrupted_and_resumed_gives_the_same_bytes(sparse, tmp_path, rare_dev, polls):
    what = spec(sparse, item("classify"), recipe={"weight_decay": 0.1})
    through = outputs(run(what, tmp_path / "through"))
    asked = iter(range(1000))
    with pytest.raises(Interrupted):
        run(what, tmp_path, stopped=lambda: next(asked) >= polls)
    stored = load_file(tmp_path / "work" / "checkpoint" / FILE_NAME)
    assert max(len(value) for name, value in stored.items() if TABLE in name and value.ndim) < SPARE
    assert outputs(run(what, tmp_path)) == through


def test_not_with_masked_lm(sparse, tmp_path, held):
    what = spec(
        sparse, item("classify"), mlm=MlmShare(share=0.5, text=(ref("text_30"),), max_length=16), recipe={"epochs": 1}
    )
    run(what, tmp_path)
    assert held == [len(load_words(sparse))]


def test_not_where_nearly_all_rows_are_live(backbone, tmp_path, held):
    run(spec(backbone, item("classify"), recipe={"epochs": 1}), tmp_path)
    assert held == [len(load_words(backbone))]


def test_not_for_encoders_that_are_not_packed(sparse):
    other = sparse.model_copy(update={"family": "distilbert"})
    assert train_stage._live_rows(spec(other, item("classify")), None, None) is None


def test_live_rows_are_what_data_and_specials_name():
    data = [encoded(3, 9, 9), encoded(4)]
    assert live_rows(data, 20, (1, None)).tolist() == [1, 3, 4, 9]
    assert live_rows([encoded(*range(int(20 * WORTH)))], 20) is not None
    assert live_rows([encoded(*range(int(20 * WORTH) + 1))], 20) is None
    assert live_rows([encoded(20)], 20) is None, "an id outside the vocabulary is the encoder's to report"


def encoded(*ids):
    nothing = np.zeros(0, np.int64)
    return loop.Encoded(
        ids=np.asarray(ids, np.int32),
        types=np.zeros(len(ids), np.int8),
        offsets=nothing,
        groups=nothing,
        example=nothing,
        targets=nothing,
        special=np.zeros(len(ids), bool),
    )
