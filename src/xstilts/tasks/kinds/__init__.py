"""Kinds: the form of a task - template, encoding, decoding - once for all tasks of the kind. Numpy only, no
torch.

`KINDS[name]` is a `tasks.encoded.Kind`. One module per kind; `pack.py` lays out sequences, `checks.py` holds
the checks and messages they share. May import: `tasks.records`, `tasks.encoded`, `tasks.scorers`, `core`,
numpy. Start reading: `classify.py` (the shortest), then `pack.py`.
"""

from __future__ import annotations

from xstilts.core.registry import Registry

KINDS = Registry(
    "kind",
    {
        name: f"xstilts.tasks.kinds.{name}:KIND"
        for name in ("classify", "choose", "tag", "extract", "retrieve", "mine", "mlm")
    },
)
"""Kind name -> kind object, imported when first asked for. `KINDS.add` registers more."""

METRIC_BY_KIND = {
    "classify": "accuracy",
    "choose": "accuracy",
    "tag": "seqeval",
    "extract": "squad",
    "retrieve": "retrieval_accuracy",
    "mine": "bucc_f1",
    "mlm": "",
}
"""What selects on English development data when a train task does not say, and scores the user's own tasks."""
