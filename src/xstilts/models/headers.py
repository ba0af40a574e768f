"""Weights looked at without torch: the headers of safetensors files against the folder's config.json."""

from __future__ import annotations

from pathlib import Path

from xstilts.core.errors import ModelError
from xstilts.models.config import read_config

EMBEDDING = "word_embeddings.weight"
"""The end of the name of the token embeddings in every encoder family that runs packed."""


def check_headers(folder: Path) -> None:
    """Refuse weights that cannot be read, or token embeddings of another shape than config.json says.

    Other tensors are judged where they are loaded; formats without a readable header are left to that too.

    Raises:
        ModelError: names the file, the shape seen and the shape expected.
    """
    config = read_config(folder)
    expected = [config.get("vocab_size"), config.get("hidden_size")]
    for path in sorted(folder.glob("model*.safetensors")):
        for name, shape in _shapes(path).items():
            if name.endswith(EMBEDDING) and None not in expected and shape != expected:
                raise ModelError(
                    f"{path} does not fit its config.json: {name} is {shape}, expected {expected} (vocab_size, "
                    "hidden_size); restore both files"
                )


def _shapes(path: Path) -> dict[str, list[int]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return {name: list(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{path} cannot be read as safetensors ({error}); restore the file") from None
