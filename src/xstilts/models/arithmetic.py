"""In which arithmetic a precision is computed on a device.

`bf16` is what a study asks for at least: products of bfloat16 with sums in fp32 (autocast). A processor without such
products has torch fall back to a scalar loop there, some eighty times slower than fp32 (measured on AVX2). It computes
the whole pass in fp32 instead: more exact than asked for, and recorded in the numerics fingerprint.

What a processor has is asked, not timed: a probe under load could answer differently from one stage to the next, and
equal stages would no longer end with equal bits.
"""

from __future__ import annotations

from functools import lru_cache

import torch


@lru_cache(maxsize=1)
def cpu_has_bf16() -> bool:
    """Whether oneDNN multiplies bfloat16 matrices here (AVX-512, or Arm's bf16), so that torch need not loop."""
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    asked = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    return bool(asked()) if asked is not None else torch.backends.cpu.get_cpu_capability().startswith("AVX512")


def computed(precision: str, device: str | torch.device) -> str:
    """`fp32` or `bf16`: what a precision is computed in on a device, or on several as `--device` names them."""
    slow = precision == "bf16" and str(device).partition(":")[0] == "cpu" and not cpu_has_bf16()
    return "fp32" if slow else precision


def arithmetic(precision: str, device: str | torch.device) -> torch.autocast:
    """The context in which forward passes and losses of a precision (`fp32`, `bf16`) run on a device."""
    kind = torch.device(device).type
    return torch.autocast(kind, dtype=torch.bfloat16, enabled=computed(precision, device) == "bf16")
