"""The catalogue's records: names that resolve, XTREME's lists and sizes, lazy tables."""

import subprocess
import sys

import pytest

from xstilts.core.errors import XstiltsError
from xstilts.tasks.catalogue import DATASETS, TARGETS, TRAIN_TASKS
from xstilts.tasks.kinds import METRIC_BY_KIND
from xstilts.tasks.metrics import METRICS

LAB = {name for table in (DATASETS, TRAIN_TASKS, TARGETS) for name in table if name.startswith("lab_")}
# XTREME's scorer: the languages of each task (Hu et al. 2020; Tatoeba as in its scorer).
XTREME = {
    "xnli": "ar bg de el en es fr hi ru sw th tr ur vi zh",
    "pawsx": "de en es fr ja ko zh",
    "udpos": "af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh",
    "panx": "af ar bg bn de el en es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr ms my nl pt ru sw ta te th tl "
    "tr ur vi yo zh",
    "xquad": "ar de el en es hi ru th tr vi zh",
    "mlqa": "ar de en es hi vi zh",
    "tydiqa": "ar bn en fi id ko ru sw te",
    "bucc": "de fr ru zh",
    "tatoeba": "af ar bg bn de el es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr nl pt ru sw ta te th tl tr ur "
    "vi zh",
}
BEYOND_XTREME = {
    "xcopa": ("et ht id it qu sw ta th tr vi zh", 50.0, 500),
    "xcsqa": ("ar de en es fr hi it ja nl pl pt ru sw ur vi zh", 20.0, 1000),
    "xcodah": ("ar de en es fr hi it ja nl pl pt ru sw ur vi zh", 25.0, 300),
    "xstorycloze": ("ar en es eu hi id my ru sw te zh", 50.0, 1511),
}
INTERMEDIATES = [
    *("anli_plus", "mnli", "qqp", "squad_v1", "squad_v2", "hellaswag", "ccg", "chunking", "cosmosqa"),
    *("commonsenseqa", "sst2", "socialiqa", "copa", "ecare", "openbookqa", "piqa", "cola", "rte", "winogrande"),
]
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


@pytest.mark.parametrize("name", XTREME)
def test_xtreme_targets_have_its_languages(name):
    assert list(TARGETS[name].languages) == XTREME[name].split()
    assert TARGETS[name].local_protocol == ""


@pytest.mark.parametrize("name", BEYOND_XTREME)
def test_targets_beyond_xtreme_say_how_they_differ(name):
    languages, chance, size = BEYOND_XTREME[name]
    target = TARGETS[name]
    assert list(target.languages) == languages.split() and target.chance == chance
    assert target.local_protocol
    rows = DATASETS[target.test.dataset].rows
    assert {rows[target.test.split, language] for language in target.languages} == {size}


def test_tatoeba_has_its_sizes():
    small = {"jv": 205, "te": 234, "ta": 307, "sw": 390, "th": 548, "kk": 575, "ml": 687, "ka": 746}
    rows = DATASETS["tatoeba"].rows
    assert {language: rows["test", language] for language in TARGETS["tatoeba"].languages} == {
        language: small.get(language, 1000) for language in XTREME["tatoeba"].split()
    }
    assert len(DATASETS["tatoeba"].local.codes) == len(set(DATASETS["tatoeba"].local.codes.values())) == 112


@pytest.mark.parametrize("name", INTERMEDIATES)
def test_intermediates_are_declared_with_metric_chance_and_source(name):
    task = TRAIN_TASKS[name]
    assert (task.metric or METRIC_BY_KIND[task.kind]) in METRICS
    assert (task.chance is None) == (task.kind in ("tag", "extract"))
    if task.labels is not None and task.kind == "classify":
        assert task.chance == pytest.approx(100 / len(task.labels.labels))
    for portion in (*task.train, *task.dev):
        dataset = DATASETS[portion.dataset]
        assert dataset.local is not None and (dataset.hub is not None or name in ("ccg", "chunking", "ecare"))


def test_selection_for_xquad_keeps_out_of_its_paragraphs():
    """XQuAD translates 240 paragraphs of SQuAD's dev set; selecting on those would look at the test set."""
    [dev] = TRAIN_TASKS[TARGETS["xquad"].train].dev
    assert dev.split == "dev_outside_xquad" and DATASETS["squad"].rows[dev.split, "en"] == 10_570 - 1_190


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
