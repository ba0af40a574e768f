"""One rank of toy trainings, as a process of its own: writes its losses, the digest and values of the (whole) weights,
and how many values of parameters and of optimizer state it held.

It does what each line of its standard input asks for, one after another, and answers each with a line.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn
from train_toy import CLASSES, VOCABULARY, ToyModel, toy_data

from xstilts.core.errors import Interrupted
from xstilts.evaluate.predict import predict
from xstilts.models.backbones import resolve
from xstilts.models.model import load_model
from xstilts.stages.specs import Sampling
from xstilts.tasks.encoded import HeadSpec
from xstilts.train.checkpoint import trained
from xstilts.train.loop import Settings, Surroundings, TaskData, group_units, train
from xstilts.train.mixture import make_mixture
from xstilts.train.mlm import Masking
from xstilts.train.optimizer import freeze, make_optimizer
from xstilts.train.ranks import RankLost, Ranks
from xstilts.train.shard import collected, is_sharded, shard
from xstilts.train.state import DevScore

STEPS = 20


def tasks():
    """Two labelled tasks with a head each, and masked text."""
    first, second, text = toy_data(30), toy_data(25, 2), toy_data(20, 1, labelled=False)
    how = Masking(rate=0.15, mask_id=0, vocab_size=VOCABULARY)
    return [
        TaskData(name="toy", head="label", encoded=first, units=group_units(first, "label")),
        TaskData(name="other", head="other", encoded=second, units=group_units(second, "label")),
        TaskData(name="text", head="mlm", encoded=text, units=group_units(text, "lm"), masking=how),
    ]


def made(encoder: str, dropout: float):
    """The toy model, or an encoder of transformers in a folder, its lowest layer frozen, with the same heads."""
    label = HeadSpec(shape="label", size=CLASSES)
    if encoder:
        heads = {"label": label, "other": label, "mlm": HeadSpec(shape="lm")}
        model = load_model(resolve(encoder), heads=heads, seed=0, dropout=dropout)
        freeze(model, ["layers:1"])
        return model
    model = ToyModel(dropout=dropout)
    model.heads["other"] = nn.Linear(8, CLASSES)
    model.specs["other"] = label
    return model


def held(values) -> int:
    """How many numbers this process holds of some tensors, sharded or not."""
    return sum((value.to_local() if is_sharded(value) else value).numel() for value in values)


def main(
    folder: Path,
    ranks: Ranks,
    *,
    dropout: float,
    batch_size: int,
    stop_after: int,
    dev: bool,
    micro: int | None = None,
    dies: bool = False,
    encoder: str = "",
    precision: str = "fp32",
) -> None:
    torch.set_num_threads(1)
    model = made(encoder, dropout)
    if dies and not ranks.leads:  # in the backward pass, while the other needs what it holds
        model.encoder.layer[1].register_full_backward_hook(lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    mixture = make_mixture(
        [30, 25], Sampling(), steps=STEPS, batch_size=batch_size, seed=1, mlm_size=20, mlm_share=0.25
    )
    asked, scored = iter(range(100)), iter(range(100))

    def score():
        assert ranks.leads or ranks.shard, "only the first rank scores"
        dev = toy_data(9, 3)
        predict(model, dev, "label", budget=40)
        return DevScore(value=[3.0, 9.0, 1.0, 2.0][next(scored)] if ranks.leads else 7.0)

    with ranks.joined("cpu"):
        if ranks.shard:
            shard(model, ranks, "cpu")
        optimizer = make_optimizer(model, learning_rate=1e-3 if encoder else 1e-2, weight_decay=0.1)
        try:
            outcome = train(
                model,
                optimizer,
                tasks(),
                mixture,
                Settings(key="k", seed=1, checkpoint_steps=6, micro_tokens=micro, precision=precision),
                Surroundings(
                    checkpoint_dir=folder / "checkpoint",
                    stopped=lambda: ranks.leads and next(asked) >= stop_after,
                    ranks=ranks,
                ),
                score if dev else None,
            )
        except Interrupted:
            return
        weights = collected(trained(model), replace(ranks, rank=0))  # on every rank
    digest = hashlib.sha256(b"".join(value.numpy().tobytes() for value in weights.values())).hexdigest()
    values = {name: value.tolist() for name, value in weights.items()}
    result = {"losses": outcome.state.losses, "digest": digest, "weights": values, "kept": outcome.kept_step}
    result["parameters"] = held(trained(model).values())
    result["moments"] = held(value for slots in optimizer.state.values() for value in slots.values())
    (folder / f"rank-{ranks.rank}.json").write_text(json.dumps(result))


if __name__ == "__main__":
    for line in sys.stdin:
        values = json.loads(line)
        meeting, sharded = Path(values.pop("meeting")), values.pop("shard", False)
        place = Ranks(rank=int(sys.argv[1]), size=2, meeting=meeting, shard=sharded)
        try:
            main(Path(values.pop("folder")), place, **values)
        except RankLost:
            print("lost", flush=True)
        else:
            print("done", flush=True)
