"""Tiny drawn translation models in folders, with real tokenizers trained on a few sentences. No network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
SENTENCES = ["the red cat sleeps on the mat", "a dog runs in the green park", "who eats the bread ?", "two birds sing"]


def make_marian(folder: Path, texts: Sequence[str] = SENTENCES, *, seed: int = 0, tags: Sequence[str] = ()) -> Path:
    """A Marian model of one pair; with `tags` (`>>deu<<`) of several languages."""
    from transformers import MarianConfig, MarianMTModel, PreTrainedTokenizerFast

    backend = _subwords(texts, [*SPECIALS, *tags])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, **_named_specials())
    shape = _shape(len(tokenizer)) | {"forced_eos_token_id": 2, "decoder_start_token_id": 1}
    _save(MarianMTModel, MarianConfig(**shape), tokenizer, folder, seed)
    if tags:  # where Marian keeps them
        (folder / "vocab.json").write_text(json.dumps(backend.get_vocab()), encoding="utf-8")
    return folder


def make_nllb(folder: Path, texts: Sequence[str] = SENTENCES, *, seed: int = 0) -> Path:
    """An M2M100 model with NLLB's tokenizer: the language is the decoder's first token."""
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    made = json.loads(_subwords(texts, SPECIALS).to_str())["model"]
    tokenizer = NllbTokenizer(vocab=made["vocab"], merges=[tuple(pair) for pair in made["merges"]])
    shape = _shape(len(tokenizer)) | {"decoder_start_token_id": 2}
    _save(M2M100ForConditionalGeneration, M2M100Config(**shape), tokenizer, folder, seed)
    return folder


def make_t5(folder: Path, texts: Sequence[str] = SENTENCES, *, seed: int = 0) -> Path:
    """A T5 model, which reads a prompt."""
    from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

    tokenizer = PreTrainedTokenizerFast(tokenizer_object=_subwords(texts, SPECIALS), **_named_specials())
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=32,
        d_kv=16,
        d_ff=64,
        num_layers=1,
        num_heads=2,
        initializer_factor=8.0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
    )
    _save(T5ForConditionalGeneration, config, tokenizer, folder, seed)
    return folder


def _shape(size: int) -> dict[str, Any]:
    halves = {
        f"{side}_{name}": value
        for side in ("encoder", "decoder")
        for name, value in (("layers", 1), ("attention_heads", 2), ("ffn_dim", 64))
    }
    ends = {"pad_token_id": 1, "eos_token_id": 2, "bos_token_id": 0}
    return {"vocab_size": size, "d_model": 32, "max_position_embeddings": 64, "init_std": 0.5, **halves, **ends}


def _named_specials() -> dict[str, str]:
    return dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), SPECIALS))


def _subwords(texts: Sequence[str], specials: Sequence[str]) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    backend = Tokenizer(models.BPE(unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    backend.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=list(specials), show_progress=False)
    backend.train_from_iterator(list(texts), trainer)
    backend.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 2)])
    return backend


def _save(architecture: Any, config: Any, tokenizer: Any, folder: Path, seed: int) -> None:
    import torch
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.manual_seed(seed)
    model = architecture(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
