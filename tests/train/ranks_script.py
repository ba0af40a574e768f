"""One rank of toy trainings, as a process of its own: writes its losses and the digest and values of its weights.

It does what each line of its standard input asks for, one after another, and answers each with a line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from torch import nn
from train_toy import CLASSES, VOCABULARY, ToyModel, toy_data, weights_digest

from xstilts.core.errors import Interrupted
from xstilts.stages.specs import Sampling
from xstilts.tasks.encoded import HeadSpec
from xstilts.train.loop import Settings, Surroundings, TaskData, group_units, train
from xstilts.train.mixture import make_mixture
from xstilts.train.mlm import Masking
from xstilts.train.optimizer import make_optimizer
from xstilts.train.ranks import Ranks
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


def main(folder: Path, ranks: Ranks, *, dropout: float, batch_size: int, stop_after: int, dev: bool) -> None:
    torch.set_num_threads(1)
    model = ToyModel(dropout=dropout)
    model.heads["other"] = nn.Linear(8, CLASSES)
    model.specs["other"] = HeadSpec(shape="label", size=CLASSES)
    mixture = make_mixture(
        [30, 25], Sampling(), steps=STEPS, batch_size=batch_size, seed=1, mlm_size=20, mlm_share=0.25
    )
    asked, scored = iter(range(100)), iter(range(100))

    def score():
        assert ranks.leads, "only the first rank scores"
        return DevScore(value=[3.0, 9.0, 1.0, 2.0][next(scored)])

    with ranks.joined("cpu"):
        try:
            outcome = train(
                model,
                make_optimizer(model, learning_rate=1e-2, weight_decay=0.1),
                tasks(),
                mixture,
                Settings(key="k", seed=1, checkpoint_steps=6),
                Surroundings(
                    checkpoint_dir=folder / "checkpoint",
                    stopped=lambda: ranks.leads and next(asked) >= stop_after,
                    ranks=ranks,
                ),
                score if dev else None,
            )
        except Interrupted:
            return
    values = {name: value.tolist() for name, value in model.state_dict().items()}
    result = {"losses": outcome.state.losses, "digest": weights_digest(model), "weights": values}
    result["kept"] = outcome.kept_step
    (folder / f"rank-{ranks.rank}.json").write_text(json.dumps(result))


if __name__ == "__main__":
    for line in sys.stdin:
        values = json.loads(line)
        place = Ranks(rank=int(sys.argv[1]), size=2, meeting=Path(values.pop("meeting")))
        main(Path(values.pop("folder")), place, **values)
        print("done", flush=True)
