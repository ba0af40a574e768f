"""What every room may use: errors, canonical JSON, seeds, files written whole, progress events, fault points.

May import: the standard library, numpy and pydantic; nothing of ours.
Start reading: `errors.py`, then `files.py`.
"""
