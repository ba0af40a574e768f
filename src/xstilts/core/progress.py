"""Progress events: what a stage says while it works. Showing them is the driver's business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One report from inside a stage.

    `step` of `total` (0 when unknown), `tokens` real tokens processed so far, `loss` the smoothed training loss,
    `note` a few words (`dev accuracy 0.61`). Rates and ETA are computed by whoever shows them.
    """

    step: int
    total: int
    tokens: int = 0
    loss: float | None = None
    note: str = ""


Reporter = Callable[[Progress], None]


def silent(event: Progress) -> None:
    """A reporter that says nothing."""
