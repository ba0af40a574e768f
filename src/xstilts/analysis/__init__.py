"""Gains, intervals, tests, aggregation

May import:  pure functions over stored results.:runs (reading), tasks (metrics), core.
"""
