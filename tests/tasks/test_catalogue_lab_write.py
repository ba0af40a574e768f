"""The written lab: every file is read back by the readers of the real benchmarks and gives the same examples."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xstilts.core.errors import DataError
from xstilts.lab import LANGUAGES, SIZES, TASKS, generate
from xstilts.lab.generate import language_module
from xstilts.lab.makers import tables
from xstilts.lab.write import write_lab
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.catalogue.lab import example
from xstilts.tasks.catalogue.languages import TATOEBA_CODES
from xstilts.tasks.formats import FORMATS
from xstilts.tasks.records import RowPlace

SMALL = dict.fromkeys(SIZES, 12) | {("nli", "train"): 30, ("choice", "test"): 40}
BENCHMARK = {
    "nli": ("xnli", "tsv", "nli/{split}-{language}.tsv"),
    "paraphrase": ("pawsx", "tsv", "paraphrase/{split}-{language}.tsv"),
    "sentiment": ("sst2", "tsv", "sentiment/{split}-{language}.tsv"),
    "choice": ("xcopa", "jsonl", "choice/{official}.{language}.jsonl"),
    "pos": ("udpos", "conllu", "pos/{language}_lab-ud-{split}.conllu"),
    "ner": ("wikiann", "columns", "ner/{split}-{language}.tsv"),
    "qa": ("xquad", "squad", "qa/{split}.{language}.json"),
    "retrieval": (
        "tatoeba",
        "parallel",
        "retrieval/{split}/tatoeba.{code}-eng.{code} retrieval/{split}/tatoeba.{code}-eng.eng",
    ),
    "mining": (
        "bucc",
        "mining",
        "mining/{language}-en.{split}.{language} mining/{language}-en.{split}.en mining/{language}-en.{split}.gold",
    ),
    "text": ("ntrex128", "text", "text/{split}.{language}.txt"),
}
"""Task -> the real dataset whose row function reads it, the reader, and where the files are."""
LOST = {"nli": {"id"}, "paraphrase": {"id"}, "sentiment": {"id"}, "choice": {"id", "prompt"}, "ner": {"id"},
        "qa": {"id"}, "retrieval": {"id"}, "text": {"id"}, "pos": set(), "mining": set()}  # fmt: skip
"""What a format has no place for, besides the group. XCOPA's question is a word, said in English by its reader."""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("written") / "lab"
    write_lab(folder, sizes=SMALL, seed=4, difficulty=2)
    return folder


def places():
    for task, split in SIZES:
        for language in LANGUAGES:
            foreign = task in ("retrieval", "mining")
            if (language != "en") if foreign else (language == "en" or split != "train" or task == "text"):
                yield task, split, language


def read_back(folder, task, split, language):
    """The examples of the files, by the real benchmark's own reader and row function."""
    name, reader, paths = BENCHMARK[task]
    names = {"split": split, "language": language, "official": "val" if split == "dev" else split}
    files = [folder / path.format(**names, code=TATOEBA_CODES.get(language)) for path in paths.split()]
    real = DATASETS[name]
    row = (real.hub if task == "paraphrase" else real.local).row  # the hub's rows are PAWS-X as it was released
    options = {"separator": "\t"} if task == "ner" else {}
    raws = FORMATS[reader](files, options)
    return [
        row(raw.row, RowPlace(dataset=name, split=split, language=language, file=str(raw.file), number=raw.number))
        for raw in raws
    ]


def fields(found, lost):
    return {name: getattr(found, name) for name in found.__slots__ if name not in lost | {"group"}}


def test_every_file_gives_the_same_examples(written):
    read = set()
    for task, split, language in places():
        size = SMALL[task, split]
        rows = generate(task, split, language, seed=4, size=size, difficulty=2)
        place = RowPlace(dataset=f"lab_{task}", split=split, language=language, file="", number=1)
        wanted = [fields(example(row, place), LOST[task]) for row in rows]
        found = [fields(one, LOST[task]) for one in read_back(written, task, split, language)]
        if task == "mining":
            wanted.sort(key=lambda one: one["side"] != "foreign")  # the files hold one side after the other
        assert found == wanted, (task, split, language)
        assert len(found) == size
        read.add(task)
    assert read == set(TASKS) == set(BENCHMARK)


def test_xcopa_keeps_premise_and_question(written):
    for language in ("en", "ja", "tr"):
        words = tables(language_module(language))
        asked = {"cause": words.CAUSE_QUESTION, "effect": words.EFFECT_QUESTION}
        rows = generate("choice", "test", language, seed=4, size=40, difficulty=2)
        raws = list(FORMATS["jsonl"]([written / f"choice/test.{language}.jsonl"], {}))
        for raw, row in zip(raws, rows, strict=True):
            space = "" if language == "ja" else " "
            assert f"{raw.row['premise']}{space}{asked[raw.row['question']]}" == row["prompt"]
        assert {raw.row["question"] for raw in raws} == {"cause", "effect"}


def test_ids_are_parallel_where_a_format_has_them(written):
    for task in ("paraphrase", "choice", "qa"):
        ids = [[one.id for one in read_back(written, task, "test", language)] for language in ("en", "zh", "hi")]
        assert ids[0] == ids[1] == ids[2] and len(set(ids[0])) == SMALL[task, "test"]


def test_conllu_says_where_spaces_are(written):
    for language in ("en", "ja"):
        block = (
            (written / f"pos/{language}_lab-ud-test.conllu").read_text(encoding="utf-8").split("\n\n")[0].split("\n")
        )
        text = block[1].removeprefix("# text = ")
        cells = [line.split("\t") for line in block[2:]]
        assert [len(row) for row in cells] == [10] * len(cells)
        said = "".join(row[1] + ("" if row[9] == "SpaceAfter=No" else " ") for row in cells)
        assert said.rstrip() == text and " ." not in text


def test_the_readme_names_every_file(written):
    readme = (written / "README.md").read_text(encoding="utf-8")
    files = {str(path.relative_to(written)) for path in written.rglob("*") if path.is_file()}
    named = {line.split(" | ")[0].removeprefix("| ") for line in readme.splitlines() if line.startswith("| ")}
    assert named - {"file"} == files - {"README.md"}
    for fact in ("lab version", "seed 4", "difficulty 2", "Apache 2.0"):
        assert fact in readme
    assert not any("nli/train-de" in name for name in files) and "text/train.de.txt" in files


SCRIPT = (
    "import sys; from pathlib import Path; from xstilts.lab import SIZES; from xstilts.lab.write import write_lab; "
)
SCRIPT += "write_lab(Path(sys.argv[1]), languages=('en', 'fi', 'zh'), sizes=dict.fromkeys(SIZES, 6), seed=9)"


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_writing_twice_gives_identical_bytes_whatever_the_hash_seed(tmp_path):
    for seed in ("0", "977"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / seed)], env=environment, check=True)
    assert content(tmp_path / "0") == content(tmp_path / "977")
    assert len(content(tmp_path / "0")) > 30


def test_an_empty_folder_is_filled_and_one_that_holds_something_is_left_alone(tmp_path):
    sizes = dict.fromkeys(SIZES, 6)
    (tmp_path / "empty").mkdir()
    assert write_lab(tmp_path / "empty", languages=("en",), tasks=("nli",), sizes=sizes)
    assert (tmp_path / "empty" / "nli" / "train-en.tsv").is_file()
    before = content(tmp_path)
    with pytest.raises(DataError, match="is not empty"):
        write_lab(tmp_path / "empty", languages=("en",), tasks=("pos",), sizes=sizes)
    with pytest.raises(DataError, match="is not empty"):
        write_lab(tmp_path / "empty" / "README.md", languages=("en",), tasks=("pos",), sizes=sizes)
    assert content(tmp_path) == before


def test_a_failure_half_way_leaves_nothing(tmp_path, monkeypatch):
    def full(path: Path, text: str) -> None:
        if path.name == "test-en.tsv":
            raise OSError("no space left")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr("xstilts.lab.write.write_text", full)
    with pytest.raises(OSError, match="no space left"):
        write_lab(tmp_path / "lab", languages=("en",), tasks=("nli",), sizes=dict.fromkeys(SIZES, 6))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"languages": ("fr",)}, "unknown lab language 'fr'; allowed: en, de"),
        ({"tasks": ("nil",)}, "did you mean 'nli'"),
        ({"difficulty": 4}, "allowed: 1, 2, 3"),
        ({"sizes": {("nli", "dev"): 0}}, "allowed: 1 to 100000"),
        ({"languages": ("en",), "tasks": ("retrieval",)}, "has no files for en"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_written(tmp_path, arguments, said):
    with pytest.raises(DataError, match=said):
        write_lab(tmp_path / "lab", **arguments)
    assert list(tmp_path.iterdir()) == []
