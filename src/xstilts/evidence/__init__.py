"""Literature to claims to verdicts, beside measured results (typed claims of a study for now).

May import: analysis, core.
"""
