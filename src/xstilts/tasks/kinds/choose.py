"""`choose`: a prompt with several choices, one of which is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.pack import Packer, pair_lengths, token_ids
from xstilts.tasks.records import ChooseExample, Example, LabelSpace, Prediction

METRICS = ("accuracy",)


class Choose:
    """One sequence per choice (prompt, choice), one group per example, a `score` head.

    Over-long sequences lose tokens from the *start* of the longer side, so that the end of the prompt, next
    to the choice, stays (the rule of jiant's multiple-choice template).
    """

    name = "choose"
    example_type: type[Example] = ChooseExample

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """One scalar per sequence; the number of choices is free, so heads fit any such task."""
        return HeadSpec(shape="score", size=1)

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """Targets int64 [G]: index of the right choice.

        Raises:
            DataError: fewer than two choices, or a label that is not the index of a choice.
        """
        typed = checks.examples_of(self.name, ChooseExample, examples)
        for example in typed:
            check_choices(example)
        tokens = token_ids([text for example in typed for text in (example.prompt, *example.choices)], tokenizer)
        packer = Packer(tokenizer)
        room = packer.room(shape.max_length, pair=True)
        for index, example in enumerate(typed):
            prompt = tokens[example.prompt]
            for text in example.choices:
                choice = tokens[text]
                kept = pair_lengths(len(prompt), len(choice), room)
                packer.sequence(prompt[len(prompt) - kept[0] :], choice[len(choice) - kept[1] :])
            packer.close_group(index)
        return packer.finish([example.label for example in typed])

    def decode(
        self,
        examples: Sequence[Example],
        encoded: Encoded,
        outputs: NDArray[np.generic],
        space: LabelSpace | None,
        metric: str,
    ) -> list[Prediction]:
        """`outputs` [S]: the choice of the highest score (the first of equals), as its index in text."""
        checks.check_metric(self.name, metric, METRICS)
        typed = checks.examples_of(self.name, ChooseExample, examples)
        checks.check_rows(outputs, int(encoded.groups[-1]), "sequences")
        scores = np.asarray(outputs).reshape(-1)
        best = [0] * len(typed)
        for group, index in enumerate(encoded.example.tolist()):
            best[index] = int(scores[encoded.groups[group] : encoded.groups[group + 1]].argmax())
        return [
            checks.prediction_of(example, str(guess), (guess == example.label, 1), digest(example.label))
            for example, guess in zip(typed, best, strict=True)
        ]


def check_choices(example: ChooseExample) -> None:
    """Refuse an example that cannot be scored."""
    if len(example.choices) < 2:
        raise DataError(f"{checks.place(example)}: {len(example.choices)} choice(s); at least 2 are needed")
    if example.label == -1:
        raise DataError(
            f"{checks.place(example)}: blanked labels: the gold choice is -1; use a release that carries its labels"
        )
    if not 0 <= example.label < len(example.choices):
        raise DataError(
            f"{checks.place(example)}: label {example.label} is not the index of one of its choices; "
            "allowed: 0 to "
            f"{len(example.choices) - 1}"
        )


KIND = Choose()
