"""Runs forwards

May import:  prediction, embeddings, retrieval and mining.:models, tasks, core.
"""
