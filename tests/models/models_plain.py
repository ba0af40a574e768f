"""Plain transformers models beside ours: the same weights, batches padded by hand, losses taken from their logits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from xstilts.models.backbones import resolve
from xstilts.models.export import CLASSES, _head_names, export
from xstilts.models.layout import save_model
from xstilts.models.model import Model, load_model
from xstilts.tasks.encoded import IGNORE, Encoded, HeadSpec

HEAD = "task.1"
SPECS = {
    "label": HeadSpec(shape="label", size=3),
    "score": HeadSpec(shape="score"),
    "token": HeadSpec(shape="token", size=5),
    "span": HeadSpec(shape="span", size=2),
    "lm": HeadSpec(shape="lm"),
}
Make = Callable[..., Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Our model and the plain one with the same weights; `names` maps our parameters to theirs."""

    ours: Model
    plain: Any
    family: str
    shape: str
    names: dict[str, str]

    def parameters(self) -> list[tuple[str, torch.Tensor, torch.Tensor]]:
        """Name, our parameter, theirs."""
        theirs = dict(self.plain.named_parameters(remove_duplicate=False))
        return [(name, value, theirs[self.names[name]]) for name, value in self.ours.named_parameters()]


def make_pair(make_backbone: Make, tmp_path: Path, family: str, shape: str, **changes: Any) -> Pair:
    """Our model in evaluation mode, and what transformers loads from its export."""
    import transformers

    ref = resolve(str(make_backbone(family, **changes)))
    model = load_model(ref, heads={HEAD: SPECS[shape]}, seed=3).eval()
    with torch.no_grad():  # larger than N(0, 0.02), so that differences would show
        for parameter in model.heads.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1)) * 0.2)
    save_model(model, ref, {HEAD: [f"L{index}" for index in range(SPECS[shape].size)]}, tmp_path / "stage")
    export(tmp_path / "stage", ref, HEAD, tmp_path / "out")
    auto = getattr(transformers, "AutoModel" + CLASSES[shape])
    plain, info = auto.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"]
    prefix = "bert." if family == "bert" else "roberta."
    names = {f"encoder.{name}": prefix + name for name, _ in model.encoder.named_parameters()}
    for ours, theirs in _head_names(family, shape, prefix).items():
        names[f"heads.task%2E1.{ours}"] = theirs
    return Pair(ours=model, plain=plain.eval(), family=family, shape=shape, names=names)


def sequences_of(data: Encoded, groups: Sequence[int]) -> list[tuple[int, int]]:
    """Token ranges of the sequences of some groups."""
    rows = [row for group in groups for row in range(data.groups[group], data.groups[group + 1])]
    return [(int(data.offsets[row]), int(data.offsets[row + 1])) for row in rows]


def padded_inputs(data: Encoded, groups: Sequence[int], pad_id: int, family: str) -> dict[str, torch.Tensor]:
    """[S, L] inputs for transformers."""
    places = sequences_of(data, groups)
    size = (len(places), max(end - begin for begin, end in places))
    ids, mask, types = torch.full(size, pad_id), torch.zeros(size).long(), torch.zeros(size).long()
    for row, (begin, end) in enumerate(places):
        ids[row, : end - begin] = torch.tensor(data.ids[begin:end].tolist())
        types[row, : end - begin] = torch.tensor(data.types[begin:end].tolist())
        mask[row, : end - begin] = 1
    return {"input_ids": ids, "attention_mask": mask} | ({"token_type_ids": types} if family == "bert" else {})


def wide(values: torch.Tensor) -> torch.Tensor:
    """At least fp32."""
    return values.float() if values.dtype == torch.bfloat16 else values


def plain_run(pair: Pair, data: Encoded, groups: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """What transformers gives for some groups: outputs as `Model.outputs` lays them out, and the summed loss.

    Pads take no part in the softmax over positions (in transformers' own loss they do).
    """
    plain, shape, places = pair.plain, pair.shape, sequences_of(data, groups)
    inputs = padded_inputs(data, groups, plain.config.pad_token_id, pair.family)
    if shape == "score":
        scores = plain.classifier(plain.base_model(**inputs).pooler_output).squeeze(1)
        sizes = [int(data.groups[group + 1] - data.groups[group]) for group in groups]
        targets = data.targets[list(groups)].tolist()
        losses = [
            -F.log_softmax(part, 0)[target] for part, target in zip(wide(scores).split(sizes), targets, strict=True)
        ]
        return scores, torch.stack(losses).sum()
    output = plain(**inputs)
    if shape == "label":
        targets = torch.tensor(data.targets[list(groups)])
        return output.logits, F.cross_entropy(wide(output.logits), targets, reduction="sum")
    if shape in ("token", "lm"):
        logits = torch.cat([row[: end - begin] for row, (begin, end) in zip(output.logits, places, strict=True)])
        targets = torch.tensor(np.concatenate([data.targets[begin:end] for begin, end in places]))
        return logits, F.cross_entropy(wide(logits), targets, ignore_index=IGNORE, reduction="sum")
    both = wide(torch.stack([output.start_logits, output.end_logits], -1))
    rows = [row[: end - begin] for row, (begin, end) in zip(both, places, strict=True)]
    ends = data.targets[[row for group in groups for row in range(data.groups[group], data.groups[group + 1])]].tolist()
    losses = [-F.log_softmax(row, 0)[target, [0, 1]].mean() for row, target in zip(rows, ends, strict=True)]
    return torch.cat(rows), torch.stack(losses).sum()
