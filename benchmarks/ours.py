"""Our side of a race, through the package's own training loop and prediction."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, models
from benchmarks.gate import Gate
from benchmarks.jobs import HEAD, Job
from xstilts.evaluate.predict import predict
from xstilts.models.encoder import PackedEncoder
from xstilts.train.live import live_rows, shrink
from xstilts.train.loop import Settings, Surroundings, TaskData, group_units, train
from xstilts.train.mixture import Draw
from xstilts.train.numerics import prepare
from xstilts.train.optimizer import make_optimizer


class Given:
    """A schedule of given batches of one task."""

    def __init__(self, batches: list[NDArray[np.int64]]) -> None:
        self.batches = batches
        self.steps = len(batches)

    def draw(self, step: int) -> Draw:
        """The batch of a step."""
        return Draw(task=0, groups=self.batches[step])


def run_training(job: Job, prepared: data.Prepared, batches: list[NDArray[np.int64]], gate: Gate) -> dict[str, Any]:
    """Train on the batches as a train stage does; the gate stands where the loop asks whether to stop.

    The held-out examples stand for a stage's development data.
    """
    prepare(1, job.device)
    model = models.ours(job.folder, prepared.head, mapped=True)
    encoded, held_out = prepared.train, prepared.held_out
    rows = live_rows([encoded, held_out], model.config.vocab, [model.config.pad_id])
    if rows is not None:
        shrink(cast(PackedEncoder, model.encoder), rows)
    attention = cast(PackedEncoder, model.encoder).attention(job.device, job.variant.precision)
    model.to(job.device)
    optimizer = make_optimizer(model, learning_rate=job.learning_rate, weight_decay=0.0)
    task = TaskData(name=job.mix, head=HEAD, encoded=encoded, units=group_units(encoded, prepared.head.shape))
    settings = Settings(
        key="race",
        seed=job.seed,
        precision=job.variant.precision,
        select="last",
        evals=0,
        checkpoint_steps=job.steps + 1,
    )

    def stopped() -> bool:
        gate.step()
        return False

    around = Surroundings(checkpoint_dir=job.folder / "no-checkpoint", device=job.device, stopped=stopped)
    outcome = train(model, optimizer, [task], Given(batches), settings, around)
    peak = gate.finish()
    tokens = encoded.group_tokens()
    return {
        "peak": peak,
        "losses": _blocks(np.array(outcome.state.losses), job, np.mean),
        "tokens": _blocks(np.array([tokens[groups].sum() for groups in batches]), job, np.sum),
        "padding": 0.0,
        "held_out": models.loss_on(model, held_out, job.device),
        "attention": attention["training"],
    }


def run_evaluation(job: Job, prepared: data.Prepared, gate: Gate) -> dict[str, Any]:
    """Predict the evaluation examples once a block."""
    prepare(1, "cpu")
    model = models.ours(job.folder, prepared.head, mapped=True)  # as an evaluate stage does
    encoded = data.chosen(prepared.test, np.arange(job.amount.examples))
    outputs: NDArray[Any] = np.zeros(0)
    for _ in range(job.blocks):
        gate.step()
        outputs = predict(model, encoded, HEAD, precision=job.variant.precision)
    peak = gate.finish()
    if prepared.head.shape == "span":
        bounds = encoded.offsets
        answers = [outputs[a:b].argmax(0).tolist() for a, b in pairwise(bounds.tolist())]
    else:
        answers = outputs.argmax(-1).tolist()
    total = int(encoded.offsets[-1])
    return {"peak": peak, "tokens": [total] * job.blocks, "padding": 0.0, "answers": answers}


def _blocks(values: NDArray[Any], job: Job, reduce: Any) -> list[float]:
    return [float(reduce(part)) for part in values.reshape(job.blocks, job.amount.steps)]
