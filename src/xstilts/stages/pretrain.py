"""The pretrain stage: phase 1 for a small multilingual encoder, from text to a Hugging Face folder.

Vocabulary, start embeddings (aligned across languages by parallel text, or random), then masked LM and translation LM
(Conneau and Lample 2019) through the same training loop as every other phase. Some text is held out of all of it and
measures it (`watch`). Writes `encoder/` (float16, with its tokenizer: a complete backbone folder), `summary.json`,
`held_out.json`, and `curve.json` where there were training steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts.core.files import write_json, write_with
from xstilts.core.progress import Progress
from xstilts.models.config import parse_config
from xstilts.models.encoder import PackedEncoder
from xstilts.models.heads import draw_parameters
from xstilts.models.model import Model
from xstilts.stages.context import StageContext
from xstilts.stages.objectives import (
    HEAD,
    Objective,
    languages_of,
    make_objective,
    optimizer,
    prepare_head,
)
from xstilts.stages.pretrain_data import Corpora, encoder_config, make_vocabulary, read_corpora
from xstilts.stages.specs import PretrainSpec, stage_key
from xstilts.stages.watch import FILE_NAME, Watch
from xstilts.tasks.encoded import HeadSpec, Tokenizer
from xstilts.tasks.held_out import Texts
from xstilts.tasks.kinds.pack import token_ids
from xstilts.tasks.records import TextExample
from xstilts.train.aligned import align, waves
from xstilts.train.held_out import encode_held_out
from xstilts.train.loop import Settings, Surroundings, train
from xstilts.train.mlm import Masking, masking
from xstilts.train.numerics import prepare
from xstilts.train.pairs import by_sentence
from xstilts.train.state import Outcome, curve


def run(spec: PretrainSpec, context: StageContext) -> None:
    """Pretrain as the spec says.

    Raises:
        DataError: text is missing or damaged. StageFailed: the loss diverged. Interrupted: the user asked to stop.
    """
    prepare(context.threads, context.device)
    corpora = read_corpora(spec, context)
    out = context.work_dir / "encoder"
    tokenizer = make_vocabulary(spec, corpora.train, out, context)
    config = encoder_config(spec, tokenizer.vocab_size)
    shape = parse_config(config)
    model = Model(PackedEncoder(shape), shape, {HEAD: HeadSpec(shape="lm")})
    with torch.no_grad():
        draw_parameters(model, seed=spec.seed, deviation=spec.initializer_range)
        positions = model.encoder.state_dict()["embeddings.position_embeddings.weight"]
        positions.copy_(torch.from_numpy(waves(*positions.shape)))
    covered = _start(model, spec, corpora.train, tokenizer, context) if spec.start == "aligned" else 0
    model.to(context.device)
    rule = masking(tokenizer, spec.mask)
    context.report(Progress(step=0, total=spec.steps, note="packing text"))
    objective = make_objective(spec, corpora.train, tokenizer, rule)
    prepare_head(model, spec, corpora.train, tokenizer, objective)
    watch = _watch(model, spec, corpora, tokenizer, rule, context)
    outcome = _train(model, spec, objective, watch, context) if spec.steps else None
    model.to("cpu")
    _save(model, config, out)
    _summarise(model, spec, corpora, tokenizer, covered, outcome, context)


def _start(model: Model, spec: PretrainSpec, texts: Texts, tokenizer: Tokenizer, context: StageContext) -> int:
    """Put aligned embeddings into the model; returns how many tokens they cover."""
    context.report(Progress(step=0, total=spec.steps, note="aligning start embeddings"))
    sentences = by_sentence(texts.parallel, tokenizer)
    languages = sorted({example.language for example in texts.parallel})
    lines = [[sentence.get(language, []) for sentence in sentences.values()] for language in languages]
    aligned = align(lines, tokenizer.vocab_size, spec.hidden, spec.seed, _lines(texts.text, tokenizer))
    state = model.encoder.state_dict()
    with torch.no_grad():
        state["embeddings.word_embeddings.weight"].copy_(torch.from_numpy(aligned.embeddings))
        state["embeddings.word_embeddings.weight"][tokenizer.pad_id] = 0
        state["embeddings.LayerNorm.weight"].copy_(torch.from_numpy(aligned.norm_weight))
    return int(aligned.covered.sum())


def _lines(text: Sequence[TextExample], tokenizer: Tokenizer) -> list[NDArray[np.int32]]:
    """The tokens of every different line, in the order of the text."""
    return list(token_ids([example.text for example in text], tokenizer).values())


def _watch(
    model: Model, spec: PretrainSpec, corpora: Corpora, tokenizer: Tokenizer, rule: Masking, context: StageContext
) -> Watch:
    """The held-out evaluations, with those of the initialisation and of a training that is resumed."""
    context.report(Progress(step=0, total=spec.steps, note="measuring the initialisation on held-out text"))
    watch = Watch(
        model=model,
        held=encode_held_out(
            corpora.held_out,
            tokenizer,
            rule,
            order=languages_of(corpora.train),
            max_length=spec.max_length,
            seed=spec.seed,
        ),
        head=HEAD,
        spec=spec,
        path=context.work_dir / FILE_NAME,
        device=context.device,
        tell=context.report,
    )
    watch.begin(context.work_dir / "checkpoint", stage_key(spec))
    return watch


def _train(
    model: Model,
    spec: PretrainSpec,
    objective: Objective,
    watch: Watch,
    context: StageContext,
) -> Outcome:
    """The steps of the spec; the last weights are kept."""
    settings = Settings(
        key=stage_key(spec),
        seed=spec.seed,
        warmup=spec.warmup,
        precision=spec.precision,
        select="last",
        evals=watch.evals,
        patience=spec.steps + 1,
        checkpoint_steps=spec.checkpoint_steps,
    )
    around = Surroundings(
        checkpoint_dir=context.work_dir / "checkpoint",
        device=context.device,
        report=watch.report,
        stopped=context.stopped,
    )
    outcome = train(model, optimizer(spec, model), [objective.task], objective, settings, around, watch.dev)
    value = curve(outcome.state, [objective.task.name], spec.steps, kept_step=outcome.kept_step)
    write_json(context.work_dir / "curve.json", value | {"dev": []})
    return outcome


def _save(model: Model, config: dict[str, Any], out: Path) -> None:
    """The encoder in float16 with its configuration: with the tokenizer, a complete backbone folder."""
    from safetensors.torch import save_file

    tensors = {name: value.to(torch.float16).contiguous() for name, value in model.encoder.state_dict().items()}
    write_json(out / "config.json", config | {"dtype": "float16"})
    write_with(out / "model.safetensors", lambda path: save_file(tensors, str(path), metadata={"format": "pt"}))


def _summarise(
    model: Model,
    spec: PretrainSpec,
    corpora: Corpora,
    tokenizer: Tokenizer,
    covered: int,
    outcome: Outcome | None,
    context: StageContext,
) -> None:
    train, held = corpora.train, corpora.held_out
    summary = {
        "vocabulary": tokenizer.vocab_size,
        "aligned_tokens": covered,
        "parameters": sum(parameter.numel() for parameter in model.encoder.parameters()),
        "lines": {"text": len(train.text), "parallel": len(train.parallel)},
        "held_out_lines": {"text": len(held.text), "parallel": len(held.parallel)},
        "languages": sorted({example.language for example in train.all}),
        "steps": outcome.state.step if outcome else 0,
        "tokens": outcome.state.tokens if outcome else 0,
    }
    write_json(context.work_dir / "summary.json", summary)
