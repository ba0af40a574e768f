"""What pretraining minimises: its objectives, how its steps are shared among them, and its optimizer.

An objective is a name and packed text under a masking rule. To add one, return it from `objectives` with its share of
the steps; everything after that (mixture, loop, curves) takes what is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from xstilts.models.model import Model
from xstilts.stages.specs import PretrainSpec, Recipe, Sampling
from xstilts.tasks.encoded import Encoded, Shape, Tokenizer
from xstilts.tasks.held_out import Texts
from xstilts.tasks.kinds import KINDS
from xstilts.train.loop import TaskData
from xstilts.train.mixture import Mixture, make_mixture
from xstilts.train.mlm import Masking
from xstilts.train.optimizer import make_optimizer
from xstilts.train.pairs import translation_pairs

HEAD = "mlm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One objective: `share` of the steps is its own (None: what the others leave; the first objective's)."""

    task: TaskData
    share: float | None = None

    @property
    def size(self) -> int:
        """Groups."""
        return len(self.task.encoded.groups) - 1


def objectives(spec: PretrainSpec, texts: Texts, tokenizer: Tokenizer, masking: Masking) -> list[Objective]:
    """Masked LM on all text, then translation LM on pairs where the spec gives it a share.

    Raises:
        DataError: translation LM is asked for and no sentence stands in two languages.
    """
    shape = Shape(max_length=spec.max_length, train=True)
    found = [Objective(task=_task("mlm", KINDS["mlm"].encode(texts.text, tokenizer, None, shape), masking))]
    if spec.translation_share > 0:
        pairs = translation_pairs(texts.parallel, tokenizer, max_length=spec.max_length, seed=spec.seed)
        found.append(Objective(task=_task("translation", pairs, masking), share=spec.translation_share))
    return found


def _task(name: str, encoded: Encoded, masking: Masking) -> TaskData:
    units = np.ones(len(encoded.groups) - 1, np.int64)
    return TaskData(name=name, head=HEAD, encoded=encoded, units=units, masking=masking)


def schedule(spec: PretrainSpec, found: Sequence[Objective]) -> Mixture:
    """Which objective each step serves: shares are exact and spread evenly."""
    other = found[1] if len(found) > 1 else None
    assert len(found) <= 2, "the mixture spreads one share; give it another rule for more objectives"
    return make_mixture(
        [found[0].size],
        Sampling(),
        steps=spec.steps,
        batch_size=spec.batch_size,
        seed=spec.seed,
        mlm_size=other.size if other is not None else 0,
        mlm_share=(other.share or 0.0) if other is not None else 0.0,
    )


def optimizer(spec: PretrainSpec, model: Model) -> torch.optim.Optimizer:
    """AdamW with a rate of its own for the embeddings (aligned ones are worth keeping)."""
    return make_optimizer(
        model,
        learning_rate=spec.learning_rate,
        rates={"encoder.embeddings.": spec.embedding_learning_rate},
        weight_decay=Recipe().weight_decay,
        betas=Recipe().adam_betas,
        epsilon=Recipe().adam_epsilon,
    )
