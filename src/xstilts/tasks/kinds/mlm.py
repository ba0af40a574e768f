"""`mlm`: plain text for masked language modelling. Masks are drawn by the training loop, never here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.errors import XstiltsError
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.pack import Packer, token_ids
from xstilts.tasks.records import Example, LabelSpace, Prediction, TextExample


class Mlm:
    """One group of one sequence per text that has at least one token; an `lm` head."""

    name = "mlm"
    example_type: type[Example] = TextExample

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """Vocabulary logits, tied to the embeddings."""
        return HeadSpec(shape="lm")

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """No targets. Long texts lose their end; texts without tokens are dropped (see `encoded.example`)."""
        typed = checks.examples_of(self.name, TextExample, examples)
        tokens = token_ids([example.text for example in typed], tokenizer)
        packer = Packer(tokenizer)
        room = packer.room(shape.max_length, pair=False)
        for index, example in enumerate(typed):
            ids = tokens[example.text][:room]
            if len(ids):
                packer.sequence(ids)
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
        """There is nothing to decode: text has no gold answer."""
        raise XstiltsError("kind 'mlm' has no predictions to score; it can be trained on, not evaluated")


KIND = Mlm()
