"""After a study: the report says everything, its files agree, exported models predict what was stored."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from killing import finished_stages, result_digests
from whole_study import LANGUAGES, load_json, snapshot, stage_folders

from xstilts.lab import generate

LENGTH = 64
SECTIONS = {
    "alignment",
    "gains",
    "averages",
    "languages",
    "compute",
    "controls",
    "claims",
    "deploy",
    "design",
    "scores",
    "flags",
    "curves",
    "recipes",
    "method",
}


class Page(HTMLParser):
    """Sections of a page, and every attribute through which a browser would fetch something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sections: set[str] = set()
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "section":
            self.sections.add(values["id"])
        if tag in ("script", "link", "iframe", "object", "embed", "base"):
            self.fetched.append(tag)
        addresses = [values[name] for name in ("src", "href", "xlink:href", "srcset", "data") if name in values]
        self.fetched += [value for value in addresses if not value.startswith(("#", "data:"))]


@pytest.fixture(scope="module")
def folder(full) -> Path:
    return full.store / "studies" / "tiny" / "report"


@pytest.fixture(scope="module")
def results(folder):
    return load_json(folder / "results.json")


def test_the_page_is_self_contained_and_whole(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.sections == SECTIONS
    assert page.fetched == []
    assert not re.search(r"@import|url\(\s*['\"]?(?!#|data:)", text), "the style sheet fetches something"
    assert text.count("<svg") >= 5 + 2, "a chart per target, learning curves"
    for word in ("Which tiny task helps a tiny model?", "95% interval", "chance", "tagging helps inference"):
        assert word in text, word
    assert "direct (longer)" in text


def test_the_forms_agree_on_the_numbers(folder, results):
    """Every zero-shot gain of results.json stands in the table (Parquet), in Markdown and in LaTeX."""
    rows = {_place(row): row for row in pq.read_table(folder / "results.parquet").to_pylist()}
    assert {_place(row) for row in results["scores"]} == rows.keys()
    markdown, tex = ((folder / name).read_text(encoding="utf-8") for name in ("report.md", "tables.tex"))
    gains = [row for row in results["scores"] if row["gain"] is not None and row["scope"] == "zero-shot"]
    assert len(gains) >= 10
    for row in results["scores"]:
        assert rows[_place(row)]["score"] == row["score"]
        assert rows[_place(row)]["gain"] == row["gain"]
    for row in gains:
        interval = f"{row['gain_low']:+.1f} to {row['gain_high']:+.1f}"
        assert f"{row['gain']:+.1f}" in markdown and f"{row['gain']:+.1f}" in tex
        assert interval in markdown and interval.replace(" to ", ", ") in tex


def test_markdown_tables_are_tables(folder):
    """A blank line ends a table: rows, separator and header stand together and have equal widths."""
    blocks = re.split(r"\n\s*\n", (folder / "report.md").read_text(encoding="utf-8"))
    tables = [block.strip().splitlines() for block in blocks if block.lstrip().startswith("|")]
    assert len(tables) >= 6
    for table in tables:
        assert re.fullmatch(r"\|(-+:?\|)+", table[1]), table[:2]
        assert {row.count("|") for row in table if row.startswith("|")} == {table[0].count("|")}, table[0]


def test_scores_are_those_of_the_stored_predictions(full, results):
    """The plain mean over items and languages, computed here from the predictions of each seed."""
    row = next(
        row
        for row in results["scores"]
        if _place(row)[:3] == ("tiny", "pos", "lab_nli") and row["scope"] == "zero-shot"
    )
    values = []
    for path in stage_folders(full.store, "evaluate-pos-lab_nli-"):
        table = pq.read_table(path / "predictions.parquet").to_pylist()
        values.append(100 * np.mean([one["parts"][0] for one in table if one["language"] == "de"]))
    assert row["seed_scores"] == pytest.approx(values)
    assert row["score"] == pytest.approx(np.mean(values))


def test_the_report_is_a_function_of_the_store(full, copy_of, cli):
    store = copy_of(full)
    before = snapshot(store / "studies" / "tiny" / "report")
    shutil.rmtree(store / "studies" / "tiny" / "report")
    said = cli("report", "tiny", "--store", store)
    assert said.code == 0
    assert snapshot(store / "studies" / "tiny" / "report") == before
    assert "zero-shot gain over direct" in said.out and "report.html" in said.out


def _place(row) -> tuple[str, str, str, str]:
    return row["model"], row["intermediate"], row["target"], row["scope"]


@pytest.fixture
def exported(full, cli, tmp_path):
    """Export a cell; its folder, and the stored predictions of its evaluation by example id."""

    def export(target: str, intermediate: str = "pos", name: str = "pos") -> tuple[str, dict[str, str]]:
        out = tmp_path / target
        cell = f"tiny/{intermediate}/{target}/2"
        said = cli("export", "tiny", out, "--cell", cell, "--store", full.store)
        assert (said.code, said.out) == (0, f"exported to {out}\n"), said.err
        stage = stage_folders(full.store, f"evaluate-{name}-{target}-tiny-s2-")[0]
        rows = pq.read_table(stage / "predictions.parquet").to_pylist()
        return str(out), {f"{row['language']} {row['example_id']}": row["prediction"] for row in rows}

    return export


def _items(task: str, stored: dict[str, str]) -> Iterator[tuple[str, dict]]:
    """Lab test rows that were evaluated, with their key in `stored`."""
    for language in LANGUAGES:
        for row in generate(task, "test", language):
            if f"{language} {row['id']}" in stored:
                yield f"{language} {row['id']}", row


def test_an_exported_classifier_predicts_what_was_stored(exported):
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder, stored = exported("lab_nli", "direct (longer)", "longer")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    seen = {}
    for key, row in _items("nli", stored):
        batch = tokenizer(row["premise"], row["hypothesis"], truncation=True, max_length=LENGTH, return_tensors="pt")
        with torch.no_grad():
            seen[key] = model.config.id2label[int(model(**batch).logits.argmax())]
    assert len(seen) == 32 and len(set(seen.values())) > 1
    assert seen == stored


def test_an_exported_tagger_predicts_what_was_stored(exported):
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    folder, stored = exported("lab_pos")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForTokenClassification.from_pretrained(folder).eval()
    seen = {}
    for key, row in _items("pos", stored):
        batch = tokenizer(row["words"], is_split_into_words=True, return_tensors="pt")
        assert batch["input_ids"].shape[1] <= LENGTH
        words = batch.word_ids()
        with torch.no_grad():
            tags = model(**batch).logits[0].argmax(-1).tolist()
        seen[key] = " ".join(model.config.id2label[tags[words.index(word)]] for word in range(len(row["words"])))
    assert len(seen) == 32 and len(set(seen.values())) > 1
    assert seen == stored


def test_an_exported_chooser_predicts_what_was_stored(exported):
    import torch
    from transformers import AutoModelForMultipleChoice, AutoTokenizer

    folder, stored = exported("lab_choice")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMultipleChoice.from_pretrained(folder).eval()
    seen = {}
    for key, row in _items("choice", stored):
        prompts = [row["prompt"]] * len(row["choices"])
        batch = tokenizer(prompts, row["choices"], padding=True, return_tensors="pt")
        assert batch["input_ids"].shape[1] <= LENGTH
        with torch.no_grad():
            seen[key] = str(int(model(**{name: value[None] for name, value in batch.items()}).logits.argmax()))
    assert len(seen) == 32 and len(set(seen.values())) > 1
    assert seen == stored


def test_an_exported_reader_predicts_what_was_stored(exported, full):
    """The best span within the context that both ends allow: contexts here fit one window."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    folder, stored = exported("mine")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForQuestionAnswering.from_pretrained(folder).eval()
    lines = (full.study.parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    seen = {}
    for number, row in enumerate(map(json.loads, lines), start=1):
        batch = tokenizer(row["question"], row["context"], return_offsets_mapping=True, return_tensors="pt")
        if f"en {number}" not in stored:
            continue
        offsets = batch.pop("offset_mapping")[0].tolist()
        inside = [place for place, part in enumerate(batch.sequence_ids()) if part == 1]
        assert batch["input_ids"].shape[1] <= LENGTH
        with torch.no_grad():
            found = model(**batch)
        start, end = found.start_logits[0], found.end_logits[0]
        spans = [(float(start[a] + end[b]), a, b) for a in inside for b in inside if a <= b < a + 30]
        _, a, b = max(spans, key=lambda span: span[0])
        seen[f"en {number}"] = row["context"][offsets[a][0] : offsets[b][1]]
    assert len(seen) == 16 and len(set(seen.values())) > 1
    assert seen == {key: value for key, value in stored.items() if key.startswith("en ")}


def test_a_retrieval_cell_exports_its_encoder_or_says_why_not(full, cli, tmp_path):
    said = cli("export", "tiny", tmp_path / "out", "--cell", "tiny/direct/lab_retrieval/1", "--store", full.store)
    assert said.code == 2 and "trains nothing" in said.err
    assert not (tmp_path / "out").exists()


def test_status(full, cli):
    said = cli("status", "tiny", "--store", full.store)
    assert said.code == 0
    assert f"study tiny in {full.store}" in said.out
    assert re.search(r"stages: (\d+); \1 done", said.out), said.out
    assert "driver: none is running" in said.out and "report.html" in said.out


def test_a_second_plan_says_done(full, cli):
    said = cli("plan", full.study, "--store", full.store, "--stages")
    assert said.code == 0, said.err
    count = len(stage_folders(full.store, ""))
    assert f"in the store: {count} done" in said.out
    assert "cost of what is left" not in said.out
    assert len([line for line in said.out.splitlines() if line.startswith("done ")]) == count


def test_a_plan_says_why_a_stage_would_run(full, cli, tmp_path):
    study = tmp_path / "changed.yaml"
    study.write_text(full.study.read_text(encoding="utf-8").replace("learning_rate: 0.0", "learning_rate: 0.2"))
    said = cli("plan", study, "--store", full.store, "--stages")
    assert "recipe.learning_rate" in said.out
    shared = [line for line in said.out.splitlines() if line.startswith("done ")]
    assert all("lab_retrieval" in line for line in shared), "only raw backbones are evaluated as before"


def test_plan_without_a_store_writes_nothing(full, cli, tmp_path):
    said = cli("plan", full.study, "--store", tmp_path / "none")
    assert said.code == 0 and "trainings: " in said.out and "if every cell trained its own phases" in said.out
    assert not (tmp_path / "none").exists()


def test_explain(full, cli):
    names = [stage_folders(full.store, f"train-lab_nli-tiny-s{seed}-")[0].name for seed in (1, 2)]
    said = cli("explain", *names, "--store", full.store)
    assert said.out == "seed: 1 -> 2\n"


def test_rerun_then_run_makes_the_same_again(full, copy_of, cli):
    store = copy_of(full)
    stage = stage_folders(store, "evaluate-pos-lab_nli-tiny-s1-")[0].name
    before = finished_stages(store)
    said = cli("rerun", stage, "--store", store)
    assert said.out == f"removed {stage}\n"
    assert cli("run", full.study, "--store", store).code == 0
    assert result_digests(store) == result_digests(full.store)
    after = finished_stages(store)
    assert {name for name in before if after[name] != before[name]} == {stage}


def test_gc_drops_weights_and_keeps_numbers(full, copy_of, cli):
    store = copy_of(full)
    assert cli("gc", "--store", store).out.startswith("0 stages")
    said = cli("gc", "--store", store, "--study", "tiny")
    assert re.match(r"\d+ stages, [\d.]+ [kM]B", said.out), said.out
    assert not list((store / "stages").rglob("*.safetensors"))
    before = snapshot(store / "studies" / "tiny" / "report")
    again = cli("run", full.study, "--store", store)
    assert again.code == 0, again.err
    assert snapshot(store / "studies" / "tiny" / "report") == before
    refused = cli("export", "tiny", store / "out", "--cell", "tiny/pos/lab_nli/1", "--store", store)
    assert refused.code == 2 and "collected as garbage" in refused.err


def test_gc_all_drops_stages_that_no_study_needs(full, copy_of, cli):
    store = copy_of(full)
    (store / "studies" / "tiny" / "design.json").unlink()
    said = cli("gc", "--store", store, "--all")
    assert said.code == 0 and not stage_folders(store, "")


def test_tasks_and_lab_and_score(cli, tmp_path):
    listed = cli("tasks")
    assert listed.code == 0 and "xnli" in listed.out and "lab_nli" in listed.out and "chance" in listed.out
    one = cli("tasks", "lab_nli", "--examples", "1")
    assert "kind classify" in one.out and "    label: " in one.out
    shown = cli("lab", "show", "de", "nli", "-n", "1")
    assert "premise" in shown.out and re.search(r"^\s+de  ", shown.out, re.MULTILINE)
    (tmp_path / "gold.tsv").write_text("neutral\nentailment\n", encoding="utf-8")
    (tmp_path / "said.tsv").write_text("neutral\nneutral\n", encoding="utf-8")
    files = ("--gold", tmp_path / "gold.tsv", "--predictions", tmp_path / "said.tsv")
    scored = cli("score", "xnli", "--language", "de", *files, "--json")
    assert scored.code == 0, scored.err
    assert json.loads(scored.out)["value"] == 50.0


def test_version(cli):
    from xstilts import __version__

    assert cli("--version").out == f"xstilts {__version__}\n"


def test_the_run_itself_printed_the_findings(full):
    assert "zero-shot gain over direct, points" in full.out
    assert "missing" not in full.out, "the control model has no matched-compute row, so nothing of it is missing"
    assert f"report: {full.store}/studies/tiny/report/report.html" in full.out
    assert "Traceback" not in full.err
