"""The training loop: one for every phase, kind and mixture, readable from top to bottom.

A step reads one draw of the mixture, in micro-batches of at most `micro_tokens` packed tokens, sorted by
length so that equal lengths sit together. Its loss is the sum over all its units (examples, words, windows,
masked tokens) divided by their number, so splitting into micro-batches does not change the mathematics. What
is random is the draw (a function of seed and step), dropout (torch's generator) and masking (a numpy
generator); all of it survives a kill. Several processes may share a training (`ranks`): all run this loop.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts.core.errors import Interrupted, StageFailed
from xstilts.core.faults import reach
from xstilts.core.progress import Progress, Reporter, silent
from xstilts.core.seeds import derive, generator
from xstilts.models.arithmetic import arithmetic
from xstilts.models.batch import Batch, make_batch, on_host, token_budget
from xstilts.tasks.encoded import IGNORE, Encoded
from xstilts.train.checkpoint import (
    load_checkpoint,
    put,
    read_aside,
    restore,
    restore_random,
    save_checkpoint,
    set_aside,
    trained,
)
from xstilts.train.mixture import Draw
from xstilts.train.mlm import Masking, mask, select
from xstilts.train.optimizer import clip, rate_factor, set_rate
from xstilts.train.ranks import ALONE, Ranks
from xstilts.train.state import DevScore, Outcome, TrainState

REPORT_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskData:
    """One task of a training: its head and packed data. `masking` makes it masked LM on unlabelled text.

    `units` int64 [G] counts what each group's loss sums over: 1 for examples and windows, scored words for
    tagging.
    """

    name: str
    head: str
    encoded: Encoded
    units: NDArray[np.int64]
    masking: Masking | None = None


class Schedule(Protocol):
    """What is read of a mixture."""

    @property
    def steps(self) -> int:
        """Steps of the training."""
        ...

    def draw(self, step: int) -> Draw:
        """The task and groups of a step, the same whenever it is asked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of the loop. `key` names the stage, so that no other stage's checkpoint is taken for it.

    `micro_tokens` None leaves it to the device.
    """

    key: str
    seed: int
    warmup: float = 0.1
    clip: float = 1.0
    precision: Literal["fp32", "bf16"] = "fp32"
    select: Literal["best", "last"] = "best"
    evals: int = 4
    patience: int = 30
    checkpoint_steps: int = 200
    micro_tokens: int | None = None


def never() -> bool:
    """A stop request that never comes."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where the loop runs: device, checkpoint folder, whom to tell, whom to ask whether to stop (rank 0 alone is
    asked), and the place among processes that share the training, which must have been joined.
    """

    checkpoint_dir: Path
    device: str = "cpu"
    report: Reporter = silent
    stopped: Callable[[], bool] = never
    ranks: Ranks = ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a step does: its batches for a head, with weights; its loss is the mean of `units`; `tokens` are read."""

    head: str
    batches: Iterable[tuple[float, Batch]]
    units: int
    tokens: int


@dataclass(slots=True, kw_only=True)
class _Training:
    """What the loop's functions share.

    `reported` is when (monotonic seconds) the reporter was last told; `ahead` the next step's work, if it is made.
    """

    model: Any
    optimizer: torch.optim.Optimizer
    tasks: Sequence[TaskData]
    mixture: Schedule
    settings: Settings
    around: Surroundings
    random: np.random.Generator
    reported: float = 0.0
    ahead: _Work | None = None


def train(
    model: Any,
    optimizer: torch.optim.Optimizer,
    tasks: Sequence[TaskData],
    mixture: Schedule,
    settings: Settings,
    around: Surroundings,
    dev: Callable[[], DevScore] | None = None,
) -> Outcome:
    """Train `model` in place, from its checkpoint if there is one.

    Args: model: has `loss(batch, head) -> (loss_sum, count)`; its trained parameters are those that require
        gradients. optimizer: made by `optimizer.make_optimizer`; its groups' rates are scaled by the warm-up
        schedule. dev: scores the model on English dev data; called `evals` times, evenly spaced, the last
        after the last step. With several ranks, rank 0 alone calls it, or all if the model is sharded.

    Returns: The outcome; the model holds the weights of the best dev score (`select="best"`, and dev data) or
        the last.

    Raises:
        Interrupted: the user asked to stop; a checkpoint was written.
        StageFailed: the loss is not finite or diverged, or the checkpoint was made by another number of ranks.
        RankLost: another rank is gone.
    """
    training = _Training(
        model=model,
        optimizer=optimizer,
        tasks=tasks,
        mixture=mixture,
        settings=settings,
        around=around,
        random=generator(settings.seed, "masking"),
    )
    state, best = _begin(training)
    eval_steps = evaluation_steps(mixture.steps, settings.evals) if dev is not None else frozenset()
    keep_best = dev is not None and settings.select == "best"
    ranks = around.ranks
    model.train()
    while state.step < mixture.steps and not state.finished:
        if ranks.told(around.stopped):
            _save(training, state, best)
            raise Interrupted(f"stopped after step {state.step} of {mixture.steps}; the next run goes on from there")
        started = time.perf_counter()
        loss, tokens = _step(training, state)
        state.add_loss(mixture.draw(state.step).task, loss, tokens)
        _check_divergence(training, state)
        if dev is not None and state.step in eval_steps:
            improved = state.add_dev(ranks.scored(dev))
            state.finished = state.failures >= settings.patience
            if improved and keep_best and state.step < mixture.steps:
                best = set_aside(trained(model), around.checkpoint_dir, ranks)
            elif improved:
                best = None
        state.seconds += time.perf_counter() - started
        if state.step % settings.checkpoint_steps == 0 and state.step < mixture.steps:
            _save(training, state, best)
        _report(training, state)
    if keep_best and best is not None:
        put(model, read_aside(best))
    kept = state.best_step if keep_best and state.best_step is not None else state.step
    return Outcome(state=state, kept_step=kept, planned_steps=mixture.steps)


def _begin(training: _Training) -> tuple[TrainState, Path | None]:
    """Seed every generator, or put everything back to where the checkpoint left it."""
    ranks, folder = training.around.ranks, training.around.checkpoint_dir
    torch.manual_seed(derive(training.settings.seed, "dropout", *([ranks.rank] if ranks.rank else [])))
    checkpoint = load_checkpoint(folder, key=training.settings.key)
    if checkpoint is None:
        return TrainState(), None
    if checkpoint.ranks != ranks.size:
        raise StageFailed(
            f"the checkpoint in {folder} was made by {checkpoint.ranks} ranks and cannot go on with {ranks.size}: "
            "run it with as many as before, or remove that folder to begin anew"
        )
    restore(checkpoint, training.model, training.optimizer)
    restore_random(checkpoint, training.random, ranks.rank)
    best = checkpoint.part("best")
    return checkpoint.state, set_aside(best, folder, ranks) if best else None


def _step(training: _Training, state: TrainState) -> tuple[float, int]:
    """One optimizer step; returns its mean loss and the number of tokens it read."""
    settings, optimizer = training.settings, training.optimizer
    work = training.ahead or _work(training, state.step)
    rate = set_rate(optimizer, rate_factor(state.step, training.mixture.steps, settings.warmup))
    total = torch.zeros((), device=training.around.device)
    for weight, batch in work.batches:
        with arithmetic(settings.precision, training.around.device):
            loss_sum, _ = training.model.loss(batch, work.head)
        loss = weight * loss_sum / work.units
        loss.backward()
        total += loss.detach()
    reach("step")
    training.ahead = _ahead(training, state.step + 1)
    parameters = [value for group in optimizer.param_groups for value in group["params"]]
    total = training.around.ranks.add_up(total, parameters)
    norm = clip(parameters, settings.clip)
    value = float(total)
    if not (math.isfinite(value) and math.isfinite(norm)):
        what = f"loss {value}" if not math.isfinite(value) else f"gradient norm {norm}"
        raise StageFailed(_failure(training, state, what, rate, state.step + 1))
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return value, work.tokens


def _work(training: _Training, step: int) -> _Work:
    """The work of a step; a batch is made when it is asked for."""
    draw, device = training.mixture.draw(step), training.around.device
    task = training.tasks[draw.task]
    encoded, groups, units = _batch_data(task, draw.groups, training.random)
    tokens = encoded.group_tokens()
    parts = _parts(tokens, groups, training.settings.micro_tokens or token_budget(device), training.around.ranks)
    batches = ((weight, make_batch(encoded, part, device)) for weight, part in parts)
    return _Work(head=task.head, batches=batches, units=units, tokens=int(tokens[groups].sum()))


def _ahead(training: _Training, step: int) -> _Work | None:
    """On a GPU, the next step's work while the device is busy with this one's.

    Not for masked text, which draws from the generator that a checkpoint of this step must hold as it was.
    """
    if on_host(training.around.device) or step >= training.mixture.steps:
        return None
    if training.tasks[training.mixture.draw(step).task].masking is not None:
        return None
    work = _work(training, step)
    return replace(work, batches=list(work.batches))


def _batch_data(
    task: TaskData, groups: NDArray[np.int64], random: np.random.Generator
) -> tuple[Encoded, NDArray[np.int64], int]:
    """The data of one step, its groups in order of length, and how many units its loss is the mean of."""
    tokens = task.encoded.group_tokens()[groups]
    groups = groups[np.argsort(tokens, kind="stable")]
    if task.masking is None:
        return task.encoded, groups, max(1, int(task.units[groups].sum()))
    masked = mask(select(task.encoded, groups), task.masking, random)
    units = max(1, int((masked.targets != IGNORE).sum()))
    return masked, np.arange(len(groups), dtype=np.int64), units


def _parts(
    tokens: NDArray[np.int64], groups: NDArray[np.int64], budget: int, ranks: Ranks
) -> list[tuple[float, NDArray[np.int64]]]:
    """This rank's micro-batches of a step, each with the weight of its loss.

    Sharded, every rank runs equally many, since each is an exchange: who has fewer runs the shortest group without
    weight. And there the weight makes a sum of the average over ranks that gradients become.
    """
    everyone = range(ranks.size) if ranks.shard else [ranks.rank]
    cut = {rank: [*micro_batches(tokens, ranks.share(groups, rank), budget)] for rank in everyone}
    weight, mine = float(ranks.size) if ranks.shard else 1.0, cut[ranks.rank]
    missing = max(map(len, cut.values())) - len(mine)
    return [(weight, part) for part in mine] + [(0.0, groups[:1])] * missing


def micro_batches(tokens: NDArray[np.int64], groups: NDArray[np.int64], budget: int) -> Iterator[NDArray[np.int64]]:
    """Consecutive runs of groups of at most `budget` tokens each; a group that is larger stands alone. None of none."""
    start, used = 0, 0
    for place, size in enumerate(tokens[groups].tolist()):
        if place > start and used + size > budget:
            yield groups[start:place]
            start, used = place, 0
        used += size
    if len(groups):
        yield groups[start:]


def group_units(encoded: Encoded, shape: str) -> NDArray[np.int64]:
    """int64 [G]: how many units the loss of each group sums over, by head shape."""
    count = len(encoded.groups) - 1
    if shape != "token":
        return np.ones(count, np.int64)
    scored = np.concatenate([[0], np.cumsum(encoded.targets != IGNORE)])
    return np.diff(scored[encoded.offsets[encoded.groups]])


def evaluation_steps(total: int, evals: int) -> frozenset[int]:
    """The steps after which dev data is scored: `evals` of them evenly spaced, the last at the end."""
    return frozenset(max(1, round(total * number / evals)) for number in range(1, evals + 1))


def _save(training: _Training, state: TrainState, best: Path | None) -> None:
    save_checkpoint(
        training.around.checkpoint_dir,
        key=training.settings.key,
        model=training.model,
        optimizer=training.optimizer,
        state=state,
        best=best,
        random=training.random,
        ranks=training.around.ranks,
    )


def _check_divergence(training: _Training, state: TrainState) -> None:
    if state.diverged:
        rate = float(training.optimizer.param_groups[0]["lr"])
        raise StageFailed(_failure(training, state, f"loss {state.losses[-1]:.4g} (diverged)", rate, state.step))


def _failure(training: _Training, state: TrainState, what: str, rate: float, step: int) -> str:
    good = [loss for loss in state.losses if loss < 2 * max(state.first.values(), default=1.0)]
    last = f"{good[-1]:.4g}" if good else "none"
    task = training.tasks[training.mixture.draw(step - 1).task].name
    hint = "lower `learning_rate` or raise `warmup` in the recipe"
    if training.settings.precision == "bf16":
        hint += ", or use `precision: fp32`"
    if not state.losses:
        hint = "the very first loss is bad: check the backbone's weights and the data; then " + hint
    return (
        f"training failed at step {step} of {training.mixture.steps} on {task}: {what}; last good loss "
        f"{last}, learning rate {rate:.3g}. What to do: {hint}"
    )


def _report(training: _Training, state: TrainState) -> None:
    """Tell the reporter, at most twice a second but always at evaluations and at the end."""
    now = time.monotonic()
    evaluated = bool(state.dev) and state.dev[-1]["step"] == state.step
    if not evaluated and state.step < training.mixture.steps and now - training.reported < REPORT_SECONDS:
        return
    training.reported = now
    training.around.report(
        Progress(
            step=state.step,
            total=training.mixture.steps,
            tokens=state.tokens,
            loss=state.recent_loss(),
            note=f"dev {state.dev[-1]['score']:.1f}" if state.dev else "",
        )
    )
