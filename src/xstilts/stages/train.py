"""The train stage: a backbone or an upstream encoder, trained on one task or a mixture. Phases 2 and 3 alike.

Writes `encoder/`, `heads.json`, `heads.safetensors` (through `models.layout`), `curve.json`, `summary.json`,
and `timing.json`, which alone holds what differs between equal runs (seconds, threads). Several processes may share it
(`context.ranks`): all read and train, and the first alone writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from xstilts.core.errors import DataError, StageFailed
from xstilts.core.files import write_json
from xstilts.core.memory import trim
from xstilts.core.progress import Progress
from xstilts.models.backbones import folder, is_packed
from xstilts.models.config import parse_config, read_config
from xstilts.models.encoder import PackedEncoder
from xstilts.models.layout import save_model
from xstilts.models.model import load_model, load_words
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.data import encoded_data, encoded_only, examples_of, label_space
from xstilts.stages.moved import check_moved, check_start, checksums
from xstilts.stages.specs import MlmShare, Recipe, TrainItem, TrainSpec, TranslationShare, stage_key
from xstilts.tasks.encoded import HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.metrics import METRICS
from xstilts.tasks.records import DataRef
from xstilts.train.checkpoint import put, recorded_threads, trained
from xstilts.train.dev import DevData, dev_score
from xstilts.train.live import live_rows, shrink, widen
from xstilts.train.loop import Settings, Surroundings, TaskData, group_units, train
from xstilts.train.mixture import Mixture, make_mixture
from xstilts.train.mlm import masking
from xstilts.train.numerics import Numerics, prepare
from xstilts.train.optimizer import add_muon, decay_factors, freeze, make_optimizer
from xstilts.train.pairs import translation_pairs
from xstilts.train.shard import collected, shard
from xstilts.train.state import Outcome, curve
from xstilts.train.steps import planned_steps

MLM_KIND = "mlm"
MLM_MASK = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    """Everything read: training tasks (masked LM last), dev data, and the sizes that the summary reports."""

    tasks: tuple[TaskData, ...]
    dev: tuple[DevData, ...]
    heads: dict[str, HeadSpec]
    labels: dict[str, tuple[str, ...] | None]
    sizes: dict[str, dict[str, int]]


def run(spec: TrainSpec, context: StageContext) -> None:
    """Train as the spec says; resumes from the checkpoint in `context.work_dir` if there is one.

    Raises:
        DataError, ModelError: the data or the backbone cannot be used.
        StageFailed: two items disagree about a head, the training diverged, or it did not begin or end as it must
            (`stages.moved`).
        Interrupted: the user asked to stop; a checkpoint was written.
        RankLost: another process that shares this training is gone.
    """
    with context.ranks.joined(context.device):
        _run(spec, context)


def _run(spec: TrainSpec, context: StageContext) -> None:
    key = stage_key(spec)
    checkpoint_dir = context.work_dir / "checkpoint"
    numerics = prepare(recorded_threads(checkpoint_dir, key=key) or context.threads, context.device)
    context.report(Progress(step=0, total=0, note="reading data"))
    tokenizer = load_tokenizer(folder(spec.backbone))
    data = context.ranks.first(lambda: _read(spec, tokenizer, context))
    rows = _live_rows(spec, data, tokenizer)
    model, fresh = _model(spec, data, context, rows)
    check_start(spec.init, fresh, context.upstream)
    if is_packed(spec.backbone):
        numerics = replace(numerics, attention=model.encoder.attention(context.device, spec.precision))
    if context.ranks.shard:
        shard(model, context.ranks, context.device)
    else:
        model.to(context.device)
    mixture = _mixture(spec, data)
    outcome = train(
        model,
        _optimizer(model, spec.recipe),
        data.tasks,
        mixture,
        _settings(spec, key),
        Surroundings(
            checkpoint_dir=checkpoint_dir,
            device=context.device,
            report=context.report,
            stopped=context.stopped,
            ranks=context.ranks,
        ),
        dev=(lambda: dev_score(model, data.dev, precision=spec.precision, device=context.device)) if data.dev else None,
    )
    if context.ranks.shard:
        weights = collected(trained(model), context.ranks)
        if context.ranks.leads:
            model, _ = _model(spec, data, context, rows)  # a plain one for what each rank held a part of
            put(model, weights)
    if not context.ranks.leads:
        return
    model.to("cpu")
    if rows is not None:
        trim()  # the whole table fits in the place of what training freed
        widen(
            model.encoder, rows, load_words(spec.backbone, _encoder_dir(spec, context)), _decays(spec, model, outcome)
        )
    after = checksums(model)
    check_moved(model, fresh, after, outcome.kept_step)
    save_model(model, spec.backbone, data.labels, context.work_dir)
    _write_results(spec, data, outcome, fresh, after, numerics, context)


def _read(spec: TrainSpec, tokenizer: Tokenizer, context: StageContext) -> _Data:
    recipe = spec.recipe
    tasks: list[TaskData] = []
    dev: list[DevData] = []
    heads: dict[str, HeadSpec] = {}
    labels: dict[str, tuple[str, ...] | None] = {}
    sizes: dict[str, dict[str, int]] = {}
    for item in spec.items:
        name = _name(item.train, sizes)
        head = pooled(KINDS[item.kind].head(label_space(item.head, item.labels)), recipe)
        _check_head(item, head, heads, labels)
        heads[item.head], labels[item.head] = head, item.labels
        task = _task(name, item, tokenizer, _shape(recipe, train=True), context)
        tasks.append(task)
        sizes[name] = _sizes(task)
        if item.dev and head.shape != "lm":
            dev.append(_dev(name, item, tokenizer, _shape(recipe, train=False), context))
            sizes[name]["dev_examples"] = len(dev[-1].examples)
    if spec.mlm is not None:
        heads[MLM_KIND], labels[MLM_KIND] = KINDS[MLM_KIND].head(None), None
        name = _name(spec.mlm.text, sizes)
        tasks.append(_masked(name, spec.mlm, spec.seed, tokenizer, context))
        sizes[name] = _sizes(tasks[-1])
    return _Data(tasks=tuple(tasks), dev=tuple(dev), heads=heads, labels=labels, sizes=sizes)


def pooled(head: HeadSpec, recipe: Recipe) -> HeadSpec:
    """The head with the recipe's pooling, where it has any."""
    return replace(head, pooling=recipe.pooling) if head.shape in ("label", "score") else head


def _name(refs: Sequence[DataRef], taken: dict[str, Any]) -> str:
    """A task's name in the results, from its data alone (display names change no result): `mnli+rte`."""
    name = "+".join(dict.fromkeys(ref.dataset for ref in refs))
    return name if name not in taken else f"{name}#{len(taken) + 1}"


def _shape(recipe: Recipe, *, train: bool) -> Shape:
    return Shape(max_length=recipe.max_length, doc_stride=recipe.doc_stride, max_query=recipe.max_query, train=train)


def _check_head(
    item: TrainItem,
    head: HeadSpec,
    heads: dict[str, HeadSpec],
    labels: dict[str, tuple[str, ...] | None],
) -> None:
    """A head belongs to one label space: tasks that share its name must share its labels."""
    if heads.get(item.head, head) != head or labels.get(item.head, item.labels) != item.labels:
        raise StageFailed(
            f"two tasks of this mixture share the head {item.head!r} but not its labels: "
            f"{labels[item.head]} and {item.labels}; give one of them a label space of another name"
        )


def _task(
    name: str,
    item: TrainItem,
    tokenizer: Tokenizer,
    shape: Shape,
    context: StageContext,
    rate: float = MLM_MASK,
) -> TaskData:
    encoded = encoded_only(
        item.train,
        kind=item.kind,
        labels=item.labels,
        head=item.head,
        tokenizer=tokenizer,
        shape=shape,
        context=context,
    )
    if len(encoded.groups) < 2:
        raise DataError(f"{name} has no text to train on: nothing is left after tokenising; check its files")
    head: HeadSpec = KINDS[item.kind].head(label_space(item.head, item.labels))
    return TaskData(
        name=name,
        head=item.head,
        encoded=encoded,
        units=group_units(encoded, head.shape),
        masking=masking(tokenizer, rate) if head.shape == "lm" else None,
    )


def _masked(name: str, share: MlmShare, seed: int, tokenizer: Tokenizer, context: StageContext) -> TaskData:
    """The interleaved language modelling: masked text, or translation pairs of parallel text."""
    if not isinstance(share, TranslationShare):
        item = TrainItem(kind=MLM_KIND, head=MLM_KIND, metric="", train=share.text)
        return _task(name, item, tokenizer, Shape(max_length=share.max_length, train=True), context, rate=share.mask)
    parallel = examples_of(share.text, context)
    encoded = translation_pairs(parallel, tokenizer, max_length=share.max_length, seed=seed, pairs=share.pairs)
    units = group_units(encoded, "lm")
    return TaskData(name=name, head=MLM_KIND, encoded=encoded, units=units, masking=masking(tokenizer, share.mask))


def _dev(name: str, item: TrainItem, tokenizer: Tokenizer, shape: Shape, context: StageContext) -> DevData:
    examples, encoded = encoded_data(
        item.dev,
        kind=item.kind,
        labels=item.labels,
        head=item.head,
        tokenizer=tokenizer,
        shape=shape,
        context=context,
    )
    return DevData(
        name=name,
        kind=KINDS[item.kind],
        head=item.head,
        space=label_space(item.head, item.labels),
        metric=METRICS[item.metric],
        examples=examples,
        encoded=encoded,
    )


def _sizes(task: TaskData) -> dict[str, int]:
    """What was actually read: examples that left a trace, groups (windows, parts of sentences), tokens."""
    encoded = task.encoded
    return {
        "examples": len(np.unique(encoded.example)),
        "groups": len(encoded.groups) - 1,
        "tokens": len(encoded.ids),
    }


def _live_rows(spec: TrainSpec, data: _Data, tokenizer: Tokenizer) -> NDArray[np.int64] | None:
    """The rows of the word embeddings to hold in training; None: all (see `train.live`)."""
    if not is_packed(spec.backbone) or any(head.shape == "lm" for head in data.heads.values()):
        return None
    config = parse_config(read_config(folder(spec.backbone)))
    special = (config.pad_id, tokenizer.pad_id, tokenizer.mask_id, tokenizer.cls_id, tokenizer.sep_id, tokenizer.unk_id)
    encoded = [task.encoded for task in data.tasks] + [part.encoded for part in data.dev]
    return live_rows(encoded, config.vocab, special)


def _decays(spec: TrainSpec, model: Any, outcome: Outcome) -> NDArray[np.float32]:
    """What the optimizer would have multiplied every row of the word embeddings by, step by step."""
    recipe = spec.recipe
    return decay_factors(
        recipe.learning_rate,
        recipe.weight_decay,
        steps=outcome.kept_step if model.core.word_embeddings().requires_grad else 0,
        total=outcome.planned_steps,
        warmup=recipe.warmup,
    )


def _encoder_dir(spec: TrainSpec, context: StageContext) -> Path | None:
    """Where the encoder comes from; None: the backbone."""
    return context.upstream[spec.init.stage] / "encoder" if spec.init is not None else None


def _model(
    spec: TrainSpec, data: _Data, context: StageContext, rows: NDArray[np.int64] | None
) -> tuple[Any, dict[str, str]]:
    """The model to train, on the CPU, and the checksums of what it begins with.

    It has the backbone's or the upstream's encoder, frozen as the recipe says and with the live `rows` of its words
    alone, and fresh heads unless a whole model is kept.
    """
    model = load_model(
        spec.backbone,
        heads=data.heads,
        encoder_dir=_encoder_dir(spec, context),
        heads_dir=context.upstream[spec.init.stage] if spec.init is not None and spec.init.part == "model" else None,
        seed=spec.seed,
        dropout=spec.recipe.dropout,
        mapped=rows is not None,
    )
    fresh = checksums(model)
    freeze(model, spec.recipe.freeze)
    if rows is not None:
        shrink(cast(PackedEncoder, model.encoder), rows)
    return model, fresh


def _mixture(spec: TrainSpec, data: _Data) -> Mixture:
    sizes = [len(task.units) for task in data.tasks]
    mlm_size = sizes.pop() if spec.mlm is not None else 0
    share = spec.mlm.share if spec.mlm is not None else 0.0
    return make_mixture(
        sizes,
        spec.sampling,
        steps=planned_steps(sizes, spec.sampling, spec.recipe, share),
        batch_size=spec.recipe.batch_size,
        seed=spec.seed,
        mlm_size=mlm_size,
        mlm_share=share,
    )


def _optimizer(model: Any, recipe: Recipe) -> Any:
    rates = {"heads.": recipe.head_learning_rate} if recipe.head_learning_rate is not None else {}
    adam = make_optimizer(
        model,
        learning_rate=recipe.learning_rate,
        rates=rates,
        weight_decay=recipe.weight_decay,
        betas=recipe.adam_betas,
        epsilon=recipe.adam_epsilon,
    )
    return add_muon(adam, model, recipe.matrix_learning_rate) if recipe.matrix_learning_rate > 0 else adam


def _settings(spec: TrainSpec, key: str) -> Settings:
    recipe = spec.recipe
    return Settings(
        key=key,
        seed=spec.seed,
        warmup=recipe.warmup,
        clip=recipe.clip,
        precision=spec.precision,
        select=recipe.select,
        evals=recipe.evals,
        patience=recipe.patience,
        checkpoint_steps=spec.checkpoint_steps,
    )


def _write_results(
    spec: TrainSpec,
    data: _Data,
    outcome: Outcome,
    before: dict[str, str],
    after: dict[str, str],
    numerics: Numerics,
    context: StageContext,
) -> None:
    state, work_dir = outcome.state, context.work_dir
    best = next((point for point in state.dev if point["step"] == state.best_step), None)
    selected = spec.recipe.select == "best" and best is not None
    summary = {
        "planned_steps": outcome.planned_steps,
        "steps": state.step,
        "kept_step": outcome.kept_step,
        "selected_by": "English dev" if selected else "last step",
        "best_dev": best,
        "tokens": state.tokens,
        "loss_first": state.losses[0],
        "loss_last": state.recent_loss(),
        "sizes": data.sizes,
        "checksums_before": before,
        "checksums_after": after,
    }
    timing = {
        "seconds": state.seconds,
        "tokens_per_second": state.tokens / max(state.seconds, 1e-9),
        "numerics": asdict(numerics) | {"ranks": context.ranks.size, "shard": context.ranks.shard},
    }
    names = [task.name for task in data.tasks]
    learning = curve(state, names, outcome.planned_steps, kept_step=outcome.kept_step)
    write_json(work_dir / "curve.json", learning)
    write_json(work_dir / "timing.json", timing)
    write_json(work_dir / "summary.json", summary)
