"""xstilts: intermediate-task training for zero-shot cross-lingual transfer, planned, run and judged.

Importing this package loads neither torch nor transformers; see ARCHITECTURE.md for the rooms.
"""

__version__ = "0.1.0"
