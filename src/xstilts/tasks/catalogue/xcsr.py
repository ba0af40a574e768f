"""X-CSQA and X-CODAH: commonsense questions translated by machine from English (X-CSR).

Labels of the test sets are not public (blank on the hub), so the 1,000 and 300 labelled development questions are
evaluated. Choices stand in another order in each language; questions are parallel by id.
"""

from xstilts.tasks.catalogue.languages import XCSR, XCSR_CODES
from xstilts.tasks.catalogue.rows import choose, column, keyed, value
from xstilts.tasks.records import Dataset, Example, HubFiles, LocalFiles, Portion, Row, RowPlace, Target

_row = choose(
    prompt=lambda row, place: str(value(row, "stem", place)).strip(),
    choices=lambda row, place: value(row, "choices", place)["text"],
    gold=keyed,
    id=column("id"),
    group=column("id"),
)


def _hub(row: Row, place: RowPlace) -> Example | list[Example] | None:
    return _row({**row, **value(row, "question", place)}, place)


def _official(row: Row, place: RowPlace) -> Example | list[Example] | None:
    """The release has choices as a list of {label, text}."""
    asked = value(row, "question", place)
    choices = {name: [choice[name] for choice in asked["choices"]] for name in ("label", "text")}
    return _row({**row, "stem": asked["stem"], "choices": choices}, place)


def _dataset(name: str, title: str, size: int, folder: str, columns: tuple[str, ...]) -> Dataset:
    return Dataset(
        name=name,
        title=title,
        kind="choose",
        languages={"test": XCSR},
        licence="MIT (X-CSR on the hub)",
        citation="Lin et al. 2021, Common Sense Beyond English (ACL)",
        local=LocalFiles(
            format="jsonl",
            paths={"test": (f"xcsr/{folder}/{{code}}/dev.jsonl",)},
            row=_official,
            codes={language: XCSR_CODES.get(language, language) for language in XCSR},
        ),
        hub=HubFiles(
            repo="INK-USC/xcsr",
            config=f"{folder}-{{code}}",
            splits={"test": "validation"},
            row=_hub,
            columns=columns,
            codes={language: XCSR_CODES.get(language, language) for language in XCSR},
        ),
        rows={("test", language): size for language in XCSR},
        parallel=True,
    )


DATASET_XCSQA = _dataset("xcsqa", "X-CSQA", 1000, "X-CSQA", ("id", "lang", "question", "answerKey"))
DATASET_XCODAH = _dataset("xcodah", "X-CODAH", 300, "X-CODAH", ("id", "lang", "question_tag", "question", "answerKey"))


def _target(name: str, title: str, train: str, chance: float, local_protocol: str) -> Target:
    return Target(
        name=name,
        title=title,
        kind="choose",
        train=train,
        test=Portion(dataset=name, split="test"),
        languages=XCSR,
        metric="accuracy",
        chance=chance,
        group="commonsense",
        local_protocol=local_protocol,
    )


XCSQA_TARGET = _target(
    "xcsqa",
    "X-CSQA",
    "commonsenseqa_outside_xcsqa",
    20.0,
    "Evaluated on the 1,000 labelled dev questions (test labels are not public); trains on CommonsenseQA less these.",
)
XCODAH_TARGET = _target(
    "xcodah",
    "X-CODAH",
    "hellaswag",
    25.0,
    "Evaluated on the 300 labelled dev questions (test labels are not public); trains on HellaSwag in place of the "
    "published 1,476 CODAH and 7,000 SWAG questions: CODAH's release holds what X-CODAH translates.",
)
