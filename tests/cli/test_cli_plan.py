"""What `xstilts plan` says about cost: where the time goes, on what, and what the disk holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xstilts.cli.show import cost_lines, duration, grid_line, plan_lines
from xstilts.runs.reading import StoreReader
from xstilts.study.conduct import states
from xstilts.study.load import load_study
from xstilts.study.plan import Plan, make_plan
from xstilts.tasks.records import Roots

STUDY = Path(__file__).parents[2] / "studies" / "x-stilts-base.yaml"


def dry(device: str) -> Plan:
    return make_plan(load_study(STUDY), roots=Roots(offline=True), offline=True, resolve_data=False, device=device)


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {device: dry(device) for device in ("cpu", "cuda:1")}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(40, "40 s"), (600, "10 min"), (9000, "2.5 h"), (3600 * 99, "99.0 h"), (3600 * 240, "240 h (10 days)")],
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_the_device_is_named_and_a_gpu_is_proposed_where_a_cpu_takes_weeks(plans: dict[str, Plan]) -> None:
    cpu, gpu = ("\n".join(cost_lines(plans[device], set(), device)) for device in ("cpu", "cuda:1"))
    assert "on one CPU core" in cpu and "--device cuda" in cpu
    assert "on one data-centre GPU" in gpu and "--device" not in gpu


def test_the_parts_of_the_time_add_up(plans: dict[str, Plan]) -> None:
    for device, plan in plans.items():
        lines = list(cost_lines(plan, set(), device))
        parts = next(line for line in lines if line.startswith("time by part: "))
        assert {"phase 2", "phase 3", "matched-compute control", "evaluation"} == set(
            re.findall(r"(?:: |, )(phase 2|phase 3|matched-compute control|evaluation)", parts)
        )
        units = {"h": 3600.0, "min": 60.0, "s": 1.0}
        spent = [float(n.replace(",", "")) * units[u] for n, u in re.findall(r"([\d,.]+) (h|min|s)\b", parts)]
        assert sum(spent) == pytest.approx(plan.total.seconds, rel=0.02)


def test_weights_are_told_apart_from_what_stays(plans: dict[str, Plan]) -> None:
    plan = plans["cpu"]
    (line,) = [line for line in cost_lines(plan, set(), "cpu") if line.startswith("disk: ")]
    weights = float(re.search(r"([\d.]+) GB", line)[1])
    assert weights == pytest.approx(183 * 4 * 0.278, rel=0.01)  # trainings, bytes, billions of weights of XLM-R base
    assert "xstilts gc --study x-stilts-base" in line


def test_direct_and_its_controls_are_no_intermediates(plans: dict[str, Plan]) -> None:
    assert grid_line(plans["cpu"]) == (
        "grid: 237 cells: 1 model; 7 intermediates, and direct, direct (longer); 9 targets; 3 seeds"
    )


def test_a_gpu_waits_for_small_batches(plans: dict[str, Plan]) -> None:
    """The time on a GPU is more than its FLOPs at full speed, and far less than a CPU's."""
    gpu, cpu = plans["cuda:1"].total, plans["cpu"].total
    assert gpu.flops == cpu.flops
    assert 2 * gpu.flops / 2.5e14 < gpu.seconds < cpu.seconds / 20


def test_targets_without_a_known_size_are_named(plans: dict[str, Plan], tmp_path: Path) -> None:
    plan = plans["cpu"]
    lines = list(plan_lines(plan, states(plan, StoreReader.open(tmp_path))))
    (line,) = [line for line in lines if line.startswith("smallest gain")]
    known, _, unknown = line.partition("(not known without their data: ")
    assert "xnli " in known and unknown.rstrip(")").split(", ") == ["pawsx", "udpos", "bucc"]
