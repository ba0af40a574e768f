"""HellaSwag: four endings. Prompt `ctx_a`, choice `ctx_b + " " + ending` (jiant's form of the task)."""

from xstilts.tasks.catalogue.rows import choose, same, string, value
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, TrainTask

_row = choose(
    prompt=lambda row, place: string(row, "ctx_a", place),
    choices=lambda row, place: [f"{row['ctx_b']} {ending}".strip() for ending in value(row, "endings", place)],
    gold=lambda row, place: value(row, "label", place),
    group=same("source_id"),
)
DATASET = Dataset(
    name="hellaswag",
    title="HellaSwag",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="MIT",
    citation="Zellers et al. 2019, HellaSwag (ACL)",
    local=LocalFiles(
        format="jsonl",
        paths={"train": ("hellaswag/hellaswag_train.jsonl",), "dev": ("hellaswag/hellaswag_val.jsonl",)},
        row=_row,
    ),
    hub=HubFiles(
        repo="Rowan/hellaswag",
        config="default",
        splits={"train": "train", "dev": "validation"},
        row=_row,
        columns=("ctx_a", "ctx_b", "endings", "label", "source_id"),
    ),
    rows={("train", "en"): 39905, ("dev", "en"): 10042},
)
TASK = TrainTask(
    name="hellaswag",
    title="HellaSwag",
    kind="choose",
    train=(Portion(dataset="hellaswag", split="train"),),
    dev=(Portion(dataset="hellaswag", split="dev"),),
    chance=25.0,
)
