"""A training that two processes share is that of one process, sharded or not, and resumes to the bit."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import ranks_script
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from train_toy import VOCABULARY, toy_data

from xstilts.core.errors import StageFailed
from xstilts.train.checkpoint import FILE_NAME
from xstilts.train.loop import _parts
from xstilts.train.ranks import ALONE, Ranks
from xstilts.train.shard import _layers

SCRIPT = Path(ranks_script.__file__)
COUNT = count()


@contextmanager
def two_ranks():
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen([sys.executable, str(SCRIPT), str(rank)], stdin=pipe, stdout=pipe, text=True)
        for rank in range(2)
    ]
    yield started
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def processes():
    """The two ranks of all trainings here."""
    with two_ranks() as started:
        yield started


def ask(processes, folder, **values):
    """What each rank answers to a line; nothing if it dies."""
    values |= {"folder": str(folder), "meeting": str(folder / f"meeting-{next(COUNT)}")}
    for process in processes:
        process.stdin.write(json.dumps(values) + "\n")
        process.stdin.flush()
    return [process.stdout.readline() for process in processes]


@pytest.fixture(scope="module")
def run(processes):
    """Train with one rank (here) or two; gives what each of them wrote, or nothing if it was stopped."""

    def train(folder, size, *, dropout=0.0, batch_size=5, stop_after=1000, dev=False, shard=False, micro=None, **more):
        folder.mkdir(exist_ok=True)
        how = {
            "dropout": dropout,
            "batch_size": batch_size,
            "stop_after": stop_after,
            "dev": dev,
            "micro": micro,
        } | more
        if size == 1:
            ranks_script.main(folder, ALONE, **how)
        else:
            assert ask(processes, folder, shard=shard, **how) == ["done\n"] * 2
        places = [folder / f"rank-{rank}.json" for rank in range(size)]
        return [json.loads(place.read_text()) for place in places if place.exists()]

    return train


@pytest.fixture(scope="module", params=[False, True], ids=["copies", "shards"])
def shard(request):
    return request.param


@pytest.fixture(scope="module")
def whole(run, shard, tmp_path_factory):
    """A training of two ranks with dropout that nothing stopped."""
    return run(tmp_path_factory.mktemp("whole"), 2, dropout=0.1, shard=shard)


@pytest.mark.parametrize(("batch_size", "micro"), [(5, None), (1, None), (5, 16)])
def test_two_ranks_have_the_losses_of_one(run, shard, tmp_path, batch_size, micro):
    """Two heads in turns and masked LM. With one group a step, a rank has nothing to do in most steps; with 16 tokens
    at a time ranks have unequally many micro-batches.
    """
    (alone,) = run(tmp_path / "one", 1, batch_size=batch_size, micro=micro)
    first, second = run(tmp_path / "two", 2, batch_size=batch_size, shard=shard, micro=micro)
    assert len(first["losses"]) == 20
    assert first["losses"] == second["losses"]
    assert first["digest"] == second["digest"]
    np.testing.assert_allclose(first["losses"], alone["losses"], rtol=0, atol=1e-5)
    for name, value in alone["weights"].items():
        np.testing.assert_allclose(first["weights"][name], value, rtol=0, atol=1e-4, err_msg=name)


def test_a_rank_holds_half_of_everything(run, tmp_path):
    ((alone,), two) = run(tmp_path / "one", 1), run(tmp_path / "two", 2, shard=True)
    for kind, spare in (("parameters", 0), ("moments", 15)):  # the optimizer counts steps once a tensor on each rank
        halves = [rank[kind] for rank in two]
        assert sum(halves) == alone[kind] + spare
        assert max(halves) < 0.52 * alone[kind]
    copies = run(tmp_path / "copies", 2)
    assert [rank["parameters"] for rank in copies] == [alone["parameters"]] * 2


@pytest.fixture(scope="module", params=["bert", "distilbert"])
def encoder(request, tmp_path_factory):
    """A drawn encoder of transformers: one that we run packed, one that runs padded."""
    from transformers import BertConfig, BertModel, DistilBertConfig, DistilBertModel

    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "bert":
        shape = {"num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
        BertModel(BertConfig(vocab_size=VOCABULARY, hidden_size=16, **shape)).save_pretrained(folder)
    else:
        shape = {"n_layers": 2, "n_heads": 2, "hidden_dim": 32}
        DistilBertModel(DistilBertConfig(vocab_size=VOCABULARY, dim=16, **shape)).save_pretrained(folder)
    (folder / "vocab.txt").touch()  # a backbone's folder has a tokenizer; it is not read here
    return str(folder)


@pytest.mark.parametrize(("precision", "error"), [("fp32", 1e-5), ("bf16", 2e-2)])
def test_encoders_are_sharded_layer_by_layer(run, tmp_path, encoder, precision, error):
    """Two heads, masked LM tied to the word embeddings, and a frozen layer."""
    how = {"encoder": encoder, "precision": precision, "dev": True}
    (alone,) = run(tmp_path / "one", 1, **how)
    first, second = run(tmp_path / "two", 2, shard=True, **how)
    assert first["digest"] == second["digest"]
    np.testing.assert_allclose(first["losses"], alone["losses"], rtol=error)
    assert first["weights"].keys() == alone["weights"].keys()
    assert max(rank["parameters"] for rank in (first, second)) < 0.52 * alone["parameters"]


def test_layers_are_the_outermost_modules_of_that_name():
    inner = nn.ModuleDict({"layer": nn.ModuleList([nn.Linear(1, 1)])})
    model = nn.ModuleDict({"layers": nn.ModuleList([inner, nn.Linear(1, 1)]), "layered": nn.ModuleList([inner])})
    assert list(_layers(model)) == [inner, model["layers"][1]]


def test_micro_batches_are_equally_many_on_every_rank():
    tokens = np.array([2, 2, 2, 9])
    groups = np.arange(4)
    parts = [_parts(tokens, groups, 9, Ranks(rank=rank, size=2, shard=True)) for rank in range(2)]
    assert [[(weight, part.tolist()) for weight, part in each] for each in parts] == [
        [(2.0, [0]), (2.0, [3])],
        [(2.0, [1, 2]), (0.0, [0])],
    ]
    assert [(weight, part.tolist()) for weight, part in _parts(tokens, groups, 9, ALONE)] == [
        (1.0, [0, 1, 2]),
        (1.0, [3]),
    ]
    assert _parts(tokens, groups[:1], 9, Ranks(rank=1, size=2)) == []


def test_ranks_draw_dropout_of_their_own(run, tmp_path, whole):
    (alone,) = run(tmp_path, 1, dropout=0.1)
    first, second = whole
    assert first["digest"] == second["digest"]
    assert np.abs(np.subtract(first["losses"], alone["losses"])).max() > 1e-3


@pytest.mark.parametrize("stop_after", [0, 9])
def test_stopped_and_resumed_the_bits_are_the_same(run, shard, tmp_path, whole, stop_after):
    assert run(tmp_path, 2, dropout=0.1, stop_after=stop_after, shard=shard) == []
    with safe_open(tmp_path / "checkpoint" / FILE_NAME, framework="pt") as file:
        record = json.loads(file.metadata()["training"])
        states = [file.get_tensor(name).tolist() for name in ("random/cpu", "random/cpu/1")]
    assert (record["ranks"], record["state"]["step"]) == (2, stop_after)
    assert states[0] != states[1]  # of step 0 too: the seeds
    assert run(tmp_path, 2, dropout=0.1, shard=shard) == whole


def test_without_the_other_ranks_generator_the_bits_differ(run, shard, tmp_path, whole):
    run(tmp_path, 2, dropout=0.1, stop_after=9, shard=shard)
    path = tmp_path / "checkpoint" / FILE_NAME
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
    tensors = load_file(path)
    save_file(tensors | {"random/cpu/1": tensors["random/cpu"].clone()}, path, metadata=metadata)
    first, second = run(tmp_path, 2, dropout=0.1, shard=shard)
    assert first["digest"] == second["digest"] != whole[0]["digest"]


def test_the_first_ranks_scores_choose_what_all_keep(run, shard, tmp_path):
    """Rank 0 alone scores copies of the model (the script's `score` says so); shards need all ranks."""
    first, second = run(tmp_path, 2, dev=True, shard=shard)
    (alone,) = run(tmp_path / "one", 1, dev=True)
    assert first["kept"] == second["kept"] == alone["kept"] == 10
    assert first["digest"] == second["digest"]
    for name, value in alone["weights"].items():
        np.testing.assert_allclose(first["weights"][name], value, rtol=0, atol=1e-4, err_msg=name)


def test_stopped_after_dev_scores_the_bits_are_the_same(run, shard, tmp_path):
    """A forward pass without a backward pass leaves what is outside the layers whole: a checkpoint must not notice."""
    how = {"dropout": 0.1, "dev": True, "shard": shard}
    whole = run(tmp_path / "whole", 2, **how)
    assert run(tmp_path, 2, stop_after=10, **how) == []
    assert run(tmp_path, 2, **how) == whole


def test_a_rank_that_dies_in_a_backward_pass_is_a_lost_rank(tmp_path):
    how = {"dropout": 0.0, "batch_size": 5, "stop_after": 1000, "dev": False, "dies": True}
    with two_ranks() as started:
        assert ask(started, tmp_path, shard=True, **how) == ["lost\n", ""]


def test_another_number_of_ranks_is_refused(run, tmp_path):
    run(tmp_path, 2, stop_after=3)
    with pytest.raises(StageFailed, match=r"made by 2 ranks and cannot go on with 1: .*as many as before"):
        run(tmp_path, 1)


def test_shares_hold_every_group_once_and_are_balanced():
    lengths = toy_data(64).group_tokens()
    groups = np.argsort(lengths, kind="stable")
    shares = [Ranks(size=4).share(groups, rank) for rank in range(4)]
    assert sorted(np.concatenate(shares).tolist()) == list(range(64))
    tokens = [int(lengths[share].sum()) for share in shares]
    assert max(tokens) - min(tokens) <= 4
    assert [len(Ranks(size=4).share(groups[:3], rank)) for rank in range(4)] == [1, 1, 1, 0]
    assert ALONE.share(groups, 0) is groups


def test_one_rank_never_asks_for_torch_distributed():
    code = (
        "import sys; from xstilts.train.ranks import ALONE; assert 'torch' not in sys.modules\n"
        "with ALONE.joined('cpu'): assert ALONE.told(lambda: 3) == ALONE.first(lambda: 3) == 3\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
