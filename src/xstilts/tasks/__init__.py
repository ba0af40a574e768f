"""Tasks: kinds (template, encoding, decoding, metric), the catalogue, and sources of examples. Numpy only, no torch.

May import: `lab`, `core`, numpy, pyarrow, pydantic; `tokenizers` never (models give a `Tokenizer`).
Start reading: `records.py` (what an example, a dataset, a train task and a target are), then `encoded.py`, `kinds/`,
`catalogue/`, `sources.py`.
"""
