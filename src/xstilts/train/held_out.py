"""How good a model in pretraining is, on text that it never sees: losses, and how well translations find each other.

Masks are drawn once from the seed, so every evaluation asks the same questions. Sentences are plain means over the
tokens' states (specials included, as in the retrieval targets), compared by cosine; the English side queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts.core.seeds import generator
from xstilts.evaluate.neighbours import nearest, normalise
from xstilts.evaluate.predict import batches, embed
from xstilts.models.arithmetic import arithmetic
from xstilts.models.batch import make_batch, token_budget
from xstilts.tasks.encoded import Encoded, Shape, Tokenizer
from xstilts.tasks.held_out import PIVOT, Texts
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.records import TextExample
from xstilts.train.mlm import Masking, mask
from xstilts.train.pairs import translation_pairs

LEAST_SENTENCES = 2
"""Retrieval among fewer sentences says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Held-out text, encoded and masked once.

    `masked`: language -> lines. `pairs`: translation pairs, None when there are none. `sentences`: all parallel
    sentences, of which `found_by` gives per language (foreign rows, English rows) of the same sentences, int64 [n].
    """

    masked: Mapping[str, Encoded]
    pairs: Encoded | None
    sentences: Encoded | None
    found_by: Mapping[str, tuple[NDArray[np.int64], NDArray[np.int64]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One evaluation: losses in nats per masked token, retrieval accuracy in percent per language and layer.

    `alignment` lists hidden states 0 (embeddings) to the last layer.
    """

    masked: Mapping[str, float]
    translation: float | None
    alignment: Mapping[str, Sequence[float]]

    def record(self, step: int) -> dict[str, Any]:
        """As JSON: {"step", "masked", "translation", "alignment"}."""
        return {
            "step": step,
            "masked": dict(self.masked),
            "translation": self.translation,
            "alignment": {language: list(curve) for language, curve in self.alignment.items()},
        }

    def note(self) -> str:
        """Means over languages in a few words."""
        words = []
        if self.masked:
            words.append(f"masked {mean_of(self.masked.values()):.2f}")
        if self.translation is not None:
            words.append(f"translation {self.translation:.2f}")
        if self.alignment:
            curve = [mean_of(layer) for layer in zip(*self.alignment.values())]
            words.append("aligned " + " ".join(f"{value:.0f}" for value in curve))
        return ", ".join(words)

    def flat(self) -> dict[str, float]:
        """As numbers by name, which is what a training's state holds: see `from_flat`."""
        found = {f"masked/{language}": loss for language, loss in self.masked.items()}
        if self.translation is not None:
            found["translation"] = self.translation
        for language, curve in self.alignment.items():
            found |= {f"alignment/{language}/{layer}": value for layer, value in enumerate(curve)}
        return found


def from_flat(values: Mapping[str, float]) -> Measured:
    """The evaluation that `Measured.flat` gave."""
    masked: dict[str, float] = {}
    alignment: dict[str, list[float]] = {}
    for name, value in values.items():
        what, _, rest = name.partition("/")
        if what == "masked":
            masked[rest] = value
        elif what == "alignment":
            alignment.setdefault(rest.partition("/")[0], []).append(value)
    return Measured(masked=masked, translation=values.get("translation"), alignment=alignment)


def mean_of(values: Iterable[float]) -> float:
    """The mean of at least one number."""
    return float(np.mean(list(values)))


def encode_held_out(
    texts: Texts, tokenizer: Tokenizer, masking: Masking, *, order: Sequence[str], max_length: int, seed: int
) -> HeldOut:
    """Encode held-out text; masks depend on the seed and the language alone.

    Args:
        masking: the rule of the training.
        order: the languages of the training, which token languages index; text in others is left out.
        max_length: tokens of a line or pair with specials.
    """
    shape = Shape(max_length=max_length)
    by_language: dict[str, list[TextExample]] = {}
    for example in texts.text:
        by_language.setdefault(example.language, []).append(example)
    masked = {}
    for language in sorted(by_language):
        encoded = KINDS["mlm"].encode(by_language[language], tokenizer, None, shape)
        if len(encoded.ids) and language in order:
            spoken = np.full(len(encoded.ids), order.index(language), np.int16)
            encoded = replace(encoded, languages=spoken)
            masked[language] = mask(encoded, masking, generator(seed, "held-out", language))
    several = {group for group, languages in _languages(texts.parallel).items() if len(languages) > 1}
    shared = [example for example in texts.parallel if example.group in several and example.language in order]
    if not shared:
        return HeldOut(masked=masked, pairs=None, sentences=None, found_by={})
    pairs = translation_pairs(shared, tokenizer, max_length=max_length, seed=seed, order=order)
    sentences = KINDS["mlm"].encode(shared, tokenizer, None, shape)
    return HeldOut(
        masked=masked,
        pairs=mask(pairs, masking, generator(seed, "held-out pairs")),
        sentences=sentences,
        found_by=_found_by([shared[int(index)] for index in sentences.example]),
    )


def measure(model: Any, held: HeldOut, head: str, *, precision: str = "fp32", device: str = "cpu") -> Measured:
    """Evaluate; the model's mode and all random generators are left as they were."""
    training = model.training
    model.eval()
    alignment: dict[str, list[float]] = {}
    if held.found_by and held.sentences is not None:
        layers = list(range(int(model.config.layers) + 1))
        states = embed(model, held.sentences, layers, precision=precision, device=device)
        for language, (foreign, english) in held.found_by.items():
            alignment[language] = [_accuracy(layer[english], layer[foreign]) for layer in states]
    found = Measured(
        masked={name: _loss(model, one, head, precision, device) for name, one in held.masked.items()},
        translation=_loss(model, held.pairs, head, precision, device) if held.pairs is not None else None,
        alignment=alignment,
    )
    model.train(training)
    return found


def _languages(examples: Sequence[TextExample]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for example in examples:
        found.setdefault(example.group, set()).add(example.language)
    return found


def _found_by(examples: Sequence[TextExample]) -> dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Per language other than English the rows of its sentences and of their English side."""
    english = {example.group: row for row, example in enumerate(examples) if example.language == PIVOT}
    rows: dict[str, list[tuple[int, int]]] = {}
    for row, example in enumerate(examples):
        if example.language != PIVOT and example.group in english:
            rows.setdefault(example.language, []).append((row, english[example.group]))
    return {
        language: (np.array([a for a, _ in both], np.int64), np.array([b for _, b in both], np.int64))
        for language, both in sorted(rows.items())
        if len(both) >= LEAST_SENTENCES
    }


def _accuracy(queries: NDArray[np.float32], index: NDArray[np.float32]) -> float:
    """Percent of rows of `queries` [N, H] whose nearest row of `index` [N, H] is the same row."""
    best = nearest(normalise(queries), normalise(index))[1][:, 0]
    return 100.0 * float((best == np.arange(len(best))).mean())


@torch.no_grad()
def _loss(model: Any, encoded: Encoded, head: str, precision: str, device: str) -> float:
    """Mean cross-entropy over masked tokens, in nats."""
    total, count = 0.0, 0
    for groups in batches(encoded, token_budget(device)):
        batch = make_batch(encoded, groups, device)
        with arithmetic(precision, device):
            loss, units = model.loss(batch, head)
        total, count = total + float(loss), count + int(units)
    return total / max(count, 1)
