"""Freed memory, given back."""

from __future__ import annotations

import ctypes
import sys


def trim() -> None:
    """Give the system what this process freed and the C library keeps for itself (glibc; elsewhere nothing)."""
    if sys.platform == "linux":
        malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if malloc_trim is not None:
            malloc_trim(0)
