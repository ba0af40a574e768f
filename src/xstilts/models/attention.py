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


class _PackedAttention(torch.autograd.Function):
    """Forward and backward by padded runs. Softmax in fp32 inside; products in the type of the input.

    All runs are gathered at once into the layout that their products want, and back at once (see `batch.Layout`):
    copies run by run and part by part would cost more than the products. Factors (1 / sqrt(d), the scale of dropout)
    are applied by the products, not in passes of their own.
    """

    @staticmethod
    def forward(ctx: Any, qkv: Tensor, plan: Plan, heads: int, rate: float) -> Tensor:
        assert plan.padding is not None
        layout, size = plan.padding.layout(plan.runs, heads), qkv.shape[1] // (3 * heads)
        rows = qkv.reshape(-1, size).index_select(0, layout.gather_parts)
        out = _buffer(rows, plan.runs[-1].stop * heads)
        scale, up = size**-0.5, 1.0
        saved: list[Tensor] = []
        with torch.autocast("cpu", enabled=False):
            for run, bias in zip(plan.runs, plan.padding.biases):
                query, key, value = _block(rows, run, heads, 3)
                scores = torch.baddbmm(query.new_empty(1), query, key.transpose(1, 2), beta=0.0, alpha=scale)
                if bias is not None:
                    scores.view(run.count, heads, run.length, run.length).add_(bias.to(scores.dtype))
                weights = dropped = torch.softmax(scores, -1)
                if rate > 0.0:
                    mask, up = keep_mask(weights, rate)
                    dropped = mask.mul_(weights)
                _product(_block(out, run, heads, 1)[0], dropped, value, up)
                if ctx.needs_input_grad[0]:
                    saved += [weights, dropped]
        ctx.save_for_backward(rows, out, *saved)
        ctx.plan, ctx.layout, ctx.heads, ctx.scale, ctx.up = plan, layout, heads, scale, up
        return out.index_select(0, layout.place).view(len(qkv), -1)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None, None]:
        rows, out, *saved = ctx.saved_tensors
        layout, heads, up = ctx.layout, ctx.heads, ctx.up
        upper = grads[0].reshape(-1, rows.shape[1]).index_select(0, layout.gather)
        # sum_j P_ij dP_ij = dO_i . O_i holds with dropout too, because O is made of the dropped weights
        delta = (upper.float() * out[:-1].float()).sum(-1, keepdim=True).to(rows.dtype)
        result = _buffer(rows, len(rows))
        with torch.autocast("cpu", enabled=False):
            for run, weights, dropped in zip(ctx.plan.runs, saved[::2], saved[1::2]):
                query, key, value = _block(rows, run, heads, 3)
                above, row_sum = _block(upper, run, heads, 1)[0], _block(delta, run, heads, 1)[0]
                scores = torch.baddbmm(above.new_empty(1), above, value.transpose(1, 2), beta=0.0, alpha=up)
                scores = scores.mul_(dropped).addcmul_(weights, row_sum, value=-1)
                to_query, to_key, to_value = _block(result, run, heads, 3)
                _product(to_query, scores, key, ctx.scale)
                _product(to_key, scores.mT, query, ctx.scale)
                _product(to_value, dropped.mT, above, up)
        return result.index_select(0, layout.place_parts).view(len(grads[0]), -1), None, None, None


def _buffer(like: Tensor, rows: int) -> Tensor:
    """Room for `rows` rows, and one of zeros at the end."""
    buffer = like.new_empty(rows + 1, like.shape[1])
    buffer[-1].zero_()
    return buffer


def _block(rows: Tensor, run: Run, heads: int, parts: int) -> Tensor:
    """A run's rows as [parts, count * heads, length, row size], a view."""
    scale = parts * heads
    block = rows[run.start * scale : run.stop * scale]
    return block.view(parts, run.count * heads, run.length, -1)


def _product(out: Tensor, left: Tensor, right: Tensor, scale: float) -> None:
    """out = scale * left @ right over a batch of matrices."""
    torch.baddbmm(out, left, right, beta=0.0, alpha=scale, out=out)
