"""Backbones, heads, tokenizers, the Hugging Face layout in and out.

May import: tasks (records, encoded), core.
"""
