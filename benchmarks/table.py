"""Results as Markdown, with what they were measured on."""

from __future__ import annotations

import json
import platform
import re
import statistics
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("torch", "transformers", "accelerate", "tokenizers", "numpy")
AIMS = {
    ("train", "a", "fp32"): 6.0,
    ("train", "a", "bf16"): 8.0,
    ("evaluate", "a", "fp32"): 5.5,
    ("evaluate", "a", "bf16"): 9.0,
    ("train", "b", "fp32"): 4.0,
    ("train", "b", "bf16"): 5.5,
    ("evaluate", "b", "fp32"): 4.0,
    ("evaluate", "b", "bf16"): 7.0,
    ("train", "c", "fp32"): 1.25,
    ("train", "c", "bf16"): 1.25,
    ("evaluate", "c", "fp32"): 1.5,
    ("evaluate", "c", "bf16"): 1.3,
}
QA_AIMS = {("train", "b", "fp32"): 3.5, ("train", "b", "bf16"): 4.5}
BASE_AIMS = {
    ("train", "c", "fp32"): 2.0,
    ("train", "c", "bf16"): 1.8,
    ("evaluate", "c", "fp32"): 1.3,
    ("evaluate", "c", "bf16"): 1.2,
}


def machine() -> dict[str, Any]:
    """What decides speed: processor, its matrix units, versions, the commit."""
    import torch

    from xstilts.models.arithmetic import cpu_has_bf16
    from xstilts.train.numerics import prepare

    flags, model = "", platform.processor()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        model = value.strip() if name.strip() == "model name" else model
        flags = value if name.strip() == "flags" else flags
    units = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in flags.split()]
    try:
        asked = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
        commit = subprocess.run(asked, capture_output=True, text=True, cwd=Path(__file__).parent).stdout.strip()
    except OSError:
        commit = "unknown"
    before = torch.get_float32_matmul_precision()
    exact = prepare(1, "cpu").fast_fp32
    torch.set_float32_matmul_precision(before)
    return {
        "processor": f"{model} ({', '.join(units)})",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "commit": commit,
        "medium is true fp32": exact,
        "bf16": cpu_has_bf16(),
    }


def file_name(facts: dict[str, Any]) -> str:
    """The file that the results of a processor are kept in."""
    return re.sub("[^a-z0-9]+", "-", facts["processor"].lower()).strip("-") + ".json"


def aim(race: dict[str, Any], against: str, precision: str) -> float | None:
    """What a ratio should be at least."""
    key = (race["phase"], against, precision)
    if race["size"] == "base":
        return BASE_AIMS.get(key)
    return QA_AIMS.get(key, AIMS.get(key)) if race["mix"] == "qa" else AIMS.get(key)


def markdown(kept: Sequence[dict[str, Any]]) -> str:
    """The whole report: what was measured on each machine."""
    lines = [
        "# Races against Hugging Face's Trainer",
        "",
        "Written by `python -m benchmarks` (`make bench`). A ratio is the peer's CPU time over ours for the same "
        "number of real tokens: the median over rounds in which all take turns, and the range. `sorted` batches have "
        "next to no padding, and `ours, sorted` trains on the same batches in the same order; plain `ours` on random "
        "batches, as it does in studies. `held-out` is the mean loss on the same unseen examples after the same number "
        "of steps, by one function for all. `agree` is the share of equal predictions.",
        "",
        "The ids of the built-in backbone's tokenizer are spread over the base model's 250,002 rows: piece and piece "
        "before it choose the row.",
    ]
    for results in kept:
        lines += ["", *_machine(results["machine"])]
        for entry in results["races"]:
            lines += ["", *_race(entry)]
        for entry in results.get("studies", []):
            lines += ["", *_study(entry)]
        for entry in results.get("losses", []):
            lines += ["", *_loss(entry)]
    return "\n".join(lines) + "\n"


def _machine(facts: dict[str, Any]) -> list[str]:
    packages = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    exact = facts["medium is true fp32"]
    lines = [
        f"## {facts['processor']}",
        "",
        f"One thread; Python {facts['python']}, {packages}; commit {facts['commit']}. "
        f'`set_float32_matmul_precision("medium")` is {"" if exact else "not "}true fp32 here'
        f"{'' if exact else ' (it computes in bf16, and counts as bf16 below)'}.",
    ]
    if not facts["bf16"]:
        lines[-1] += (
            " It has no bf16 products: we compute bf16 stages in fp32 there, a peer would take torch's scalar loop, "
            "some eighty times slower, so that bf16 is not raced."
        )
    return lines


def _race(entry: dict[str, Any]) -> list[str]:
    race, amount, training = entry["race"], entry["race"]["amount"], entry["race"]["phase"] == "train"
    doing = f"{amount['steps']} steps of {amount['batch']}" if training else f"{amount['examples']} examples"
    lines = [
        f"### {race['phase']}, {race['size']}, {race['mix']}",
        "",
        f"{amount['rounds']} rounds of {doing}; {entry['live']} of {entry['vocab']} ids occur in the training data.",
        "",
        "| | ours | peer | ratio | range | aim | memory, ours/peer |" + ("" if training else " agree |"),
        "|---|---|---|---|---|---|---|" + ("" if training else "---|"),
    ]
    for row in entry["ratios"]:
        wanted = aim(race, row["against"], "bf16" if "bf16" in row["ours"] else "fp32")
        lines.append(
            f"| {row['against']} | {row['ours']} | {row['peer']} | **{row['median']:.2f}** "
            f"| {row['low']:.2f}-{row['high']:.2f} | {'' if wanted is None else wanted} | {row['memory']:.2f} |"
            + ("" if training else f" {row['agree']:.3f} |")
        )
    head = "| variant | CPU s a block | tokens per CPU s | padding | peak MB |" + (
        " mean loss | held-out |" if training else ""
    )
    lines += ["", head, "|---" * (head.count("|") - 1) + "|"]
    for name, cost in entry["variants"].items():
        used = statistics.median(cost["cpu"])
        speed = statistics.median(tokens / cpu for tokens, cpu in zip(cost["tokens"], cost["cpu"]))
        losses = f" {statistics.mean(cost['losses']):.4f} | {cost['held_out']:.4f} |" if training else ""
        lines.append(
            f"| {name} | {used:.2f} | {speed:.0f} | {cost['padding']:.1%} | {cost['peak'] / 2**20:.0f} |" + losses
        )
    return lines


def _study(entry: dict[str, Any]) -> list[str]:
    lines = [
        f"### A whole study, {entry['name']}",
        "",
        entry["what"],
        "",
        "| | CPU s | wall s | peer / ours | aim | mean accuracy |",
        "|---|---|---|---|---|---|",
    ]
    for row in entry["rows"]:
        ratio = "" if row["ratio"] is None else f"**{row['ratio']:.1f}**"
        wanted = "" if row["aim"] is None else row["aim"]
        lines.append(
            f"| {row['name']} | {row['cpu']:.0f} | {row['wall']:.0f} | {ratio} | {wanted} | {row['accuracy']:.1f} |"
        )
    return lines


def _loss(entry: dict[str, Any]) -> list[str]:
    lines = [
        f"### Loss at equal steps, {entry['name']}",
        "",
        f"The same batches on both sides, dropout on, fp32: {entry['what']}. Difference: ours minus Trainer's, nats, "
        "mean over seeds with its 95% interval.",
        "",
        "| loss | ours | Trainer | difference | interval |",
        "|---|---|---|---|---|",
    ]
    for name, row in entry["rows"].items():
        ends = f"{row['low']:+.4f} to {row['high']:+.4f}"
        lines.append(f"| {name} | {row['ours']:.4f} | {row['peer']:.4f} | {row['difference']:+.4f} | {ends} |")
    return lines


def write(results: dict[str, Any], raw: Path | None, out: Path | None) -> None:
    """Keep a machine's raw results, and the Markdown of all that lie beside them."""
    if raw:
        raw.parent.mkdir(parents=True, exist_ok=True)
        raw.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if out:
        kept = [json.loads(path.read_text()) for path in sorted(raw.parent.glob("*.json"))] if raw else [results]
        out.write_text(markdown(kept), encoding="utf-8")
