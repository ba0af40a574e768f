"""Paired races of the engine against Hugging Face's `Trainer`: `python -m benchmarks --help`."""
