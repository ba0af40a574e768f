"""Export: a finished stage as a Hugging Face folder that `AutoModelFor...` loads with equal predictions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor

from xstilts.core.errors import ModelError
from xstilts.core.files import write_json, write_with
from xstilts.models import backbones
from xstilts.models.config import read_config
from xstilts.models.layout import ARCHITECTURE, read_head_info, read_head_tensors
from xstilts.models.model import head_key
from xstilts.models.reference import BackboneRef
from xstilts.models.tokenizer import load_tokenizer
from xstilts.models.weights import LM_NAMES, read_tensors

CLASSES = {
    "label": "ForSequenceClassification",
    "score": "ForMultipleChoice",
    "token": "ForTokenClassification",
    "span": "ForQuestionAnswering",
    "lm": "ForMaskedLM",
}


def export(stage_dir: Path, ref: BackboneRef, head_name: str | None, out_dir: Path) -> Path:
    """Write one head of a finished train stage, with its encoder and tokenizer, as a complete model folder.

    Args:
        stage_dir: the folder of a train stage.
        ref: its backbone, whose tokenizer files are copied.
        head_name: which head; None takes the only one.
        out_dir: created; it may exist when empty.

    Returns:
        `out_dir`.

    Raises:
        ModelError: unknown head, `out_dir` not empty, or an architecture whose task classes we do not know.
    """
    heads = read_head_info(stage_dir)
    name = _choose(heads, head_name, stage_dir)
    info = heads[name]
    config = read_config(stage_dir / "encoder")
    family = str(config["model_type"])
    if info.get("pooling", "first") != "first":
        raise ModelError(
            f"head {name!r} pools the parts of its text (`pooling: {info['pooling']}`), which no class of transformers "
            "does; train with `pooling: first` to export it; encoder/ itself loads with AutoModel"
        )
    if family not in ARCHITECTURE or info["shape"] not in CLASSES:
        raise ModelError(
            f"a {family} model with head {name!r} ({info['shape']}) has no class of its own to export "
            f"to; supported: heads {', '.join(CLASSES)} of {', '.join(ARCHITECTURE)}; encoder/ itself "
            "loads with AutoModel"
        )
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise ModelError(f"{out_dir} exists and is not an empty folder; name a folder that does not exist yet")
    source = backbones.folder(ref)
    tensors = _tensors(stage_dir, family, name, str(info["shape"]))
    out_dir.mkdir(parents=True, exist_ok=True)
    _copy_tokenizer(source, out_dir)
    write_with(out_dir / "model.safetensors", _saver(tensors))
    write_json(out_dir / "config.json", _config(config, info))
    return out_dir


def _choose(heads: dict[str, dict[str, Any]], wanted: str | None, stage_dir: Path) -> str:
    known = [name for name, info in heads.items() if info["shape"] != "embedding"]
    if wanted is None and len(known) == 1:
        return known[0]
    if wanted not in known:
        seen = "none was named" if wanted is None else f"not {wanted!r}"
        raise ModelError(f"choose one head of {stage_dir}: {', '.join(known) or 'it has none'}; {seen}")
    return str(wanted)


def _copy_tokenizer(source: Path, out_dir: Path) -> None:
    """The tokenizer's files; where they leave its class open, say that tokenizer.json is the whole of it.

    Without that, transformers rebuilds an XLM-R tokenizer from the vocabulary alone and drops its normalizer.
    Without the names of the inputs it would leave out the segments that BERT tells a pair apart by.
    """
    for file in backbones.TOKENIZER_FILES:
        if (source / file).is_file():
            shutil.copyfile(source / file, out_dir / file)
    if (out_dir / "tokenizer.json").is_file() and not (out_dir / "tokenizer_config.json").is_file():
        tokenizer = load_tokenizer(source)
        inputs = ["input_ids", *(["token_type_ids"] if tokenizer.segment_types else []), "attention_mask"]
        write_json(
            out_dir / "tokenizer_config.json",
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "model_input_names": inputs,
                **tokenizer.special_tokens(),
            },
        )


def _config(config: dict[str, Any], info: dict[str, Any]) -> dict[str, Any]:
    shape = info["shape"]
    result = {**config, "architectures": [ARCHITECTURE[config["model_type"]] + CLASSES[shape]]}
    if shape in ("label", "token"):
        labels = info.get("labels") or [f"LABEL_{index}" for index in range(info["size"])]
        result["id2label"] = {str(index): label for index, label in enumerate(labels)}
        result["label2id"] = {label: index for index, label in enumerate(labels)}
    if shape == "label":
        result["problem_type"] = "single_label_classification"
    return result


def _tensors(stage_dir: Path, family: str, head: str, shape: str) -> dict[str, Tensor]:
    """Encoder and head by the names of the task class."""
    prefix = "bert." if family == "bert" else "roberta."
    result = {prefix + key: value for key, value in read_tensors(stage_dir / "encoder").items()}
    own = head_key(head) + "."
    names = _head_names(family, shape, prefix)
    for key, value in read_head_tensors(stage_dir).items():
        if key.startswith(own):
            result[names[key.removeprefix(own)]] = value
    return result


def _head_names(family: str, shape: str, prefix: str) -> dict[str, str]:
    """Our parameter names to those of transformers' task class."""
    if shape == "lm":
        return LM_NAMES["bert" if family == "bert" else "roberta"]
    pooled = {"dense": prefix + "pooler.dense", "out_proj": "classifier"}
    modules = {
        "label": pooled if family == "bert" else {"dense": "classifier.dense", "out_proj": "classifier.out_proj"},
        "score": pooled,
        "token": {"out_proj": "classifier"},
        "span": {"out_proj": "qa_outputs"},
    }[shape]
    return {f"{ours}.{part}": f"{theirs}.{part}" for ours, theirs in modules.items() for part in ("weight", "bias")}


def _saver(tensors: dict[str, Tensor]) -> Callable[[Path], object]:
    from safetensors.torch import save_file

    return lambda path: save_file(tensors, path, metadata={"format": "pt"})
