"""Label spaces. A head belongs to a label space, so tasks that name the same space share a head."""

from __future__ import annotations

from xstilts.tasks.records import LabelSpace

NLI = LabelSpace(
    name="nli",
    labels=("entailment", "neutral", "contradiction"),
    spellings={"contradictory": "contradiction"},
)
"""The XNLI-MT copy of MultiNLI that XTREME trains on spells one label differently."""
RTE2 = LabelSpace(name="rte2", labels=("entailment", "not_entailment"))
SENTIMENT = LabelSpace(name="sentiment", labels=("negative", "positive"))
PARAPHRASE = LabelSpace(
    name="paraphrase", labels=("different", "paraphrase"), spellings={"0": "different", "1": "paraphrase"}
)
"""PAWS-X's files and submissions write 0 and 1."""
QUESTIONS = LabelSpace(name="duplicate_questions", labels=("not_duplicate", "duplicate"))
ACCEPTABILITY = LabelSpace(name="acceptability", labels=("unacceptable", "acceptable"))
UPOS = LabelSpace(
    name="upos",
    labels=(
        *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
        *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
    ),
)
PANX = LabelSpace(name="panx", labels=("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"))
CHUNK_TYPES = ("NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP")
CHUNKS = LabelSpace(name="chunks", labels=("O", *(f"{side}-{kind}" for kind in CHUNK_TYPES for side in ("B", "I"))))
