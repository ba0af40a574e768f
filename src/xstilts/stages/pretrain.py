"""The pretrain stage: phase 1 for a small multilingual encoder, from text to a Hugging Face folder.

Vocabulary, start embeddings (aligned across languages by parallel text, or random), then masked LM and translation LM
(Conneau and Lample 2019) through the same training loop as every other phase. Writes `encoder/` (float16, with its
tokenizer: a complete backbone folder), `summary.json`, and `curve.json` where there were training steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from xstilts.core.files import write_json, write_with
from xstilts.core.progress import Progress
from xstilts.core.seeds import generator
from xstilts.models.config import parse_config
from xstilts.models.encoder import PackedEncoder
from xstilts.models.heads import draw_parameters
from xstilts.models.model import Model
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.specs import PretrainSpec, Recipe, Sampling, stage_key
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape, Tokenizer
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.kinds.pack import Packer
from xstilts.tasks.records import Example, TextExample
from xstilts.tasks.sources import load
from xstilts.train.aligned import align
from xstilts.train.loop import Settings, Surroundings, TaskData, train
from xstilts.train.mixture import make_mixture
from xstilts.train.mlm import masking
from xstilts.train.numerics import prepare
from xstilts.train.optimizer import make_optimizer
from xstilts.train.state import Outcome, curve
from xstilts.train.vocabulary import save_vocabulary, train_vocabulary

HEAD = "mlm"
PAIRS_PER_SENTENCE = 4


def run(spec: PretrainSpec, context: StageContext) -> None:
    """Pretrain as the spec says.

    Raises:
        DataError: text is missing or damaged. StageFailed: the loss diverged. Interrupted: the user asked to stop.
    """
    prepare(context.threads, context.device)
    context.report(Progress(step=0, total=spec.steps, note="reading text"))
    mono = [example for ref in spec.text for example in load(ref, context.roots)]
    parallel = [example for ref in spec.parallel for example in load(ref, context.roots)]
    out = context.work_dir / "encoder"
    tokenizer = _vocabulary(spec, [*mono, *parallel], out, context)
    config = _config(spec, tokenizer)
    shape = parse_config(config)
    model = Model(PackedEncoder(shape), shape, {HEAD: HeadSpec(shape="lm")})
    with torch.no_grad():
        draw_parameters(model, seed=spec.seed, deviation=spec.initializer_range)
    covered = _start(model, spec, parallel, tokenizer) if spec.start == "aligned" else 0
    outcome = _train(model, spec, mono, parallel, tokenizer, context) if spec.steps else None
    _save(model, config, out)
    summary = {
        "vocabulary": tokenizer.vocab_size,
        "aligned_tokens": covered,
        "parameters": sum(parameter.numel() for parameter in model.encoder.parameters()),
        "lines": {"text": len(mono), "parallel": len(parallel)},
        "languages": sorted({example.language for example in [*mono, *parallel]}),
        "steps": outcome.state.step if outcome else 0,
    }
    write_json(context.work_dir / "summary.json", summary)
    if outcome is not None:
        write_json(context.work_dir / "curve.json", curve(outcome.state, ["mlm", "translation"], spec.steps))


def _vocabulary(spec: PretrainSpec, examples: Sequence[Example], out: Path, context: StageContext) -> Tokenizer:
    context.report(Progress(step=0, total=spec.steps, note="training the vocabulary"))
    texts: dict[str, list[str]] = {}
    for example in examples:
        assert isinstance(example, TextExample)
        texts.setdefault(example.language, []).append(example.text)
    trained = train_vocabulary(texts, spec.vocabulary, characters=spec.vocabulary_characters, seed=spec.seed)
    out.mkdir(parents=True, exist_ok=True)
    save_vocabulary(trained, out, spec.max_positions - 2)
    write_json(out / "config.json", _config(spec, None))
    return load_tokenizer(out)


def _config(spec: PretrainSpec, tokenizer: Tokenizer | None) -> dict[str, Any]:
    """An XLM-R configuration of the spec's shape."""
    return {
        "architectures": ["XLMRobertaModel"],
        "model_type": "xlm-roberta",
        "vocab_size": tokenizer.vocab_size if tokenizer is not None else spec.vocabulary,
        "hidden_size": spec.hidden,
        "num_hidden_layers": spec.layers,
        "num_attention_heads": spec.heads,
        "intermediate_size": spec.intermediate,
        "max_position_embeddings": spec.max_positions,
        "type_vocab_size": 1,
        "layer_norm_eps": 1e-5,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "initializer_range": spec.initializer_range,
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
    }


def _by_sentence(parallel: Sequence[Example], tokenizer: Tokenizer) -> dict[str, dict[str, list[int]]]:
    """Parallel sentence -> language -> token ids."""
    ids = tokenizer.encode([example.text for example in parallel if isinstance(example, TextExample)])
    sentences: dict[str, dict[str, list[int]]] = {}
    for example, (tokens, _) in zip(parallel, ids, strict=True):
        sentences.setdefault(example.group, {})[example.language] = tokens
    return sentences


def _start(model: Model, spec: PretrainSpec, parallel: Sequence[Example], tokenizer: Tokenizer) -> int:
    """Put aligned embeddings into the model; returns how many tokens they cover."""
    sentences = _by_sentence(parallel, tokenizer)
    languages = sorted({example.language for example in parallel})
    lines = [[sentence.get(language, []) for sentence in sentences.values()] for language in languages]
    aligned = align(lines, tokenizer.vocab_size, spec.hidden, spec.seed)
    state = model.encoder.state_dict()
    with torch.no_grad():
        state["embeddings.word_embeddings.weight"].copy_(torch.from_numpy(aligned.embeddings))
        state["embeddings.word_embeddings.weight"][tokenizer.pad_id] = 0
        state["embeddings.LayerNorm.weight"].copy_(torch.from_numpy(aligned.norm_weight))
    return int(aligned.covered.sum())


def _pairs(spec: PretrainSpec, parallel: Sequence[Example], tokenizer: Tokenizer) -> Encoded:
    """Two languages of one sentence as one sequence, `PAIRS_PER_SENTENCE` random pairs of each sentence."""
    packer = Packer(tokenizer)
    room = packer.room(spec.max_length, pair=True) // 2
    for number, (group, sentence) in enumerate(_by_sentence(parallel, tokenizer).items()):
        languages = sorted(sentence)
        random = generator(spec.seed, "pairs", group)
        for _ in range(PAIRS_PER_SENTENCE if len(languages) > 1 else 0):
            first, second = random.choice(len(languages), 2, replace=False)
            packer.sequence(sentence[languages[first]][:room], sentence[languages[second]][:room])
            packer.close_group(number)
    return packer.finish([])


def _train(
    model: Model,
    spec: PretrainSpec,
    mono: Sequence[Example],
    parallel: Sequence[Example],
    tokenizer: Tokenizer,
    context: StageContext,
) -> Outcome:
    """Masked LM on text, and on translation pairs in `translation_share` of the steps."""
    shape = Shape(max_length=spec.max_length, train=True)
    encodings = [KINDS["mlm"].encode(mono, tokenizer, None, shape), _pairs(spec, parallel, tokenizer)]
    rule = masking(tokenizer, spec.mask)
    tasks = [
        TaskData(name=name, head=HEAD, encoded=encoded, units=np.ones(len(encoded.groups) - 1, np.int64), masking=rule)
        for name, encoded in zip(("mlm", "translation"), encodings, strict=True)
    ]
    mixture = make_mixture(
        [len(encodings[0].groups) - 1],
        Sampling(),
        steps=spec.steps,
        batch_size=spec.batch_size,
        seed=spec.seed,
        mlm_size=len(encodings[1].groups) - 1,
        mlm_share=spec.translation_share,
    )
    optimizer = make_optimizer(
        model,
        learning_rate=spec.learning_rate,
        rates={"encoder.embeddings.": spec.embedding_learning_rate},
        weight_decay=Recipe().weight_decay,
        betas=Recipe().adam_betas,
        epsilon=Recipe().adam_epsilon,
    )
    settings = Settings(
        key=stage_key(spec), seed=spec.seed, precision=spec.precision, checkpoint_steps=spec.checkpoint_steps
    )
    around = Surroundings(
        checkpoint_dir=context.work_dir / "checkpoint",
        device=context.device,
        report=context.report,
        stopped=context.stopped,
    )
    model.to(context.device)
    outcome = train(model, optimizer, tasks, mixture, settings, around)
    model.to("cpu")
    return outcome


def _save(model: Model, config: dict[str, Any], out: Path) -> None:
    """The encoder in float16 with its configuration: with the tokenizer, a complete backbone folder."""
    from safetensors.torch import save_file

    tensors = {name: value.to(torch.float16).contiguous() for name, value in model.encoder.state_dict().items()}
    write_json(out / "config.json", config | {"dtype": "float16"})
    write_with(out / "model.safetensors", lambda path: save_file(tensors, str(path), metadata={"format": "pt"}))
