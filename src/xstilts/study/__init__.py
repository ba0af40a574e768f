"""The study file to a typed Study and to a Plan (graph of stages), cost estimates, the built-in studies.

May import: report, evidence, analysis, runs, stages (specs), train (steps), models (backbones), tasks,
lab, core; never torch. Start reading: `load.py` (file -> `schema.Study`, all problems at once), then
`plan.py` (Study -> Plan), which uses `recipes.py` (published defaults), `portions.py` (data references),
`cells.py` (specs of one cell), `estimate.py`. `explain.py` says which field makes two keys differ.
"""
