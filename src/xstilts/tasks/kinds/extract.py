"""`extract`: the answer to a question is a span of a context, or there is none.

Contexts longer than a sequence are read through overlapping windows; the best span over all windows is the
answer. Windows, limits and n-best search follow the official BERT code for SQuAD (Devlin et al.,
arXiv:1810.04805) with character spans in place of its projection from word pieces back to text. Its "maximum
context" filter is left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.pack import Packer, token_ids, tokens_and_spans
from xstilts.tasks.records import Example, ExtractExample, LabelSpace, Prediction
from xstilts.tasks.scorers import mlqa, squad

METRICS = ("squad", "squad_v2", "mlqa")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanChoice:
    """The best span of one example over its windows: its text, start plus end logit, and the null score.

    The null score is the start plus end logit of the first token, at its lowest over the windows: the model
    must see no answer in any of them. `difference` = null - span score is what a no-answer threshold is
    compared with.
    """

    text: str
    score: float
    null_score: float

    @property
    def difference(self) -> float:
        """Null score minus span score; above the threshold means no answer."""
        return self.null_score - self.score


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """One sequence and group per window (question, context part); a `span` head.

    Windows without the answer are kept with target (0, 0), in training too: the model learns what no answer
    looks like. `no_answer_threshold` is used by the metric `squad_v2` alone
    (`scorers.squad.best_no_answer_threshold` finds a better one on dev). `n_best` starts and ends are tried
    per window; answers have at most `max_answer` tokens.
    """

    name: str = "extract"
    example_type: type[Example] = ExtractExample
    n_best: int = 20
    max_answer: int = 30
    no_answer_threshold: float = 0.0

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """Start and end logits per token."""
        return HeadSpec(shape="span", size=2)

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """Targets int64 [S, 2]: positions of the first answer's ends in the sequence; (0, 0) where it is not
        in it.

        `spans` int32 [T, 2]: characters of the context, -1 elsewhere.

        Raises:
            DataError: an answer that does not stand at its place in the context; max_length too small for the
                question.
        """
        typed = checks.examples_of(self.name, ExtractExample, examples)
        for example in typed:
            check_answers(example)
        questions = token_ids([example.question for example in typed], tokenizer)
        contexts = tokens_and_spans([example.context for example in typed], tokenizer)
        packer, targets, spans = Packer(tokenizer), array("q"), array("i")
        for index, example in enumerate(typed):
            question = questions[example.question][: shape.max_query]
            ids, characters = contexts[example.context]
            room = packer.room(shape.max_length - len(question), pair=True)
            before = 1 + len(question) + tokenizer.pair_separators
            answer = answer_tokens(example, characters)
            for begin, end in windows(len(ids), room, shape.doc_stride):
                packer.sequence(question, ids[begin:end])
                packer.close_group(index)
                inside = answer is not None and begin <= answer[0] and answer[1] < end
                targets.extend([token - begin + before for token in answer] if answer and inside else (0, 0))
                spans.extend([-1] * (2 * before))
                spans.frombytes(characters[begin:end].tobytes())
                spans.extend([-1, -1])
        return packer.finish(np.array(targets, np.int64).reshape(-1, 2), spans=np.array(spans, np.int32).reshape(-1, 2))

    def choices(self, examples: Sequence[Example], encoded: Encoded, outputs: NDArray[np.generic]) -> list[SpanChoice]:
        """Each example's best span and null score, before any no-answer decision; `outputs` [T, 2]."""
        typed = checks.examples_of(self.name, ExtractExample, examples)
        checks.check_rows(outputs, len(encoded.ids), "tokens")
        logits = np.asarray(outputs, dtype=np.float64)
        best: list[tuple[float, str]] = [(-np.inf, "")] * len(typed)
        null = [np.inf] * len(typed)
        for window, index in enumerate(encoded.example.tolist()):
            part = slice(int(encoded.offsets[window]), int(encoded.offsets[window + 1]))
            null[index] = min(null[index], float(logits[part.start].sum()))
            found = best_span(logits[part], encoded.spans[part], self.n_best, self.max_answer)
            if found is not None and found[0] > best[index][0]:
                best[index] = found[0], typed[index].context[found[1] : found[2]].strip()
        return [
            SpanChoice(text=text, score=score, null_score=low) for (score, text), low in zip(best, null, strict=True)
        ]

    def decode(
        self,
        examples: Sequence[Example],
        encoded: Encoded,
        outputs: NDArray[np.generic],
        space: LabelSpace | None,
        metric: str,
    ) -> list[Prediction]:
        """The best span's text; with `squad_v2` an empty text where the null score wins."""
        checks.check_metric(self.name, metric, METRICS)
        typed = checks.examples_of(self.name, ExtractExample, examples)
        predictions = []
        for example, choice in zip(typed, self.choices(examples, encoded, outputs), strict=True):
            silent = metric == "squad_v2" and choice.difference > self.no_answer_threshold
            text = "" if silent else choice.text
            gold = digest([[answer, start] for answer, start in example.answers])
            predictions.append(checks.prediction_of(example, text, answer_parts(example, text, metric), gold))
        return predictions


def answer_parts(example: ExtractExample, text: str, metric: str) -> tuple[float, ...]:
    """The parts of `squad`, `mlqa` or `squad_v2` for a predicted text.

    Raises:
        DataError: no gold answer although the metric has no place for such questions.
    """
    golds = [answer for answer, _ in example.answers]
    if metric == "squad_v2":
        exact, f1 = squad.score_v2(text, golds)
        return (exact, f1, 1.0, 0.0, 0.0, f1, 1.0) if not golds else (exact, f1, 1.0, f1, 1.0, 0.0, 0.0)
    if not golds:
        raise DataError(
            f"{checks.place(example)}: blanked labels: the question has no gold answer, which {metric!r} "
            "cannot score; use data with answers, or the metric 'squad_v2' if having no answer is meant"
        )
    exact, f1 = mlqa.score(text, golds, example.language) if metric == "mlqa" else squad.score_v1(text, golds)
    return exact, f1, 1.0


def check_answers(example: ExtractExample) -> None:
    """Refuse an answer that is empty or does not stand at its place."""
    for text, start in example.answers:
        if not text.strip():
            raise DataError(f"{checks.place(example)}: blanked labels: an answer is the empty text {text!r}")
        seen = example.context[max(start, 0) : max(start, 0) + len(text)]
        if start < 0 or seen != text:
            raise DataError(
                f"{checks.place(example)}: answer {text!r} is not at character {start} of its context, where "
                f"{seen!r} stands (the context has {len(example.context)} characters); offsets must count "
                "characters, not bytes"
            )


def answer_tokens(example: ExtractExample, characters: NDArray[np.int32]) -> tuple[int, int] | None:
    """First and last context token that overlap the first answer; None without answer or such a token."""
    if not example.answers:
        return None
    text, start = example.answers[0]
    end = start + len(text)
    inside = np.flatnonzero((characters[:, 0] < end) & (characters[:, 1] > start))
    return (int(inside[0]), int(inside[-1])) if len(inside) else None


def windows(length: int, room: int, stride: int) -> Iterator[tuple[int, int]]:
    """(begin, end) of windows of at most `room` tokens, `stride` apart, until the end; at least one."""
    begin = 0
    while True:
        end = min(length, begin + room)
        yield begin, end
        if end == length:
            return
        begin += min(room, stride)


def best_span(
    logits: NDArray[np.float64], spans: NDArray[np.int32], n_best: int, max_answer: int
) -> tuple[float, int, int] | None:
    """(score, first character, end character) of a window's best span; None when its context has no text."""
    context = np.flatnonzero((spans[:, 0] >= 0) & (spans[:, 1] > spans[:, 0]))
    if len(context) == 0:
        return None
    starts = context[np.argsort(-logits[context, 0], kind="stable")[:n_best]]
    ends = context[np.argsort(-logits[context, 1], kind="stable")[:n_best]]
    length = ends[None, :] - starts[:, None] + 1
    scores = np.where(
        (length >= 1) & (length <= max_answer), logits[starts, 0][:, None] + logits[ends, 1][None, :], -np.inf
    )
    start, end = np.unravel_index(int(scores.argmax()), scores.shape)
    if not np.isfinite(scores[start, end]):
        return None
    return float(scores[start, end]), int(spans[starts[start], 0]), int(spans[ends[end], 1])


KIND = Extract()
