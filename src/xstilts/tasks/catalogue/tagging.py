"""Tagging: UD part-of-speech (XTREME's UDPOS and local treebanks), WikiANN / PAN-X entities, CoNLL-2000 chunks."""

from collections.abc import Mapping

from xstilts.tasks.catalogue.languages import PANX as PANX_LANGUAGES
from xstilts.tasks.catalogue.languages import TREEBANKS, UDPOS, UDPOS_NAMES, names
from xstilts.tasks.catalogue.rows import label, number, own_number, tag, value
from xstilts.tasks.catalogue.spaces import CHUNKS, PANX, UPOS
from xstilts.tasks.records import (
    Dataset,
    HubFiles,
    LocalFiles,
    Portion,
    Row,
    RowPlace,
    TagExample,
    Target,
    TrainTask,
)

_DEFAULT = names("VERB NOUN PROPN PRON ADJ NUM ADV INTJ AUX ADP DET PART CCONJ SCONJ X PUNCT")
FUSED_TAG_ORDER: Mapping[str, tuple[str, ...]] = {
    "es": names("VERB AUX PRON ADP DET"),
    "fr": names("VERB AUX PRON NOUN ADJ ADV ADP DET PART SCONJ CONJ"),
    "it": names("VERB AUX ADV PRON ADP DET INTJ"),
}
"""A fused token's tag is the first of these among its parts: the order of the ud-conversion-tools script that XTREME's
preparation runs with fused forms in place of their parts."""
_BY_DOCUMENT = ("en", "hi")
"""Languages whose treebanks name enough documents for a document to be the unit of resampling."""


def fuse(row: Row, language: str) -> tuple[list[str], list[str]]:
    """Words and tags with fused forms (`zum`) in place of their parts, and zero-width non-joiners removed."""
    words, tags = list(row["words"]), list(row["tags"])
    order = FUSED_TAG_ORDER.get(language, _DEFAULT)
    for first, last, form in reversed(row["spans"]):
        parts = tags[first : last + 1]
        chosen = next((name for name in order if name in parts), parts[0])
        words[first : last + 1], tags[first : last + 1] = [form], [chosen]
    return [word.replace("\u200c", "") for word in words], tags


def _treebank(row: Row, place: RowPlace) -> TagExample:
    words, tags = fuse(row, place.language)
    name = str(value(row, "id", place)) or number(row, place)
    document = row["document"] if place.language in _BY_DOCUMENT else ""
    return TagExample(
        id=name,
        group=f"{place.language}-{document or name}",
        language=place.language,
        words=tuple(words),
        tags=tuple(label(mark, UPOS, place) for mark in tags),
    )


_LOCAL_UD = tuple(TREEBANKS)
DATASET_UDPOS = Dataset(
    name="udpos",
    title="Universal Dependencies part-of-speech tags",
    kind="tag",
    languages={
        "train": ("en", "hu"),
        "dev": tuple(dict.fromkeys(("en", *(name for name in UDPOS if name not in ("kk", "th", "tl", "yo"))))),
        "test": UDPOS,
    },
    licence="per treebank; CC BY-SA 4.0, Hindi CC BY-SA 3.0, Estonian and Hungarian non-commercial",
    citation="de Marneffe, Manning, Nivre, Zeman 2021, Universal Dependencies (Computational Linguistics)",
    local=LocalFiles(
        format="conllu",
        paths={split: (f"ud_pos/{{code}}-ud-{split}.conllu",) for split in ("train", "dev", "test")},
        row=_treebank,
        codes=TREEBANKS,
        rows={
            **{("train", "en"): 12544, ("dev", "en"): 2001, ("test", "en"): 2077, ("dev", "de"): 799},
            **{("test", "de"): 977, ("dev", "es"): 1400, ("test", "es"): 427, ("dev", "fr"): 1476},
            **{
                ("test", "fr"): 416,
                ("dev", "ru"): 579,
                ("test", "ru"): 601,
                ("dev", "zh"): 500,
                ("test", "zh"): 500,
            },
            **{("test", "hi"): 1000, ("dev", "ja"): 507, ("test", "ja"): 543, ("dev", "id"): 559},
            **{("test", "id"): 557, ("dev", "et"): 3122, ("test", "et"): 3207},
            **{("train", "hu"): 910, ("dev", "hu"): 441, ("test", "hu"): 449},
        },
    ),
    hub=HubFiles(
        repo="google/xtreme",
        config="udpos.{code}",
        splits={"train": "train", "dev": "validation", "test": "test"},
        row=tag(UPOS, words="tokens", tags="pos_tags"),
        columns=("tokens", "pos_tags"),
        codes=UDPOS_NAMES,
        rows={("train", "en"): 21253, ("dev", "en"): 3974, ("test", "en"): 5440},
    ),
    labels=UPOS,
)
TASK_UDPOS = TrainTask(
    name="udpos_en",
    title="UD part-of-speech tags, English",
    kind="tag",
    train=(Portion(dataset="udpos", split="train"),),
    dev=(Portion(dataset="udpos", split="dev"),),
    labels=UPOS,
    local_protocol="From local files: UD English EWT alone; from the hub: XTREME's English treebanks.",
)
UDPOS_TARGET = Target(
    name="udpos",
    title="UD part-of-speech tags",
    kind="tag",
    train="udpos_en",
    test=Portion(dataset="udpos", split="test"),
    languages=UDPOS,
    metric="seqeval",
    chance=None,
    labels=UPOS,
    group="structured",
)
UDPOS_LOCAL = Target(
    name="udpos-local",
    title="UD part-of-speech tags (local)",
    kind="tag",
    train="udpos_en",
    test=Portion(dataset="udpos", split="test"),
    languages=tuple(sorted(_LOCAL_UD)),
    metric="seqeval",
    chance=None,
    labels=UPOS,
    group="structured",
    local_protocol=(
        "One current treebank a language (Hindi: PUD) in 11 languages, in place of all UD v2.5 treebanks of 33; "
        "English trains on EWT alone."
    ),
)


def _untagged_language(row: Row, place: RowPlace) -> Row:
    """The row without the `en:` that the original release puts before every token."""
    words, prefix = value(row, "words" if "words" in row else "tokens", place), f"{place.language}:"
    if words and all(word.startswith(prefix) and word != prefix for word in words):
        words = [word.removeprefix(prefix) for word in words]
    return {"words": words, "tags": value(row, "tags" if "tags" in row else "ner_tags", place)}


def _panx(row: Row, place: RowPlace) -> TagExample:
    found = _tagged(_untagged_language(row, place), place)
    assert isinstance(found, TagExample)
    return found


_tagged = tag(PANX, group=own_number)
_DEV_LANGUAGES = tuple(sorted({*PANX_LANGUAGES, *["az", "gu", "lt", "pa", "pl", "qu", "ro", "uk"]}))
_SMALL = {
    1000: names("af az bn hi kk ml mr ms sw ta te tl ur"),
    100: names("gu jv my pa qu yo"),
}
_DEV_ROWS = {
    ("dev", name): next((size for size, names in _SMALL.items() if name in names), 10000) for name in _DEV_LANGUAGES
}
DATASET_PANX = Dataset(
    name="wikiann",
    title="WikiANN / PAN-X",
    kind="tag",
    languages={
        "train": ("en", "ar", "de", "es", "hi", "sw", "zh"),
        "dev": _DEV_LANGUAGES,
        "test": PANX_LANGUAGES,
    },
    licence="not stated; Wikipedia text CC BY-SA",
    citation="Pan et al. 2017, Cross-lingual Name Tagging and Linking (ACL); Rahimi et al. 2019 (ACL)",
    local=LocalFiles(
        format="columns",
        paths={split: (f"wikiann/{split}-{{language}}.tsv",) for split in ("train", "dev", "test")},
        row=_panx,
        options={"separator": "\t"},
    ),
    hub=HubFiles(
        repo="unimelb-nlp/wikiann",
        config="{language}",
        splits={"train": "train", "dev": "validation", "test": "test"},
        row=_panx,
        columns=("tokens", "ner_tags"),
    ),
    labels=PANX,
    rows={
        **_DEV_ROWS,
        **{("train", name): 20000 for name in ("en", "ar", "de", "es", "zh")},
        **{("train", "hi"): 5000, ("train", "sw"): 1000},
    },
)
TASK_PANX = TrainTask(
    name="panx_en",
    title="PAN-X English",
    kind="tag",
    train=(Portion(dataset="wikiann", split="train"),),
    dev=(Portion(dataset="wikiann", split="dev"),),
    labels=PANX,
)
TASK_PANX_LOCAL = TrainTask(
    name="panx_en-local",
    title="PAN-X English (95% of train; the rest selects)",
    kind="tag",
    train=(Portion(dataset="wikiann", split="train", high=0.95),),
    dev=(Portion(dataset="wikiann", split="train", low=0.95),),
    labels=PANX,
    local_protocol="95% of the 20,000 training sentences; the rest selects, because dev serves as test.",
)
PANX_TARGET = Target(
    name="panx",
    title="PAN-X named entities",
    kind="tag",
    train="panx_en",
    test=Portion(dataset="wikiann", split="test"),
    languages=PANX_LANGUAGES,
    metric="seqeval",
    chance=None,
    labels=PANX,
    group="structured",
)
PANX_LOCAL = Target(
    name="panx-local",
    title="PAN-X named entities (local)",
    kind="tag",
    train="panx_en-local",
    test=Portion(dataset="wikiann", split="dev"),
    languages=tuple(name for name in PANX_LANGUAGES if name != "th"),
    metric="seqeval",
    chance=None,
    labels=PANX,
    group="structured",
    local_protocol="Evaluated on dev, since the local copy has no test tags; Thai is missing.",
)

CHUNKING = Dataset(
    name="chunking",
    title="CoNLL-2000 chunking",
    kind="tag",
    languages={"train": ("en",), "test": ("en",)},
    licence="not stated; distributed for research by the shared task",
    citation="Tjong Kim Sang and Buchholz 2000, Introduction to the CoNLL-2000 Shared Task: Chunking",
    local=LocalFiles(
        format="columns",
        paths={split: (f"conll2000_chunking/{split}.txt",) for split in ("train", "test")},
        row=tag(CHUNKS),
        options={"separator": " "},
    ),
    labels=CHUNKS,
    rows={("train", "en"): 8936, ("test", "en"): 2012},
)
TASK_CHUNKING = TrainTask(
    name="chunking",
    title="CoNLL-2000 chunking",
    kind="tag",
    train=(Portion(dataset="chunking", split="train", high=0.9),),
    dev=(Portion(dataset="chunking", split="train", low=0.9),),
    labels=CHUNKS,
    local_protocol="90% of the training sentences train and 10% select: the shared task has no dev set.",
)
