"""Social IQa: three choices; labels count from 1."""

from xstilts.tasks.catalogue.rows import choose, columns, from_one, joined, same
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, TrainTask

_row = choose(
    prompt=joined("context", "question"),
    choices=columns("answerA", "answerB", "answerC"),
    gold=from_one("label"),
    group=same("context"),
)
DATASET = Dataset(
    name="socialiqa",
    title="Social IQa",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="CC BY 4.0",
    citation="Sap et al. 2019, Social IQa (EMNLP)",
    local=LocalFiles(
        format="labelled_jsonl",
        paths={split: (f"socialiqa/{split}.jsonl", f"socialiqa/{split}-labels.lst") for split in ("train", "dev")},
        row=_row,
    ),
    hub=HubFiles(
        repo="allenai/social_i_qa",
        config="default",
        splits={"train": "train", "dev": "validation"},
        row=_row,
        columns=("context", "question", "answerA", "answerB", "answerC", "label"),
    ),
    rows={("train", "en"): 33410, ("dev", "en"): 1954},
)
TASK = TrainTask(
    name="socialiqa",
    title="Social IQa",
    kind="choose",
    train=(Portion(dataset="socialiqa", split="train"),),
    dev=(Portion(dataset="socialiqa", split="dev"),),
    chance=100 / 3,
)
