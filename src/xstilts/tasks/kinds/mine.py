"""`mine`: find translation pairs in two comparable corpora (BUCC). Nothing is trained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.pack import Packer, token_ids
from xstilts.tasks.records import Example, LabelSpace, MineExample, Prediction
from xstilts.tasks.scorers.mining import MinedPairs, pair_counts

METRICS = ("bucc_f1",)


class Mine:
    """One group of one sequence per sentence, in example order, whichever side it is on."""

    name = "mine"
    example_type: type[Example] = MineExample

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """Hidden states only."""
        return HeadSpec(shape="embedding")

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """No targets. Over-long sentences lose their end.

        Raises:
            DataError: no sentence of the foreign side has a match (blanked labels).
        """
        typed = checks.examples_of(self.name, MineExample, examples)
        if typed and not any(example.matches for example in typed):
            raise DataError(
                f"blanked labels: none of {len(typed)} sentences has a gold match; give the gold file of the corpus"
            )
        tokens = token_ids([example.text for example in typed], tokenizer)
        packer = Packer(tokenizer)
        room = packer.room(shape.max_length, pair=False)
        for index, example in enumerate(typed):
            packer.sequence(tokens[example.text][:room])
            packer.close_group(index)
        return packer.finish([])

    def decode(
        self,
        examples: Sequence[Example],
        encoded: Encoded,
        outputs: NDArray[np.generic] | MinedPairs,
        space: LabelSpace | None,
        metric: str,
    ) -> list[Prediction]:
        """`outputs`: the pairs kept after the threshold (`MinedPairs`). Parts stand on the foreign sentence
        of a pair.

        The prediction of a foreign sentence is the ids mined for it, joined by spaces; English sentences have
        an empty prediction and zero parts.
        """
        checks.check_metric(self.name, metric, METRICS)
        assert isinstance(outputs, MinedPairs), "the kind `mine` decodes MinedPairs"
        typed = checks.examples_of(self.name, MineExample, examples)
        counts = pair_counts(outputs, typed).tolist()
        found: list[list[str]] = [[] for _ in typed]
        for foreign, english in zip(outputs.foreign_index.tolist(), outputs.english_index.tolist(), strict=True):
            assert (typed[foreign].side, typed[english].side) == ("foreign", "english"), "a pair with swapped sides"
            found[foreign].append(typed[english].id)
        return [
            checks.prediction_of(example, " ".join(sorted(ids)), row, digest(sorted(example.matches)))
            for example, ids, row in zip(typed, found, counts, strict=True)
        ]


KIND = Mine()
