"""Published settings of retrieval by name, and what a study says about retrieval.

A published layer is an index of hidden_states (0: the embeddings) of a model of one depth, so a preset refuses a model
of another depth, unless the study asks for the same share of its depth (`scale: true`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xstilts.stages.specs import RetrievalSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One published setting. `layers` maps the depth of a model to its layer, the best known model first; `kinds` are
    those of targets that it was used on; `source` says where it is from, in words.
    """

    layers: Mapping[int, int]
    pooling: Literal["mean", "first"]
    kinds: tuple[str, ...]
    source: str

    @property
    def fixed(self) -> RetrievalSetting:
        """All of the setting but the layer. Everywhere cosine, special tokens in the mean, 4 neighbours, length 512."""
        return RetrievalSetting(pooling=self.pooling, specials=True, neighbours=4, max_length=512)

    def layer(self, depth: int, *, scale: bool) -> int | None:
        """The layer of a model with `depth` layers: the published one, else (`scale`) the nearest to the same share of
        the depth; None where neither says.
        """
        if depth in self.layers or not scale:
            return self.layers.get(depth)
        known, published = next(iter(self.layers.items()))
        return int(published / known * depth + 0.5)


X_STILTS = Preset(
    layers={24: 14},
    pooling="mean",
    kinds=("retrieve", "mine"),
    source="jiant, the code of X-STILTs' authors (Phang et al. 2020): layer 14, mean, for XLM-R Large",
)
"""hidden_states[14] of XLM-R Large, mean over all tokens, cosine, for Tatoeba and BUCC: the defaults of jiant's task
configurations, which its documentation calls XTREME's baseline setting. The replication notes of its authors do not
state their layer.
"""
XTREME_TATOEBA = Preset(
    layers={24: 14, 12: 8},
    pooling="mean",
    kinds=("retrieve",),
    source="XTREME's scripts/run_tatoeba.sh: --num_layers 24 --specific_layer 13 (mBERT: 12 and 7)",
)
"""The index counts the last `num_layers` states, so 13 of 24 is hidden_states[14] of XLM-R Large and 7 of 12 is
hidden_states[8] of mBERT. A reader of XTREME reports that its published Tatoeba score needs layer 10 (xtreme pull
request 104).
"""
XTREME_BUCC = Preset(
    layers={24: 20, 12: 8},
    pooling="mean",
    kinds=("mine",),
    source="XTREME's scripts/run_bucc2018.sh before 7 October 2021: layer by accident, mean",
)
"""The script never passes `--num_layers`, so `--specific_layer 7` is the eighth of the last twelve states:
hidden_states[20] of XLM-R Large, where 8 or 14 was meant (mBERT: hidden_states[8], as meant). It passes
`--pool_type cls`, whose value was dropped, so the mean was taken.
"""
XTREME_BUCC_CLS = Preset(
    layers={24: 20, 12: 8},
    pooling="first",
    kinds=("mine",),
    source="XTREME's scripts/run_bucc2018.sh since 7 October 2021 (commit 287a7b7): layer by accident, first token",
)
"""The same layer as `xtreme-bucc`; since that commit the value of `--pool_type cls` arrives."""


def presets() -> dict[str, Preset]:
    """The presets by the names that a study file uses."""
    return {
        "x-stilts": X_STILTS,
        "xtreme-tatoeba": XTREME_TATOEBA,
        "xtreme-bucc": XTREME_BUCC,
        "xtreme-bucc-cls": XTREME_BUCC_CLS,
    }


class RetrievalChoice(RetrievalSetting):
    """What a study says about retrieval: values, or a preset's, whose layer depends on the depth of the model."""

    preset: str | None = None
    scale: bool = False

    def at(self, depth: int | None) -> RetrievalSetting:
        """The setting for a model of a depth. A depth that is unknown or that the preset refuses (`fits.check` says so)
        leaves the layer open.
        """
        values = {name: getattr(self, name) for name in RetrievalSetting.model_fields}
        if self.preset is not None:
            values["layer"] = presets()[self.preset].layer(depth, scale=self.scale) if depth else None
        return RetrievalSetting(**values)
