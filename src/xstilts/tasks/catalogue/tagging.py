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
    treebank = place.file.rsplit("/", 1)[-1].split("-ud-")[0]
    if treebank != TREEBANKS.get(place.language):
        name = f"{treebank}-{name}"
    document = row["document"] if place.language in _BY_DOCUMENT else ""
    return TagExample(
        id=name,
        group=f"{place.language}-{document or name}",
        language=place.language,
        words=tuple(words),
        tags=tuple(label(mark, UPOS, place) for mark in tags),
    )


_LOCAL_UD = tuple(TREEBANKS)
_TREEBANK_ROWS = {
    **{"en": (2077, 2001, 12544), "de": (977, 799), "es": (427, 1400), "fr": (416, 1476), "ru": (601, 579)},
    **{"zh": (500, 500), "hi": (1000,), "ja": (543, 507), "id": (557, 559), "et": (3207, 3122), "hu": (449, 441, 910)},
}
"""Test, dev and train sentences of one current treebank a language, asserted where it is the only one there."""
_XTREME_ROWS = {
    **{"af": (425, 194), "ar": (1680, 909), "bg": (1116, 1115), "de": (22458, 19233), "el": (2809, 2559)},
    **{"en": (5440, 3974, 21253), "es": (3147, 3054), "et": (3760, 3125), "eu": (1799, 1798), "fa": (600, 599)},
    **{"fi": (4422, 3239), "fr": (9465, 5979), "he": (491, 484), "hi": (2684, 1659), "hu": (449, 441, 910)},
    **{"id": (1557, 559), "it": (3518, 2278), "ja": (2372, 511), "kk": (1047,), "ko": (4276, 3016), "mr": (47, 46)},
    **{"nl": (1471, 1394), "pt": (2681, 1770), "ru": (11336, 9960), "ta": (120, 80), "te": (146, 131), "th": (1000,)},
    **{"tl": (55,), "tr": (4785, 988), "ur": (535, 552), "vi": (800, 800), "yo": (100,), "zh": (5528, 3038)},
}
"""Test, dev and train sentences of XTREME's copy on the hub: all treebanks of UD v2.5. kk, th, tl, yo have no dev."""
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
        paths={
            split: (f"ud_pos/UD_{{code}}-*/{{language}}_*-ud-{split}.conllu",) for split in ("train", "dev", "test")
        },
        row=_treebank,
        codes=UDPOS_NAMES,
        file_rows={
            f"{TREEBANKS[language]}-ud-{split}.conllu": size
            for language, sizes in _TREEBANK_ROWS.items()
            for split, size in zip(("test", "dev", "train"), sizes)
        },
    ),
    hub=HubFiles(
        repo="google/xtreme",
        config="udpos.{code}",
        splits={"train": "train", "dev": "validation", "test": "test"},
        row=tag(UPOS, words="tokens", tags="pos_tags"),
        columns=("tokens", "pos_tags"),
        codes=UDPOS_NAMES,
        rows={
            (split, language): size
            for language, sizes in _XTREME_ROWS.items()
            for split, size in zip(("test", "dev", "train"), sizes)
        },
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
    local_protocol=(
        "From local files: the English treebanks in the folder (UD English EWT alone, as it is shared); from the hub: "
        "XTREME's English treebanks of UD v2.5."
    ),
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
_PANX_ROWS = {name: next((size for size, names in _SMALL.items() if name in names), 10000) for name in _DEV_LANGUAGES}
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
        **{("dev", name): size for name, size in _PANX_ROWS.items()},
        **{("test", name): _PANX_ROWS[name] for name in PANX_LANGUAGES},
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
