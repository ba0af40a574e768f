"""The loop, mixture sampling, masked LM, optimizer, checkpoint: everything that changes weights.

One loop serves every phase. It knows packed data (`tasks.encoded`), models and heads, but no stage, spec or
study. May import: evaluate, models, tasks, core. Start reading: `loop.py`; `steps.py`, `pairs.py` and
`ranks.py` are free of torch.
"""
