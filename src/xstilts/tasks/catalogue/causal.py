"""COPA, XCOPA and e-CARE: which of two sentences is the cause, or the effect, of a premise.

The prompt is the premise and COPA's own English question in every language: it belongs to the task, not the language.
COPA's labels are parallel over all languages by `idx`.
"""

from collections.abc import Callable

from xstilts.tasks.catalogue.languages import XCOPA
from xstilts.tasks.catalogue.rows import choose, column, columns, problem, string, value
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, Row, RowPlace, Target, TrainTask

_QUESTIONS = {"cause": "What was the cause of this?", "effect": "What happened as a result?"}


def _prompt(asks: str) -> Callable[[Row, RowPlace], str]:
    def prompt(row: Row, place: RowPlace) -> str:
        if value(row, asks, place) not in _QUESTIONS:
            raise problem(place, f"column {asks!r} holds {row[asks]!r}, expected cause or effect")
        return f"{string(row, 'premise', place)} {_QUESTIONS[row[asks]]}"

    return prompt


_copa = choose(
    prompt=_prompt("question"),
    choices=columns("choice1", "choice2"),
    gold=lambda row, place: {"choice1": 0, "choice2": 1}.get(row["label"], value(row, "label", place)),
    id=column("idx"),
    group=column("idx"),
)
_COLUMNS = ("premise", "choice1", "choice2", "question", "label", "idx")
COPA = Dataset(
    name="copa",
    title="COPA",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="BSD 2-clause",
    citation="Roemmele, Bejan, Gordon 2011, Choice of Plausible Alternatives (AAAI Spring Symposium)",
    local=LocalFiles(
        format="jsonl", paths={"train": ("xcopa/train.en.jsonl",), "dev": ("xcopa/val.en.jsonl",)}, row=_copa
    ),
    hub=HubFiles(
        repo="aps/super_glue",
        config="copa",
        splits={"train": "train", "dev": "validation"},
        row=_copa,
        columns=_COLUMNS,
    ),
    rows={("train", "en"): 400, ("dev", "en"): 100},
)
_ALL = ("en", *XCOPA)
DATASET_XCOPA = Dataset(
    name="xcopa",
    title="XCOPA, with English COPA",
    kind="choose",
    languages={"dev": _ALL, "test": _ALL},
    licence="CC BY 4.0; English BSD 2-clause",
    citation="Ponti et al. 2020, XCOPA (EMNLP)",
    local=LocalFiles(
        format="jsonl",
        paths={"dev": ("xcopa/val.{language}.jsonl",), "test": ("xcopa/test.{language}.jsonl",)},
        row=_copa,
    ),
    hub=HubFiles(
        repo="cambridgeltl/xcopa",
        config="{language}",
        splits={"dev": "validation", "test": "test"},
        row=_copa,
        columns=_COLUMNS,
        codes={language: language for language in XCOPA},
    ),
    rows={(split, language): size for split, size in (("dev", 100), ("test", 500)) for language in _ALL},
    parallel=True,
)
ECARE = Dataset(
    name="ecare",
    title="e-CARE causal reasoning",
    kind="choose",
    languages={"train": ("en",), "dev": ("en",)},
    licence="MIT",
    citation="Du et al. 2022, e-CARE (ACL)",
    local=LocalFiles(
        format="jsonl",
        paths={split: (f"ecare/causal_reasoning.{split}.jsonl",) for split in ("train", "dev")},
        row=choose(
            prompt=_prompt("ask-for"),
            choices=columns("hypothesis1", "hypothesis2"),
            gold=lambda row, place: value(row, "label", place),
            id=column("index"),
        ),
    ),
    rows={("train", "en"): 14928, ("dev", "en"): 2132},
)


def _task(name: str, title: str) -> TrainTask:
    return TrainTask(
        name=name,
        title=title,
        kind="choose",
        train=(Portion(dataset=name, split="train"),),
        dev=(Portion(dataset=name, split="dev"),),
        chance=50.0,
    )


TASK_COPA = _task("copa", "COPA")
TASK_ECARE = _task("ecare", "e-CARE causal reasoning")
XCOPA_TARGET = Target(
    name="xcopa",
    title="XCOPA",
    kind="choose",
    train="copa",
    test=Portion(dataset="xcopa", split="test"),
    languages=XCOPA,
    metric="accuracy",
    chance=50.0,
    group="commonsense",
    local_protocol=(
        "Trains on English COPA alone: the published recipe puts Social IQa before it, which is an intermediate task. "
        "English (COPA's test set, from local files) is evaluated where a study names it."
    ),
)
XCOPA_LOCAL = Target(
    name="xcopa-local",
    title="XCOPA (local)",
    kind="choose",
    train="ecare",
    test=Portion(dataset="xcopa", split="test"),
    languages=("en", "id", "it", "qu", "sw", "th", "tr", "zh"),
    metric="accuracy",
    chance=50.0,
    group="commonsense",
    local_protocol=(
        "Trains on e-CARE (14,928 English items) in place of Social IQa and COPA; et, ht, ta, vi are missing."
    ),
)
