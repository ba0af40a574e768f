"""Running forwards: head outputs, sentence vectors, retrieval and mining. (Generated code will run in `sandbox/`.)

May import: `models`, `tasks`, `core`. Start reading: `predict.py`, then `neighbours.py`; `lexical.py` is the baseline
without a model, and free of torch.
"""
