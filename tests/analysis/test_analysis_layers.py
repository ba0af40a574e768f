"""Alignment by layer on a synthetic study whose changes at every layer are known."""

import shutil

import numpy as np
import pytest
import synthetic

from xstilts.analysis.analyse import analyse
from xstilts.analysis.layers import layer_scores
from xstilts.analysis.results import DIRECT
from xstilts.analysis.scores import ZERO_SHOT


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    root = tmp_path_factory.mktemp("store")
    design = synthetic.make_design(models=("mini",))
    synthetic.write_cells(root, design)
    return root, design


def find(scores, intermediate, layer, vectors="plain"):
    key = (intermediate, layer, vectors)
    return next(one for one in scores if (one.intermediate, one.layer, one.vectors) == key)


def test_the_scored_layer_repeats_the_targets_own_gain(store):
    results = synthetic.read(*store, {})
    analysis = analyse(results, resamples=200)
    for name in ("nli", "squad", "pos"):
        gain = analysis.gain("mini", name, "tatoeba", ZERO_SHOT)
        layer = find(analysis.layers, name, 3)
        assert layer.gain is not None and layer.gain.value == pytest.approx(gain.value)
        assert layer.gain.interval.low == pytest.approx(gain.interval.low)
        assert layer.value == pytest.approx(analysis.score("mini", name, "tatoeba", ZERO_SHOT).value)


def test_layers_directions_and_centring(store):
    results = synthetic.read(*store, {})
    scores = layer_scores(results, "tatoeba", resamples=200)
    assert {(one.layer, one.vectors) for one in scores} == {(k, v) for k in range(5) for v in ("plain", "centred")}
    # Layer 0 loses every other sentence of what layer 3 finds, layer 4 every sixth.
    before = [find(scores, DIRECT, layer).value for layer in range(5)]
    assert before[0] == pytest.approx(before[3] / 2, rel=0.25) and before[4] == pytest.approx(
        before[3] * 5 / 6, rel=0.2
    )
    assert find(scores, "nli", 0).gain.sure == "up" and find(scores, "pos", 0).gain.sure == "down"
    assert find(scores, DIRECT, 0).gain is None
    centred = find(scores, "nli", 2, "centred")
    assert (centred.value, centred.gain.value) == (100.0, 0.0)
    one = find(scores, "nli", 3)
    assert [seed for seed, _ in one.seeds] == [1, 2, 3] and one.value == pytest.approx(
        np.mean([v for _, v in one.seeds])
    )
    assert (one.depth, one.languages, one.n) == (4, 4, 800)


def test_other_kinds_and_stages_without_layers_have_none(store, tmp_path):
    root, design = store
    assert layer_scores(synthetic.read(root, design, {}), "xnli", resamples=50) == []
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    for path in copy.rglob("layers.parquet"):
        path.unlink()
    assert analyse(synthetic.read(copy, design, {}), resamples=50).layers == ()
