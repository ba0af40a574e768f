from __future__ import annotations

import numpy as np
import pytest
from train_toy import VOCABULARY, toy_data

from xstilts.core.errors import ModelError
from xstilts.tasks.encoded import IGNORE
from xstilts.train.mlm import Masking, mask, masking, select

HOW = Masking(rate=0.15, mask_id=999, vocab_size=VOCABULARY)


def test_rates_are_berts():
    data = toy_data(4000, labelled=False)
    masked = mask(data, HOW, np.random.default_rng(0))
    chosen = masked.targets != IGNORE
    count, words = int(chosen.sum()), int((~data.special).sum())
    assert abs(count / words - 0.15) < 4 * (0.15 * 0.85 / words) ** 0.5
    as_mask = float((masked.ids[chosen] == 999).mean())
    kept = float((masked.ids[chosen] == data.ids[chosen]).mean())
    assert abs(as_mask - 0.8) < 4 * (0.8 * 0.2 / count) ** 0.5
    assert abs(kept - (0.1 + 0.1 / VOCABULARY)) < 4 * (0.1 * 0.9 / count) ** 0.5


def test_targets_are_the_originals_and_the_rest_is_untouched():
    data = toy_data(100, labelled=False)
    before = data.ids.copy()
    masked = mask(data, HOW, np.random.default_rng(1))
    chosen = masked.targets != IGNORE
    assert (masked.targets[chosen] == before[chosen]).all()
    assert (masked.ids[~chosen] == before[~chosen]).all()
    assert not data.special[chosen].any()
    assert (data.ids == before).all()


def test_masks_change_from_visit_to_visit():
    data, random = toy_data(30, labelled=False), np.random.default_rng(2)
    assert (mask(data, HOW, random).targets != mask(data, HOW, random).targets).any()


def test_a_batch_always_has_something_to_predict():
    data = toy_data(1, labelled=False)
    rare = Masking(rate=1e-9, mask_id=999, vocab_size=VOCABULARY)
    assert (mask(data, rare, np.random.default_rng(0)).targets != IGNORE).sum() == 1


def test_select_takes_whole_groups_in_order():
    data = toy_data(6, labelled=False)
    part = select(data, np.asarray([4, 1]))
    want = [data.ids[data.offsets[group] : data.offsets[group + 1]].tolist() for group in (4, 1)]
    assert [part.ids[part.offsets[i] : part.offsets[i + 1]].tolist() for i in (0, 1)] == want
    assert part.example.tolist() == [4, 1]


def test_a_tokenizer_without_mask_is_refused():
    class Plain:
        mask_id = None
        vocab_size = 10

    with pytest.raises(ModelError, match="needs a mask token"):
        masking(Plain(), 0.15)  # type: ignore[arg-type]
