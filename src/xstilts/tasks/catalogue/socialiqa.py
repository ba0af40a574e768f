"""Social IQa: three choices; on the hub the labels are the strings 1, 2, 3."""

from xstilts.core.errors import DataError
from xstilts.tasks.catalogue.rows import choose, columns, joined, problem, same, value
from xstilts.tasks.records import Dataset, HubFiles, Portion, Row, RowPlace, TrainTask


def _gold(row: Row, place: RowPlace) -> int:
    try:
        return int(value(row, "label", place)) - 1
    except (TypeError, ValueError):
        error: DataError = problem(place, f"label {row['label']!r} is not one of 1, 2, 3")
        raise error from None


DATASET = Dataset(
    name="socialiqa",
    title="Social IQa",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="CC BY 4.0",
    citation="Sap et al. 2019, Social IQa (EMNLP)",
    hub=HubFiles(
        repo="allenai/social_i_qa",
        config="default",
        splits={"train": "train", "dev": "validation"},
        row=choose(
            prompt=joined("context", "question"),
            choices=columns("answerA", "answerB", "answerC"),
            gold=_gold,
            group=same("context"),
        ),
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
)
