"""`retrieve`: find a sentence's translation by nearest neighbour of embeddings (Tatoeba). Nothing is trained.

The English side queries and the other side is searched (Artetxe and Schwenk 2019; XTREME's direction).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.canonical import digest
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.pack import Packer, token_ids
from xstilts.tasks.records import Example, LabelSpace, Prediction, RetrieveExample

METRICS = ("retrieval_accuracy",)


class Retrieve:
    """2 N groups of one sequence for N examples: all foreign texts in example order, then all English ones.

    `encoded.example` is therefore 0..N-1 twice: group i is the foreign side of example i, group N + i its
    English side.
    """

    name = "retrieve"
    example_type: type[Example] = RetrieveExample

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """Hidden states only."""
        return HeadSpec(shape="embedding")

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """No targets. Over-long sentences lose their end."""
        typed = checks.examples_of(self.name, RetrieveExample, examples)
        sides = [[example.text for example in typed], [example.english for example in typed]]
        tokens = token_ids([text for side in sides for text in side], tokenizer)
        packer = Packer(tokenizer)
        room = packer.room(shape.max_length, pair=False)
        for side in sides:
            for index, text in enumerate(side):
                packer.sequence(tokens[text][:room])
                packer.close_group(index)
        return packer.finish([])

    def decode(
        self,
        examples: Sequence[Example],
        encoded: Encoded,
        outputs: NDArray[np.generic],
        space: LabelSpace | None,
        metric: str,
    ) -> list[Prediction]:
        """`outputs` int64 [N]: for each example's English sentence, the index of the example whose foreign
        text is nearest.

        Indices count all `examples`; whoever searches does so within one language. The prediction is the
        found id.
        """
        checks.check_metric(self.name, metric, METRICS)
        typed = checks.examples_of(self.name, RetrieveExample, examples)
        checks.check_rows(outputs, len(typed), "queries")
        predictions = []
        for index, (example, found) in enumerate(zip(typed, outputs.tolist(), strict=True)):
            assert typed[found].language == example.language, "a neighbour from another language"
            predictions.append(checks.prediction_of(example, typed[found].id, (found == index, 1), digest(example.id)))
        return predictions


KIND = Retrieve()
