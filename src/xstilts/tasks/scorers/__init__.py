"""Scorers: official scoring rules as plain functions over texts, tags and id pairs. No model, no torch.

`squad` (SQuAD v1.1 and v2.0), `mlqa` (language-aware), `tagging` (entity counts equal to seqeval 1.2.2),
`mining` (BUCC sets and thresholds). May import: `tasks.records`, `core`, numpy.
Start reading: `squad.py`; the metrics made of these counts are in `tasks/metrics.py`.
"""
