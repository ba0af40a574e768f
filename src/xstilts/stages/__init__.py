"""Stages: what each node of the graph does. Glue between `tasks`, `models`, `train` and `evaluate`; no scheduling.

`specs.py` and `context.py` are light (no torch), so that planning is; `execute.py` maps a spec's type to its function.
May import: `train`, `evaluate`, `models`, `tasks`, `lab`, `core`. Start reading: `specs.py`.
"""
