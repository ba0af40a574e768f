"""Claims beside measured results: a typed claim of a study gets a verdict and a reason.

May import: analysis, core. Start reading: `claims.py`.
"""
