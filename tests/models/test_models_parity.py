"""Logits, losses, gradients and hidden states equal those of plain transformers on a padded batch (fp32, dropout 0)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from models_fakes import FAMILIES, packed

from xstilts.models.backbones import resolve
from xstilts.models.batch import Batch, make_batch
from xstilts.models.export import CLASSES, _head_names, export
from xstilts.models.layout import save_model
from xstilts.models.model import Model, load_model
from xstilts.tasks.encoded import IGNORE, Encoded, HeadSpec

SPECS = {
    "label": HeadSpec(shape="label", size=3),
    "score": HeadSpec(shape="score"),
    "token": HeadSpec(shape="token", size=5),
    "span": HeadSpec(shape="span", size=2),
    "lm": HeadSpec(shape="lm"),
}
LENGTHS = {
    "score": [[5, 9], [7, 7, 5], [12, 4], [9, 9]],
    "other": [[9], [4], [12], [9], [5], [4], [30], [9]],
}
Make = Callable[..., Path]


def both(make_backbone: Make, tmp_path: Path, family: str, shape: str) -> tuple[Model, Any, Encoded]:
    """Our model, the plain transformers model of its export, and data."""
    import transformers

    ref = resolve(str(make_backbone(family)))
    model = load_model(ref, heads={"task.1": SPECS[shape]}, seed=3).eval()
    with torch.no_grad():  # larger than N(0, 0.02), so that differences would show
        for parameter in model.heads.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1)) * 0.2)
    labels = {"task.1": [f"L{index}" for index in range(SPECS[shape].size)]}
    save_model(model, ref, labels, tmp_path / "stage")
    export(tmp_path / "stage", ref, "task.1", tmp_path / "out")
    auto = getattr(transformers, "AutoModel" + CLASSES[shape])
    plain, info = auto.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"]
    lengths = LENGTHS["score" if shape == "score" else "other"]
    return model, plain.eval(), packed(lengths, family=family, shape=shape)


def padded_inputs(batch: Batch, pad_id: int, family: str) -> dict[str, torch.Tensor]:
    """[S, L] inputs for transformers."""
    size = (len(batch.offsets) - 1, batch.longest)
    ids, mask = torch.full(size, pad_id), torch.zeros(size, dtype=torch.long)
    types = torch.zeros(size, dtype=torch.long)
    ids[batch.sequence, batch.local] = batch.ids
    mask[batch.sequence, batch.local] = 1
    types[batch.sequence, batch.local] = batch.types
    inputs = {"input_ids": ids, "attention_mask": mask}
    return inputs | ({"token_type_ids": types} if family == "bert" else {})


def plain_run(plain: Any, batch: Batch, family: str, shape: str) -> tuple[torch.Tensor, torch.Tensor]:
    """What transformers gives for the batch: outputs as `Model.outputs` lays them out, and the summed loss."""
    inputs = padded_inputs(batch, plain.config.pad_token_id, family)
    targets = batch.targets
    if shape == "score":
        base = plain.base_model(**inputs)
        scores = plain.classifier(base.pooler_output).squeeze(1)
        parts = torch.tensor_split(scores, batch.groups[1:-1].tolist())
        loss = sum(-F.log_softmax(part, 0)[target] for part, target in zip(parts, targets))
        return scores, torch.as_tensor(loss)
    output = plain(**inputs)
    if shape == "label":
        return output.logits, F.cross_entropy(output.logits, targets, reduction="sum")
    if shape in ("token", "lm"):
        logits = output.logits[batch.sequence, batch.local]
        return logits, F.cross_entropy(logits, targets, ignore_index=IGNORE, reduction="sum")
    rows = torch.stack([output.start_logits, output.end_logits], -1)[batch.sequence, batch.local]
    total = torch.zeros(())
    for index, (start, stop) in enumerate(zip(batch.offsets[:-1], batch.offsets[1:])):
        for side in (0, 1):
            total = total - F.log_softmax(rows[start:stop, side], 0)[targets[index, side]] / 2
    return rows, total


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", list(SPECS))
def test_outputs_loss_and_gradients_equal_transformers(
    family: str, shape: str, make_backbone: Make, tmp_path: Path
) -> None:
    model, plain, data = both(make_backbone, tmp_path, family, shape)
    order = np.random.default_rng(1).permutation(len(data.groups) - 1)
    batch = make_batch(data, order)
    expected, expected_loss = plain_run(plain, batch, family, shape)

    if shape == "token":
        assert torch.equal(model.outputs(batch, "task.1"), expected.argmax(-1))
    elif shape != "lm":
        torch.testing.assert_close(model.outputs(batch, "task.1"), expected, rtol=1e-5, atol=1e-5)
    loss, count = model.loss(batch, "task.1")
    scored = (batch.targets != IGNORE).sum() if shape in ("token", "lm") else len(batch.targets)
    assert count == int(scored) and loss.dtype == torch.float32
    torch.testing.assert_close(loss, expected_loss, rtol=1e-5, atol=1e-5)

    loss.backward()
    expected_loss.backward()
    prefix = "bert." if family == "bert" else "roberta."
    names = {f"encoder.{name}": prefix + name for name, _ in model.encoder.named_parameters()}
    for ours, theirs in _head_names(family, shape, prefix).items():
        names[f"heads.task%2E1.{ours}"] = theirs
    theirs_by_name = dict(plain.named_parameters(remove_duplicate=False))
    seen = 0
    for name, parameter in model.named_parameters():
        other = theirs_by_name[names[name]].grad
        if parameter.grad is None:
            assert other is None or not other.any(), name
            continue
        seen += 1
        if name.endswith("word_embeddings.weight") and family != "bert" and shape != "lm":
            assert not parameter.grad[1].any()
        norm = float(other.norm())
        if norm < 1e-4:  # the key bias does not change a softmax: its gradient is rounding
            assert float(parameter.grad.norm()) < 1e-4, name
        else:
            assert float((parameter.grad - other).norm()) / norm < 1e-5, name
    assert seen > 40


@pytest.mark.parametrize("family", FAMILIES)
def test_all_hidden_states_equal_transformers(family: str, make_backbone: Make) -> None:
    from transformers import AutoModel

    folder = make_backbone(family)
    model = load_model(resolve(str(folder)), heads={}, seed=0).eval()
    plain = AutoModel.from_pretrained(folder).eval()
    batch = make_batch(packed(LENGTHS["other"], family=family, shape="embedding"), np.array([3, 0, 6, 1]))
    expected = plain(**padded_inputs(batch, plain.config.pad_token_id, family), output_hidden_states=True)
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
