"""CommonsenseQA: five choices (the test labels are not public)."""

from xstilts.tasks.catalogue.rows import choose, column, keyed, string, value
from xstilts.tasks.records import Dataset, HubFiles, Portion, TrainTask

DATASET = Dataset(
    name="commonsenseqa",
    title="CommonsenseQA",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="MIT",
    citation="Talmor et al. 2019, CommonsenseQA (NAACL)",
    hub=HubFiles(
        repo="tau/commonsense_qa",
        config="default",
        splits={"train": "train", "dev": "validation"},
        row=choose(
            prompt=lambda row, place: string(row, "question", place),
            choices=lambda row, place: value(row, "choices", place)["text"],
            gold=keyed,
            id=column("id"),
        ),
        columns=("id", "question", "choices", "answerKey"),
    ),
    rows={("train", "en"): 9741, ("dev", "en"): 1221},
)
TASK = TrainTask(
    name="commonsenseqa",
    title="CommonsenseQA",
    kind="choose",
    train=(Portion(dataset="commonsenseqa", split="train"),),
    dev=(Portion(dataset="commonsenseqa", split="dev"),),
)
