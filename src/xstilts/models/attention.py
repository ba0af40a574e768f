"""Self-attention over packed tokens, without work between sequences.

On the CPU one autograd function does runs of similar length, whose few pads exist nowhere else: torch's scaled dot
product attention leaves its fast path there as soon as dropout is on, and nested tensors and flex attention have no
CPU backward. On a GPU all sequences are one launch where a kernel for variable lengths is at hand, else runs of
exactly equal lengths go through `scaled_dot_product_attention` one by one: see `backends`.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from xstilts.models import backends
from xstilts.models.batch import Plan, Run
from xstilts.models.dropout import keep_mask


def packed_attention(qkv: Tensor, plan: Plan, heads: int, rate: float) -> Tensor:
    """softmax(Q K' / sqrt(d)) V inside each sequence, with dropout on the probabilities.

    Args:
        qkv: [T', 3 * H] queries, keys and values side by side, tokens in the order of `plan`.
        plan: which tokens are one sequence. What is returned for filler tokens means nothing, and no gradient
            may come back to it.
        heads: number of heads; d = H / heads.
        rate: dropout rate of the probabilities (0 when not training).

    Returns:
        [T', H], in the type of `qkv`.
    """
    if plan.padding is not None:
        result: Tensor = _PackedAttention.apply(qkv, plan, heads, rate)  # type: ignore[no-untyped-call]
        return result
    size = qkv.shape[1] // (3 * heads)
    name = used(qkv.device, qkv.dtype, size, rate)
    if name in backends.KERNELS:
        return _in_one_launch(name, qkv, plan, heads, rate)
    return torch.cat([_run_attention(qkv[run.start : run.stop], run, heads, rate) for run in plan.runs])


def used(device: torch.device, dtype: torch.dtype, size: int, rate: float) -> backends.Backend:
    """Which attention a device runs; the arguments as of `backends.choose`."""
    return backends.choose(device.type, dtype, size, rate, backends.kernels(device))


def _in_one_launch(name: str, qkv: Tensor, plan: Plan, heads: int, rate: float) -> Tensor:
    """All sequences by a kernel for variable lengths; the backward repeats its bits where torch was told to.

    torch's own is repeatable only under `use_deterministic_algorithms` without `warn_only`.
    """
    kernel, longest = backends.kernel(name), plan.runs[-1].length
    assert kernel is not None and plan.bounds is not None
    query, key, value = qkv.view(len(qkv), 3, heads, -1).unbind(1)
    options: dict[str, Any] = {}
    if name == "flash":
        options = {"dropout_p": rate, "deterministic": torch.are_deterministic_algorithms_enabled()}
    context: Tensor = kernel(query, key, value, plan.bounds, plan.bounds, longest, longest, **options)
    return context.reshape(len(qkv), -1)


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
    """Forward and backward by padded runs. Softmax in fp32 inside; products in the type of the input.

    Factors (1 / sqrt(d), the scale of dropout) are applied by the products, not in passes of their own.
    """

    @staticmethod
    def forward(ctx: Any, qkv: Tensor, plan: Plan, heads: int, rate: float) -> Tensor:
        assert plan.padding is not None
        rows = qkv.index_select(0, plan.padding.source)
        width = qkv.shape[1] // 3
        scale, up = (width // heads) ** -0.5, 1.0
        out = qkv.new_empty(len(rows), width)
        out[-1].zero_()
        saved: list[Tensor] = []
        with torch.autocast("cpu", enabled=False):
            for run, bias in zip(plan.runs, plan.padding.biases):
                query, key, value = _split(rows[run.start : run.stop], run, heads, 3)
                scores = _product(query, key.transpose(1, 2), scale)
                if bias is not None:
                    scores.view(run.count, heads, run.length, run.length).add_(bias.to(scores.dtype))
                weights = dropped = torch.softmax(scores, -1)
                if rate > 0.0:
                    mask, up = keep_mask(weights.numel(), rate)
                    dropped = mask.to(weights.dtype).view(weights.shape).mul_(weights)
                _merge(out[run.start : run.stop], _product(dropped, value, up), run, heads)
                if ctx.needs_input_grad[0]:
                    saved += [weights, dropped]
        ctx.save_for_backward(rows, out, *saved)
        ctx.plan, ctx.heads, ctx.scale, ctx.up = plan, heads, scale, up
        return out.index_select(0, plan.padding.place)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None, None]:
        rows, out, *saved = ctx.saved_tensors
        plan, heads, up, width = ctx.plan, ctx.heads, ctx.up, out.shape[1]
        grad = grads[0].index_select(0, plan.padding.source)
        # sum_j P_ij dP_ij = dO_i . O_i holds with dropout too, because O is made of the dropped weights
        delta = (grad.float() * out.float()).view(len(out), heads, -1).sum(-1)
        result = torch.empty_like(rows)
        result[-1].zero_()
        with torch.autocast("cpu", enabled=False):
            for run, weights, dropped in zip(plan.runs, saved[::2], saved[1::2]):
                place = slice(run.start, run.stop)
                query, key, value = _split(rows[place], run, heads, 3)
                upper = _split(grad[place], run, heads, 1)[0]
                row_sum = delta[place].view(run.count, run.length, heads).transpose(1, 2)
                row_sum = row_sum.reshape(run.count * heads, run.length, 1).to(weights.dtype)
                scores = _product(upper, value.transpose(1, 2), up)
                scores = scores.mul_(dropped).addcmul_(weights, row_sum, value=-1)
                target = result[place]
                _merge(target[:, :width], _product(scores, key, ctx.scale), run, heads)
                _merge(target[:, width : 2 * width], _product(scores.mT, query, ctx.scale), run, heads)
                _merge(target[:, 2 * width :], _product(dropped.mT, upper, up), run, heads)
        return result.index_select(0, plan.padding.place), None, None, None


def _product(left: Tensor, right: Tensor, scale: float) -> Tensor:
    """scale * left @ right over a batch of matrices."""
    return torch.baddbmm(left.new_empty(1), left, right, beta=0.0, alpha=scale)
