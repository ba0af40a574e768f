"""The evaluate stage: one model on one target, all languages in one length-sorted pass.

Writes `predictions.parquet` (the result: one row per example) and `scores.json` (derived from it, and derivable again);
retrieval also writes `layers.parquet` (see `predictions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts.core.errors import Interrupted, StageFailed
from xstilts.core.files import write_json
from xstilts.core.progress import Progress
from xstilts.evaluate.predict import embed, predict
from xstilts.evaluate.retrieval import Vectors, mine_candidates, retrieve
from xstilts.models.backbones import can_map, folder
from xstilts.models.layout import read_head_specs
from xstilts.models.model import load_model
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.data import encoded_data, label_space
from xstilts.stages.predictions import summarise, write_layers, write_predictions
from xstilts.stages.specs import EvaluateSpec, RetrievalSetting
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.metrics import METRICS
from xstilts.tasks.records import DataRef
from xstilts.tasks.scorers.mining import MinedPairs, above_each, cross_fit, tune_each
from xstilts.train.mlm import select
from xstilts.train.numerics import prepare

VECTOR_BYTES = 1 << 29


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """Examples and their encoding."""

    examples: list[Any]
    encoded: Encoded


def run(spec: EvaluateSpec, context: StageContext) -> None:
    """Evaluate as the spec says.

    Raises:
        DataError, ModelError: the data or the model cannot be used.
        StageFailed: the fixed layer does not exist in this backbone.
        Interrupted: the user asked to stop.
    """
    prepare(context.threads, context.device)
    head = KINDS[spec.kind].head(label_space(spec.head, spec.labels))
    data = _read(spec.test, spec, context)
    model = _load(spec, head, context)
    notes: dict[str, Any] = {}
    if head.shape == "embedding":
        outputs = _search(spec, model, data, context, notes)
    else:
        outputs = predict(
            model,
            data.encoded,
            spec.head,
            precision=spec.precision,
            device=context.device,
            tick=_ticker(context, len(data.encoded.ids)),
        )
    space = label_space(spec.head, spec.labels)
    predictions = KINDS[spec.kind].decode(data.examples, data.encoded, outputs, space, spec.metric)
    write_predictions(context.work_dir / "predictions.parquet", predictions, spec, METRICS[spec.metric])
    write_json(context.work_dir / "scores.json", summarise(predictions, METRICS[spec.metric], spec) | notes)


def _read(ref: DataRef, spec: EvaluateSpec, context: StageContext) -> _Set:
    length = spec.retrieval.max_length if spec.retrieval is not None else spec.max_length
    shape = Shape(max_length=length, doc_stride=spec.doc_stride, max_query=spec.max_query)
    examples, encoded = encoded_data(
        [ref],
        kind=spec.kind,
        labels=spec.labels,
        head=spec.head,
        tokenizer=load_tokenizer(folder(spec.backbone)),
        shape=shape,
        context=context,
    )
    return _Set(examples=list(examples), encoded=encoded)


def _load(spec: EvaluateSpec, head: HeadSpec, context: StageContext) -> Any:
    upstream = context.upstream[spec.model.stage] if spec.model is not None else None
    if upstream is not None and spec.model is not None and spec.model.part == "model":
        stored = read_head_specs(upstream).get(spec.head, head)
        head = replace(head, pooling=stored.pooling)
    model = load_model(
        spec.backbone,
        heads={spec.head: head},
        encoder_dir=upstream / "encoder" if upstream is not None else None,
        heads_dir=upstream if spec.model is not None and spec.model.part == "model" else None,
        seed=spec.seed or 0,
        mapped=can_map(spec.backbone, from_stage=spec.model is not None),
    )
    return model.to(context.device).eval()


def _ticker(context: StageContext, total: int) -> Any:
    """Counts tokens, reports them, and stops when asked to."""
    done = 0

    def tick(tokens: int) -> None:
        nonlocal done
        if context.stopped():
            raise Interrupted("stopped while evaluating; the stage starts again when the study is resumed")
        done += tokens
        context.report(Progress(step=done, total=total, tokens=done, note="evaluating"))

    return tick


def _search(
    spec: EvaluateSpec, model: Any, data: _Set, context: StageContext, notes: dict[str, Any]
) -> NDArray[np.int64] | MinedPairs:
    """Neighbours (retrieve) or mined pairs (mine) at the fixed layer; what was chosen goes into `notes`."""
    setting = spec.retrieval or RetrievalSetting()
    depth = int(model.config.layers)
    layer = depth if setting.layer is None else setting.layer
    if not 0 <= layer <= depth:
        raise StageFailed(
            f"retrieval layer {layer} does not exist: {spec.backbone.source} has hidden states 0 to {depth}; "
            "set `retrieval: {layer: ...}` within that range"
        )
    notes["retrieval"] = setting.identity() | {"layer": layer, "depth": depth}
    if spec.kind == "retrieve":
        found = retrieve(
            data.examples,
            _vectors(model, data.encoded, list(range(depth + 1)), setting, spec, context),
            layer,
            setting.search,
        )
        notes["layers"] = found.curves(data.examples, centred=False)
        notes["layers_centred"] = found.curves(data.examples, centred=True)
        hits = {"plain": found.hits, "centred": found.centred}
        write_layers(context.work_dir / "layers.parquet", data.examples, hits)
        return found.found
    pairs = _candidates(spec, model, data, layer, setting, context)
    if spec.crossfit or spec.tune is None:
        kept, thresholds = cross_fit(pairs, data.examples)
        notes["thresholds"] = [_finite(value) for value in thresholds]
        notes["threshold_from"] = "the other half of the evaluation data (cross-fitted)"
        return kept
    dev = _read(spec.tune, spec, context)
    fitted = tune_each(_candidates(spec, model, dev, layer, setting, context), dev.examples)
    notes["thresholds"] = {language: _finite(value) for language, value in fitted.items()}
    notes["threshold_from"] = f"{spec.tune.dataset} {spec.tune.split}, per language"
    if _same_items(spec.tune, spec.test):
        notes["threshold_from"] += " (the very data that is scored: optimistic)"
        notes["optimistic"] = True
    return above_each(pairs, data.examples, fitted)


def _same_items(tune: DataRef, test: DataRef) -> bool:
    """Whether a threshold is fitted on what it is applied to."""
    same = (tune.dataset, tune.split, tune.fingerprint) == (test.dataset, test.split, test.fingerprint)
    return same and tune.low < test.high and test.low < tune.high


def _candidates(
    spec: EvaluateSpec, model: Any, data: _Set, layer: int, setting: RetrievalSetting, context: StageContext
) -> MinedPairs:
    vectors = _vectors(model, data.encoded, [layer], setting, spec, context)
    return mine_candidates(data.examples, vectors, 0, setting.neighbours, setting.search)


def _vectors(
    model: Any,
    encoded: Encoded,
    layers: list[int],
    setting: RetrievalSetting,
    spec: EvaluateSpec,
    context: StageContext,
) -> Vectors:
    """Gives the vectors of some rows layer by layer: as many layers in one pass as fit into VECTOR_BYTES (at least
    one; the last pass's are freed only when the next one's are there)."""
    tick = _ticker(context, len(encoded.ids))

    def vectors(rows: NDArray[np.int64]) -> Iterator[NDArray[np.float32]]:
        chosen = select(encoded, rows)
        together = max(1, VECTOR_BYTES // max(4 * len(rows) * int(model.config.hidden), 1))
        for low in range(0, len(layers), together):
            some = layers[low : low + together]

            def part(tokens: int, share: float = len(some) / len(layers)) -> None:
                tick(round(tokens * share))

            yield from embed(
                model,
                chosen,
                some,
                pooling=setting.pooling,
                specials=setting.specials,
                precision=spec.precision,
                device=context.device,
                tick=part,
            )

    return vectors


def _finite(value: float) -> float | None:
    """None for a threshold that nothing reaches (JSON has no infinity)."""
    return value if np.isfinite(value) else None
