"""Extractive question answering: SQuAD v1.1 and v2.0, XQuAD, MLQA, TyDiQA-GoldP."""

import hashlib
import re

from xstilts.tasks.catalogue.languages import MLQA, TYDIQA, TYDIQA_NAMES, XQUAD
from xstilts.tasks.catalogue.rows import column, extract, number, string
from xstilts.tasks.catalogue.xquad_paragraphs import DIGESTS
from xstilts.tasks.records import (
    Dataset,
    Example,
    HubFiles,
    LocalFiles,
    Portion,
    Row,
    RowPlace,
    RowReader,
    Target,
    TrainTask,
)

_COLUMNS = ("id", "question", "context", "answers")
_question = extract()
OUTSIDE_XQUAD = "dev_outside_xquad"
"""SQuAD dev without the 240 paragraphs that XQuAD translates: selecting on those would look at the test set."""


def context_digest(context: str) -> str:
    """Six hexadecimal digits that name a paragraph by its letters and digits alone, whatever the copy's white space."""
    letters = re.sub(r"[\W_]+", "", context.lower())
    return hashlib.sha256(letters.encode("utf-8")).hexdigest()[:6]


def _outside_xquad(read: RowReader) -> RowReader:
    """The same, without the paragraphs of XQuAD in the split that leaves them out."""

    def row(row: Row, place: RowPlace) -> Example | None:
        if place.split == OUTSIDE_XQUAD and context_digest(string(row, "context", place)) in DIGESTS:
            return None
        found = read(row, place)
        assert isinstance(found, Example)
        return found

    return row


_squad = _outside_xquad(_question)
_squad_v2 = _outside_xquad(extract(unanswerable=True))


SQUAD = Dataset(
    name="squad",
    title="SQuAD v1.1",
    kind="extract",
    languages={"train": ("en",), "dev": ("en",), OUTSIDE_XQUAD: ("en",)},
    licence="CC BY-SA 4.0",
    citation="Rajpurkar et al. 2016, SQuAD (EMNLP)",
    local=LocalFiles(
        format="squad_paragraphs",
        paths={
            "train": ("squad/train-v1.1.jsonl",),
            "dev": ("squad/dev-v1.1.jsonl",),
            OUTSIDE_XQUAD: ("squad/dev-v1.1.jsonl",),
        },
        row=_squad,
    ),
    hub=HubFiles(
        repo="rajpurkar/squad",
        config="plain_text",
        splits={"train": "train", "dev": "validation", OUTSIDE_XQUAD: "validation"},
        row=_squad,
        columns=_COLUMNS,
    ),
    rows={("train", "en"): 87599, ("dev", "en"): 10570, (OUTSIDE_XQUAD, "en"): 9380},
)
SQUAD_V2 = Dataset(
    name="squad_v2",
    title="SQuAD v2.0",
    kind="extract",
    languages={"train": ("en",), "dev": ("en",), OUTSIDE_XQUAD: ("en",)},
    licence="CC BY-SA 4.0",
    citation="Rajpurkar, Jia, Liang 2018, Know What You Don't Know (ACL)",
    local=LocalFiles(
        format="squad_paragraphs",
        paths={
            "train": ("squad/train-v2.0.jsonl",),
            "dev": ("squad/dev-v2.0.jsonl",),
            OUTSIDE_XQUAD: ("squad/dev-v2.0.jsonl",),
        },
        row=_squad_v2,
    ),
    hub=HubFiles(
        repo="rajpurkar/squad_v2",
        config="squad_v2",
        splits={"train": "train", "dev": "validation", OUTSIDE_XQUAD: "validation"},
        row=_squad_v2,
        columns=_COLUMNS,
    ),
    rows={("train", "en"): 130319, ("dev", "en"): 11873, (OUTSIDE_XQUAD, "en"): 10174},
    holds=("squad",),
)
"""Its answerable questions are those of v1.1 (Rajpurkar et al. 2018, section 3)."""
DATASET_XQUAD = Dataset(
    name="xquad",
    title="XQuAD",
    kind="extract",
    languages={"test": (*XQUAD, "ro")},
    licence="CC BY-SA 4.0",
    citation="Artetxe, Ruder, Yogatama 2020, On the Cross-lingual Transferability of Monolingual Representations (ACL)",
    local=LocalFiles(
        format="squad",
        paths={"test": ("xquad/xquad.{language}.json",)},
        row=extract(group=column("paragraph")),
    ),
    hub=HubFiles(
        repo="google/xquad",
        config="xquad.{language}",
        splits={"test": "validation"},
        row=extract(group=column("paragraph")),
        columns=_COLUMNS,
    ),
    rows={("test", name): 1190 for name in (*XQUAD, "ro")},
    parallel=True,
)
DATASET_MLQA = Dataset(
    name="mlqa",
    title="MLQA (context and question in one language)",
    kind="extract",
    languages={"dev": MLQA, "test": MLQA},
    licence="CC BY-SA 3.0",
    citation="Lewis et al. 2020, MLQA: Evaluating Cross-lingual Extractive Question Answering (ACL)",
    local=LocalFiles(
        format="squad",
        paths={split: (f"mlqa/{split}-context-{{language}}-question-{{language}}.json",) for split in ("dev", "test")},
        row=extract(group=column("id")),
    ),
    hub=HubFiles(
        repo="facebook/mlqa",
        config="mlqa.{language}.{language}",
        splits={"dev": "validation", "test": "test"},
        row=extract(group=column("id")),
        columns=_COLUMNS,
    ),
    rows={
        **{("dev", "ar"): 517, ("dev", "de"): 512, ("dev", "en"): 1148, ("dev", "es"): 500},
        **{("dev", "hi"): 507, ("dev", "vi"): 511, ("dev", "zh"): 504},
        **{("test", "ar"): 5335, ("test", "de"): 4517, ("test", "en"): 11590, ("test", "es"): 5253},
        **{("test", "hi"): 4918, ("test", "vi"): 5495, ("test", "zh"): 5137},
    },
    parallel=True,
)
"""Groups are question ids, which MLQA shares across languages; a paragraph holds one or two questions."""


def _tydiqa_hub(row: Row, place: RowPlace) -> Example | None:
    """All languages are in one configuration; ids begin with the language's name. English train must be 3,696 rows."""
    if not string(row, "id", place).startswith(f"{TYDIQA_NAMES[place.language]}-"):
        return None
    found = _question(row, place)
    assert isinstance(found, Example)
    return found


DATASET_TYDIQA = Dataset(
    name="tydiqa",
    title="TyDiQA-GoldP",
    kind="extract",
    languages={"train": TYDIQA, "dev": TYDIQA},
    licence="Apache 2.0; passages from Wikipedia",
    citation="Clark et al. 2020, TyDi QA (TACL)",
    local=LocalFiles(
        format="squad",
        paths={split: (f"tydiqa_goldp/tydiqa.goldp.{{language}}.{split}.json",) for split in ("train", "dev")},
        row=extract(id=number),
    ),
    hub=HubFiles(
        repo="google-research-datasets/tydiqa",
        config="secondary_task",
        splits={"train": "train", "dev": "validation"},
        row=_tydiqa_hub,
        columns=_COLUMNS,
        codes=TYDIQA_NAMES,
    ),
    rows={
        **{("train", "ar"): 14805, ("train", "bn"): 2390, ("train", "en"): 3696, ("train", "fi"): 6855},
        **{("train", "id"): 5702, ("train", "ko"): 1625, ("train", "ru"): 6490, ("train", "sw"): 2755},
        ("train", "te"): 5563,
        **{
            ("dev", "ar"): 921,
            ("dev", "bn"): 113,
            ("dev", "en"): 440,
            ("dev", "fi"): 782,
            ("dev", "id"): 565,
        },
        **{("dev", "ko"): 276, ("dev", "ru"): 812, ("dev", "sw"): 499, ("dev", "te"): 669},
    },
)
"""The local files' question ids repeat, so an example's id is its number in the file."""


def _target(
    name: str,
    title: str,
    test: Portion,
    languages: tuple[str, ...],
    *,
    train: str = "squad_v1",
    metric: str = "squad",
    local_protocol: str = "",
) -> Target:
    return Target(
        name=name,
        title=title,
        kind="extract",
        train=train,
        test=test,
        languages=languages,
        metric=metric,
        chance=None,
        group="qa",
        local_protocol=local_protocol,
    )


TASK_SQUAD = TrainTask(
    name="squad_v1",
    title="SQuAD v1.1",
    kind="extract",
    train=(Portion(dataset="squad", split="train"),),
    dev=(Portion(dataset="squad", split=OUTSIDE_XQUAD),),
    local_protocol="Selects on the 9,380 dev questions that are not in XQuAD, in place of all 10,570.",
)
TASK_SQUAD_V2 = TrainTask(
    name="squad_v2",
    title="SQuAD v2.0",
    kind="extract",
    train=(Portion(dataset="squad_v2", split="train"),),
    dev=(Portion(dataset="squad_v2", split=OUTSIDE_XQUAD),),
    metric="squad_v2",
    local_protocol="Selects on the 10,174 dev questions that are not in XQuAD, in place of all 11,873.",
)
TASK_TYDIQA = TrainTask(
    name="tydiqa_en",
    title="TyDiQA-GoldP English",
    kind="extract",
    train=(Portion(dataset="tydiqa", split="train", high=0.9),),
    dev=(Portion(dataset="tydiqa", split="train", low=0.9),),
    local_protocol="90% of the 3,696 English training questions; the rest selects, because dev is the test set.",
)
_XQUAD_TEST = Portion(dataset="xquad", split="test")
XQUAD_TARGET = _target("xquad", "XQuAD", _XQUAD_TEST, XQUAD)
XQUAD_LOCAL = _target(
    "xquad-local",
    "XQuAD (local)",
    _XQUAD_TEST,
    ("ar", "de", "en", "es", "ru", "tr", "zh"),
    local_protocol="7 of 11 languages; a tenth of SQuAD's training answers have an estimated offset.",
)
MLQA_TARGET = _target("mlqa", "MLQA", Portion(dataset="mlqa", split="test"), MLQA, metric="mlqa")
MLQA_LOCAL = _target(
    "mlqa-local",
    "MLQA (local)",
    Portion(dataset="mlqa", split="dev"),
    MLQA,
    metric="mlqa",
    local_protocol="Evaluated on dev, since the local copy has no test answers.",
)
TYDIQA_TARGET = _target("tydiqa", "TyDiQA-GoldP", Portion(dataset="tydiqa", split="dev"), TYDIQA, train="tydiqa_en")
TYDIQA_LOCAL = _target(
    "tydiqa-local",
    "TyDiQA-GoldP (local)",
    Portion(dataset="tydiqa", split="train"),
    ("ko", "sw"),
    train="tydiqa_en",
    local_protocol="Evaluated on the Korean and Swahili training questions, since the local copy has no dev answers.",
)
