"""The study file to a typed Study and to a Plan (graph of stages), cost estimates, the built-in studies.

May import: report, evidence, analysis, runs, stages (specs), tasks, core; never torch.
"""
