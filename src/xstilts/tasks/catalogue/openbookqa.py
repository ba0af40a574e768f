"""OpenBookQA (main): science facts, four choices."""

from xstilts.tasks.catalogue.rows import choose, column, keyed, string, value
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, TrainTask

DATASET = Dataset(
    name="openbookqa",
    title="OpenBookQA",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",), "test": ("en",)},
    licence="not stated; redistributed for research",
    citation="Mihaylov et al. 2018, Can a Suit of Armor Conduct Electricity? (EMNLP)",
    local=LocalFiles(
        format="jsonl",
        paths={split: (f"openbookqa/{split}.jsonl",) for split in ("train", "dev", "test")},
        row=choose(
            prompt=lambda row, place: string(row, "question", place),
            choices=lambda row, place: value(row, "choices", place),
            gold=lambda row, place: value(row, "label", place),
            id=column("id"),
        ),
    ),
    hub=HubFiles(
        repo="allenai/openbookqa",
        config="main",
        splits={"train": "train", "dev": "validation", "test": "test"},
        row=choose(
            prompt=lambda row, place: string(row, "question_stem", place),
            choices=lambda row, place: value(row, "choices", place)["text"],
            gold=keyed,
            id=column("id"),
        ),
        columns=("id", "question_stem", "choices", "answerKey"),
    ),
    rows={("train", "en"): 4957, ("dev", "en"): 500, ("test", "en"): 500},
)
TASK = TrainTask(
    name="openbookqa",
    title="OpenBookQA",
    kind="choose",
    train=(Portion(dataset="openbookqa", split="train"),),
    dev=(Portion(dataset="openbookqa", split="dev"),),
    chance=25.0,
)
