"""`BackboneRef`: a pretrained model as stage specs name it. JSON-native, no torch."""

from __future__ import annotations

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
