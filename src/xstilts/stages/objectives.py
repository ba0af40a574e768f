"""What pretraining minimises, how a step is shared between text and translations, and its optimizer.

Every step is one masked LM loss over bundles of lines and, for the share the spec gives them, bundles of translation
pairs: alternating the two from step to step makes each swing under the other's update.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from xstilts.core.seeds import derive
from xstilts.models.heads import LanguageSoftmax, LmHead
from xstilts.models.model import Model
from xstilts.stages.specs import PretrainSpec, Recipe, Sampling
from xstilts.tasks.encoded import Tokenizer
from xstilts.tasks.held_out import Texts
from xstilts.train.bundles import bundled, joined, text_lines
from xstilts.train.loop import TaskData
from xstilts.train.mixture import Draw, Mixture, make_mixture
from xstilts.train.mlm import Masking
from xstilts.train.optimizer import add_muon, freeze, make_optimizer
from xstilts.train.pairs import translation_pairs

HEAD = "mlm"
BETAS, EPSILON = (0.9, 0.98), 1e-6
"""RoBERTa's, for training from scratch (Liu et al. 2019, arXiv:1907.11692, section 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """The bundles to learn from, and which of them each step reads: a schedule for the training loop.

    Attributes:
        task: bundles of lines first, then bundles of translation pairs.
        lines: how many of the bundles are lines.
        parts: the schedule of either kind of bundle; of lines alone without a translation share.
    """

    task: TaskData
    lines: int
    parts: tuple[Mixture, ...]

    @property
    def steps(self) -> int:
        """Steps of the training."""
        return self.parts[0].steps

    def draw(self, step: int) -> Draw:
        """Bundles of lines and of pairs, each in an order of its own."""
        groups = [part.draw(step).groups + first for part, first in zip(self.parts, (0, self.lines))]
        return Draw(task=0, groups=np.concatenate(groups))


def languages_of(texts: Texts) -> tuple[str, ...]:
    """The languages of all text, in the order that token languages index."""
    return tuple(sorted({example.language for example in texts.all}))


def shares(spec: PretrainSpec) -> tuple[int, int]:
    """Bundles of lines and of translation pairs in every step: `batch_size`, either at least one where asked for."""
    pairs = max(1, round(spec.batch_size * spec.translation_share)) if spec.translation_share > 0 else 0
    return max(1, spec.batch_size - pairs), pairs


def make_objective(spec: PretrainSpec, texts: Texts, tokenizer: Tokenizer, masking: Masking) -> Objective:
    """Bundles of at most `max_length` tokens of all lines, and of pairs where the spec gives them a share.

    Raises:
        DataError: translations have a share and no sentence stands in two languages.
    """
    order = languages_of(texts)
    kinds = [text_lines(texts.text, tokenizer, order, max_length=spec.max_length)]
    if spec.translation_share > 0:
        length, number = spec.max_length, spec.translation_pairs
        kinds.append(
            translation_pairs(texts.parallel, tokenizer, max_length=length, seed=spec.seed, pairs=number, order=order)
        )
    bundles = [bundled(kind, spec.max_length, spec.seed) for kind in kinds]
    sizes = [len(kind.groups) - 1 for kind in bundles]
    encoded = joined(*bundles) if len(bundles) > 1 else bundles[0]
    parts = [
        make_mixture([size], Sampling(), steps=spec.steps, batch_size=count, seed=derive(spec.seed, "bundles", name))
        for size, count, name in zip(sizes, shares(spec), ("lines", "pairs"))
    ]
    units = np.ones(sum(sizes), np.int64)
    task = TaskData(name=HEAD, head=HEAD, encoded=encoded, units=units, masking=masking)
    return Objective(task=task, lines=sizes[0], parts=tuple(parts))


def prepare_head(model: Model, spec: PretrainSpec, texts: Texts, tokenizer: Tokenizer, objective: Objective) -> None:
    """Give the head the frequencies of tokens in each language, counted in what is trained on, and its own output
    table where the spec wants one.
    """
    counts = np.zeros((len(languages_of(texts)), tokenizer.vocab_size))
    encoded = objective.task.encoded
    np.add.at(counts, (encoded.languages[~encoded.special], encoded.ids[~encoded.special]), 1)
    head = model.head(HEAD)
    assert isinstance(head, LmHead)
    if spec.output_learning_rate > 0:
        head.untie(model.core.word_embeddings())
    head.softmax = LanguageSoftmax(torch.from_numpy(counts), spec.sampled_vocabulary).to(head.bias.device)


def optimizer(spec: PretrainSpec, model: Model) -> torch.optim.Optimizer:
    """AdamW, with a rate of its own for the embeddings (aligned ones are worth keeping); Muon for layers' matrices.

    Positions learn at the rate of the layers.
    """
    positions = "encoder.embeddings.position_embeddings."
    if spec.embedding_learning_rate == 0:
        freeze(model, ["embeddings"])
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(parameter.requires_grad or name.startswith(positions))
    adam = make_optimizer(
        model,
        learning_rate=spec.learning_rate,
        rates={
            positions: spec.learning_rate,
            "encoder.embeddings.": spec.embedding_learning_rate,
            f"heads.{HEAD}.decoder": spec.output_learning_rate,
        },
        weight_decay=Recipe().weight_decay,
        betas=BETAS,
        epsilon=EPSILON,
    )
    return add_muon(adam, model, spec.matrix_learning_rate) if spec.matrix_learning_rate > 0 else adam
