"""Outputs and hidden states equal those of plain transformers on a padded batch (fp32, dropout 0)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from models_fakes import FAMILIES, packed
from models_plain import HEAD, SPECS, Make, make_pair, padded_inputs, plain_run

from xstilts.models.backbones import resolve
from xstilts.models.batch import make_batch
from xstilts.models.layout import save_model
from xstilts.models.model import load_model
from xstilts.tasks.encoded import IGNORE

LENGTHS = {
    "score": [[5, 9], [7, 7, 5], [12, 4], [9, 9]],
    "other": [[9], [4], [12], [9], [5], [4], [30], [9]],
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", list(SPECS))
def test_outputs_equal_transformers(family: str, shape: str, make_backbone: Make, tmp_path: Path) -> None:
    pair = make_pair(make_backbone, tmp_path, family, shape)
    data = packed(LENGTHS["score" if shape == "score" else "other"], family=family, shape=shape)
    order = np.random.default_rng(1).permutation(len(data.groups) - 1)
    batch = make_batch(data, order)
    expected, _ = plain_run(pair, data, order.tolist())
    if shape == "token":
        assert torch.equal(pair.ours.outputs(batch, HEAD), expected.argmax(-1))
    elif shape != "lm":
        torch.testing.assert_close(pair.ours.outputs(batch, HEAD), expected, rtol=1e-5, atol=1e-5)
    loss, count = pair.ours.loss(batch, HEAD)
    scored = (batch.targets != IGNORE).sum() if shape in ("token", "lm") else len(batch.targets)
    assert count == int(scored) and loss.dtype == torch.float32
    loss.backward()
    if shape != "lm" and family != "bert":
        padding = pair.ours.core.word_embeddings().grad
        assert padding is not None and not padding[1].any()


@pytest.mark.parametrize("family", FAMILIES)
def test_all_hidden_states_equal_transformers(family: str, make_backbone: Make) -> None:
    from transformers import AutoModel

    folder = make_backbone(family)
    model = load_model(resolve(str(folder)), heads={}, seed=0).eval()
    plain = AutoModel.from_pretrained(folder).eval()
    data, order = packed(LENGTHS["other"], family=family, shape="embedding"), np.array([3, 0, 6, 1])
    batch = make_batch(data, order)
    inputs = padded_inputs(data, order.tolist(), plain.config.pad_token_id, family)
    expected = plain(**inputs, output_hidden_states=True)
    states = model.hidden(batch, [0, 3, 1, 2])
    assert isinstance(states, list)
    for state, layer in zip(states, [0, 3, 1, 2], strict=True):
        theirs = expected.hidden_states[layer][batch.sequence, batch.local]
        torch.testing.assert_close(state, theirs, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(model.hidden(batch), states[1], rtol=0, atol=0)


def test_another_architecture_runs_padded_with_the_same_interface(tmp_path: Path) -> None:
    from models_fakes import write_tokenizer
    from transformers import AutoModel, DistilBertConfig

    folder = tmp_path / "distil"
    torch.manual_seed(0)
    config = DistilBertConfig(
        vocab_size=90, dim=32, n_layers=2, n_heads=2, hidden_dim=64, max_position_embeddings=64, dropout=0.0
    )
    plain = AutoModel.from_config(config).eval()
    plain.save_pretrained(folder)
    write_tokenizer(folder, "bert")
    ref = resolve(str(folder))
    model = load_model(ref, heads={"nli": SPECS["label"]}, seed=0).eval()
    data = packed(LENGTHS["other"], family="bert", shape="label")
    batch = make_batch(data, np.array([2, 1, 0]))
    states = model.hidden(batch, [0, 2])
    alone = plain(input_ids=batch.ids[:12][None], output_hidden_states=True).hidden_states
    torch.testing.assert_close(states[1][:12], alone[2][0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(states[0][:12], alone[0][0], rtol=1e-4, atol=1e-5)
    model.loss(batch, "nli")[0].backward()
    assert all(value.grad is not None for value in model.heads.parameters())
    save_model(model, ref, {"nli": ["a", "b", "c"]}, tmp_path / "stage")
    again = load_model(
        ref,
        heads={"nli": SPECS["label"]},
        encoder_dir=tmp_path / "stage" / "encoder",
        heads_dir=tmp_path / "stage",
        seed=9,
    ).eval()
    assert torch.equal(again.outputs(batch, "nli"), model.outputs(batch, "nli"))
