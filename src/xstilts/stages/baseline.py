"""The baseline stage: what overlap of subwords alone achieves on a target. No model, no torch.

Writes `predictions.parquet` and `scores.json` as the evaluate stage does, so that every statistic is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xstilts.core.errors import StageFailed
from xstilts.core.files import write_json
from xstilts.core.progress import Progress
from xstilts.evaluate import lexical
from xstilts.models.backbones import folder
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.data import encoded_data, label_space
from xstilts.stages.predictions import summarise, write_predictions
from xstilts.stages.specs import BaselineSpec
from xstilts.tasks.encoded import Encoded, Shape, Tokenizer
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.metrics import METRICS
from xstilts.tasks.records import DataRef
from xstilts.tasks.scorers.mining import MinedPairs, above_each, cross_fit, tune_each


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """Examples and their encoding."""

    examples: list[Any]
    encoded: Encoded


def run(spec: BaselineSpec, context: StageContext) -> None:
    """Fit on the spec's English data what its kind fits, and predict the test examples.

    Raises:
        DataError, ModelError: the data or the tokenizer cannot be used.
        StageFailed: the kind has no overlap baseline.
    """
    context.report(Progress(step=0, total=0, note="counting subwords"))
    tokenizer = load_tokenizer(folder(spec.backbone))
    test = _read([spec.test], spec, tokenizer, context)
    outputs = _outputs(spec, test, tokenizer, context)
    space = label_space(spec.head, spec.labels)
    predictions = KINDS[spec.kind].decode(test.examples, test.encoded, outputs, space, spec.metric)
    metric = METRICS[spec.metric]
    write_predictions(context.work_dir / "predictions.parquet", predictions, spec, metric)
    write_json(context.work_dir / "scores.json", summarise(predictions, metric, spec))


def _read(refs: Sequence[DataRef], spec: BaselineSpec, tokenizer: Tokenizer, context: StageContext) -> _Set:
    examples, encoded = encoded_data(
        refs,
        kind=spec.kind,
        labels=spec.labels,
        head=spec.head,
        tokenizer=tokenizer,
        shape=Shape(max_length=spec.max_length),
        context=context,
    )
    return _Set(examples=list(examples), encoded=encoded)


def _outputs(spec: BaselineSpec, test: _Set, tokenizer: Tokenizer, context: StageContext) -> Any:
    """What a head of the kind would give."""
    size = tokenizer.vocab_size
    if spec.kind == "retrieve":
        return lexical.retrieve(test.examples, test.encoded, size)
    if spec.kind == "mine":
        return _mined(spec, test, tokenizer, context)
    if spec.kind == "choose":
        return lexical.choose(test.examples, test.encoded, size)
    if spec.kind not in ("classify", "tag"):
        raise StageFailed(f"there is no overlap baseline for {spec.kind!r}; leave the target to the models")
    train = _read(spec.train, spec, tokenizer, context)
    if spec.kind == "tag":
        return lexical.tag(train.encoded, train.examples, test.encoded, test.examples)
    assert spec.labels is not None, "a label space"
    return lexical.classify(train.encoded, test.encoded, size, len(spec.labels))


def _mined(spec: BaselineSpec, test: _Set, tokenizer: Tokenizer, context: StageContext) -> MinedPairs:
    """Mined pairs above the threshold that the evaluate stage would set: cross-fitted, or from the tuning data."""
    size = tokenizer.vocab_size
    pairs = lexical.mine(test.examples, test.encoded, size, spec.neighbours)
    if spec.crossfit or spec.tune is None:
        return cross_fit(pairs, test.examples)[0]
    dev = _read([spec.tune], spec, tokenizer, context)
    fitted = tune_each(lexical.mine(dev.examples, dev.encoded, size, spec.neighbours), dev.examples)
    return above_each(pairs, test.examples, fitted)
