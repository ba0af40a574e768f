"""A fine-tuning script as users of `Trainer` have one: classify texts or pairs, save the model, test in languages.

`--tuned` sets what an expert sets: batches grouped by length, padding to the longest, the faster matrix product.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
    default_data_collator,
    set_seed,
)


def main() -> None:
    """Train if there is training data, predict every test file, write accuracies beside the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path, nargs="*", default=[])
    parser.add_argument("--labels", nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--epochs", type=float, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--max-length", type=int, default=128)
    parser.add_argument("--tuned", action="store_true")
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    set_seed(options.seed)
    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = AutoModelForSequenceClassification.from_pretrained(
        options.model, num_labels=len(options.labels), ignore_mismatched_sizes=True, dtype=torch.float32
    )
    if options.tuned:
        _fast_products()
    trainer = Trainer(
        model=model,
        args=_arguments(options),
        train_dataset=_read(options.train, tokenizer, options) if options.train else None,
        data_collator=DataCollatorWithPadding(tokenizer) if options.tuned else default_data_collator,
        processing_class=tokenizer,
    )
    if options.train:
        trainer.train()
        trainer.save_model()
    scores = {}
    for path in options.test:
        found = trainer.predict(_read(path, tokenizer, options))
        scores[path.stem] = float((found.predictions.argmax(-1) == found.label_ids).mean())
        name = options.output / f"{path.stem}.txt"
        np.savetxt(name, found.predictions.argmax(-1), fmt="%d")
    if scores:
        text = json.dumps(scores)
        (options.output / f"scores-{options.test[0].stem}.json").write_text(text, encoding="utf-8")


def _arguments(options: argparse.Namespace) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(options.output),
        use_cpu=True,
        bf16=options.bf16,
        per_device_train_batch_size=32,
        per_device_eval_batch_size=32,
        train_sampling_strategy="group_by_length" if options.tuned else "random",
        num_train_epochs=options.epochs,
        learning_rate=options.learning_rate,
        warmup_steps=0.1,
        weight_decay=0.01,
        optim="adamw_torch_fused",
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        seed=options.seed,
    )


def _fast_products() -> None:
    """The oneDNN route where it is true fp32."""
    torch.set_float32_matmul_precision("medium")
    left, right = torch.randn(256, 512), torch.randn(512, 256)
    exact = left.double() @ right.double()
    if (left @ right - exact).abs().max() > 5e-6 * exact.abs().max():
        torch.set_float32_matmul_precision("highest")


def _read(path: Path, tokenizer: Any, options: argparse.Namespace) -> datasets.Dataset:
    """Rows of a JSON Lines file, tokenised."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    table = datasets.Dataset.from_list(rows)

    def encode(part: dict[str, list[Any]]) -> dict[str, list[Any]]:
        texts = (part["text"], part["pair"]) if "pair" in part else (part["text"],)
        padding = False if options.tuned else "max_length"
        encoded = tokenizer(*texts, truncation=True, max_length=options.max_length, padding=padding)
        return {**encoded, "labels": [options.labels.index(label) for label in part["label"]]}

    return table.map(encode, batched=True, remove_columns=table.column_names)


if __name__ == "__main__":
    main()
