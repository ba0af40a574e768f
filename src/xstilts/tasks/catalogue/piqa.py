"""PIQA: physical commonsense, two choices."""

from xstilts.tasks.catalogue.rows import choose, columns, same, string, value
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, TrainTask

_row = choose(
    prompt=lambda row, place: string(row, "goal", place),
    choices=columns("sol1", "sol2"),
    gold=lambda row, place: value(row, "label", place),
    group=same("goal"),
)
DATASET = Dataset(
    name="piqa",
    title="PIQA",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="AFL 3.0",
    citation="Bisk et al. 2020, PIQA (AAAI)",
    local=LocalFiles(format="jsonl", paths={"train": ("piqa/train.jsonl",), "dev": ("piqa/valid.jsonl",)}, row=_row),
    hub=HubFiles(
        repo="ybisk/piqa",
        config="plain_text",
        splits={"train": "train", "dev": "validation"},
        row=_row,
        columns=("goal", "sol1", "sol2", "label"),
    ),
    rows={("train", "en"): 16113, ("dev", "en"): 1838},
)
TASK = TrainTask(
    name="piqa",
    title="PIQA",
    kind="choose",
    train=(Portion(dataset="piqa", split="train"),),
    dev=(Portion(dataset="piqa", split="dev"),),
    chance=50.0,
)
