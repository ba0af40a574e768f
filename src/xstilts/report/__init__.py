"""The report of a study: one self-contained HTML file, and the same numbers as Markdown, LaTeX, JSON and
Parquet.

May import: evidence, analysis, core; altair and vl-convert inside `charts.py` functions. Never trains, never
recomputes a score: everything shown comes from `analysis.analyse`. Start reading: `build.py`, then `view.py`.
"""
