"""`classify`: one text or a pair gets one of the labels of a label space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.canonical import digest
from xstilts.core.errors import XstiltsError
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.pack import Packer, pair_lengths, token_ids
from xstilts.tasks.records import ClassifyExample, Example, LabelSpace, Prediction

METRICS = ("accuracy", "accuracy_f1")


class Classify:
    """One sequence and group per example, a `label` head; long pairs lose the longer side's end first."""

    name = "classify"
    example_type: type[Example] = ClassifyExample

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """Logits over the labels, from the first token."""
        return HeadSpec(shape="label", size=len(checks.space_of(self.name, space).labels))

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """Targets int64 [G]: the label's index.

        Raises:
            DataError: a label outside the space, or blanked.
        """
        space = checks.space_of(self.name, space)
        table = checks.label_table(space)
        typed = checks.examples_of(self.name, ClassifyExample, examples)
        tokens = token_ids([text for e in typed for text in (e.text, e.pair) if text is not None], tokenizer)
        packer, targets = Packer(tokenizer), []
        for index, example in enumerate(typed):
            if example.label not in table:
                raise checks.label_error(example, example.label, space)
            targets.append(table[example.label])
            first = tokens[example.text]
            if example.pair is None:
                packer.sequence(first[: packer.room(shape.max_length, pair=False)])
            else:
                second = tokens[example.pair]
                kept = pair_lengths(len(first), len(second), packer.room(shape.max_length, pair=True))
                packer.sequence(first[: kept[0]], second[: kept[1]])
            packer.close_group(index)
        return packer.finish(targets)

    def decode(
        self,
        examples: Sequence[Example],
        encoded: Encoded,
        outputs: NDArray[np.generic],
        space: LabelSpace | None,
        metric: str,
    ) -> list[Prediction]:
        """`outputs` [G, size]: the label of the largest logit (the first of equals)."""
        checks.check_metric(self.name, metric, METRICS)
        space = checks.space_of(self.name, space)
        typed = checks.examples_of(self.name, ClassifyExample, examples)
        checks.check_rows(outputs, len(typed), "examples")
        best = outputs.argmax(axis=1).tolist()
        return [
            label_prediction(example, space.labels[best[group]], space, metric)
            for example, group in zip(typed, np.argsort(encoded.example).tolist(), strict=True)
        ]


def label_prediction(example: ClassifyExample, label: str, space: LabelSpace, metric: str) -> Prediction:
    """A predicted label with the parts of `accuracy` or `accuracy_f1`."""
    parts = label_parts(example.label, label, space, metric)
    return checks.prediction_of(example, label, parts, digest(example.label))


def label_parts(gold: str, label: str, space: LabelSpace, metric: str) -> tuple[float, ...]:
    """(correct, 1), and for `accuracy_f1` also the counts of the positive (second) label."""
    correct = float(label == gold)
    if metric == "accuracy":
        return correct, 1.0
    if len(space.labels) != 2:
        raise XstiltsError(
            f"metric 'accuracy_f1' needs two labels, but {space.name!r} has {len(space.labels)}; use 'accuracy'"
        )
    positive = space.labels[1]
    guessed, true = label == positive, gold == positive
    return correct, 1.0, float(guessed and true), float(guessed), float(true)


KIND = Classify()
