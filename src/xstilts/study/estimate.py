"""What stages will cost, before anything runs: tokens, FLOPs, seconds on an assumed device, disk and memory.

Estimates, not measurements. FLOPs are 6 per parameter and token in training (forward 2, backward 4) and 2
in evaluation (Kaplan et al. 2020, arXiv:2001.08361, section 2.1); embedding tables are left out, since a
look-up multiplies nothing. Attention scores are ignored: at these lengths they are a few percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xstilts.models.backbones import can_map, is_packed
from xstilts.runs.graph import Estimate
from xstilts.stages.specs import BaselineSpec, EvaluateSpec, TrainSpec, TranslateSpec, TranslationShare

TOKENS_PER_GROUP = {
    "classify": 40,
    "choose": 60,
    "tag": 30,
    "extract": 170,
    "retrieve": 40,
    "mine": 30,
    "mlm": 30,
    "translation": 70,
}
"""Mean tokens of one group: NLI pairs 35-40 and question-answering windows 160-170 as measured on
XLM-R-like subwords; a choice item is two sequences, a retrieval item a sentence and its translation, a
translation pair two sentences of news; the others are assumed."""

WINDOWS_PER_EXAMPLE = 1.3
"""Windows of a question-answering example (SQuAD paragraphs, length 384, stride 128)."""

FLOPS_PER_SECOND: Mapping[str, Mapping[str, float]] = {
    "cpu": {"fp32": 1.0e11, "bf16": 1.6e11},
    "cuda": {"fp32": 6.0e13, "bf16": 2.5e14},
}
"""Assumed throughput: one core of a current server CPU with AVX-512; one data-centre GPU at a third of its
peak."""

LAYER_SECONDS = {"cpu": 0.0, "cuda": 6.0e-4}
"""Least time of one layer's share of a training step: about 60 kernels forward and backward, 10 microseconds each,
that a small batch leaves a GPU waiting for. Assumed, like all of this for a GPU."""

OPTIMIZER_SECONDS = {"cpu": 0.0, "cuda": 32 / 2.5e12}
"""Of a parameter in a step: AdamW moves 32 bytes (weight, gradient, two moments, read and written) at the memory speed
of a data-centre GPU. On a CPU it is small beside the products."""

STAGE_SECONDS = {"cpu": 1.5, "cuda": 5.0}
"""Fixed cost of a stage: reading, loading, saving."""

BYTES_PER_PREDICTION = 120
BYTES_PER_TOKEN = 5
"""Of text in UTF-8, assumed."""

DECODER_SHARE = 4 / 3
"""Parameters of a decoder layer over those of an encoder layer: it has a second attention."""
WRITING = 4.0
"""How much slower a token is written than its FLOPs say (one token of each text at a time): assumed."""

PROCESS_BYTES = 450_000_000
"""A worker with its libraries and data, before any model."""

LIVE_SHARE = 0.3
"""Share of the word embeddings that a training's data touches: assumed, between a tenth (English text, 250,000 pieces)
and a half (a small vocabulary)."""

FLOATS_PER_TOKEN = 24
"""Values kept for the backward pass, per token, layer and hidden unit: about 20 in a post-norm layer whose feed-forward
block is four times as wide, and what is being computed."""

MICRO_TOKENS = 8192
"""Tokens of a micro-batch at most (`models.batch.token_budget` on a CPU)."""
FALLBACK_SHAPE = {"parameters": 278_000_000, "embedding_parameters": 192_000_000, "hidden": 768, "layers": 12}
"""A base-size multilingual encoder, where a model's shape is unknown."""


def training(spec: TrainSpec, *, steps: int, dev_size: int, shape: Mapping[str, Any], device: str = "cpu") -> Estimate:
    """The cost of a training of `steps` optimizer steps with its English evaluations on `dev_size`
    examples."""
    kinds = [item.kind for item in spec.items]
    per_group = sum(TOKENS_PER_GROUP[kind] for kind in kinds) / len(kinds)
    share = spec.mlm.share if spec.mlm is not None else 0.0
    text = TOKENS_PER_GROUP["translation" if isinstance(spec.mlm, TranslationShare) else "mlm"]
    mean = (1.0 - share) * per_group + share * text
    tokens = round(steps * spec.recipe.batch_size * min(mean, spec.recipe.max_length))
    seen = round(spec.recipe.evals * dev_size * per_group)
    weights, active = _parameters(shape)
    flops = active * (6.0 * tokens + 2.0 * seen)
    layers = int(shape.get("layers") or FALLBACK_SHAPE["layers"])
    waiting = steps * layers * LAYER_SECONDS[_device(device)]
    updating = steps * weights * OPTIMIZER_SECONDS[_device(device)]
    seconds = max(flops / _speed(device, spec.precision), waiting) + updating + STAGE_SECONDS[_device(device)]
    widest = min(spec.recipe.max_length * spec.recipe.batch_size, MICRO_TOKENS)
    memory = _training_memory(spec, widest, shape) if _device(device) == "cpu" else 0
    return Estimate(tokens=tokens + seen, flops=flops, seconds=seconds, bytes=4 * weights, memory=memory)


def evaluation(spec: EvaluateSpec, *, examples: int, shape: Mapping[str, Any], device: str = "cpu") -> Estimate:
    """The cost of evaluating `examples` examples (all languages)."""
    windows = WINDOWS_PER_EXAMPLE if spec.kind == "extract" else 1.0
    tokens = round(examples * windows * TOKENS_PER_GROUP[spec.kind])
    flops = _parameters(shape)[1] * 2.0 * tokens
    seconds = flops / _speed(device, spec.precision) + STAGE_SECONDS[_device(device)]
    hidden = int(shape.get("hidden") or FALLBACK_SHAPE["hidden"])
    full, inside = _parameters(shape)
    mapped = can_map(spec.backbone, from_stage=spec.model is not None)
    held = inside + round((LIVE_SHARE if mapped else 1.0) * (full - inside))
    memory = PROCESS_BYTES + 4 * held + 4 * MICRO_TOKENS * hidden * FLOATS_PER_TOKEN
    return Estimate(
        tokens=tokens,
        flops=flops,
        seconds=seconds,
        bytes=examples * BYTES_PER_PREDICTION,
        memory=memory if _device(device) == "cpu" else 0,
    )


def _training_memory(spec: TrainSpec, tokens: int, shape: Mapping[str, Any]) -> int:
    """Bytes at the peak of a training: weights, gradients, two moments and what one batch keeps; or at its end the
    whole table of words beside what was trained. The best weights so far lie in a file.

    Dead rows of the vocabulary are in no memory before the end, frozen ones have no gradient.
    """
    full, inside = _parameters(shape)
    table = (full - inside) * (1.0 if spec.mlm is not None or not is_packed(spec.backbone) else LIVE_SHARE)
    frozen = "embeddings" in spec.recipe.freeze
    weights, trained = 4.0 * (inside + table), inside + (0.0 if frozen else table)
    hidden, layers = (int(shape.get(name) or FALLBACK_SHAPE[name]) for name in ("hidden", "layers"))
    kept = 4.0 * tokens * hidden * layers * FLOATS_PER_TOKEN
    while_training = weights + 12.0 * trained + (kept / 2 if spec.precision == "bf16" else kept)
    return PROCESS_BYTES + round(max(while_training, weights + 4.0 * full))


def baseline(spec: BaselineSpec, *, examples: int, device: str = "cpu") -> Estimate:
    """The cost of the overlap baseline on `examples` examples: no network, so no FLOPs are counted."""
    tokens = round(examples * TOKENS_PER_GROUP[spec.kind])
    return Estimate(
        tokens=tokens, flops=0.0, seconds=STAGE_SECONDS[_device(device)], bytes=examples * BYTES_PER_PREDICTION
    )


def translation(spec: TranslateSpec, *, examples: int, shape: Mapping[str, Any], device: str = "cpu") -> Estimate:
    """The cost of translating `examples` examples: as many tokens written as read, by every beam. Equal texts, which
    are translated once, are counted as if they were different."""
    tokens = round(examples * TOKENS_PER_GROUP[spec.kind])
    full, encoder = _parameters(shape)
    decoder = DECODER_SHARE * encoder
    reading, writing = 2.0 * encoder * tokens, 2.0 * decoder * tokens * spec.beams
    seconds = (reading + WRITING * writing) / _speed(device, spec.precision) + STAGE_SECONDS[_device(device)]
    hidden = int(shape.get("hidden") or FALLBACK_SHAPE["hidden"])
    kept = 4 * spec.batch_tokens * spec.beams * hidden * FLOATS_PER_TOKEN
    return Estimate(
        tokens=2 * tokens,
        flops=reading + writing,
        seconds=seconds,
        bytes=3 * tokens * BYTES_PER_TOKEN,
        memory=PROCESS_BYTES + round(4 * (full + decoder)) + kept if _device(device) == "cpu" else 0,
    )


def _parameters(shape: Mapping[str, Any]) -> tuple[int, int]:
    """All parameters, and those that multiply every token."""
    full = int(shape.get("parameters") or FALLBACK_SHAPE["parameters"])
    embedding = int(shape.get("embedding_parameters") or 0)
    return full, max(1, full - embedding)


def _device(device: str) -> str:
    return "cuda" if device.startswith("cuda") else "cpu"


def _speed(device: str, precision: str) -> float:
    return FLOPS_PER_SECOND[_device(device)][precision]
