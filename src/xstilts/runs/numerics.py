"""What decides the bits of a result besides its spec (the numerics fingerprint), and what provenance records.

Library versions, instruction set, thread count, the number of ranks and sharding change bits, not meaning; they are
recorded, not part of a key. Bit identity is promised within one fingerprint. Nothing here imports torch: versions come
from package metadata, and the instruction set torch uses is asked only where torch is already loaded (in a worker).
"""

from __future__ import annotations

import platform
import subprocess
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def package_version(name: str) -> str:
    """Version of an installed package, or an empty string."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def fingerprint(threads: int, device: str, ranks: int = 1, *, shard: bool = False) -> dict[str, Any]:
    """Numerics fingerprint of this process: versions, threads, ranks and whether they shard the training, architecture,
    instruction set, device name.

    `capability` is torch's own word (`AVX2`, `AVX512`) where torch is loaded, else empty; `products` likewise the
    route of fp32 matrix products (`medium`: oneDNN, taken where a probe found it to be true fp32; `highest`), and
    `bf16` what a stage of that precision is computed in (`fp32` on processors without bf16 products).
    """
    torch = sys.modules.get("torch")
    capability, products, bf16, name = "", "", "", device
    if torch is not None:
        from xstilts.models.arithmetic import computed

        products, bf16 = str(torch.get_float32_matmul_precision()), computed("bf16", device)
        capability = str(torch.backends.cpu.get_cpu_capability())
        if device.startswith("cuda") and torch.cuda.is_available():
            name = str(torch.cuda.get_device_name(device))
    return {
        "torch": package_version("torch"),
        "flash_attn": package_version("flash_attn") if device.startswith("cuda") else "",
        "numpy": package_version("numpy"),
        "threads": threads,
        "ranks": ranks,
        "shard": shard,
        "machine": platform.machine(),
        "capability": capability,
        "products": products,
        "bf16": bf16,
        "device": name,
    }


def versions() -> dict[str, str]:
    """Versions that a provenance records."""
    names = ("xstilts", "torch", "numpy", "transformers", "tokenizers")
    return {"python": platform.python_version(), **{name: package_version(name) for name in names}}


@lru_cache(maxsize=1)
def git_commit() -> str | None:
    """Commit of the source tree this package runs from (`-dirty` when changed), None outside a repository."""
    package = Path(__file__).resolve().parents[1]
    try:
        tracked = _git(package, "ls-files", "--error-unmatch", "__init__.py")
        text = _git(package, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*") if tracked else ""
    except (OSError, subprocess.SubprocessError):
        return None
    return text or None


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""
