"""`tag`: one tag per word (part of speech, entities, chunks)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError
from xstilts.tasks.encoded import IGNORE, Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.pack import Packer
from xstilts.tasks.records import Example, LabelSpace, Prediction, TagExample
from xstilts.tasks.scorers.tagging import entity_counts

METRICS = ("seqeval", "token_accuracy")
Piece = tuple[list[int], list[int]]


class Tag:
    """A `token` head; the label stands on a word's first sub-token, the other sub-tokens are not scored.

    A sentence longer than `max_length` is split at word borders into several sequences, each a group of its
    own with the same example index (XTREME's rule; truncation would leave words without a tag). A word that
    has more sub-tokens than a sequence holds becomes one unknown token. Scores are of the sentence joined
    again.
    """

    name = "tag"
    example_type: type[Example] = TagExample

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """Logits over the tags, per token."""
        return HeadSpec(shape="token", size=len(checks.space_of(self.name, space).labels))

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """Targets int64 [T]: the tag's index on first sub-tokens, IGNORE elsewhere; `words` counts within the
        example.

        Raises:
            DataError: a tag outside the space, numbers of words and tags differ, or a sentence without words.
        """
        space = checks.space_of(self.name, space)
        table = checks.label_table(space)
        typed = checks.examples_of(self.name, TagExample, examples)
        labels = [_labels(example, table, space) for example in typed]
        packer, words, targets = Packer(tokenizer), [-1][:0], [IGNORE][:0]
        room = packer.room(shape.max_length, pair=False)
        for index, tokens in enumerate(tokenizer.encode_words([example.words for example in typed])):
            for ids, owners in split(*tokens, room=room, unknown=tokenizer.unk_id):
                packer.sequence(ids)
                packer.close_group(index)
                words += [-1, *owners, -1]
                starts = [new != old for new, old in zip(owners, [-1, *owners])]
                scored = [labels[index][word] if first else IGNORE for word, first in zip(owners, starts, strict=True)]
                targets += [IGNORE, *scored, IGNORE]
        return packer.finish(targets, words=words)

    def decode(
        self,
        examples: Sequence[Example],
        encoded: Encoded,
        outputs: NDArray[np.generic],
        space: LabelSpace | None,
        metric: str,
    ) -> list[Prediction]:
        """`outputs` int [T], the best tag of each token: tags joined by spaces.

        seqeval's counts depend on the order of sentences (see `scorers/tagging.py`), so they are taken per
        language over the examples in the order given.
        """
        checks.check_metric(self.name, metric, METRICS)
        space = checks.space_of(self.name, space)
        typed = checks.examples_of(self.name, TagExample, examples)
        checks.check_rows(outputs, len(encoded.ids), "tokens")
        guesses = _joined(typed, encoded, outputs, space)
        parts: list[tuple[float, ...]] = [()] * len(typed)
        for indices in checks.by_language(typed).values():
            counts = entity_counts([typed[i].tags for i in indices], [guesses[i] for i in indices])
            for index, row in zip(indices, counts.tolist(), strict=True):
                parts[index] = tuple(row) if metric == "seqeval" else tuple(row[3:])
        return [
            checks.prediction_of(example, " ".join(guess), row, digest(list(example.tags)))
            for example, guess, row in zip(typed, guesses, parts, strict=True)
        ]


def split(ids: list[int], words: list[int], *, room: int, unknown: int) -> list[Piece]:
    """Cut a sentence's tokens at word borders into pieces of at most `room` tokens, each filled in turn."""
    pieces: list[Piece] = [([], [])]
    borders = [i for i, word in enumerate(words) if i == 0 or word != words[i - 1]]
    for begin, end in zip(borders, [*borders[1:], len(words)], strict=True):
        tokens = ids[begin:end] if end - begin <= room else [unknown]
        if len(pieces[-1][0]) + len(tokens) > room:
            pieces.append(([], []))
        pieces[-1][0].extend(tokens)
        pieces[-1][1].extend([words[begin]] * len(tokens))
    return pieces


def _labels(example: TagExample, table: dict[str, int], space: LabelSpace) -> list[int]:
    if len(example.words) != len(example.tags):
        raise DataError(f"{checks.place(example)}: {len(example.tags)} tags for {len(example.words)} words")
    if not example.words:
        raise DataError(f"{checks.place(example)}: a sentence without words; drop it in the task's row function")
    for tag in example.tags:
        if tag not in table:
            raise checks.label_error(example, tag, space)
    return [table[tag] for tag in example.tags]


def _joined(
    examples: Sequence[TagExample], encoded: Encoded, outputs: NDArray[np.generic], space: LabelSpace
) -> list[list[str]]:
    before = np.concatenate([[-1], encoded.words[:-1]])
    first = (encoded.words >= 0) & (encoded.words != before)
    owner = np.repeat(encoded.example, np.diff(encoded.offsets))[first]
    best = np.asarray(outputs)[first]
    guesses = [[""] * len(example.words) for example in examples]
    for index, word, tag in zip(owner.tolist(), encoded.words[first].tolist(), best.tolist(), strict=True):
        guesses[index][word] = space.labels[tag]
    assert all(all(guess) for guess in guesses), "a word without a predicted tag"
    return guesses


KIND = Tag()
