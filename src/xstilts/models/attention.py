"""Self-attention over packed tokens: sequences of equal length together, no padding.

On the CPU one autograd function does all runs: torch's scaled dot product attention leaves its fast path
there as soon as dropout is on, and nested tensors and flex attention have no CPU backward. Elsewhere each run
goes through `scaled_dot_product_attention`.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from xstilts.models.batch import Run
from xstilts.models.dropout import keep_mask


def packed_attention(qkv: Tensor, runs: tuple[Run, ...], heads: int, rate: float) -> Tensor:
    """softmax(Q K' / sqrt(d)) V inside each sequence, with dropout on the probabilities.

    Args:
        qkv: [T, 3 * H] queries, keys and values side by side, tokens in the order of `runs`.
        runs: which tokens are sequences of equal length (`Plan.runs`).
        heads: number of heads; d = H / heads.
        rate: dropout rate of the probabilities (0 when not training).

    Returns:
        [T, H], in the type of `qkv`.
    """
    if qkv.device.type == "cpu":
        result: Tensor = _PackedAttention.apply(qkv, runs, heads, rate)  # type: ignore[no-untyped-call]
        return result
    return torch.cat([_run_attention(qkv[run.start : run.stop], run, heads, rate) for run in runs])


def _run_attention(rows: Tensor, run: Run, heads: int, rate: float) -> Tensor:
    parts = rows.view(run.count, run.length, 3, heads, -1).permute(2, 0, 3, 1, 4)
    context = F.scaled_dot_product_attention(parts[0], parts[1], parts[2], dropout_p=rate)
    return context.transpose(1, 2).reshape(run.count * run.length, -1)


def _split(rows: Tensor, run: Run, heads: int, parts: int) -> Tensor:
    """Rows [n * L, parts * H] as [parts, n * heads, L, d]; a view when the run is one sequence."""
    if run.count == 1:
        return rows.view(run.length, parts, heads, -1).permute(1, 2, 0, 3)
    view = rows.view(run.count, run.length, parts, heads, -1).permute(2, 0, 3, 1, 4)
    return view.reshape(parts, run.count * heads, run.length, -1)


def _merge(target: Tensor, values: Tensor, run: Run, heads: int) -> None:
    """Write [n * heads, L, d] into rows [n * L, H] (a view with any row stride)."""
    rows = target.view(run.count, run.length, heads, values.shape[-1])
    rows.copy_(values.view(run.count, heads, run.length, values.shape[-1]).transpose(1, 2))


class _PackedAttention(torch.autograd.Function):
    """Forward and backward by runs. Softmax in fp32; products in the type of the input."""

    @staticmethod
    def forward(ctx: Any, qkv: Tensor, runs: tuple[Run, ...], heads: int, rate: float) -> Tensor:
        width = qkv.shape[1] // 3
        scale = (width // heads) ** -0.5
        out = qkv.new_empty(qkv.shape[0], width)
        saved: list[Tensor] = []
        with torch.autocast("cpu", enabled=False):
            for run in runs:
                query, key, value = _split(qkv[run.start : run.stop], run, heads, 3)
                scores = torch.bmm(query, key.transpose(1, 2)).float().mul_(scale)
                weights = torch.softmax(scores, -1).to(qkv.dtype)
                factor = weights.new_empty(0)
                dropped = weights
                if rate > 0.0:
                    mask, up = keep_mask(weights.numel(), rate)
                    factor = mask.to(weights.dtype).mul_(up).view(weights.shape)
                    dropped = weights * factor
                _merge(out[run.start : run.stop], torch.bmm(dropped, value), run, heads)
                saved += [weights, factor]
        ctx.save_for_backward(qkv, out, *saved)
        ctx.runs, ctx.heads, ctx.scale = runs, heads, scale
        return out

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None, None]:
        qkv, out, *saved = ctx.saved_tensors
        grad, heads, width = grads[0].contiguous(), ctx.heads, out.shape[1]
        # sum_j P_ij dP_ij = dO_i . O_i holds with dropout too, because O is made of the dropped weights
        delta = (grad.float() * out.float()).view(len(out), heads, -1).sum(-1)
        result = torch.empty_like(qkv)
        with torch.autocast("cpu", enabled=False):
            for index, run in enumerate(ctx.runs):
                weights, factor = saved[2 * index], saved[2 * index + 1]
                rows = slice(run.start, run.stop)
                query, key, value = _split(qkv[rows], run, heads, 3)
                upper = _split(grad[rows], run, heads, 1)[0]
                inner = torch.bmm(upper, value.transpose(1, 2))
                dropped = weights
                if len(factor):
                    inner, dropped = inner.mul_(factor), weights * factor
                row_sum = delta[rows].view(run.count, run.length, heads).transpose(1, 2)
                row_sum = row_sum.reshape(run.count * heads, run.length, 1).to(weights.dtype)
                scores = inner.sub_(row_sum).mul_(weights).mul_(ctx.scale)
                _merge(result[rows, :width], torch.bmm(scores, key), run, heads)
                _merge(result[rows, width : 2 * width], torch.bmm(scores.transpose(1, 2), query), run, heads)
                _merge(result[rows, 2 * width :], torch.bmm(dropped.transpose(1, 2), upper), run, heads)
        return result, None, None, None
