"""The catalogue's records: names that resolve, XTREME's lists and sizes, lazy tables."""

import subprocess
import sys

import pytest

from xstilts.core.errors import XstiltsError
from xstilts.tasks.catalogue import DATASETS, TARGETS, TRAIN_TASKS
from xstilts.tasks.metrics import METRICS

LAB = {name for table in (DATASETS, TRAIN_TASKS, TARGETS) for name in table if name.startswith("lab_")}
# XTREME's scorer: number of languages of each task (Hu et al. 2020; Tatoeba as in its scorer).
XTREME_SIZES = {
    "xnli": 15,
    "pawsx": 7,
    "udpos": 33,
    "panx": 40,
    "xquad": 11,
    "mlqa": 7,
    "tydiqa": 9,
    "bucc": 4,
    "tatoeba": 36,
}
NINE_INTERMEDIATES = (
    "anli_plus mnli qqp squad_v1 squad_v2 hellaswag ccg cosmosqa commonsenseqa".split()  # noqa: SIM905
)


def without_lab(names):
    return [name for name in names if name not in LAB]


@pytest.mark.parametrize("name", without_lab(DATASETS))
def test_dataset_names_itself_and_has_a_source(name):
    dataset = DATASETS[name]
    assert dataset.name == name
    assert dataset.local or dataset.hub
    assert dataset.licence and dataset.citation
    for files in (dataset.local.paths if dataset.local else {}, dataset.hub.splits if dataset.hub else {}):
        assert set(files) <= set(dataset.languages) | {"train", "dev", "test"}
    for split, language in dataset.rows:
        assert language in dataset.languages[split]


@pytest.mark.parametrize("name", without_lab(TRAIN_TASKS))
def test_train_task_reads_english_of_known_datasets(name):
    task = TRAIN_TASKS[name]
    assert task.name == name
    for portion in (*task.train, *task.dev):
        dataset = DATASETS[portion.dataset]
        assert "en" in dataset.languages[portion.split]
        assert dataset.kind == task.kind
        assert dataset.labels == task.labels


@pytest.mark.parametrize("name", without_lab(TARGETS))
def test_target_fits_its_train_task_dataset_and_metric(name):
    target = TARGETS[name]
    assert target.name == name
    dataset = DATASETS[target.test.dataset]
    assert set(target.languages) <= set(dataset.languages[target.test.split])
    assert target.metric in METRICS
    assert name.endswith("-local") <= bool(target.local_protocol)
    if target.train is not None:
        task = TRAIN_TASKS[target.train]
        assert (task.kind, task.labels) == (target.kind, target.labels)


@pytest.mark.parametrize("name", XTREME_SIZES)
def test_xtreme_targets_have_its_languages(name):
    languages = TARGETS[name].languages
    assert len(languages) == len(set(languages)) == XTREME_SIZES[name]
    assert TARGETS[name].local_protocol == ""


def test_tatoeba_has_no_english_and_no_malay():
    assert not {"en", "ms", "my", "yo"} & set(TARGETS["tatoeba"].languages)


def test_nine_intermediates_of_the_paper_are_there():
    assert set(NINE_INTERMEDIATES) <= set(TRAIN_TASKS)


def test_anli_plus_shares_one_head_and_has_the_papers_size():
    task = TRAIN_TASKS["anli_plus"]
    rows = [DATASETS[portion.dataset].rows[portion.split, "en"] for portion in task.train]
    assert sum(rows) == 1_104_934
    assert sum(DATASETS[portion.dataset].rows[portion.split, "en"] for portion in task.dev) == 22_857
    assert {DATASETS[portion.dataset].labels.name for portion in task.train} == {"nli"}


def test_rte_keeps_its_own_two_way_head():
    assert TRAIN_TASKS["rte"].labels.labels == ("entailment", "not_entailment")
    assert TRAIN_TASKS["rte"].labels.name != TRAIN_TASKS["mnli"].labels.name


def test_label_spaces_have_the_sizes_of_their_schemes():
    assert len(TRAIN_TASKS["udpos_en"].labels.labels) == 17
    assert len(TRAIN_TASKS["panx_en"].labels.labels) == 7
    assert len(TRAIN_TASKS["chunking"].labels.labels) == 23
    assert len(TRAIN_TASKS["ccg"].labels.labels) == 1363


def test_a_misspelt_target_gets_a_suggestion():
    with pytest.raises(XstiltsError, match="'tatoeba'"):
        TARGETS["tatoba"]


def test_listing_names_imports_no_benchmark_and_no_torch():
    code = (
        "import sys; from xstilts.tasks.catalogue import TARGETS; list(TARGETS);"
        "print([m for m in sys.modules if m == 'torch' or m == 'datasets' or m.startswith('xstilts.tasks.catalogue.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
