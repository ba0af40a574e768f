"""The token cache: encoded once, rebuilt when damaged, one file for each way of encoding."""

from __future__ import annotations

import mmap
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
from stages_tiny import LABELS, item, outputs, ref, run, spec

from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages import data as stage_data
from xstilts.stages.context import StageContext
from xstilts.stages.specs import MlmShare
from xstilts.stages.tokens import read_tokens
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


def test_the_cache_is_mapped_and_shared(backbone, tmp_path):
    """Also by the stage that wrote it; nothing can write into it."""
    for _ in range(2):
        encoded = encode(backbone, tmp_path)[1]
        for name in ("ids", "types", "offsets", "groups", "example", "targets", "special"):
            array = getattr(encoded, name)
            assert isinstance(array.base, mmap.mmap) and not array.flags.writeable and array.flags.aligned, name
        assert len(encoded.words) == 0 and encoded.spans.shape == (0, 2)


@pytest.mark.filterwarnings("error::UserWarning")
def test_training_on_mapped_data_is_that_on_arrays(backbone, tmp_path, monkeypatch):
    """Every kind and interleaved masked LM; torch warns of tensors made of read-only arrays."""
    items = [item(kind, 24) for kind in ("classify", "tag", "extract", "choose")]
    what = spec(backbone, *items, mlm=MlmShare(text=(ref("text_24"),), share=0.3, max_length=32))
    mapped = run(what, tmp_path / "mapped")
    monkeypatch.setattr(stage_data, "read_tokens", lambda path: deepcopy(read_tokens(path)))
    assert outputs(run(what, tmp_path / "copied")) == outputs(mapped)


@pytest.mark.parametrize("damage", ["truncate", "flip", "flip the header", "garbage", "empty", "longer"])
def test_a_damaged_cache_is_rebuilt(backbone, tmp_path, damage):
    first = deepcopy(encode(backbone, tmp_path)[1])
    (path,) = (tmp_path / "tokens").iterdir()
    content = bytearray(path.read_bytes())
    if damage == "truncate":
        content = content[: len(content) // 2]
    elif damage.startswith("flip"):
        content[30 if damage == "flip the header" else -len(content) // 3] ^= 0xFF
    elif damage == "longer":
        content += b"more"
    else:
        content = bytearray(b"" if damage == "empty" else b"nothing")
    path.write_bytes(content)
    assert same(encode(backbone, tmp_path)[1], first)
    assert path.read_bytes() != bytes(content)


def test_what_changes_the_encoding_has_its_own_cache_file(backbone, tmp_path):
    encode(backbone, tmp_path)
    encode(backbone, tmp_path, shape=Shape(max_length=5))
    _, swapped = encode(backbone, tmp_path, labels=("yes", "no"))
    assert len(list((tmp_path / "tokens").iterdir())) == 3
    assert (swapped.targets == 1 - encode(backbone, tmp_path)[1].targets).all()
