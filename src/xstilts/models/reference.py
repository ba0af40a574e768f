"""Pretrained models as stage specs name them, and what a translation model is told. No torch."""

from __future__ import annotations

from dataclasses import dataclass

from xstilts.core.frozen import Frozen, where


class BackboneRef(Frozen):
    """A pretrained model by content. `init_seed` is set only for backbones whose weights are drawn
    (`random`).

    `source` is a built-in's name, a hub id, or `folder` for a local folder, whose path is `location` (a path
    says where, never what: the same folder elsewhere is the same backbone). `family` is the configuration's
    model_type.
    """

    source: str
    fingerprint: str
    family: str
    init_seed: int | None = None
    location: str = where("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a model is told: text before every source text, the tokenizer's source language, the decoder's first token.

    Empty where the family has no use for it.
    """

    prefix: str = ""
    source_code: str = ""
    target_code: str = ""
