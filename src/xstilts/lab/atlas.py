"""What is known of the lab's languages besides their grammar: name, family, script, and the code that file names use.

Families are the top-level ones of Glottolog 5 (Hammarstrom et al.), scripts are named as in ISO 15924; `iso3` is the
code that Tatoeba's files use (`cmn` and `swh`: the single languages, not the macrolanguages `zho` and `swa`).
"""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """One language: its English name, top-level family, branch (or none), script, ISO 639-3 code."""

    name: str
    family: str
    branch: str
    script: str
    iso3: str


ATLAS: dict[str, Language] = {
    "en": Language("English", "Indo-European", "Germanic", "Latin", "eng"),
    "de": Language("German", "Indo-European", "Germanic", "Latin", "deu"),
    "es": Language("Spanish", "Indo-European", "Romance", "Latin", "spa"),
    "fi": Language("Finnish", "Uralic", "Finnic", "Latin", "fin"),
    "hi": Language("Hindi", "Indo-European", "Indo-Aryan", "Devanagari", "hin"),
    "id": Language("Indonesian", "Austronesian", "Malayo-Polynesian", "Latin", "ind"),
    "ja": Language("Japanese", "Japonic", "", "Japanese", "jpn"),
    "ru": Language("Russian", "Indo-European", "Slavic", "Cyrillic", "rus"),
    "sw": Language("Swahili", "Atlantic-Congo", "Bantu", "Latin", "swh"),
    "tr": Language("Turkish", "Turkic", "Oghuz", "Latin", "tur"),
    "vi": Language("Vietnamese", "Austroasiatic", "Vietic", "Latin", "vie"),
    "zh": Language("Chinese", "Sino-Tibetan", "Sinitic", "Han", "cmn"),
}
"""Language code -> what is known of it, in the order of `generate.LANGUAGES`."""


class Task(NamedTuple):
    """One kind of task: what it asks, its metric as the catalogue has it, and the real benchmark whose files it has."""

    asks: str
    metric: str
    chance: str
    like: str


TASKS: dict[str, Task] = {
    "nli": Task("does the hypothesis follow from the premise, contradict it, or neither?", "accuracy", "33.3", "XNLI"),
    "paraphrase": Task("do two sentences of nearly the same words say the same?", "accuracy", "50.0", "PAWS-X"),
    "sentiment": Task("is the reviewer's own verdict positive or negative?", "accuracy", "50.0", "SST-2"),
    "choice": Task("which of two events is the cause, or the effect?", "accuracy", "50.0", "XCOPA"),
    "pos": Task("the universal part of speech of each word", "seqeval F1", "-", "UD"),
    "ner": Task("persons, organisations and places, as BIO tags", "seqeval F1", "-", "WikiANN"),
    "qa": Task("the span of a context that answers a question", "SQuAD F1", "-", "XQuAD"),
    "retrieval": Task("the English translation of a sentence, among all", "accuracy", "1/rows", "Tatoeba"),
    "mining": Task("the pairs of translations in two comparable corpora", "BUCC F1", "-", "BUCC 2018"),
    "text": Task("plain text for pretraining, line-parallel over the languages", "-", "-", "plain text"),
}
"""Task -> what to know of it; the order is that of `generate.MAKERS`."""
