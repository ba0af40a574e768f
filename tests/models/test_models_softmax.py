"""The masked LM softmax that is told languages: its loss by hand, and what sampling the vocabulary does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from models_fakes import packed
from torch import Tensor

from xstilts.models import heads
from xstilts.models.backbones import resolve
from xstilts.models.batch import make_batch
from xstilts.models.heads import UNSEEN, LanguageSoftmax, LmHead
from xstilts.models.model import load_model
from xstilts.tasks.encoded import HeadSpec

Make = Callable[..., Path]
HIDDEN, SIZE = 6, 12
COUNTS = torch.tensor([[50.0, 20, 10, 8, 5, 3, 2, 1, 1, 0, 0, 0], [0.0, 0, 1, 4, 0, 0, 30, 30, 20, 10, 5, 0]])


def make_head(seed: int = 0, scale: float = 0.5) -> LmHead:
    torch.manual_seed(seed)
    head = LmHead(HIDDEN, SIZE, 1e-5, "gelu")
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.copy_(torch.randn_like(parameter) * scale)
    return head


def rows(count: int, seed: int = 1) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Hidden states, targets, languages, word embeddings."""
    generator = torch.Generator().manual_seed(seed)
    return (
        torch.randn(count, HIDDEN, generator=generator),
        torch.randint(0, SIZE, (count,), generator=generator),
        torch.randint(0, 2, (count,), generator=generator),
        torch.randn(SIZE, HIDDEN, generator=generator) * 0.5,
    )


def shares() -> np.ndarray:
    """Frequencies [2, 12] by the documented rule, in numpy: 0.5 % of each language's go to all tokens."""
    counts = COUNTS.numpy().astype(np.float64)
    own = counts / counts.sum(1, keepdims=True)
    overall = counts.sum(0) + 0.5
    return (1 - UNSEEN) * own + UNSEEN * overall / overall.sum()


def by_hand(head: LmHead, states: Tensor, targets: Tensor, languages: Tensor, table: Tensor) -> float:
    logits = head(states, table).detach().double().numpy() + np.log(shares())[languages.numpy()]
    largest = logits.max(1, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(1)) + largest[:, 0]
    return float((log_sums - logits[np.arange(len(targets)), targets.numpy()]).sum())


def test_frequencies_are_distributions_and_finite_for_unseen_tokens() -> None:
    softmax = LanguageSoftmax(COUNTS, 4)
    assert torch.isfinite(softmax.log_share).all(), "token 11 is in no language, token 0 not in the second"
    np.testing.assert_allclose(softmax.log_share.exp().numpy(), shares(), rtol=1e-5)
    np.testing.assert_allclose(softmax.log_share.exp().sum(1).numpy(), 1.0, rtol=1e-5)
    assert float(softmax.log_share[1, 0]) > float(softmax.log_share[1, 11]), "other languages' words come before none"
    weight = shares() ** 0.75
    np.testing.assert_allclose(softmax.proposal.numpy(), weight / weight.sum(1, keepdims=True), rtol=1e-6)


def test_a_language_without_text_has_finite_frequencies() -> None:
    softmax = LanguageSoftmax(torch.cat([COUNTS, torch.zeros(1, SIZE)]), 0)
    assert torch.isfinite(softmax.log_share).all()


@pytest.mark.parametrize(("sampled", "training"), [(0, True), (0, False), (5, False)])
def test_the_whole_softmax_is_cross_entropy_with_log_frequencies(sampled: int, training: bool) -> None:
    head, data = make_head().train(training), rows(30)
    before = torch.get_rng_state()
    loss = LanguageSoftmax(COUNTS, sampled).loss(head, *data)
    assert float(loss.detach()) == pytest.approx(by_hand(head, *data), rel=1e-5)
    assert torch.equal(torch.get_rng_state(), before), "nothing is drawn"


def test_a_head_that_knows_nothing_gives_the_frequencies_entropy() -> None:
    head = make_head(scale=0.0)
    states, _, _, table = rows(SIZE)
    languages = torch.ones(SIZE, dtype=torch.long)
    losses = LanguageSoftmax(COUNTS, 0).loss(head, states, torch.arange(SIZE), languages, table)
    assert float(losses.detach()) == pytest.approx(float(-np.log(shares()[1]).sum()), rel=1e-5)


def test_with_every_token_drawn_loss_and_gradient_are_the_whole_softmaxs() -> None:
    head, data = make_head().train(), rows(30)
    gradients, losses = [], []
    for sampled in (0, 5000):  # the rarest token is drawn 100 times
        head.zero_grad()
        loss = LanguageSoftmax(COUNTS + 5, sampled).loss(head, *data)
        loss.backward()
        gradients.append([value.grad.clone() for value in head.parameters() if value.grad is not None])
        losses.append(float(loss.detach()))
    assert losses[1] == pytest.approx(losses[0], rel=1e-5)
    assert len(gradients[0]) == 5
    for whole, drawn in zip(*gradients):
        torch.testing.assert_close(drawn, whole, rtol=1e-4, atol=1e-4)


def mean_bias_gradient(softmax: LanguageSoftmax, head: LmHead, draws: list[tuple[Tensor, ...]]) -> Tensor:
    total = torch.zeros(SIZE)
    for states, targets, languages, table in draws:
        loss = softmax.loss(head, states, targets, languages, table)
        (gradient,) = torch.autograd.grad(loss, head.bias)
        total += gradient
    return total / len(draws)


def test_few_draws_keep_the_optimum() -> None:
    """Where the model's distribution is the true one the expected gradient is 0: here, a head that knows nothing.

    1500 times one token from frequencies of which one token has half. A coordinate's gradient has a variance of at
    most 0.25, so its mean a standard error of at most 0.013.
    """
    head, softmax = make_head(scale=0.0).train(), LanguageSoftmax(torch.tensor([[11.0] + [1.0] * 11]), 2)
    states, _, _, table = rows(1)
    torch.manual_seed(3)
    targets = torch.multinomial(softmax.log_share[0].exp(), 1500, replacement=True)
    draws = [(states, target[None], torch.tensor([0]), table) for target in targets]
    assert float(mean_bias_gradient(softmax, head, draws).abs().max()) < 0.05
    included = -torch.expm1(-2 * softmax.proposal)
    softmax.log_share = softmax.log_share + included.log().float()  # undoes the correction
    assert float(mean_bias_gradient(softmax, head, draws[:500]).abs().max()) > 0.1, "so the test can fail"


def test_the_gradient_of_some_draws_is_near_the_whole_softmaxs() -> None:
    """Mean of 500 repetitions, 24 draws of 12 tokens: within 15 % of the gradient's norm (measured: 7 %)."""
    head, data = make_head().train(), rows(8)
    whole = mean_bias_gradient(LanguageSoftmax(COUNTS, 0), head, [data])
    torch.manual_seed(4)
    drawn = mean_bias_gradient(LanguageSoftmax(COUNTS, 24), head, [data] * 500)
    assert float((drawn - whole).norm()) < 0.15 * float(whole.norm())


def test_draws_follow_torchs_generator() -> None:
    head, data = make_head().train(), rows(8)
    softmax = LanguageSoftmax(COUNTS, 3)

    def loss(seed: int) -> float:
        torch.manual_seed(seed)
        return float(softmax.loss(head, *data).detach())

    assert loss(1) == loss(1)
    assert len({loss(seed) for seed in range(5)}) > 1


def test_a_model_with_it_uses_each_tokens_language(make_backbone: Make) -> None:
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"mlm": HeadSpec(shape="lm")}, seed=0).eval()
    data = packed([[9], [12], [7]], family="xlm-roberta", shape="lm")
    data = replace(data, languages=np.repeat([1, 0, 1], [9, 12, 7]).astype(np.int16))
    batch = make_batch(data, np.array([2, 1]))
    assert batch.languages.tolist() == [1] * 7 + [0] * 12
    head = model.head("mlm")
    assert isinstance(head, LmHead)
    plain = float(model.loss(batch, "mlm")[0].detach())
    counts = torch.from_numpy(np.random.default_rng(0).integers(0, 50, (2, model.config.vocab)))
    head.softmax = LanguageSoftmax(counts, 0)
    loss, units = model.loss(batch, "mlm")
    index = (batch.targets >= 0).nonzero().squeeze(1)
    logits = head(model.hidden(batch)[index], model.core.word_embeddings())
    logits = logits + head.softmax.log_share[batch.languages[index]]
    expected = -torch.log_softmax(logits, 1)[torch.arange(len(index)), batch.targets[index]].sum()
    torch.testing.assert_close(loss, expected, rtol=1e-5, atol=1e-4)
    assert units == len(index) and float(loss.detach()) != pytest.approx(plain, rel=1e-3)


def test_a_gpus_way_to_sample_has_the_cpus_loss_and_gradients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeated candidates, which a GPU keeps so as not to count the others, have no share in the softmax."""
    results = []
    for on_cpu in (True, False):
        monkeypatch.setattr(heads, "on_host", lambda device, on_cpu=on_cpu: on_cpu)
        head, (states, *rest) = make_head().train(), rows(30)
        states.requires_grad_()
        torch.manual_seed(7)
        loss = LanguageSoftmax(COUNTS, 20).loss(head, states, *rest)
        loss.backward()
        gradients = [parameter.grad for parameter in head.parameters()]
        results.append((loss.detach(), states.grad, gradients, torch.get_rng_state()))
    for one, other in zip(*results):
        torch.testing.assert_close(other, one, rtol=1e-5, atol=1e-6)
    assert all(torch.isfinite(gradient).all() for gradient in results[1][2])


def test_repeated_values_are_marked_where_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    values = torch.tensor([5, 2, 5, 9, 2, 5])
    assert [part.tolist() for part in heads._distinct(values)] == [[2, 5, 9], [False] * 3]
    monkeypatch.setattr(heads, "on_host", lambda device: False)
    assert [part.tolist() for part in heads._distinct(values)] == [
        [2, 2, 5, 5, 5, 9],
        [False, True, False, True, True, False],
    ]
