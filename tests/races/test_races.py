"""The smallest race, end to end, so that the benchmark does not rot."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from xstilts.tasks.encoded import Encoded

pytest.importorskip("accelerate", reason="transformers' Trainer needs accelerate (pip install -e '.[bench]')")
sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks import data, gpu, table
from benchmarks.jobs import Amount, Job, Variant
from benchmarks.race import Race, run

NAMES = ["ours fp32", "dynamic padding"]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("races")


def test_training_is_the_same_on_both_sides(work: Path) -> None:
    amount = Amount(steps=2, batch=8, examples=0, rounds=2)
    result = run(Race(phase="train", size="toy", mix="lab_nli", amount=amount), work, NAMES)
    ours, peer = (result["variants"][name] for name in NAMES)
    assert ours["tokens"] == peer["tokens"]  # the same batches
    assert ours["padding"] == 0.0 and 0.0 < peer["padding"] < 1.0
    assert len(ours["losses"]) == len(peer["losses"]) == 3
    # Both start from the same weights; dropout and the first warm-up step's rate differ.
    assert ours["losses"][0] == pytest.approx(peer["losses"][0], abs=0.02)
    assert ours["held_out"] == pytest.approx(peer["held_out"], abs=0.02)
    (ratio,) = result["ratios"]
    assert 0.0 < ratio["low"] <= ratio["median"] <= ratio["high"]
    assert all(len(one["cpu"]) == 2 and min(one["cpu"]) > 0.0 for one in (ours, peer))
    results = {"machine": table.machine(), "races": [json.loads(json.dumps(result))]}
    assert f"| b | ours fp32 | dynamic padding | **{ratio['median']:.2f}** |" in table.markdown([results])


def test_predictions_are_the_same_on_both_sides(work: Path) -> None:
    amount = Amount(steps=0, batch=0, examples=40, rounds=1)
    result = run(Race(phase="evaluate", size="toy", mix="lab_nli", amount=amount), work, NAMES)
    assert result["ratios"][0]["agree"] == 1.0


def test_the_gpu_benchmark_runs_a_toy_on_a_cpu(work: Path) -> None:
    kept = work / "gpu.json"
    arguments = ["--device", "cpu", "--tiny", "--dropout", "0.1", "--peak", "1e9", "--json", str(kept)]
    rows = gpu.main([*arguments, "--work", str(work / "gpu")])
    assert json.loads(kept.read_text()) == rows and not any("error" in row for row in rows)
    ours, plain, ordered = rows
    assert [row["contender"] for row in rows] == ["ours", "Trainer", "Trainer, sorted"]
    assert ours["attention"] == "padded" and ours["padding"] == 0.0 and 0.0 < ordered["padding"] < plain["padding"]
    assert ours["held_out"] == pytest.approx(plain["held_out"], abs=0.02)
    for row in rows:
        assert 1.0 < row["tokens/s"] / row["samples/s"] < 64.0  # the mix's longest
        assert row["MFU %"] > 0.0 and row["GiB"] > 0.0


def test_operations_are_six_a_weight_and_token_and_grow_with_the_square_of_lengths() -> None:
    weights = 12 * 12 * 768**2
    assert gpu.operations("base", np.array([0, 100])) == pytest.approx(
        6 * weights * 100 + 3 * 12 * 2 * 2 * 100**2 * 768
    )


def test_spread_ids_stay_apart_and_live_rows_grow() -> None:
    ids = np.array([0, 5, 6, 2, 0, 6, 6, 2], np.int32)
    special = np.isin(ids, (0, 2))
    encoded = Encoded(
        ids=ids,
        types=np.zeros(8, np.int8),
        offsets=np.array([0, 4, 8]),
        groups=np.array([0, 1, 2]),
        example=np.array([0, 1], np.int32),
        targets=np.array([0, 1]),
        special=special,
    )
    moved = data.spread(encoded, 10, 45).ids
    assert moved.tolist() == [0, 5, 16, 2, 0, 6, 26, 2]  # row = id + 10 * (previous id mod 4)
    assert (moved % 10)[~special].tolist() == ids[~special].tolist()
    assert data.spread(encoded, 10, 19) is encoded


def test_sorted_batches_hold_almost_equal_lengths_once_each() -> None:
    tokens = np.random.default_rng(0).integers(5, 100, 64)
    batches = data.sorted_batches(tokens, batch=8, steps=8, seed=1)
    assert sorted(np.concatenate(batches).tolist()) == list(range(64))
    assert max(np.ptp(tokens[batch]) for batch in batches) < 30


def test_a_job_survives_json() -> None:
    variant = Variant(name="ours fp32", side="ours")
    amount = Amount(steps=1, batch=2, examples=3, rounds=4)
    job = Job(phase="train", mix="nli", size="toy", variant=variant, amount=amount, folder=Path("somewhere"))
    assert Job.from_json(json.loads(json.dumps(job.to_json()))) == job
