"""WinoGrande (XL): which of two names fills the blank of a sentence."""

from xstilts.tasks.catalogue.rows import choose, from_one, problem, string
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, Row, RowPlace, TrainTask


def _halves(row: Row, place: RowPlace) -> tuple[str, str]:
    """The sentence before and after its blank (`_`)."""
    before, blank, after = string(row, "sentence", place).partition("_")
    if not blank:
        raise problem(place, f"sentence {before!r} has no blank (_)")
    return before.strip(), after


def _choices(row: Row, place: RowPlace) -> list[str]:
    return [f"{string(row, option, place)}{_halves(row, place)[1]}" for option in ("option1", "option2")]


_row = choose(
    prompt=lambda row, place: _halves(row, place)[0],
    choices=_choices,
    gold=from_one("answer"),
)
"""Prompt is the sentence up to the blank; a choice is an option and the rest of the sentence."""
DATASET = Dataset(
    name="winogrande",
    title="WinoGrande XL",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="CC BY",
    citation="Sakaguchi et al. 2020, WinoGrande (AAAI)",
    local=LocalFiles(
        format="jsonl", paths={"train": ("winogrande/train_xl.jsonl",), "dev": ("winogrande/dev.jsonl",)}, row=_row
    ),
    hub=HubFiles(
        repo="allenai/winogrande",
        config="winogrande_xl",
        splits={"train": "train", "dev": "validation"},
        row=_row,
        columns=("sentence", "option1", "option2", "answer"),
    ),
    rows={("train", "en"): 40398, ("dev", "en"): 1267},
)
TASK = TrainTask(
    name="winogrande",
    title="WinoGrande XL",
    kind="choose",
    train=(Portion(dataset="winogrande", split="train"),),
    dev=(Portion(dataset="winogrande", split="dev"),),
    chance=50.0,
)
