"""The grammars, one file per language: a lexicon, a realiser of meanings, and the phrases of the causal events.

May import: lab.meaning, lab.world. Start reading: `en.py`.
"""
