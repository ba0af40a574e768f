"""What pretraining reads: text split into training and held-out, and the vocabulary made of the training part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts.core.files import write_json
from xstilts.core.progress import Progress
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.specs import PretrainSpec
from xstilts.tasks.encoded import Tokenizer
from xstilts.tasks.held_out import Texts, hold_out
from xstilts.tasks.records import DataRef, TextExample
from xstilts.tasks.sources import load
from xstilts.train.vocabulary import save_vocabulary, train_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpora:
    """Text to train on, and text that nothing of the model is made from."""

    train: Texts
    held_out: Texts


def read_corpora(spec: PretrainSpec, context: StageContext) -> Corpora:
    """Read all text and hold some out.

    Raises:
        DataError: text is missing or damaged.
    """
    context.report(Progress(step=0, total=spec.steps, note="reading text"))
    text = [example for ref in spec.text for example in _load(ref, context)]
    train, held_out = hold_out(text, [_load(ref, context) for ref in spec.parallel])
    return Corpora(train=train, held_out=held_out)


def _load(ref: DataRef, context: StageContext) -> list[TextExample]:
    examples = load(ref, context.roots)
    typed = [example for example in examples if isinstance(example, TextExample)]
    assert len(typed) == len(examples), f"{ref.dataset} is not text"
    return typed


def make_vocabulary(spec: PretrainSpec, texts: Texts, out: Path, context: StageContext) -> Tokenizer:
    """Train the tokenizer into the backbone folder, or take it from there: a killed run may have left it whole."""
    last = out / "tokenizer_config.json"
    if not last.is_file():
        context.report(Progress(step=0, total=spec.steps, note="training the vocabulary"))
        lines = _by_language(texts.all)
        trained = train_vocabulary(lines, spec.vocabulary, characters=spec.vocabulary_characters, seed=spec.seed)
        out.mkdir(parents=True, exist_ok=True)
        write_json(out / "config.json", encoder_config(spec, spec.vocabulary))
        save_vocabulary(trained, out, spec.max_positions - 2)
    return load_tokenizer(out)


def _by_language(examples: Sequence[TextExample]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for example in examples:
        texts.setdefault(example.language, []).append(example.text)
    return texts


def encoder_config(spec: PretrainSpec, vocabulary: int) -> dict[str, Any]:
    """An XLM-R configuration of the spec's shape."""
    return {
        "architectures": ["XLMRobertaModel"],
        "model_type": "xlm-roberta",
        "vocab_size": vocabulary,
        "hidden_size": spec.hidden,
        "num_hidden_layers": spec.layers,
        "num_attention_heads": spec.heads,
        "intermediate_size": spec.intermediate,
        "max_position_embeddings": spec.max_positions,
        "type_vocab_size": 1,
        "layer_norm_eps": 1e-5,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0,  # a narrow network that sees little text underfits; noise drowns what texts share
        "attention_probs_dropout_prob": 0.0,
        "initializer_range": spec.initializer_range,
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
    }
