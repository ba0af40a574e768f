"""`fetch`: what lands in the folder, that a plan made from it has the same keys, and what is said when things miss."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fake_hub import COMMIT, serve

from xstilts.core.errors import StudyError, XstiltsError
from xstilts.study.fetch import fetch_study, instructions
from xstilts.study.load import load_study, roots_of
from xstilts.study.plan import Plan, make_plan

XCOPA = ("train.en", "val.en", "test.en", "test.et", "test.ta")
CARD = """---
configs:
- config_name: winogrande_xl
  data_files:
  - {split: train, path: winogrande_xl/train-*}
  - {split: validation, path: winogrande_xl/validation-*}
---
"""
CSV = "text,label\n" + "a sentence,yes\nanother one,no\n" * 20


def backbone(folder: Path) -> None:
    folder.mkdir(parents=True)
    config = {"model_type": "bert", "hidden_size": 32, "num_hidden_layers": 2, "vocab_size": 9}
    (folder / "config.json").write_text(json.dumps({**config, "max_position_embeddings": 512}), encoding="utf-8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(folder.name.encode() * 100)
    (folder / "optimizer.bin").write_bytes(b"not needed")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a study, local data, own task files, a local backbone, and repositories for a hub."""
    data = tmp_path / "official" / "xcopa"
    data.mkdir(parents=True)
    for name in XCOPA:
        (data / f"{name}.jsonl").write_text(name, encoding="utf-8")
    (data / "test.zh.jsonl").write_text("not asked for", encoding="utf-8")
    (tmp_path / "tickets.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "de.csv").write_text(CSV, encoding="utf-8")
    backbone(tmp_path / "tiny")
    backbone(tmp_path / "hub" / "models" / "org" / "far")
    wino = tmp_path / "hub" / "datasets" / "allenai" / "winogrande"
    (wino / "winogrande_xl").mkdir(parents=True)
    (wino / "README.md").write_text(CARD, encoding="utf-8")
    for split in ("train", "validation", "test"):
        (wino / "winogrande_xl" / f"{split}-00000-of-00001.parquet").write_bytes(split.encode() * 50)
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study()), encoding="utf-8")
    return tmp_path


def study() -> dict[str, object]:
    own = {"kind": "classify", "train": "tickets.csv", "test": {"de": "de.csv"}, "labels": ["yes", "no"]}
    return {
        "version": 1,
        "study": "away",
        "data": "official",
        "models": {"near": "./tiny", "far": "org/far", "mini": "mini", "overlap": "lexical"},
        "intermediates": {"wino": ["winogrande"], "own": ["tickets"], "pos": ["lab_pos"]},
        "targets": [{"xcopa": {"languages": ["en", "et", "ta"]}}, "tickets", {"lab_retrieval": {"languages": ["de"]}}],
        "tasks": {"tickets": own},
        "seeds": [1, 2],
        "limits": {"train": 100, "eval": 20},
        "retrieval": {"layer": 1},
        "claims": [{"says": "x", "source": "y", "gain": {"intermediate": "wino", "target": "xcopa", "at_least": 0}}],
    }


def cached(place: Path, name: str) -> Path:
    """A hub cache that holds the repositories of `place/hub`, as after a download."""
    cache = place / name
    for folder in (place / "hub").glob("*/*/*"):
        repository = cache / f"{folder.parent.parent.name}--{folder.parent.name}--{folder.name}"
        for path in folder.rglob("*.*"):
            target = repository / "snapshots" / COMMIT / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    return cache


@pytest.fixture
def use_cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    from huggingface_hub import constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    yield lambda folder: monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))


def planned(path: Path) -> Plan:
    found = load_study(path)
    return make_plan(found, roots=roots_of(found, offline=True), offline=True)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_plan_made_from_the_folder_has_the_same_keys(place, use_cache, tmp_path_factory) -> None:
    use_cache(cached(place, "cache"))
    here = planned(place / "study.yaml")
    said: list[str] = []
    done = fetch_study(str(place / "study.yaml"), place / "bundle", tell=said.append)
    held = snapshot(place / "bundle")
    wino = f"huggingface/hub/datasets--allenai--winogrande/snapshots/{COMMIT}"
    assert set(held) == {
        "away.yaml",
        *(f"data/xcopa/{name}.jsonl" for name in XCOPA),
        *("files/tickets/train-en-tickets.csv", "files/tickets/test-de-de.csv"),
        *(f"models/near/{name}" for name in ("config.json", "tokenizer.json", "model.safetensors")),
        *(f"{wino}/{name}" for name in ("README.md", "winogrande_xl/train-00000-of-00001.parquet")),
        f"{wino}/winogrande_xl/validation-00000-of-00001.parquet",
        *(
            f"huggingface/hub/models--org--far/snapshots/{COMMIT}/{name}"
            for name in ("config.json", "tokenizer.json", "model.safetensors")
        ),
        *(f"huggingface/hub/{name}/refs/main" for name in ("datasets--allenai--winogrande", "models--org--far")),
    }
    assert done.files == len(said) == len(held) - 3 and done.reused == 0
    assert said[0].startswith(f"[1/{done.files}] ")
    away = tmp_path_factory.mktemp("elsewhere") / "moved"
    (place / "bundle").rename(away)
    (place / "tiny").rename(place / "gone")
    (place / "official").rename(place / "gone too")
    (place / "tickets.csv").unlink()
    use_cache(away / "huggingface" / "hub")
    there = planned(away / "away.yaml")
    assert list(there.nodes) == list(here.nodes)
    assert there.design.cells == here.design.cells
    lines = list(instructions(done))
    assert any("HF_HOME=" in line and "HF_HUB_OFFLINE=1" in line for line in lines)


def test_fetching_again_copies_only_what_differs(place, use_cache) -> None:
    use_cache(cached(place, "cache"))
    first = fetch_study(str(place / "study.yaml"), place / "bundle", tell=lambda line: None)
    before = snapshot(place / "bundle")
    (place / "bundle" / "data" / "xcopa" / "val.en.jsonl").write_text("VAL.EN", encoding="utf-8")
    (place / "bundle" / "models" / "near" / "config.json").unlink()
    again = fetch_study(str(place / "study.yaml"), place / "bundle", tell=lambda line: None)
    assert again.reused == first.files - 2 and snapshot(place / "bundle") == before
    assert any("there before" in line for line in instructions(again))


def test_a_copy_that_breaks_off_leaves_no_half_file(place, use_cache, monkeypatch) -> None:
    import shutil

    use_cache(cached(place, "cache"))

    def broken(origin: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", broken)
    with pytest.raises(OSError, match="No space left"):
        fetch_study(str(place / "study.yaml"), place / "bundle", tell=lambda line: None)
    assert snapshot(place / "bundle") == {}


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_written(place, use_cache) -> None:
    use_cache(place / "empty cache")
    (place / "official" / "xcopa" / "test.ta.jsonl").unlink()
    with pytest.raises(StudyError) as caught:
        fetch_study(str(place / "study.yaml"), place / "bundle", tell=lambda line: None)
    said = str(caught.value)
    assert {problem.where for problem in caught.value.problems} == {
        *("models.far", "data of winogrande (train)", "data of winogrande (dev)", "data of xcopa (test)")
    }
    assert "org/far" in said and "allenai/winogrande" in said and "test.ta.jsonl" in said
    assert not (place / "bundle").exists()


def test_a_snapshot_without_the_rows_is_missing_too(place, use_cache) -> None:
    cache = cached(place, "cache")
    use_cache(cache)
    for path in cache.rglob("validation-*.parquet"):
        path.unlink()
    with pytest.raises(StudyError, match=r"no files for configuration 'winogrande_xl', split 'validation'"):
        fetch_study(str(place / "study.yaml"), place / "bundle", tell=lambda line: None)


def test_a_file_is_no_folder(place) -> None:
    with pytest.raises(XstiltsError, match="is not a folder"):
        fetch_study(str(place / "study.yaml"), place / "tickets.csv", tell=lambda line: None)


def run(place: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "XSTILTS_DATA"))}
    command = [sys.executable, "-m", "xstilts.cli", *arguments]
    return subprocess.run(command, cwd=place, env={**kept, **environment}, capture_output=True, text=True)


def test_commands_against_a_hub_over_http(place) -> None:
    """`fetch` downloads from a hub that answers as the real one does; the folder then plans without it, key by key."""
    home = str(place / "home")
    with serve(place / "hub") as endpoint:
        online = {"HF_ENDPOINT": endpoint, "HF_HOME": home, "HF_HUB_DISABLE_XET": "1"}
        here = run(place, "plan", "study.yaml", "--stages", **online)
        assert here.returncode == 0, here.stdout + here.stderr
        fetched = run(place, "fetch", "study.yaml", "--to", "bundle", **online)
        assert fetched.returncode == 0, fetched.stderr
        refused = run(place, "fetch", "quickstart", "--to", "tickets.csv", **online)
        assert refused.returncode == 2 and "is not a folder" in refused.stderr
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(place / "bundle" / "huggingface")}
    there = run(place, "plan", "bundle/away.yaml", "--stages", **offline)
    assert there.returncode == 0, there.stdout + there.stderr
    assert there.stdout == here.stdout and "allenai" not in there.stderr
    assert "HF_HUB_OFFLINE=1" in fetched.stdout and "xstilts run" in fetched.stdout
    bare = run(place, "fetch", "study.yaml", "--to", "other", HF_HUB_OFFLINE="1", HF_HOME=str(place / "nothing"))
    assert bare.returncode == 2 and "Traceback" not in bare.stderr
    assert bare.stderr.count("models.far") == 1 and "data of winogrande (dev)" in bare.stderr
    assert not (place / "other").exists()
