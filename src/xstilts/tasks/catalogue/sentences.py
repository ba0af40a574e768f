"""English sentence classification: SST-2, CoLA, QQP."""

from xstilts.tasks.catalogue.rows import Naming, classify, column, file_number
from xstilts.tasks.catalogue.spaces import ACCEPTABILITY, QUESTIONS, SENTIMENT
from xstilts.tasks.records import Dataset, HubFiles, LabelSpace, LocalFiles, Portion, RowReader, TrainTask


def _numbered(space: LabelSpace, *, id: Naming) -> RowReader:
    """Rows of {sentence, label}, labels as numbers in the order of the space."""
    names = {str(index): name for index, name in enumerate(space.labels)}
    return classify(space, text="sentence", names=names, id=id, group=id)


def _task(name: str, title: str, space: LabelSpace, local_protocol: str = "", *, metric: str = "") -> TrainTask:
    return TrainTask(
        name=name,
        title=title,
        kind="classify",
        train=(Portion(dataset=name, split="train"),),
        dev=(Portion(dataset=name, split="dev"),),
        labels=space,
        metric=metric,
        chance=50.0,
        local_protocol=local_protocol,
    )


SST2 = Dataset(
    name="sst2",
    title="SST-2",
    kind="classify",
    languages={"train": ("en",), "dev": ("en",), "test": ("en",)},
    licence="not stated; redistributed for research",
    citation="Socher et al. 2013, Recursive Deep Models (EMNLP)",
    local=LocalFiles(
        format="tsv",
        paths={split: (f"sst2/{split}.tsv",) for split in ("train", "dev", "test")},
        row=_numbered(SENTIMENT, id=file_number),
        options={"columns": ("sentence", "label")},
        rows={("train", "en"): 6920, ("dev", "en"): 872, ("test", "en"): 1821},
    ),
    hub=HubFiles(
        repo="nyu-mll/glue",
        config="sst2",
        splits={"train": "train", "dev": "validation"},
        row=_numbered(SENTIMENT, id=column("idx")),
        columns=("sentence", "label", "idx"),
        rows={("train", "en"): 67349, ("dev", "en"): 872},
    ),
    labels=SENTIMENT,
)
COLA = Dataset(
    name="cola",
    title="CoLA",
    kind="classify",
    languages={"train": ("en",), "dev": ("en",)},
    licence="not stated; sentences from linguistics publications",
    citation="Warstadt, Singh, Bowman 2019, Neural Network Acceptability Judgments (TACL)",
    local=LocalFiles(
        format="tsv",
        paths={
            "train": ("cola/in_domain_train.tsv",),
            "dev": ("cola/in_domain_dev.tsv", "cola/out_of_domain_dev.tsv"),
        },
        row=_numbered(ACCEPTABILITY, id=file_number),
        options={"columns": ("source", "label", "mark", "sentence")},
    ),
    hub=HubFiles(
        repo="nyu-mll/glue",
        config="cola",
        splits={"train": "train", "dev": "validation"},
        row=_numbered(ACCEPTABILITY, id=column("idx")),
        columns=("sentence", "label", "idx"),
    ),
    labels=ACCEPTABILITY,
    rows={("train", "en"): 8551, ("dev", "en"): 1043},
)
QQP = Dataset(
    name="qqp",
    title="Quora question pairs",
    kind="classify",
    languages={"train": ("en",), "dev": ("en",)},
    licence="Quora's terms; non-commercial",
    citation="Wang et al. 2018, GLUE (BlackboxNLP)",
    local=LocalFiles(
        format="tsv",
        paths={split: (f"qqp/{split}.tsv",) for split in ("train", "dev")},
        row=classify(
            QUESTIONS,
            text="question1",
            pair="question2",
            gold="is_duplicate",
            names={"0": "not_duplicate", "1": "duplicate"},
            id=column("id"),
        ),
        options={"drop_short": True},
    ),
    hub=HubFiles(
        repo="nyu-mll/glue",
        config="qqp",
        splits={"train": "train", "dev": "validation"},
        row=classify(QUESTIONS, text="question1", pair="question2", id=column("idx")),
        columns=("question1", "question2", "label", "idx"),
    ),
    labels=QUESTIONS,
    rows={("train", "en"): 363846, ("dev", "en"): 40430},
)
TASK_SST2 = _task(
    "sst2",
    "SST-2",
    SENTIMENT,
    "From local files: the 6,920 sentence-level training rows; from the hub: GLUE's 67,349 phrases.",
)
TASK_COLA = _task("cola", "CoLA", ACCEPTABILITY)
TASK_QQP = _task("qqp", "Quora question pairs", QUESTIONS, metric="accuracy_f1")
