"""Hub datasets: three rows in the hub's exact column layout, in a hub cache, through the code that reads them."""

import json
import os
from pathlib import Path

import pytest
from hub_layouts import LAYOUTS, NOT_IN_THE_SCHEMAS, Layout, view

from xstilts.core.errors import DataError
from xstilts.tasks import hub, sources
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.catalogue.languages import PANX
from xstilts.tasks.records import Portion, Roots, RowPlace

datasets = pytest.importorskip("datasets")

COMMIT = "c0ffee" + "0" * 34
BY_NAME = {layout.dataset: layout for layout in LAYOUTS}
ON_HUB = [name for name in DATASETS if DATASETS[name].hub is not None]
SHARED = Path(__file__).resolve().parents[3] / "shared"
SCHEMAS = Path(os.environ.get("XSTILTS_DATA") or SHARED / "data").parent / "hub-schemas.json"


def feature(spec):
    """A feature of `datasets` from the hub cards' notation."""
    if isinstance(spec, str):
        return datasets.Value(spec)
    if "class_label" in spec:
        return datasets.ClassLabel(names=spec["class_label"])
    if "sequence" in spec:
        return datasets.List(feature(spec["sequence"])) if hasattr(datasets, "List") else [feature(spec["sequence"])]
    if "sequence_of" in spec:
        return {name: feature({"sequence": inner}) for name, inner in spec["sequence_of"].items()}
    return {name: feature(inner) for name, inner in spec.items()}


def write_parquet(path, layout):
    table = {name: [row[name] for row in layout.rows] for name in layout.features}
    features = datasets.Features({name: feature(spec) for name, spec in layout.features.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    datasets.Dataset.from_dict(table, features=features).to_parquet(str(path))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty hub cache and no network; returns a function that puts a layout's rows into it."""
    from huggingface_hub import constants

    hub._hub_commit.cache_clear()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "prepared")

    def put(layout, place="{config}/{split}/0000.parquet", ref="main", commit=COMMIT, card=""):
        folder = hub.cache_folder(DATASETS[layout.dataset].hub.repo)
        name = place.format(config=layout.config, split=layout.hub_split)
        write_parquet(folder / "snapshots" / commit / name, layout)
        (folder / "refs" / ref).parent.mkdir(parents=True, exist_ok=True)
        (folder / "refs" / ref).write_text(commit, encoding="utf-8")
        if card:
            (folder / "snapshots" / commit / "README.md").write_text(card, encoding="utf-8")
        return folder

    return put


def examples_of(layout, language="", commit=COMMIT):
    dataset, language = DATASETS[layout.dataset], language or layout.language
    found = []
    raws = hub.read(dataset.hub, dataset.name, layout.split, language, commit, dataset.kind, stay_offline=True)
    for raw in raws:
        place = RowPlace(
            dataset=dataset.name, split=layout.split, language=language, file=str(raw.file), number=raw.number
        )
        example = dataset.hub.row(raw.row, place)
        found.extend([example] if example is not None else [])
    return found


def test_every_hub_dataset_has_contract_rows():
    assert set(BY_NAME) == set(ON_HUB) and len(BY_NAME) == len(LAYOUTS)
    assert {len(layout.rows) for layout in LAYOUTS} == {3}


@pytest.mark.parametrize("name", ON_HUB)
def test_hub_layout(cache, name):
    layout = BY_NAME[name]
    cache(layout)
    examples = examples_of(layout)
    assert [view(example) for example in examples] == layout.examples
    assert {example.language for example in examples} == {layout.language}
    assert len({example.id for example in examples}) == len(examples)
    assert set(DATASETS[name].hub.columns) <= set(layout.features)


@pytest.fixture
def schemas():
    if not SCHEMAS.is_file():
        pytest.skip("the schemas of the hub are not here")
    return json.loads(SCHEMAS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ON_HUB)
def test_contract_rows_have_the_columns_of_the_hub(schemas, name):
    layout, repo = BY_NAME[name], DATASETS[name].hub.repo
    if repo in NOT_IN_THE_SCHEMAS:
        assert repo not in schemas
        return
    configs = [entry for entry in schemas[repo]["configs"] if layout.config in entry["num_rows"]]
    assert [entry["features"] for entry in configs] == [layout.features]
    assert layout.hub_split in configs[0]["num_rows"][layout.config]


@pytest.mark.parametrize("name", ON_HUB)
def test_asserted_row_counts_are_the_hubs(schemas, name):
    """But for SNLI's 785 and 158 pairs without a label, and TyDiQA's languages, which share one configuration."""
    dataset = DATASETS[name]
    if dataset.hub.repo in NOT_IN_THE_SCHEMAS:
        return
    sizes = {k: v for entry in schemas[dataset.hub.repo]["configs"] for k, v in entry["num_rows"].items()}
    rows, checked = {**dataset.rows, **dataset.hub.rows}, 0
    summed = {}
    for (split, language), size in rows.items():
        if split not in dataset.hub.splits or (dataset.hub.codes and language not in dataset.hub.codes):
            continue
        if name == "wikiann" and language not in PANX:
            continue
        there = sizes[hub.config(dataset.hub, name, language)][dataset.hub.splits[split]]
        dropped = {("snli", "train"): 785, ("snli", "dev"): 158, ("squad", "dev_outside_xquad"): 1190}
        dropped[("squad_v2", "dev_outside_xquad")] = 11873 - 10174  # XQuAD's paragraphs have more questions in v2.0
        summed[split] = summed.get(split, 0) + size
        if name != "tydiqa":
            assert size + dropped.get((name, split), 0) == there, (split, language)
        checked += 1
    assert checked
    if name == "tydiqa":
        assert summed == {"train": 49_881, "dev": 5_077}


@pytest.mark.parametrize("place", ["{config}/{split}-00000-of-00001.parquet", "data/{split}-00000-of-00001.parquet"])
def test_files_in_the_usual_places(cache, place):
    layout = BY_NAME["squad"]
    cache(layout, place)
    assert [view(example) for example in examples_of(layout)] == layout.examples


def test_the_card_says_where_files_are(cache):
    layout = BY_NAME["xnli"]
    cache(layout, "odd/{config}.parquet", card=(
        "---\nconfigs:\n- config_name: sw\n  data_dir: odd\n  data_files:\n  - split: test\n    path: sw.*\n"
        "  - split: train\n    path: other.parquet\n---\n"
    ))  # fmt: skip
    assert [view(example) for example in examples_of(layout)] == layout.examples
    with pytest.raises(DataError, match=r"no files for configuration 'de', split 'test' .*`revisions` in the study"):
        examples_of(layout, "de")


def test_a_script_repository_is_read_from_the_hubs_conversion(cache):
    """`ybisk/piqa` holds a script; the conversion calls its one configuration `default`."""
    layout = BY_NAME["piqa"]
    folder = cache(layout, "default/{split}/0000.parquet", ref=hub.CONVERTED)
    (folder / "refs" / "main").write_text("b" * 40, encoding="utf-8")
    (folder / "snapshots" / ("b" * 40)).mkdir()
    (folder / "snapshots" / ("b" * 40) / "piqa.py").touch()
    assert hub.commit(DATASETS["piqa"].hub, "piqa", stay_offline=True) == COMMIT
    assert [view(example) for example in examples_of(layout)] == layout.examples


def test_paragraphs_are_numbered_by_distinct_context(cache):
    layout = BY_NAME["squad"]
    cache(layout)
    raws = hub.read(DATASETS["squad"].hub, "squad", "train", "en", COMMIT, "extract", stay_offline=True)
    assert [raw.row["paragraph"] for raw in raws] == [0, 0, 1]


def changed(name, features, rows):
    layout = BY_NAME[name]
    return Layout(name, layout.split, layout.language, layout.config, layout.hub_split, features, rows, [])


def test_changed_columns_are_named(cache):
    layout = changed("sst2", {"text": "string", "label": "int32"}, [{"text": "a", "label": 0}])
    cache(layout)
    with pytest.raises(DataError, match=r"no column 'sentence', 'idx'; the columns are text, label.*revision"):
        examples_of(layout)


@pytest.mark.parametrize(
    ("name", "blank"),
    [
        ("xnli", {"label": -1}),
        ("pawsx", {"label": -1}),
        ("xcopa", {"label": -1}),
        ("winogrande", {"answer": ""}),
        ("socialiqa", {"label": ""}),
        ("hellaswag", {"label": ""}),
        ("xcsqa", {"answerKey": ""}),
        ("openbookqa", {"answerKey": ""}),
        ("tydiqa", {"answers": {"text": [], "answer_start": []}}),
    ],
)
def test_blanked_labels_are_refused(cache, name, blank):
    layout = BY_NAME[name]
    layout = changed(name, layout.features, [{**layout.rows[0], **blank}])
    cache(layout)
    with pytest.raises(DataError, match=r"(label is|answers are) blank"):
        examples_of(layout)


def test_row_counts_and_revision_are_part_of_a_hub_reference(cache, tmp_path):
    layout = BY_NAME["tydiqa"]
    cache(layout)
    roots = Roots(data=tmp_path / "none", offline=True)
    portion = Portion(dataset="tydiqa", split="train")
    ref = sources.reference(portion, ("en",), roots=roots)
    assert (ref.source, ref.options["revision"]) == ("hub", COMMIT)
    with pytest.raises(DataError, match="2 examples, expected 3,696"):
        sources.load(ref, roots)
    cache(layout, commit="b" * 40)
    again = sources.reference(portion, ("en",), roots=roots)
    assert again.options["revision"] == "b" * 40
    assert again.fingerprint != ref.fingerprint
    pinned = Roots(data=roots.data, offline=True, revisions={DATASETS["tydiqa"].hub.repo: COMMIT})
    assert sources.reference(portion, ("en",), roots=pinned) == ref
    branch = Roots(data=roots.data, offline=True, revisions={DATASETS["tydiqa"].hub.repo: "v2"})
    with pytest.raises(DataError, match=r"no copy of .* \(revision v2\)"):
        sources.reference(portion, ("en",), roots=branch)


def test_online_the_revision_is_resolved_by_the_hub_and_kept(cache, monkeypatch):
    """`main` of a repository with rows; without rows, the hub's conversion."""
    from huggingface_hub import HfApi

    class Info:
        def __init__(self, sha, *names):
            self.sha, self.siblings = sha, [type("File", (), {"rfilename": name}) for name in names]

    found = {"main": Info("a" * 40, "README.md", "squad.py", "dataset_infos.json"), hub.CONVERTED: Info("d" * 40)}
    monkeypatch.setattr(HfApi, "dataset_info", lambda self, repo, revision: found[revision])
    files = DATASETS["squad"].hub
    assert hub.commit(files, "squad", stay_offline=False) == "d" * 40
    found["main"] = Info("e" * 40, "README.md", "plain_text/train-00000-of-00001.parquet")
    assert hub.commit(files, "squad", stay_offline=False) == "d" * 40, "one plan must not mix two commits"
    hub._hub_commit.cache_clear()
    assert hub.commit(files, "squad", stay_offline=False) == "e" * 40
    assert (hub.cache_folder(files.repo) / "refs" / "main").read_text(encoding="utf-8") == "e" * 40


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("GatedRepoError", "accept its terms"),
        ("RepositoryNotFoundError", "gone or private"),
        ("RevisionNotFoundError", "pin a revision"),
        ("ConnectError", "xstilts fetch STUDY --to DIR"),
    ],
)
def test_what_to_do_when_the_hub_refuses(cache, monkeypatch, error, advice):
    from huggingface_hub import HfApi

    def refuse(*args, **options):
        raise type(error, (Exception,), {})("403")

    monkeypatch.setattr(HfApi, "dataset_info", refuse)
    with pytest.raises(DataError, match=advice):
        hub.commit(DATASETS["squad"].hub, "squad", stay_offline=False)


def test_the_environment_forbids_the_network(cache, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(DataError, match="the network is not to be used"):
        hub.commit(DATASETS["squad"].hub, "squad", stay_offline=False)
    cache(BY_NAME["squad"])
    assert hub.commit(DATASETS["squad"].hub, "squad", stay_offline=False) == COMMIT


def test_a_language_the_hub_lacks():
    with pytest.raises(DataError, match="has no language 'ko'"):
        hub.code(DATASETS["xnli"].hub, "xnli", "ko")


def test_questions_that_x_csqa_translates_are_left_out_of_its_training(cache, tmp_path, monkeypatch):
    """One of three questions of CommonsenseQA is X-CSQA's, with choices in another order and other quotation marks."""
    asked = [("Where's a cat?", "1"), ("Where's a dog?", "2"), ("Where is a cow?", "3")]
    layout = BY_NAME["commonsenseqa"]
    rows = [{**layout.rows[0], "question": question, "id": name} for question, name in asked]
    own = Layout("commonsenseqa", "train", "en", "default", "train", layout.features, rows, [])
    cache(own)
    other = BY_NAME["xcsqa"]
    mixed = {"label": [*"ABCD"], "text": ["z", "w", "y", "x"]}
    twin = {**other.rows[0], "question": {"stem": "Where\u2019s a dog?", "choices": mixed}}
    cache(Layout("xcsqa", "test", "en", "X-CSQA-en", "validation", other.features, [twin], []))
    monkeypatch.setitem(DATASETS["xcsqa"].rows, ("test", "en"), 1)
    roots = Roots(data=tmp_path / "none", offline=True)
    ref = sources.reference(Portion(dataset="commonsenseqa", split="train_outside_xcsqa"), ("en",), roots=roots)
    assert [example.prompt for example in sources.load(ref, roots)] == ["Where's a cat?", "Where is a cow?"]
    assert sources.count(ref, roots) == 2
    cache(
        Layout("xcsqa", "test", "en", "X-CSQA-en", "validation", other.features, [other.rows[0]], []), commit="b" * 40
    )
    moved = sources.reference(Portion(dataset="commonsenseqa", split="train_outside_xcsqa"), ("en",), roots=roots)
    assert moved.identity() != ref.identity() and moved.fingerprint == ref.fingerprint
    with pytest.raises(DataError, match="none of its 3 questions is among the 1 to be left out"):
        sources.load(moved, roots)


def test_the_hubs_bucc_and_its_english_paws_x_are_not_used():
    """`bucc18` has gold pairs only; XTREME's copy of PAWS-X has 49,175 English training pairs instead of 49,401."""
    assert DATASETS["bucc"].hub is None
    assert DATASETS["pawsx"].hub.repo != "google/xtreme" and DATASETS["pawsx"].hub.rows["train", "en"] == 49_401
    assert "train" not in DATASETS["xnli"].languages
