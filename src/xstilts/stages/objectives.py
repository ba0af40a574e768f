"""What pretraining minimises: its objectives, how its steps are shared among them, and its optimizer.

An objective is a name and packed text under a masking rule. To add one, return it from `objectives` with its share of
the steps; everything after that (mixture, loop, curves) takes what is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from xstilts.models.heads import LanguageSoftmax, LmHead
from xstilts.models.model import Model
from xstilts.stages.specs import PretrainSpec, Recipe, Sampling
from xstilts.tasks.encoded import Encoded, Tokenizer
from xstilts.tasks.held_out import Texts
from xstilts.train.blocks import text_blocks
from xstilts.train.loop import TaskData
from xstilts.train.mixture import Mixture, make_mixture
from xstilts.train.mlm import Masking
from xstilts.train.optimizer import add_muon, freeze, make_optimizer
from xstilts.train.pairs import translation_pairs

HEAD = "mlm"
BETAS, EPSILON = (0.9, 0.98), 1e-6
"""RoBERTa's, for training from scratch (Liu et al. 2019, arXiv:1907.11692, section 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One objective: `share` of the steps is its own (None: what the others leave; the first objective's)."""

    task: TaskData
    share: float | None = None

    @property
    def size(self) -> int:
        """Groups."""
        return len(self.task.encoded.groups) - 1


def languages_of(texts: Texts) -> tuple[str, ...]:
    """The languages of all text, in the order that token languages index."""
    return tuple(sorted({example.language for example in texts.all}))


def objectives(spec: PretrainSpec, texts: Texts, tokenizer: Tokenizer, masking: Masking) -> list[Objective]:
    """Masked LM on blocks of all text, then translation LM on pairs where the spec gives it a share.

    Raises:
        DataError: translation LM is asked for and no sentence stands in two languages.
    """
    order = languages_of(texts)
    blocks = text_blocks(texts.text, tokenizer, order, max_length=spec.max_length, seed=spec.seed)
    found = [Objective(task=_task("mlm", blocks, masking))]
    if spec.translation_share > 0:
        pairs = translation_pairs(
            texts.parallel,
            tokenizer,
            max_length=spec.max_length,
            seed=spec.seed,
            pairs=spec.translation_pairs,
            order=order,
        )
        rule = replace(masking, rate=spec.translation_mask or masking.rate)
        found.append(Objective(task=_task("translation", pairs, rule), share=spec.translation_share))
    return found


def tell_languages(
    model: Model, spec: PretrainSpec, texts: Texts, tokenizer: Tokenizer, found: Sequence[Objective]
) -> None:
    """Give the head the frequencies of tokens in each language, counted in what is trained on."""
    counts = np.zeros((len(languages_of(texts)), tokenizer.vocab_size))
    for objective in found:
        encoded = objective.task.encoded
        np.add.at(counts, (encoded.languages[~encoded.special], encoded.ids[~encoded.special]), 1)
    head = model.head(HEAD)
    assert isinstance(head, LmHead)
    head.softmax = LanguageSoftmax(torch.from_numpy(counts), spec.sampled_vocabulary).to(head.bias.device)


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
        rates={positions: spec.learning_rate, "encoder.embeddings.": spec.embedding_learning_rate},
        weight_decay=Recipe().weight_decay,
        betas=BETAS,
        epsilon=EPSILON,
    )
    return add_muon(adam, model, spec.matrix_learning_rate) if spec.matrix_learning_rate > 0 else adam
