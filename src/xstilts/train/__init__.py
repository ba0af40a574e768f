"""The loop, mixture sampling, masked LM, optimizer, checkpoint.

May import: models, tasks, core.
"""
