"""A study with machine-translated intermediate data: run, killed in the middle of translating, resumed, reported."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from killing import kill_until_done
from test_whole_kill import same_results
from whole_study import call, command, half_written, kill_study, load_json, stage_folders, write_study

sys.path.append(str(Path(__file__).resolve().parents[1] / "models"))

ARM = "nli-mt"


def translating_study(backbone):
    study = kill_study(backbone)
    step = {"model": "./translator", "languages": ["de", "sw"], "share": 0.5, "beams": 2, "batch_tokens": 256}
    return study | {
        "intermediates": {ARM: [{"mix": ["lab_nli"], "translate": step}]},
        "targets": ["lab_sentiment", "lab_retrieval"],
        "controls": {"longer": False, "mlm": {"match": ARM, "languages": ["en", "de", "sw"]}},
    }


@pytest.fixture(scope="module")
def study(backbone, tmp_path_factory):
    from translators_tiny import make_marian

    from xstilts.lab import generate

    folder = tmp_path_factory.mktemp("translating")
    make_marian(folder / "translator", [row["text"] for row in generate("text", "train", "en", size=200)])
    return write_study(folder, translating_study(backbone))


def run(study, store):
    return command("run", study, "--store", store, "--workers", "2", "--checkpoint-steps", "2")


@pytest.fixture(scope="module")
def finished(study, tmp_path_factory):
    store = tmp_path_factory.mktemp("translated") / "store"
    said = call(*run(study, store)[3:])
    assert said.code == 0, said.err
    return store


def test_killed_while_translating_it_ends_bit_identical(study, finished, tmp_path):
    store, log = tmp_path / "store", tmp_path / "hits"
    faults = [f"kill@translated:{number}" for number in (1, 2)]
    hits, ended = kill_until_done(run(study, store), faults, store=store, log=log)
    assert ended.code == 0, ended.output
    assert hits["translated"] == len(faults)
    assert "resumed from its checkpoint" in ended.output
    same_results(finished, store)
    assert half_written(store) == []


def test_training_reads_english_and_the_translated_half(finished):
    folders = {
        load_json(path / "summary.json")["language"]: path for path in stage_folders(finished, "translate-lab_nli")
    }
    assert set(folders) == {"de", "sw"}
    summary = load_json(folders["de"] / "summary.json")
    assert summary["examples_read"] == 20 == summary["examples"] + sum(summary["lost"].values())
    train = load_json(stage_folders(finished, f"train-{ARM}-tiny")[0] / "summary.json")
    sizes = train["sizes"]["lab_nli+lab_nli-de+lab_nli-sw"]
    kept = [load_json(path / "summary.json")["examples"] for path in folders.values()]
    assert sizes["examples"] == 40 + sum(kept) and sum(kept) > 0
    spec = load_json(stage_folders(finished, f"train-{ARM}-tiny")[0] / "spec.json")["spec"]
    made = {ref["fingerprint"][:16] for item in spec["items"] for ref in item["train"] if ref["source"] == "stage"}
    assert made == {path.name[-16:] for path in stage_folders(finished, "translate-")}
    languages = {language for item in spec["items"] for ref in item["dev"] for language in ref["languages"]}
    assert languages == {"en"}  # selection stays English
    rows = [json.loads(line) for line in (folders["sw"] / "examples.jsonl").read_text("utf-8").splitlines()]
    assert {row["language"] for row in rows} == {"sw"}


def test_the_control_takes_as_many_steps_by_masked_lm_alone(finished):
    control = stage_folders(finished, "train-mlm-tiny")[0]
    matched = stage_folders(finished, f"train-{ARM}-tiny")[0]
    mine, theirs = (load_json(path / "summary.json") for path in (control, matched))
    assert mine["steps"] == theirs["steps"] == 8 and mine["tokens"] > 0
    assert list(mine["sizes"]) == ["lab_text"]
    assert mine["checksums_before"]["encoder"] != mine["checksums_after"]["encoder"]
    assert stage_folders(finished, "evaluate-mlm-lab_retrieval-tiny")  # its encoder retrieves without phase 3


def test_the_report_shows_the_arm_and_its_losses(finished):
    text = (finished / "studies" / "tiny" / "report" / "report.md").read_text("utf-8")
    assert f"| {ARM} |" in text and "| masked LM only |" in text
    assert "minus masked LM only" in text and "minus direct (longer)" not in text
    assert "## Machine-translated training data" in text
    assert "| lab_nli | de | ./translator | 20 |" in text
    assert f"| tiny | {ARM} | 8 |" in text and "| tiny | masked LM only (control) | 8 |" in text
    page = (finished / "studies" / "tiny" / "report" / "report.html").read_text("utf-8")
    assert "Machine-translated training data" in page
    assert "also 50% of it in de, sw, machine-translated by ./translator" in page
    assert "zero-shot for the target task alone" in page and "were not found" in page
    value = load_json(finished / "studies" / "tiny" / "report" / "results.json")
    assert [(one["dataset"], one["language"]) for one in value["translations"]] == [
        ("lab_nli", "de"),
        ("lab_nli", "sw"),
    ]


def test_what_cannot_be_translated_is_said_before_anything_runs(study, tmp_path):
    text = study.read_text("utf-8")
    tags = study.with_name("tags.yaml")
    tags.write_text(text.replace("- lab_nli", "- lab_pos"), encoding="utf-8")
    said = call("run", tags, "--store", tmp_path / "store")
    assert said.code == 2 and "Traceback" not in said.err
    assert "'lab_pos' is a tag task" in said.err and "classify, choose, extract" in said.err
    coded = study.with_name("coded.yaml")
    coded.write_text(text.replace("beams: 2", "beams: 2\n      codes: {de: deu}"), encoding="utf-8")
    said = call("run", coded, "--store", tmp_path / "store")
    assert said.code == 2 and "no language tokens" in said.err and "Traceback" not in said.err
    assert not (tmp_path / "store").exists()


def test_the_plan_names_and_prices_the_translations(study, tmp_path):
    said = call("plan", study, "--store", tmp_path / "empty", "--stages")
    assert said.code == 0, said.err
    assert "2 translate" in said.out and "translate-lab_nli-de  " in said.out
