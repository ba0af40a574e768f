"""A tiny whole study for tests: a drawn BERT of two layers in a folder, lab tasks, commands as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
VOCABULARY = 600
LANGUAGES = ["en", "de"]
STEPS = 8
"""Optimizer steps of every training of the kill study."""


def make_backbone(folder: Path) -> Path:
    """A drawn BERT (2 layers, hidden 32, dropout 0.1) with a WordPiece tokenizer trained on lab text."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel

    from xstilts.lab import generate

    texts = [row["text"] for language in LANGUAGES for row in generate("text", "train", language, size=400)]
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=specials, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", tokenizer.token_to_id("[SEP]")), ("[CLS]", tokenizer.token_to_id("[CLS]"))
    )
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=66,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.1,
    )
    BertModel(config).save_pretrained(folder)
    return folder


def kill_study(backbone: Path) -> dict[str, Any]:
    """One chain that every kind of fault meets: phase 2, phase 3, evaluations, and what `direct` needs."""
    recipe = {"max_steps": STEPS, "learning_rate": 1e-3, "batch_size": 8, "max_length": 48, "evals": 1}
    return {
        "version": 1,
        "study": "tiny",
        "question": "Does a killed study end as if nothing had happened?",
        "models": {"tiny": str(backbone)},
        "intermediates": {"pos": ["lab_pos"]},
        "targets": ["lab_nli"],
        "languages": LANGUAGES,
        "seeds": [1],
        "limits": {"train": 40, "dev": 16, "eval": 16},
        "recipe": {"phase2": recipe, "phase3": recipe},
        "controls": {"longer": False},
    }


def full_study(backbone: Path, questions: Path) -> dict[str, Any]:
    """Every kind that is trained, retrieval, a mixture, a control: everything that a report shows."""
    study = kill_study(backbone)
    study["recipe"]["phase3"] |= {"max_query": 12, "doc_stride": 16, "learning_rate": 1e-2, "max_length": 64}
    memorised = {
        "learning_rate": 3e-3,
        "matrix_learning_rate": 3e-2,
        "dropout": 0.0,
        "max_steps": 80,
    }  # long enough to predict more than one label
    return study | {
        "question": "Which tiny task helps a tiny model?",
        "models": {"tiny": str(backbone), "drawn": {"source": str(backbone), "control": True}},
        "intermediates": {"pos": ["lab_pos"], "all": [{"mix": ["lab_nli", "lab_pos"]}]},
        "targets": [{"lab_nli": memorised}, "lab_pos", "lab_choice", "mine", "lab_retrieval"],
        "tasks": {
            "mine": {
                "kind": "extract",
                "train": str(questions),
                "test": dict.fromkeys(LANGUAGES, str(questions)),
            }
        },
        "seeds": [1, 2],
        "controls": {"longer": True},
        "claims": [
            {
                "says": "tagging helps inference",
                "source": "nobody",
                "gain": {"intermediate": "pos", "target": "lab_nli", "at_least": 1},
            }
        ],
    }


def write_questions(path: Path) -> Path:
    """Questions about lab sentences whose answer is their first word."""
    from xstilts.lab import generate

    texts = [row["text"] for row in generate("text", "train", "en", size=40)]
    rows = [{"question": "who or what ?", "context": text, "answer": text.split()[0], "start": 0} for text in texts]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_study(folder: Path, study: dict[str, Any]) -> Path:
    """Write a study file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{study['study']}.yaml"
    path.write_text(yaml.safe_dump(study, sort_keys=False), encoding="utf-8")
    return path


def command(*arguments: str | Path) -> list[str]:
    """A command line of xstilts as a process of its own."""
    return [sys.executable, "-m", "xstilts.cli", *map(str, arguments)]


def run_command(study: Path, store: Path, *, workers: int = 2) -> list[str]:
    """`xstilts run` with a checkpoint after every second step."""
    return command("run", study, "--store", store, "--workers", str(workers), "--checkpoint-steps", "2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def call(*arguments: str | Path, **environment: str) -> Said:
    """Run a command as a user would, and wait for it."""
    full = {name: value for name, value in os.environ.items() if not name.startswith("XSTILTS_FAULT")}
    done = subprocess.run(
        command(*arguments), env=full | environment, capture_output=True, text=True, timeout=1200, check=False
    )
    return Said(code=done.returncode, out=done.stdout, err=done.stderr)


def load_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def stage_folders(store: Path, beginning: str) -> list[Path]:
    """Finished stages by the beginning of their name."""
    return sorted((store / "stages").glob(f"{beginning}*"))


def half_written(store: Path) -> list[str]:
    """Temporary files and folders without a manifest: what a finished store must not show."""
    names = [path.relative_to(store).as_posix() for path in (store / "stages").rglob("*.tmp")]
    folders = (store / "stages").iterdir() if (store / "stages").is_dir() else ()
    return names + [path.name for path in folders if not (path / "manifest.json").is_file()]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
