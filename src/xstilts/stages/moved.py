"""Proof that a training began where it should and went anywhere: checksums of encoder and heads, before and after.

A load that matches names loosely hides a total mismatch, and a head that outlives its phase makes phase 3 another
experiment. So a train stage fails when the encoder is not the upstream's, when a head that should be fresh is the
upstream's trained one, and when an encoder that is not frozen did not move (or one that is frozen did).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xstilts.core.errors import StageFailed
from xstilts.core.files import read_json
from xstilts.models.layout import parameter_checksum
from xstilts.stages.specs import Upstream


def checksums(model: Any) -> dict[str, str]:
    """Checksum of the encoder and of each head (`head:NAME`)."""
    sums = {"encoder": parameter_checksum(model.encoder)}
    with_parameters = [name for name, head in model.specs.items() if head.shape != "embedding"]
    return sums | {f"head:{name}": parameter_checksum(model.head(name)) for name in with_parameters}


def check_start(init: Upstream | None, before: Mapping[str, str], upstream: Mapping[str, Path]) -> None:
    """The encoder must be the upstream's as it was left; heads must be its own only where a whole model goes on.

    Raises:
        StageFailed: they are not, or the upstream left no checksums.
    """
    if init is None:
        return
    folder = upstream[init.stage]
    try:
        left: dict[str, str] = read_json(folder / "summary.json")["checksums_after"]
    except (OSError, ValueError, KeyError) as error:
        raise StageFailed(
            f"{folder}/summary.json holds no checksums ({type(error).__name__}): run that stage again"
        ) from error
    if before["encoder"] != left.get("encoder"):
        raise StageFailed(
            f"the encoder that was loaded from {folder} is not the one that was trained there: its file was changed; "
            "run that stage again"
        )
    for name, total in before.items():
        if name == "encoder" or name not in left:
            continue
        if (total == left[name]) != (init.part == "model"):
            fault = "is the trained one of the stage before" if total == left[name] else "is not the one that it keeps"
            raise StageFailed(f"{name} {fault} ({folder}), but the stage starts from that stage's {init.part}")


def check_moved(model: Any, before: Mapping[str, str], after: Mapping[str, str], steps: int) -> None:
    """Training must have changed the encoder, unless all of it is frozen, and then it must not.

    Raises:
        StageFailed: it is not so.
    """
    trained = any(parameter.requires_grad for parameter in model.encoder.parameters())
    moved = before["encoder"] != after["encoder"]
    if moved != trained:
        what = f"did not move in {steps} steps though it is not frozen" if trained else "moved though it is frozen"
        raise StageFailed(f"the encoder {what}: the result would not be what the study says; check the learning rate")
