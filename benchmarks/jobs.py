"""What a race is made of: model sizes, variants, and the job that one process is given. No torch here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HEAD = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """An XLM-R configuration, drawn at random. `alone`: too large for more than two processes at a time."""

    layers: int
    hidden: int
    heads: int
    vocab: int
    alone: bool = False


SIZES = {
    "toy": Size(layers=2, hidden=64, heads=2, vocab=30_000),
    "tiny": Size(layers=4, hidden=256, heads=4, vocab=30_000),
    "small": Size(layers=6, hidden=384, heads=6, vocab=32_000),
    "base": Size(layers=12, hidden=768, heads=12, vocab=250_002, alone=True),
    "large": Size(layers=24, hidden=1024, heads=16, vocab=250_002, alone=True),
}
"""`toy` is for the test; `tiny` has the shape of the built-in backbone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One contender.

    Attributes:
        side: `ours` or `peer`.
        precision: `fp32`, or `bf16` (autocast on both sides).
        order: `random` batches, batches `sorted` by length over the whole pool and visited in random order, or
            `grouped` by the peer's own sampler.
        padding: `max` (the example scripts' default), `longest` of the batch; unused by ours.
        product: how the peer multiplies fp32 matrices: `stock`, `exact` (oneDNN where it is true fp32, as ours), or
            `medium` (oneDNN whatever it does).
    """

    name: str
    side: str
    precision: str = "fp32"
    order: str = "random"
    padding: str = "longest"
    product: str = "exact"


TRAINING = (
    Variant(name="ours fp32", side="ours"),
    Variant(name="ours bf16", side="ours", precision="bf16"),
    Variant(name="ours fp32, sorted", side="ours", order="sorted"),
    Variant(name="ours bf16, sorted", side="ours", precision="bf16", order="sorted"),
    Variant(name="script default", side="peer", padding="max", product="stock"),
    Variant(name="dynamic padding", side="peer", product="stock"),
    Variant(name="grouped fp32", side="peer", order="grouped"),
    Variant(name="grouped bf16", side="peer", precision="bf16", order="grouped"),
    Variant(name="sorted fp32", side="peer", order="sorted"),
    Variant(name="sorted bf16", side="peer", precision="bf16", order="sorted"),
    Variant(name="sorted medium", side="peer", order="sorted", product="medium"),
)
EVALUATION = tuple(
    variant
    for variant in TRAINING
    if variant.order != "grouped" and not (variant.side == "ours" and variant.order == "sorted")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A peer's cost over ours, and what it ought to be at least (None: no aim at this size)."""

    against: str
    ours: str
    peer: str


COMPARISONS = {
    "train": (
        Comparison(against="a", ours="ours fp32", peer="script default"),
        Comparison(against="a", ours="ours bf16", peer="script default"),
        Comparison(against="b", ours="ours fp32", peer="dynamic padding"),
        Comparison(against="b", ours="ours bf16", peer="dynamic padding"),
        Comparison(against="c", ours="ours fp32", peer="grouped fp32"),
        Comparison(against="c", ours="ours bf16", peer="grouped bf16"),
        Comparison(against="c", ours="ours fp32", peer="sorted fp32"),
        Comparison(against="c", ours="ours bf16", peer="sorted bf16"),
        Comparison(against="c", ours="ours bf16", peer="sorted medium"),
        Comparison(against="c", ours="ours fp32, sorted", peer="sorted fp32"),
        Comparison(against="c", ours="ours bf16, sorted", peer="sorted bf16"),
        Comparison(against="c", ours="ours bf16, sorted", peer="sorted medium"),
    ),
    "evaluate": (
        Comparison(against="a", ours="ours fp32", peer="script default"),
        Comparison(against="a", ours="ours bf16", peer="script default"),
        Comparison(against="b", ours="ours fp32", peer="dynamic padding"),
        Comparison(against="b", ours="ours bf16", peer="dynamic padding"),
        Comparison(against="c", ours="ours fp32", peer="sorted fp32"),
        Comparison(against="c", ours="ours bf16", peer="sorted bf16"),
        Comparison(against="c", ours="ours bf16", peer="sorted medium"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much one race does: steps of a training block, examples of a batch, and of an evaluation block; rounds."""

    steps: int
    batch: int
    examples: int
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one process runs: `rounds + 1` blocks, the first to warm up.

    `folder` holds the model and the data (see `prepare`).
    """

    phase: str
    mix: str
    size: str
    variant: Variant
    amount: Amount
    folder: Path
    seed: int = 1
    learning_rate: float = 1e-4
    device: str = "cpu"

    @property
    def blocks(self) -> int:
        """Warm-up included."""
        return self.amount.rounds + 1

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole training."""
        return self.blocks * self.amount.steps

    def to_json(self) -> dict[str, Any]:
        """The job as JSON values."""
        return asdict(self) | {"folder": str(self.folder)}

    @staticmethod
    def from_json(values: dict[str, Any]) -> Job:
        """The inverse of `to_json`."""
        variant, amount = Variant(**values["variant"]), Amount(**values["amount"])
        return Job(**(values | {"variant": variant, "amount": amount, "folder": Path(values["folder"])}))
