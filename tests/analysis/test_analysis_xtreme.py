"""XTREME's averages: the published row of XLM-R Large, groups, English, retrieval, and cells that are missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import synthetic

from xstilts.analysis.analyse import analyse
from xstilts.analysis.scores import ALL, ZERO_SHOT
from xstilts.analysis.xtreme import OVERALL, WITHOUT_RETRIEVAL, study_summaries, summarise, task_of
from xstilts.core.errors import DataError
from xstilts.tasks.xtreme import GROUPS, TASKS, languages, read_table

XLMR = {  # Hu et al. 2020, XLM-R Large; exact match and F1 for question answering
    "xnli": 79.2,
    "pawsx": 86.4,
    "udpos": 72.6,
    "panx": 65.4,
    "xquad": {"exact_match": 60.8, "f1": 76.6},
    "mlqa": {"exact_match": 53.2, "f1": 71.6},
    "tydiqa": {"exact_match": 45.0, "f1": 65.1},
    "bucc2018": 66.0,
    "tatoeba": 57.3,
}


def read(folder: Path, value: object, name: str = "scores.json"):
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return summarise(read_table(path))


@pytest.mark.parametrize(("pos", "overall", "structured"), [(72.6, 68.1, 69.0), (73.8, 68.25, 69.6)])
def test_the_published_row(tmp_path: Path, pos: float, overall: float, structured: float) -> None:
    found = read(tmp_path, {**XLMR, "udpos": pos}).means[ALL]
    assert found[OVERALL].value == pytest.approx(overall, abs=0.05)
    assert found["pair classification"].value == pytest.approx(82.8)
    assert found["structured prediction"].value == pytest.approx(structured)
    assert found["question answering"].value == pytest.approx(62.05)  # the table of RemBERT prints 62.3
    assert found["retrieval"].value == pytest.approx(61.65)
    # (79.2 + 86.4 + pos + 65.4 + 68.7 + 62.4 + 55.05) / 7
    assert found[WITHOUT_RETRIEVAL].value == pytest.approx((417.15 + pos) / 7)


def test_the_overall_score_is_no_mean_of_groups(tmp_path: Path) -> None:
    found = read(tmp_path, XLMR).means[ALL]
    groups = [found[name].value for name in GROUPS]
    assert found[OVERALL].value != pytest.approx(sum(groups) / 4, abs=0.5)


def every_language(value: float, english: float) -> dict:
    return {
        task: {
            name: {"em_f1_mean": english if name == "en" else value, "score": english if name == "en" else value}
            for name in languages(task)
        }
        for task in TASKS
    }


def test_with_and_without_english(tmp_path: Path) -> None:
    found = read(tmp_path, every_language(60.0, 90.0))
    assert found.tasks[ALL]["pawsx"].value == pytest.approx((6 * 60 + 90) / 7)
    assert found.tasks[ZERO_SHOT]["pawsx"].value == 60.0
    assert found.tasks[ALL]["bucc"].value == found.tasks[ZERO_SHOT]["bucc"].value == 60.0
    assert found.means[ZERO_SHOT][OVERALL].value == pytest.approx(60.0)
    lengths = (15, 7, 33, 40, 11, 7, 9)
    with_english = [60 + 30 / number for number in lengths] + [60, 60]
    assert found.means[ALL][OVERALL].value == pytest.approx(sum(with_english) / 9)


def test_a_mean_alone_has_no_zero_shot_score(tmp_path: Path) -> None:
    found = read(tmp_path, XLMR)
    assert found.tasks[ZERO_SHOT]["xnli"].value is None
    assert found.tasks[ZERO_SHOT]["tatoeba"].value == 57.3  # there is no English in it
    assert found.means[ZERO_SHOT][OVERALL].value is None


def test_a_missing_language_and_a_missing_task_stay_missing(tmp_path: Path) -> None:
    scores = every_language(60.0, 90.0)
    del scores["pawsx"]["ko"], scores["tydiqa"]
    found = read(tmp_path, scores)
    assert (found.tasks[ALL]["pawsx"].value, found.tasks[ALL]["pawsx"].missing) == (None, ("ko",))
    assert found.tasks[ALL]["pawsx"].partial == pytest.approx((5 * 60 + 90) / 6)
    overall = found.means[ALL][OVERALL]
    assert (overall.value, overall.missing) == (None, ("pawsx", "tydiqa"))
    assert overall.covered == tuple(task for task in TASKS if task not in ("pawsx", "tydiqa"))
    assert found.means[ALL]["structured prediction"].value is not None
    assert found.means[ALL]["question answering"].value is None


def test_the_same_table_in_other_forms(tmp_path: Path) -> None:
    rows = ["task,language,score,exact_match,f1", "xnli,en,80,,", "xnli,sw,60,,", "mlqa,de,,40,60"]
    nested = {"xnli": {"en": 80, "sw": 60}, "mlqa": {"de": {"exact_match": 40, "f1": 60}}}
    lines = [
        {"task": "xnli", "language": "en", "value": 80.0, "extras": {}},
        {"task": "xnli", "language": "sw", "value": 60.0, "extras": {}},
        {"task": "mlqa", "language": "de", "value": 60.0, "extras": {"exact_match": 40.0, "em_f1_mean": 50.0}},
    ]
    expected = {"xnli": {"en": 80.0, "sw": 60.0}, "mlqa": {"de": 50.0}}
    forms = {
        "a.csv": "\n".join(rows),
        "a.tsv": "\n".join(rows).replace(",", "\t"),
        "a.json": json.dumps(nested),
        "a.jsonl": "\n".join(map(json.dumps, lines)),
        "list.json": json.dumps(lines),
    }
    for name, text in forms.items():
        (tmp_path / name).write_text(text)
        assert read_table(tmp_path / name) == expected, name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"xnly": 70}', "unknown task 'xnly'.*did you mean 'xnli'"),
        ('{"xnli-local": 70}', "local protocol: its scores are not XTREME's"),
        ('{"xnli": {"sv": 70}}', "xnli has no language 'sv'"),
        ('{"xnli": 130}', "score is 130; allowed: a number from 0 to 100"),
        ('{"xnli": "high"}', "score is 'high'"),
        ('{"xnli": null}', "score is None"),
        ('{"xnli": 0.7, "pawsx": 0.8}', "scores are percent"),
        ('{"mlqa": {"f1": 70}}', "mlqa needs exact_match and f1"),
        ("task,score\nxnli,70\nxnli,71\n", "xnli mean stands twice"),
        ("task,language,score\nxnli,sw,70\nxnli,,71\n", "its mean and single languages"),
        ("language,score\nsw,70\n", "no column 'task'"),
        ("task,language,score\n", "no scores in it"),
        ('{"xnli": ', "not valid JSON"),
        ("[1]", "record 1: 1 is not an object"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read(tmp_path, text)


def test_a_study_names_its_local_protocols_and_lacks_the_other_tasks(synthetic_results) -> None:
    analysis = analyse(synthetic_results, resamples=50)
    found = {(one.model, one.intermediate): one for one in study_summaries(synthetic_results, analysis.scores)}
    one = found[("mini", "nli")]
    assert one.local == ("xnli", "udpos", "xquad", "tatoeba")  # none is evaluated on all of its languages
    zero = {
        name: analysis.score("mini", "nli", name, ZERO_SHOT).value for name in ("xnli", "udpos", "xquad", "tatoeba")
    }
    overall = one.means[ZERO_SHOT][OVERALL]
    assert overall.value is None and overall.missing == ("pawsx", "panx", "mlqa", "tydiqa", "bucc")
    assert overall.partial == pytest.approx(sum(zero.values()) / 4)
    without = one.means[ZERO_SHOT][WITHOUT_RETRIEVAL]
    assert without.partial == pytest.approx((zero["xnli"] + zero["udpos"] + zero["xquad"]) / 3)


def test_only_complete_test_sets_are_no_local_protocol(tmp_path: Path) -> None:
    targets = (synthetic.target("xnli", "classify", "accuracy", 100 / 3, complete=True),)
    design = synthetic.make_design(seeds=(1,), models=("mini",))
    cells = tuple(cell for cell in design.cells if cell.target == "xnli")
    design = design.model_copy(update={"targets": targets, "cells": cells})
    synthetic.write_cells(tmp_path, design, num_items=20)
    results = synthetic.read(tmp_path, design)
    found = study_summaries(results, analyse(results, resamples=20).scores)
    assert {one.local for one in found} == {()}
    assert (task_of("xnli-local"), task_of("lab_nli"), task_of("xcopa")) == ("xnli", None, None)
