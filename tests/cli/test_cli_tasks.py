"""`xstilts tasks`: one readable line a task, and the whole record of one."""

import re

import pytest

from xstilts.cli.tasks import catalogue_lines, task_lines
from xstilts.core.errors import XstiltsError
from xstilts.tasks.catalogue import TARGETS, TRAIN_TASKS


@pytest.fixture(scope="module")
def table():
    """The cells of every line by section and name."""
    found, section = {}, ""
    for line in catalogue_lines():
        cells = re.split(r"  +", line)
        section = "train" if line.startswith("intermediate") else "target" if line.startswith("targets") else section
        if len(cells) > 4 and cells[0] != "name":
            found[section, cells[0]] = cells
    return found


def test_every_task_has_a_line_of_readable_width(table):
    names = {(section, name.rstrip("*")) for section, name in table}
    assert names == {("train", name) for name in TRAIN_TASKS} | {("target", name) for name in TARGETS}
    assert max(map(len, catalogue_lines())) <= 150


@pytest.mark.parametrize(
    ("section", "name", "cells"),
    [
        ("train", "anli_plus", ["classify", "1,104,934", "22,857", "accuracy", "33.3"]),
        ("train", "qqp", ["classify", "363,846", "40,430", "accuracy_f1", "50.0"]),
        ("train", "commonsenseqa", ["choose", "9,741", "1,221", "accuracy", "20.0"]),
        ("train", "winogrande", ["choose", "40,398", "1,267", "accuracy", "50.0"]),
        ("train", "ccg*", ["tag", "-", "-", "token_accuracy", "-"]),
        ("train", "tydiqa_en*", ["extract", "3,326", "370", "squad", "-"]),
        ("train", "lab_nli", ["classify", "6,000", "600", "accuracy", "33.3"]),
        ("target", "xnli", ["classify", "mnli", "15", "5,010", "accuracy", "33.3"]),
        ("target", "udpos", ["tag", "udpos_en", "33", "47-22,458", "seqeval", "-"]),
        ("target", "udpos-local*", ["tag", "udpos_en", "11", "416-3,207", "seqeval", "-"]),
        ("target", "tatoeba", ["retrieve", "-", "36", "205-1,000", "retrieval_accuracy", "-"]),
        ("target", "pawsx-local*", ["classify", "pawsx_en-local", "7", "1,930-1,983", "accuracy", "50.0"]),
        ("target", "xcsqa*", ["choose", "commonsenseqa_outside_xcsqa", "16", "1,000", "accuracy", "20.0"]),
    ],
)
def test_lines_say_kind_rows_metric_and_chance(table, section, name, cells):
    assert table[section, name][1:-1] == cells


def test_a_record_is_shown_whole():
    said = "\n".join(task_lines("sst2", 0))
    for text in (
        "protocol: From local files: the 6,920 sentence-level",
        "labels: negative, positive",
        "licence: not stated",
        "citation: Socher et al. 2013",
        "split train: en; rows 67,349 (hub), 6,920 (local)",
        "hub: nyu-mll/glue, configuration sst2 (train=train, dev=validation)",
        "columns sentence, label, idx; revision main",
        "local train (tsv): sst2/train.tsv",
    ):
        assert text in said


@pytest.mark.parametrize("name", [*TARGETS, *TRAIN_TASKS])
def test_every_record_can_be_shown(name, monkeypatch):
    monkeypatch.delenv("XSTILTS_DATA", raising=False)
    said = "\n".join(task_lines(name, 0))
    assert "licence: " in said and "citation: " in said and "split " in said and "protocol: " in said


def test_examples_come_from_a_language_that_is_here(data_root, monkeypatch):
    monkeypatch.setenv("XSTILTS_DATA", str(data_root))
    said = "\n".join(task_lines("xcopa", 1))
    assert "local files here: id it" in said and re.search(r"example \d+ \(id\)", said) and "choices: " in said
    said = "\n".join(task_lines("udpos", 1))
    assert "(de)" in said and "tags: " in said


def test_a_misspelt_name_gets_a_suggestion():
    with pytest.raises(XstiltsError, match="did you mean 'xnli'"):
        list(task_lines("xnil", 1))
