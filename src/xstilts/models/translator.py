"""A translation model at work: any encoder-decoder of transformers, greedy or beam search, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import torch

from xstilts.core.errors import ModelError
from xstilts.models.arithmetic import arithmetic
from xstilts.models.backbones import folder
from xstilts.models.reference import BackboneRef, Route

SPARE_TOKENS = 16
"""A translation has at most `GROWTH` times the tokens of the longest text of its batch, and so many more."""
GROWTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """What one batch became: a text for a text, tokens written, and how many had no end when the limit was reached."""

    texts: tuple[str, ...]
    tokens: int
    unfinished: int


class Translator(Protocol):
    """What the translate stage needs of a model."""

    limit: int
    """Tokens that are read of a text; what is longer loses its end."""

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as the model reads it (prefix and specials included), before anything is cut."""
        ...

    def translate(self, texts: Sequence[str]) -> Translations:
        """Translate one batch. Equal batches give equal texts."""
        ...


class Seq2Seq:
    """A `Translator` over `AutoModelForSeq2SeqLM`."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        route: Route,
        *,
        beams: int,
        max_length: int,
        precision: Literal["fp32", "bf16"] = "fp32",
        device: str = "cpu",
    ) -> None:
        positions = getattr(model.config, "max_position_embeddings", None)
        self.limit = min(max_length, int(positions)) if positions else max_length
        self._model, self._tokenizer, self._route = model.to(device).eval(), tokenizer, route
        self._beams, self._precision, self._device = beams, precision, device
        self._first = tokenizer.convert_tokens_to_ids(route.target_code) if route.target_code else None

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """As `Translator.lengths`."""
        prefixed = [self._route.prefix + text for text in texts]
        return [len(ids) for ids in self._tokenizer(prefixed)["input_ids"]] if prefixed else []

    def translate(self, texts: Sequence[str]) -> Translations:
        """As `Translator.translate`."""
        read = self._tokenizer(
            [self._route.prefix + text for text in texts],
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=self.limit,
        )
        inputs = {name: read[name].to(self._device) for name in ("input_ids", "attention_mask")}
        most = min(self.limit, GROWTH * inputs["input_ids"].shape[1] + SPARE_TOKENS)
        forced = {"forced_bos_token_id": self._first} if self._first is not None else {}
        with torch.inference_mode(), arithmetic(self._precision, self._device):
            written = self._model.generate(
                **inputs, num_beams=self._beams, do_sample=False, max_new_tokens=most - 1, **forced
            ).cpu()
        config = self._model.config
        full = written.shape[1] == most  # some models force an end there; the decoder may start with the end token
        ends = (written[:, 1:-1] == config.eos_token_id).any(dim=1)
        marks = [token for token in (config.pad_token_id, config.eos_token_id) if token is not None]
        return Translations(
            texts=tuple(text.strip() for text in self._tokenizer.batch_decode(written, skip_special_tokens=True)),
            tokens=int((~torch.isin(written, torch.tensor(marks))).sum()),
            unfinished=int((~ends).sum()) if full else 0,
        )


def load_translator(
    ref: BackboneRef,
    route: Route,
    *,
    beams: int,
    max_length: int,
    precision: Literal["fp32", "bf16"] = "fp32",
    device: str = "cpu",
) -> Translator:
    """The model of a folder, with its own tokenizer.

    Raises:
        ModelError: transformers cannot load it (old tokenizers need sentencepiece), a weight is missing, or a code of
            the route is no token.
    """
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    path = folder(ref)
    try:
        source = {"src_lang": route.source_code} if route.source_code else {}
        tokenizer = AutoTokenizer.from_pretrained(str(path), local_files_only=True, **source)
        model, info = AutoModelForSeq2SeqLM.from_pretrained(
            str(path), dtype=torch.float32, local_files_only=True, output_loading_info=True
        )
    except Exception as error:  # transformers raises many kinds here
        raise ModelError(
            f"transformers cannot load the translation model {path} ({type(error).__name__}: {error}); expected a "
            "folder that AutoModelForSeq2SeqLM and AutoTokenizer read (tokenizers of .spm and .bpe.model files need "
            "the package sentencepiece)"
        ) from error
    missing = sorted(info["missing_keys"])
    if missing:
        raise ModelError(f"{path} lacks {len(missing)} weights of its model, first {missing[0]}; restore its weights")
    if route.target_code and tokenizer.convert_tokens_to_ids(route.target_code) in (None, tokenizer.unk_token_id):
        raise ModelError(f"the tokenizer of {path} has no token {route.target_code!r}; restore its tokenizer files")
    return Seq2Seq(model, tokenizer, route, beams=beams, max_length=max_length, precision=precision, device=device)
