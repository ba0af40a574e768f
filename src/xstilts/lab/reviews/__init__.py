"""The phrases of reviews, one file per language: whole sentences, with their capital letter and full stop.

May import: nothing. Start reading: `en.py`.
"""
