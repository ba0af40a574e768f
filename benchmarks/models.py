"""The model that every contender of a race starts from: a transformers folder, drawn once."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.jobs import HEAD, SIZES
from xstilts.models.backbones import builtin_folder
from xstilts.models.model import Model, load_model
from xstilts.models.reference import BackboneRef
from xstilts.models.weights import fill_encoder, read_tensors
from xstilts.tasks.encoded import Encoded, HeadSpec
from xstilts.train.loop import micro_batches

FAMILY = "xlm-roberta"
MICRO_TOKENS = 4096


def peer_class(head: HeadSpec) -> type:
    """The transformers class with this head."""
    import transformers

    if head.shape == "span":
        return transformers.XLMRobertaForQuestionAnswering
    return transformers.XLMRobertaForSequenceClassification


def draw(size: str, head: HeadSpec, folder: Path) -> None:
    """Write a drawn model of a size with a head, and the built-in backbone's tokenizer."""
    from transformers import XLMRobertaConfig

    shape = SIZES[size]
    config = XLMRobertaConfig(
        vocab_size=shape.vocab,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=4 * shape.hidden,
        max_position_embeddings=514,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        num_labels=head.size,
    )
    torch.manual_seed(0)
    peer_class(head)(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copyfile(builtin_folder() / name, folder / name)


def ours(folder: Path, head: HeadSpec, *, mapped: bool = False) -> Model:
    """The drawn model through the package's own loading (`mapped` as there)."""
    ref = BackboneRef(source="folder", fingerprint="drawn", family=FAMILY, location=str(folder))
    model = load_model(ref, heads={HEAD: head}, seed=0, mapped=mapped)
    _fill_head(model, read_tensors(folder))
    return model


def as_ours(folder: Path, head: HeadSpec, tensors: Mapping[str, Tensor]) -> Model:
    """A trained peer's weights in our model."""
    model = ours(folder, head)
    fill_encoder(model.encoder, dict(tensors), "the peer")
    _fill_head(model, tensors)
    return model


def _fill_head(model: Model, tensors: Mapping[str, Tensor]) -> None:
    module = model.head(HEAD)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            theirs = f"classifier.{name}" if f"classifier.{name}" in tensors else name.replace("out_proj", "qa_outputs")
            parameter.copy_(tensors[theirs])


@torch.no_grad()
def loss_on(model: Model, encoded: Encoded, device: str = "cpu") -> float:
    """Mean loss without dropout in fp32: the one measure by which all contenders' training is compared."""
    from numpy import arange

    from xstilts.models.batch import make_batch

    model.eval()
    groups = arange(len(encoded.groups) - 1)
    parts = micro_batches(encoded.group_tokens(), groups, MICRO_TOKENS)
    sums = [model.loss(make_batch(encoded, part, device), HEAD) for part in parts]
    return sum(float(total) for total, _ in sums) / sum(count for _, count in sums)
