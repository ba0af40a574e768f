"""The token cache: encoded once, rebuilt when damaged, one file for each way of encoding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from stages_tiny import LABELS, ref

from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages import data as stage_data
from xstilts.stages.context import StageContext
from xstilts.tasks.encoded import Shape

pytestmark = pytest.mark.usefixtures("data_without_files")


def encode(backbone, folder, shape=None, labels=LABELS["classify"]):
    return stage_data.encoded_data(
        [ref("classify_20")],
        kind="classify",
        labels=labels,
        head="classify",
        tokenizer=load_tokenizer(Path(backbone.location)),
        shape=shape or Shape(max_length=32),
        context=StageContext(work_dir=folder, upstream={}, cache_dir=folder),
    )


def same(left, right):
    return all(np.array_equal(getattr(left, name), getattr(right, name)) for name in left.__slots__)


def test_tokens_are_encoded_once(backbone, tmp_path, monkeypatch):
    examples, first = encode(backbone, tmp_path)
    assert len(examples) == 20
    monkeypatch.setattr(stage_data, "_encode", lambda *rest: pytest.fail("encoded again"))
    assert same(encode(backbone, tmp_path)[1], first)
    assert len(list((tmp_path / "tokens").iterdir())) == 1


@pytest.mark.parametrize("damage", ["truncate", "flip", "garbage"])
def test_a_damaged_cache_is_rebuilt(backbone, tmp_path, damage):
    _, first = encode(backbone, tmp_path)
    (path,) = (tmp_path / "tokens").iterdir()
    content = bytearray(path.read_bytes())
    if damage == "truncate":
        content = content[: len(content) // 2]
    elif damage == "flip":
        content[200] ^= 0xFF
    else:
        content = bytearray(b"nothing")
    path.write_bytes(content)
    assert same(encode(backbone, tmp_path)[1], first)
    assert path.read_bytes() != bytes(content)


def test_what_changes_the_encoding_has_its_own_cache_file(backbone, tmp_path):
    encode(backbone, tmp_path)
    encode(backbone, tmp_path, shape=Shape(max_length=5))
    _, swapped = encode(backbone, tmp_path, labels=("yes", "no"))
    assert len(list((tmp_path / "tokens").iterdir())) == 3
    assert (swapped.targets == 1 - encode(backbone, tmp_path)[1].targets).all()
