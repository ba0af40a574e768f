"""The other side of a race: Hugging Face's `Trainer`, set as its users set it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks import data, models
from benchmarks.gate import Gate
from benchmarks.jobs import Job
from xstilts.tasks.encoded import Encoded
from xstilts.train.numerics import prepare

EVALUATION_BATCH = 32


def features(encoded: Encoded, order: NDArray[np.int64], span: bool, pad_to: int) -> list[dict[str, Any]]:
    """Groups (single sequences) as the example scripts' tokenisation leaves them; `pad_to` 0 leaves them unpadded."""
    rows = []
    for group in order.tolist():
        ids = encoded.ids[encoded.offsets[group] : encoded.offsets[group + 1]].tolist()
        pads = max(0, pad_to - len(ids))
        row: dict[str, Any] = {"input_ids": ids + [1] * pads, "attention_mask": [1] * len(ids) + [0] * pads}
        target = encoded.targets[group]
        row |= {"start_positions": int(target[0]), "end_positions": int(target[1])} if span else {"labels": int(target)}
        rows.append(row)
    return rows


def _trainer_class(gate: Gate) -> Any:
    from transformers import Trainer, TrainerCallback

    class Turns(TrainerCallback):  # type: ignore[misc]
        def on_step_begin(self, *args: Any, **kwargs: Any) -> None:
            gate.step()

    class Counting(Trainer):  # type: ignore[misc]
        """Counts places and tokens of every batch."""

        counts: list[tuple[int, int]]

        def training_step(self, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            self.counts.append((inputs["attention_mask"].numel(), int(inputs["attention_mask"].sum())))
            return super().training_step(model, inputs, *args, **kwargs)

        def prediction_step(self, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            self.counts.append((inputs["attention_mask"].numel(), int(inputs["attention_mask"].sum())))
            return super().prediction_step(model, inputs, *args, **kwargs)

    def make(**arguments: Any) -> Any:
        trainer = Counting(callbacks=[Turns()], **arguments)
        trainer.counts = []
        return trainer

    return make


def _trainer(job: Job, prepared: data.Prepared, rows: list[dict[str, Any]], gate: Gate) -> Any:
    from transformers import AutoTokenizer, DataCollatorWithPadding, TrainingArguments, default_data_collator

    if job.variant.product == "exact":
        prepare(1, "cpu")
    torch.set_num_threads(1)
    if job.variant.product == "medium":
        torch.set_float32_matmul_precision("medium")
    tokenizer = AutoTokenizer.from_pretrained(job.folder)
    model = models.peer_class(prepared.head).from_pretrained(job.folder)
    arguments = TrainingArguments(
        output_dir=str(job.folder / "peer"),
        use_cpu=job.device == "cpu",
        bf16=job.variant.precision == "bf16",
        per_device_train_batch_size=max(1, job.amount.batch),
        per_device_eval_batch_size=EVALUATION_BATCH,
        train_sampling_strategy="group_by_length" if job.variant.order == "grouped" else "sequential",
        max_steps=max(1, job.steps),
        learning_rate=job.learning_rate,
        warmup_steps=round(0.1 * job.steps),
        optim="adamw_torch_fused",
        logging_steps=max(1, job.amount.steps),
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        seed=job.seed,
    )
    collate = default_data_collator if job.variant.padding == "max" else DataCollatorWithPadding(tokenizer)
    return _trainer_class(gate)(
        model=model, args=arguments, train_dataset=rows, data_collator=collate, processing_class=tokenizer
    )


def run_training(job: Job, prepared: data.Prepared, batches: list[NDArray[np.int64]], gate: Gate) -> dict[str, Any]:
    """Train on the same batches in the same order (`grouped`: on all the data, in the peer's own order)."""
    span, pad_to = prepared.head.shape == "span", prepared.max_length if job.variant.padding == "max" else 0
    everything = np.arange(len(prepared.train.groups) - 1)
    order = everything if job.variant.order == "grouped" else np.concatenate(batches)
    trainer = _trainer(job, prepared, features(prepared.train, order, span, pad_to), gate)
    trainer.train()
    peak = gate.finish()
    counts = np.array(trainer.counts)[: job.steps]
    trained = models.as_ours(job.folder, prepared.head, trainer.model.state_dict())
    losses = [row["loss"] for row in trainer.state.log_history if "loss" in row]
    return {
        "peak": peak,
        "losses": losses,
        "tokens": counts[:, 1].reshape(job.blocks, -1).sum(1).tolist(),
        "padding": 1 - float(counts[:, 1].sum() / counts[:, 0].sum()),
        "held_out": models.loss_on(trained.to(job.device), prepared.held_out, job.device),
    }


def run_evaluation(job: Job, prepared: data.Prepared, gate: Gate) -> dict[str, Any]:
    """`Trainer.predict` over the evaluation examples once a block."""
    encoded = data.chosen(prepared.test, np.arange(job.amount.examples))
    span, pad_to = prepared.head.shape == "span", prepared.max_length if job.variant.padding == "max" else 0
    lengths = encoded.group_tokens()
    order = np.argsort(lengths, kind="stable")[::-1] if job.variant.order == "sorted" else np.arange(len(lengths))
    rows = features(encoded, order, span, pad_to)
    if span:
        rows = [{name: row[name] for name in ("input_ids", "attention_mask")} for row in rows]
    trainer = _trainer(job, prepared, [], gate)
    outputs: Any = None
    for _ in range(job.blocks):
        gate.step()
        outputs = trainer.predict(rows).predictions
    peak = gate.finish()
    answers: list[Any] = [None] * len(order)
    for place, group in enumerate(order.tolist()):
        if span:
            answers[group] = [int(side[place, : lengths[group]].argmax()) for side in outputs]
        else:
            answers[group] = int(outputs[place].argmax())
    counts = np.array(trainer.counts)
    return {
        "peak": peak,
        "tokens": [int(lengths.sum())] * job.blocks,
        "padding": 1 - float(counts[:, 1].sum() / counts[:, 0].sum()),
        "answers": answers,
    }
