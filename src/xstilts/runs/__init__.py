"""The store, the scheduler, executors; knows stages, not what they do.

May import: stages, core.
"""
