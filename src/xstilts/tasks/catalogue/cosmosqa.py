"""CosmosQA: commonsense reading, four choices."""

from xstilts.tasks.catalogue.rows import choose, column, columns, joined, same, value
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, TrainTask

_row = choose(
    prompt=joined("context", "question"),
    choices=columns("answer0", "answer1", "answer2", "answer3"),
    gold=lambda row, place: value(row, "label", place),
    id=column("id"),
    group=same("context"),
)
DATASET = Dataset(
    name="cosmosqa",
    title="CosmosQA",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="CC BY 4.0 (project page)",
    citation="Huang et al. 2019, Cosmos QA (EMNLP)",
    local=LocalFiles(
        format="jsonl", paths={"train": ("cosmosqa/train.jsonl",), "dev": ("cosmosqa/valid.jsonl",)}, row=_row
    ),
    hub=HubFiles(
        repo="allenai/cosmos_qa",
        config="default",
        splits={"train": "train", "dev": "validation"},
        row=_row,
        columns=("id", "context", "question", "answer0", "answer1", "answer2", "answer3", "label"),
    ),
    rows={("train", "en"): 25262, ("dev", "en"): 2985},
)
TASK = TrainTask(
    name="cosmosqa",
    title="CosmosQA",
    kind="choose",
    train=(Portion(dataset="cosmosqa", split="train"),),
    dev=(Portion(dataset="cosmosqa", split="dev"),),
    chance=25.0,
)
