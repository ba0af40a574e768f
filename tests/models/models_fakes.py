"""Tiny random models and tokenizers in the Hugging Face layout, made on the spot."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from xstilts.tasks.encoded import IGNORE, Encoded

TEXTS = [
    "the cat sat on the mat",
    "a dog ran to the red house",
    "hello world , foo bar",
    "die Katze war rot",
] * 20
VOCAB = 90
FAMILIES = ("xlm-roberta", "roberta", "bert")


def tiny_config(family: str, **changes: Any) -> Any:
    """A configuration of three small layers, dropout 0 unless asked for."""
    from transformers import BertConfig, RobertaConfig, XLMRobertaConfig

    classes = {"bert": BertConfig, "roberta": RobertaConfig, "xlm-roberta": XLMRobertaConfig}
    values: dict[str, Any] = {
        "vocab_size": VOCAB,
        "hidden_size": 32,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "intermediate_size": 64,
        "max_position_embeddings": 64,
        "type_vocab_size": 2 if family == "bert" else 1,
        "layer_norm_eps": 1e-12 if family == "bert" else 1e-5,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "initializer_range": 0.2,
        "pad_token_id": 0 if family == "bert" else 1,
    }
    return classes[family](**(values | changes))


def write_tokenizer(folder: Path, family: str) -> None:
    """A WordPiece (BERT), byte-level BPE (RoBERTa) or Unigram (XLM-R) tokenizer trained on a few sentences."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

    if family == "bert":
        names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer: Any = trainers.WordPieceTrainer(vocab_size=VOCAB, special_tokens=names)
    elif family == "roberta":
        names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=names, initial_alphabet=alphabet)
    else:
        names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        tokenizer = Tokenizer(models.Unigram())
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(vocab_size=VOCAB, special_tokens=names, unk_token="<unk>")
    tokenizer.train_from_iterator(TEXTS, trainer)
    if family == "roberta":
        tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))


def packed(lengths: list[list[int]], *, family: str, shape: str, seed: int = 0) -> Encoded:
    """Random packed data: `lengths` lists, per group, the lengths of its sequences; targets for a head shape."""
    rng = np.random.default_rng(seed)
    sizes = np.array([size for group in lengths for size in group])
    total = int(sizes.sum())
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    counts = np.array([len(group) for group in lengths])
    types = np.zeros(total, np.int8)
    special = np.zeros(total, bool)
    special[offsets[:-1]] = special[offsets[1:] - 1] = True
    if family == "bert":
        for start, stop in pairwise(offsets):
            types[(start + stop) // 2 : stop] = 1
    targets = {
        "label": lambda: rng.integers(0, 3, len(counts)),
        "score": lambda: np.array([rng.integers(0, count) for count in counts]),
        "token": lambda: np.where(rng.random(total) < 0.6, rng.integers(0, 5, total), IGNORE),
        "lm": lambda: np.where(rng.random(total) < 0.3, rng.integers(5, VOCAB, total), IGNORE),
        "span": lambda: np.stack([rng.integers(0, size, 2) for size in sizes]),
        "embedding": lambda: np.zeros(0),
    }[shape]()
    return Encoded(
        ids=rng.integers(5, VOCAB, total).astype(np.int32),
        types=types,
        offsets=offsets,
        groups=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        example=np.arange(len(counts), dtype=np.int32),
        targets=targets.astype(np.int64),
        special=special,
    )
