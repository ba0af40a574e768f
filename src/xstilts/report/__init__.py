"""Tables, figures, HTML, Markdown, LaTeX from stored results; never trains.

May import: evidence, analysis, runs, core.
"""
