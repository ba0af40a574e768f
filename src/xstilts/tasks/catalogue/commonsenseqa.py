"""CommonsenseQA: five choices (the test labels are not public), whole and without what X-CSQA translates."""

from xstilts.tasks.catalogue.rows import choose, column, keyed, string, value
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, Row, RowPlace, TrainTask

OUTSIDE_XCSQA = {split: f"{split}_outside_xcsqa" for split in ("train", "dev")}
"""X-CSQA divides CommonsenseQA's train and dev questions anew, so its translated questions are in both."""


def _choices(row: Row, place: RowPlace) -> list[str]:
    return list(value(row, "choices", place)["text"])


_row = choose(prompt=lambda row, place: string(row, "question", place), choices=_choices, gold=keyed, id=column("id"))


def _official(row: Row, place: RowPlace) -> Row:
    """A row of the release, where the question holds its choices as a list, in the hub's form."""
    asked = value(row, "question", place)
    choices = {name: [choice[name] for choice in asked["choices"]] for name in ("label", "text")}
    return {**row, "question": asked["stem"], "choices": choices}


DATASET = Dataset(
    name="commonsenseqa",
    title="CommonsenseQA",
    kind="choose",
    languages=dict.fromkeys(("train", "dev", *OUTSIDE_XCSQA.values()), ("en",)),
    licence="MIT",
    citation="Talmor et al. 2019, CommonsenseQA (NAACL)",
    local=LocalFiles(
        format="jsonl",
        paths={
            name: (f"commonsenseqa/{split}_rand_split.jsonl",)
            for split in ("train", "dev")
            for name in (split, OUTSIDE_XCSQA[split])
        },
        row=lambda row, place: _row(_official(row, place), place),
    ),
    hub=HubFiles(
        repo="tau/commonsense_qa",
        config="default",
        splits={
            **{"train": "train", "dev": "validation"},
            **{OUTSIDE_XCSQA["train"]: "train", OUTSIDE_XCSQA["dev"]: "validation"},
        },
        row=_row,
        columns=("id", "question", "choices", "answerKey"),
    ),
    rows={("train", "en"): 9741, ("dev", "en"): 1221},
    without={name: (Portion(dataset="xcsqa", split="test"),) for name in OUTSIDE_XCSQA.values()},
)
TASK = TrainTask(
    name="commonsenseqa",
    title="CommonsenseQA",
    kind="choose",
    train=(Portion(dataset="commonsenseqa", split="train"),),
    dev=(Portion(dataset="commonsenseqa", split="dev"),),
    chance=20.0,
)
TASK_OUTSIDE_XCSQA = TrainTask(
    name="commonsenseqa_outside_xcsqa",
    title="CommonsenseQA without what X-CSQA evaluates",
    kind="choose",
    train=(Portion(dataset="commonsenseqa", split=OUTSIDE_XCSQA["train"]),),
    dev=(Portion(dataset="commonsenseqa", split=OUTSIDE_XCSQA["dev"]),),
    chance=20.0,
    local_protocol=(
        "CommonsenseQA's own train and dev questions, less those that X-CSQA evaluates, in place of X-CSQA's 8,888 "
        "English training questions, which are not on the hub."
    ),
)
