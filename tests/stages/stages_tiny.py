"""A tiny backbone, tiny data of every kind without files, and specs on them, for tests of stages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer as Backend
from tokenizers import models, pre_tokenizers

from xstilts.stages.context import StageContext
from xstilts.stages.execute import execute
from xstilts.stages.specs import BackboneRef, Recipe, TrainItem, TrainSpec
from xstilts.tasks.records import (
    ChooseExample,
    ClassifyExample,
    DataRef,
    ExtractExample,
    TagExample,
    TextExample,
)

WORDS = [
    "red",
    "blue",
    "green",
    "one",
    "two",
    "three",
    "cat",
    "dog",
    "bird",
    "runs",
    "sleeps",
    "eats",
    "where",
    "who",
]
COLOURS = {"red", "blue", "green"}


def sentences(count, seed):
    random = np.random.default_rng(seed)
    return [list(random.choice(WORDS, random.integers(3, 8))) for _ in range(count)]


def classify(name, count, seed):
    """Whether the first word is a colour."""
    rows = sentences(count, seed)
    labels = ["yes" if words[0] in COLOURS else "no" for words in rows]
    return [
        ClassifyExample(id=f"{name}{i}", group=f"{i}", language="en", text=" ".join(words), label=label)
        for i, (words, label) in enumerate(zip(rows, labels))
    ]


def tag(name, count, seed):
    return [
        TagExample(
            id=f"{name}{i}",
            group=f"{i}",
            language="en",
            words=tuple(words),
            tags=tuple("B-C" if word in COLOURS else "O" for word in words),
        )
        for i, words in enumerate(sentences(count, seed))
    ]


def choose(name, count, seed):
    return [
        ChooseExample(
            id=f"{name}{i}",
            group=f"{i}",
            language="en",
            prompt=" ".join(w),
            choices=("cat", "dog eats"),
            label=i % 2,
        )
        for i, w in enumerate(sentences(count, seed))
    ]


def extract(name, count, seed):
    return [
        ExtractExample(
            id=f"{name}{i}",
            group=f"{i}",
            language="en",
            question="who runs",
            context=" ".join(words),
            answers=((words[0], 0),),
        )
        for i, words in enumerate(sentences(count, seed))
    ]


def text(name, count, seed):
    return [
        TextExample(id=f"{name}{i}", group=f"{i}", language="en", text=" ".join(words))
        for i, words in enumerate(sentences(count, seed))
    ]


MAKERS = {"classify": classify, "tag": tag, "choose": choose, "extract": extract, "text": text}
LABELS = {"classify": ("no", "yes"), "tag": ("O", "B-C", "I-C")}
METRIC = {"classify": "accuracy", "tag": "seqeval", "choose": "accuracy", "extract": "squad"}


def fake_load(ref, roots):
    kind, count = ref.dataset.split("_")[0], int(ref.dataset.split("_")[1])
    return MAKERS[kind](ref.dataset, count, 0 if ref.split == "train" else 1)


def tiny_backbone(folder, spare=0):
    """A drawn XLM-R of two layers with a word-level tokenizer, in `folder`; `spare` words x0, x1, ... that no data has
    are among its vocabulary.
    """
    words = [*(f"x{i}" for i in range(spare // 2)), *WORDS, *(f"x{i}" for i in range(spare // 2, spare))]
    vocabulary = {word: i for i, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", *words, "<mask>"])}
    tokenizer = Backend(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "model_type": "xlm-roberta",
        "vocab_size": len(vocabulary),
        "hidden_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": 66,
        "type_vocab_size": 1,
        "pad_token_id": 1,
    }
    (folder / "config.json").write_text(json.dumps(config))
    return BackboneRef(source="tiny", fingerprint="t", family="xlm-roberta", init_seed=1, location=str(folder))


def ref(dataset, split="train"):
    return DataRef(dataset=dataset, split=split, languages=("en",), source="file", fingerprint="f")


def item(kind, count=40, task="", head=None):
    return TrainItem(
        kind=kind,
        head=head or kind,
        labels=LABELS.get(kind),
        metric=METRIC[kind],
        train=(ref(f"{kind}_{count}"),),
        dev=(ref(f"{kind}_12", "dev"),),
        task=task,
    )


def spec(backbone, *items, recipe=None, **fields):
    settings = {"learning_rate": 5e-3, "epochs": 2, "batch_size": 8, "max_length": 32, "evals": 2} | (recipe or {})
    return TrainSpec(
        backbone=backbone,
        items=items,
        recipe=Recipe(**settings),
        seed=fields.pop("seed", 1),
        checkpoint_steps=3,
        **fields,
    )


def run(what, folder: Path, **fields):
    context = StageContext(work_dir=folder / "work", upstream={}, cache_dir=folder / "cache")
    execute(what, replace(context, **fields))
    return folder / "work"


def outputs(work: Path):
    """Bytes of every file that holds a result: equal runs give equal bytes."""
    return {
        path.relative_to(work).as_posix(): path.read_bytes()
        for path in work.rglob("*")
        if path.is_file() and path.name != "timing.json" and "checkpoint" not in path.parts
    }


def read(work, name):
    return json.loads((work / name).read_text())
