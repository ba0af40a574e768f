"""What a finished study says: scores, gains, intervals, tests, aggregation, flags, recommendation.

Pure functions over stored results: nothing here trains, predicts, or writes. May import: runs (records
only), tasks (metrics), core. Start reading: `results.py` (the design), `collect.py` (what is read),
`gains.py` and `intervals.py` (how sure a gain is), then `analyse.py`, which puts everything together for the
report.
"""
