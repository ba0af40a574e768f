"""The grammars, one file per language: a realiser of meanings, over the tables of `lab/words/`.

May import: lab.meaning, lab.grammar, lab.world, lab.words. Start reading: `en.py`.
"""
