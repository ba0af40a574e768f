"""The words of the languages: tables alone, one file per language; the grammar is in `lab/languages/`.

May import: nothing. Start reading: `en.py`.
"""
