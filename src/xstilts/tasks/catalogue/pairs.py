"""XTREME's sentence-pair targets: XNLI and PAWS-X."""

from xstilts.tasks.catalogue.languages import PAWSX, XNLI
from xstilts.tasks.catalogue.rows import block, classify, column
from xstilts.tasks.catalogue.spaces import NLI, PARAPHRASE
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, Target, TrainTask

_xnli = classify(NLI, text="premise", pair="hypothesis", group=block(3))
_LANGUAGES = (*XNLI, "ko")
DATASET_XNLI = Dataset(
    name="xnli",
    title="XNLI",
    kind="classify",
    languages={"dev": _LANGUAGES, "test": _LANGUAGES},
    licence="CC BY-NC 4.0; Korean CC BY-SA 4.0",
    citation="Conneau et al. 2018, XNLI (EMNLP); Korean: Ham et al. 2020, KorNLI (Findings of EMNLP)",
    local=LocalFiles(
        format="tsv",
        paths={split: (f"xnli/{split}-{{language}}.tsv",) for split in ("dev", "test")},
        row=_xnli,
    ),
    hub=HubFiles(
        repo="facebook/xnli",
        config="{language}",
        splits={"dev": "validation", "test": "test"},
        row=_xnli,
        columns=("premise", "hypothesis", "label"),
        codes={language: language for language in XNLI},
    ),
    labels=NLI,
    rows={(split, name): size for split, size in (("dev", 2490), ("test", 5010)) for name in _LANGUAGES},
    parallel=True,
)
"""Rows are parallel over the languages; three consecutive rows share a premise and so a group."""

XNLI_TARGET = Target(
    name="xnli",
    title="XNLI",
    kind="classify",
    train="mnli",
    test=Portion(dataset="xnli", split="test"),
    languages=XNLI,
    metric="accuracy",
    chance=100 / 3,
    labels=NLI,
    group="classification",
)
XNLI_LOCAL = Target(
    name="xnli-local",
    title="XNLI (local)",
    kind="classify",
    train="nli_small",
    test=Portion(dataset="xnli", split="test"),
    languages=XNLI,
    metric="accuracy",
    chance=100 / 3,
    labels=NLI,
    group="classification",
    local_protocol=(
        "Trains on nli_small (about 17,000 English pairs) in place of MultiNLI's 392,702; "
        "the test sets are the published ones."
    ),
)

_SIZES = {
    **{("dev", "en"): 2000, ("dev", "de"): 1932, ("dev", "es"): 1962, ("dev", "fr"): 1992},
    **{("dev", "ja"): 1980, ("dev", "ko"): 1965, ("dev", "zh"): 1984},
    **{("test", "en"): 1983, ("test", "de"): 1968, ("test", "es"): 1982, ("test", "fr"): 1970},
    **{("test", "ja"): 1930, ("test", "ko"): 1958, ("test", "zh"): 1975},
}
_pair = classify(PARAPHRASE, text="sentence1", pair="sentence2", id=column("id"), group=column("id"))
DATASET_PAWSX = Dataset(
    name="pawsx",
    title="PAWS-X",
    kind="classify",
    languages={"train": ("en",), "dev": PAWSX, "test": PAWSX},
    licence="free for any purpose, with acknowledgement",
    citation="Yang et al. 2019, PAWS-X (EMNLP)",
    local=LocalFiles(
        format="tsv",
        paths={split: (f"pawsx/{split}-{{language}}.tsv",) for split in ("train", "dev", "test")},
        row=classify(
            PARAPHRASE,
            text="sentence1",
            pair="sentence2",
            id=column("row"),
            group=column("row"),
        ),
        rows=_SIZES,
    ),
    hub=HubFiles(
        repo="google-research-datasets/paws-x",
        config="{language}",
        splits={"train": "train", "dev": "validation", "test": "test"},
        row=_pair,
        columns=("id", "sentence1", "sentence2", "label"),
        rows={("train", "en"): 49401, **{(split, name): 2000 for split in ("dev", "test") for name in PAWSX}},
    ),
    labels=PARAPHRASE,
    parallel=True,
)
TASK_PAWSX = TrainTask(
    name="pawsx_en",
    title="PAWS-X English",
    kind="classify",
    train=(Portion(dataset="pawsx", split="train"),),
    dev=(Portion(dataset="pawsx", split="dev"),),
    labels=PARAPHRASE,
    chance=50.0,
)
TASK_PAWSX_LOCAL = TrainTask(
    name="pawsx_en-local",
    title="PAWS-X English dev as training data",
    kind="classify",
    train=(Portion(dataset="pawsx", split="dev", high=0.9),),
    dev=(Portion(dataset="pawsx", split="dev", low=0.9),),
    labels=PARAPHRASE,
    chance=50.0,
    local_protocol="90% of the 2,000 English dev pairs in place of the 49,401 training pairs; the rest selects.",
)
PAWSX_TARGET = Target(
    name="pawsx",
    title="PAWS-X",
    kind="classify",
    train="pawsx_en",
    test=Portion(dataset="pawsx", split="test"),
    languages=PAWSX,
    metric="accuracy",
    chance=50.0,
    labels=PARAPHRASE,
    group="classification",
)
PAWSX_LOCAL = Target(
    name="pawsx-local",
    title="PAWS-X (local)",
    kind="classify",
    train="pawsx_en-local",
    test=Portion(dataset="pawsx", split="test"),
    languages=PAWSX,
    metric="accuracy",
    chance=50.0,
    labels=PARAPHRASE,
    group="classification",
    local_protocol=(
        "Trains on 90% of the English dev set; test rows whose label is not public carry the label on which the German "
        "and Chinese test files agree (1,930 to 1,983 of 2,000 rows a language)."
    ),
)
