"""Natural language inference in English: MultiNLI, SNLI, ANLI, counterfactual NLI, RTE, and their training mixes.

Three-way sets share one label space and so one head; RTE is two-way and keeps its own.
"""

from xstilts.tasks.catalogue.rows import classify, column, same
from xstilts.tasks.catalogue.spaces import NLI, RTE2
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, Row, RowPlace, TrainTask

_hub = classify(NLI, text="premise", pair="hypothesis", group=same("premise"), drop=(None,))
_release = classify(
    NLI,
    text="sentence1",
    pair="sentence2",
    gold="gold_label",
    id=column("pairID"),
    group=same("sentence1"),
    drop=("-",),
)
"""MultiNLI's and SNLI's own files; pairs without a consensus have the label `-`."""
_COLUMNS = ("premise", "hypothesis", "label")
_ROUNDS = [(split, number) for split in ("train", "dev") for number in (1, 2, 3)]

MNLI = Dataset(
    name="mnli",
    title="MultiNLI",
    kind="classify",
    languages={"train": ("en",), "dev": ("en",)},
    licence="OANC licence and others, as by its release",
    citation="Williams, Nangia, Bowman 2018, MultiNLI (NAACL)",
    local=LocalFiles(
        format="jsonl",
        paths={"train": ("mnli/multinli_1.0_train.jsonl",), "dev": ("mnli/multinli_1.0_dev_matched.jsonl",)},
        row=_release,
    ),
    hub=HubFiles(
        repo="nyu-mll/multi_nli",
        config="default",
        splits={"train": "train", "dev": "validation_matched"},
        row=_hub,
        columns=_COLUMNS,
    ),
    labels=NLI,
    rows={("train", "en"): 392702, ("dev", "en"): 9815},
)
MNLI_DEV_MATCHED = Dataset(
    name="mnli_dev_matched",
    title="MultiNLI dev-matched as a pool",
    kind="classify",
    languages={"all": ("en",)},
    licence="OANC licence and others, as by its release",
    citation="Williams, Nangia, Bowman 2018, MultiNLI (NAACL); McCoy, Min, Linzen 2020, BERTs of a feather",
    local=LocalFiles(
        format="tsv",
        paths={"all": ("mnli_dev_matched/mnli_dev_matched.tsv",)},
        row=classify(NLI, text="premise", pair="hypothesis", id=column("index"), group=same("premise")),
    ),
    labels=NLI,
    rows={("all", "en"): 9815},
)


def _edition(row: Row, place: RowPlace) -> str:
    folder = place.file.rsplit("/", 2)[-2]
    return f"{folder}-{place.number}"


def _origin(row: Row, place: RowPlace) -> str:
    """The SNLI pair that a row revises: each original pair has two revisions of a kind, in order."""
    number = place.number if "/original/" in place.file else (place.number + 1) // 2
    return f"{place.split}-{number}"


CAD_NLI = Dataset(
    name="cad_nli",
    title="Counterfactually augmented NLI",
    kind="classify",
    languages={"train": ("en",), "dev": ("en",), "test": ("en",)},
    licence="Apache 2.0; SNLI sentences CC BY-SA 4.0",
    citation="Kaushik, Hovy, Lipton 2020, Learning the Difference that Makes a Difference (ICLR)",
    local=LocalFiles(
        format="tsv",
        paths={
            split: tuple(
                f"cad_nli/{part}/{split}.tsv" for part in ("original", "revised_premise", "revised_hypothesis")
            )
            for split in ("train", "dev", "test")
        },
        row=classify(NLI, text="sentence1", pair="sentence2", gold="gold_label", id=_edition, group=_origin),
    ),
    labels=NLI,
    rows={("train", "en"): 8330, ("dev", "en"): 1000, ("test", "en"): 2000},
)
SNLI = Dataset(
    name="snli",
    title="SNLI",
    kind="classify",
    languages={"train": ("en",), "dev": ("en",)},
    licence="CC BY-SA 4.0",
    citation="Bowman et al. 2015, SNLI (EMNLP)",
    local=LocalFiles(
        format="jsonl",
        paths={split: (f"snli/snli_1.0_{split}.jsonl",) for split in ("train", "dev")},
        row=_release,
    ),
    hub=HubFiles(
        repo="stanfordnlp/snli",
        config="plain_text",
        splits={"train": "train", "dev": "validation"},
        row=_hub,
        columns=_COLUMNS,
    ),
    labels=NLI,
    rows={("train", "en"): 549367, ("dev", "en"): 9842},
)
ANLI = Dataset(
    name="anli",
    title="ANLI, rounds 1 to 3",
    kind="classify",
    languages={f"{split}_r{number}": ("en",) for split, number in _ROUNDS},
    licence="CC BY-NC 4.0",
    citation="Nie et al. 2020, Adversarial NLI (ACL)",
    local=LocalFiles(
        format="jsonl",
        paths={f"{split}_r{number}": (f"anli/R{number}/{split}.jsonl",) for split, number in _ROUNDS},
        row=classify(
            NLI,
            text="context",
            pair="hypothesis",
            names={"e": "entailment", "n": "neutral", "c": "contradiction"},
            id=column("uid"),
            group=same("context"),
        ),
    ),
    hub=HubFiles(
        repo="facebook/anli",
        config="plain_text",
        splits={f"{split}_r{number}": f"{split}_r{number}" for split, number in _ROUNDS},
        row=classify(NLI, text="premise", pair="hypothesis", id=column("uid"), group=same("premise")),
        columns=(*_COLUMNS, "uid"),
    ),
    labels=NLI,
    rows={
        **{("train_r1", "en"): 16946, ("train_r2", "en"): 45460, ("train_r3", "en"): 100459},
        **{("dev_r1", "en"): 1000, ("dev_r2", "en"): 1000, ("dev_r3", "en"): 1200},
    },
)


def _files(*names: str) -> tuple[str, ...]:
    return tuple(f"rte/{name}.jsonl" for name in names)


RTE = Dataset(
    name="rte",
    title="RTE",
    kind="classify",
    languages={"train": ("en",), "dev": ("en",)},
    licence="not stated; redistributed for research",
    citation="Dagan et al. 2006; Bar-Haim et al. 2006; Giampiccolo et al. 2007; Bentivogli et al. 2009",
    local=LocalFiles(
        format="jsonl",
        paths={
            "train": _files("rte1_dev", "rte1_test", "rte2_dev", "rte2_test", "rte3_dev"),
            "dev": _files("rte3_test"),
        },
        row=classify(RTE2, text="premise", pair="hypothesis", id=column("id"), group=same("premise")),
        rows={("train", "en"): 3367, ("dev", "en"): 800},
    ),
    hub=HubFiles(
        repo="nyu-mll/glue",
        config="rte",
        splits={"train": "train", "dev": "validation"},
        row=classify(RTE2, text="sentence1", pair="sentence2", id=column("idx"), group=same("sentence1")),
        columns=("sentence1", "sentence2", "label", "idx"),
        rows={("train", "en"): 2490, ("dev", "en"): 277},
    ),
    labels=RTE2,
)


def _english(dataset: str, split: str, low: float = 0.0, high: float = 1.0) -> Portion:
    return Portion(dataset=dataset, split=split, low=low, high=high)


TASK_MNLI = TrainTask(
    name="mnli",
    title="MultiNLI",
    kind="classify",
    train=(_english("mnli", "train"),),
    dev=(_english("mnli", "dev"),),
    labels=NLI,
    chance=100 / 3,
)
TASK_ANLI_PLUS = TrainTask(
    name="anli_plus",
    title="ANLI+ (ANLI R1-R3, MultiNLI, SNLI; one head)",
    kind="classify",
    train=(
        *(_english("anli", f"train_r{n}") for n in (1, 2, 3)),
        _english("mnli", "train"),
        _english("snli", "train"),
    ),
    dev=(
        *(_english("anli", f"dev_r{n}") for n in (1, 2, 3)),
        _english("mnli", "dev"),
        _english("snli", "dev"),
    ),
    labels=NLI,
    chance=100 / 3,
)
TASK_NLI_SMALL = TrainTask(
    name="nli_small",
    title="NLI, small (MultiNLI dev-matched and counterfactual NLI)",
    kind="classify",
    train=(_english("mnli_dev_matched", "all", 0.0, 0.9), _english("cad_nli", "train")),
    dev=(_english("mnli_dev_matched", "all", 0.9, 1.0), _english("cad_nli", "dev")),
    labels=NLI,
    chance=100 / 3,
    local_protocol=(
        "In place of MultiNLI's 392,702 pairs: 90% of its dev-matched set (split by premise) and 8,330 counterfactual "
        "SNLI pairs; the other 10% and counterfactual dev select."
    ),
)
TASK_RTE = TrainTask(
    name="rte",
    title="RTE (two-way, its own head)",
    kind="classify",
    train=(_english("rte", "train"),),
    dev=(_english("rte", "dev"),),
    labels=RTE2,
    chance=50.0,
    local_protocol="From local files: RTE-1 to RTE-3 with RTE-3 test as dev; from the hub: GLUE's RTE.",
)
