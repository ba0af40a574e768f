"""Backbones, heads, tokenizers, the Hugging Face layout in and out.

May import: tasks (records, encoded), core. `reference.py`, `config.py`, `backbones.py` and `tokenizer.py`
load no torch. Start reading: `backbones.py` (what a model is called and where it lies), then `batch.py`,
`encoder.py`, `model.py`; `layout.py` and `export.py` write what they hold.
"""
