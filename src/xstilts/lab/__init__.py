"""A procedurally generated parallel world in several real languages.

May import: core.
"""
