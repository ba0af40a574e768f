"""Bad input of every sort: exit code 2, one message that names the thing, no traceback, nothing written."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from whole_study import call, kill_study, snapshot

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def refused(cli, tmp_path):
    """Run a study file into a new store: it must be refused with messages that hold all of `parts`."""

    def check(study: Path, *parts: str, command: str = "run") -> str:
        store = tmp_path / "store"
        said = cli(command, study, "--store", store)
        assert said.code == 2, said.err + said.out
        assert "Traceback" not in said.err
        assert said.err.startswith("xstilts: ")
        for part in parts:
            assert part in said.err, said.err
        assert not store.exists(), sorted(store.rglob("*"))
        return said.err

    return check


def _file(folder: Path, study: dict[str, Any] | str) -> Path:
    path = folder / "bad.yaml"
    path.write_text(study if isinstance(study, str) else yaml.safe_dump(study, sort_keys=False), encoding="utf-8")
    return path


def _line(study: Path, beginning: str, place: int = 0) -> int:
    """The number of the first line (or of another `place`) that begins so."""
    lines = study.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if line.strip().startswith(beginning)][place]


STUDIES: dict[str, tuple[Change, str, tuple[str, ...]]] = {
    "unknown key": (lambda s: s.update(sedes=[1]), "sedes", ("'sedes'", "did you mean 'seeds'")),
    "misspelt target": (lambda s: s.update(targets=["lab_nil"]), "- lab_nil", ("'lab_nil'", "'lab_nli'")),
    "misspelt task": (
        lambda s: s.update(intermediates={"pos": ["lab_poss"]}),
        "- lab_poss",
        ("'lab_poss'", "'lab_pos'"),
    ),
    "misspelt language": (lambda s: s.update(languages=["en", "zz"]), "- zz", ("'zz'",)),
    "no seeds": (lambda s: s.update(seeds=[]), "seeds", ("no seed", "empty")),
    "no targets": (lambda s: s.update(targets=[]), "targets", ("empty",)),
    "no models": (lambda s: s.update(models={}), "models", ("empty",)),
    "duplicate seeds": (lambda s: s.update(seeds=[1, 1]), "- 1", ("seed",)),
    "duplicate targets": (lambda s: s.update(targets=["lab_nli", "lab_nli"]), "- lab_nli", ("lab_nli",)),
    "epochs against max_steps": (
        lambda s: s["recipe"].update(phase2={"epochs": 1, "max_steps": 4}),
        "max_steps",
        ("max_steps (4) and epochs (1) contradict each other",),
    ),
    "learning rate of zero": (
        lambda s: s["recipe"].update(phase2={"learning_rate": 0}),
        "learning_rate",
        ("learning_rate",),
    ),
    "name taken": (
        lambda s: s.update(intermediates={"direct": ["lab_pos"]}),
        "direct",
        ("'direct' is taken",),
    ),
    "newer version": (lambda s: s.update(version=2), "version", ("version is 2", "newer xstilts")),
    "untrainable intermediate": (
        lambda s: s.update(intermediates={"r": ["lab_retrieval"]}),
        "- lab_retrieval",
        ("lab_retrieval",),
    ),
}


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("command", ["run", "plan"])
def test_studies(refused, backbone, tmp_path, name, command):
    change, beginning, parts = STUDIES[name]
    study = kill_study(backbone)
    change(study)
    path = _file(tmp_path, study)
    said = refused(path, *parts, command=command)
    place = -1 if name.startswith("duplicate") else 0  # the second of two is the one too many
    assert f"{path}:{_line(path, beginning, place)}" in said, said


TEXTS = {
    "yaml syntax": ("version: 1\nstudy: [a\nmodels: {}\n", "bad.yaml:"),
    "duplicate names": ("version: 1\nintermediates:\n  a: [lab_pos]\n  a: [lab_nli]\n", "bad.yaml:4"),
    "not a mapping": ("- 1\n- 2\n", "bad.yaml:1"),
    "empty": ("", "the study file is empty"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_study_texts(refused, tmp_path, name):
    text, part = TEXTS[name]
    refused(_file(tmp_path, text), part)


def test_study_files_that_cannot_be_read(refused, tmp_path):
    refused(tmp_path / "none.yaml", "none.yaml", "No such file", "quickstart")
    refused(tmp_path, "Is a directory")
    (tmp_path / "latin.yaml").write_bytes("study: caf\u00e9\n".encode("latin-1"))
    refused(tmp_path / "latin.yaml", "byte 10 is not UTF-8")


def test_every_problem_at_once(refused, backbone, tmp_path):
    study = kill_study(backbone) | {"targets": ["lab_nil"], "seeds": [], "languages": ["zz"], "wrong": 1}
    said = refused(_file(tmp_path, study), "'lab_nil'", "no seed", "'wrong'")
    assert said.count(f"{tmp_path / 'bad.yaml'}:") >= 3


ROWS = "".join(f"text {number},{'yes' if number % 2 else 'no'}\n" for number in range(40))
TABLE = "text,label\n" + ROWS


def own_study(backbone: Path, files: dict[str, str], **task: Any) -> dict[str, Any]:
    """A study whose only target is a task of the user's own."""
    own = {"kind": "classify", "labels": ["no", "yes"], **task}
    own |= {"train": files["train"], "test": {"en": files["train"], "de": files["test"]}}
    return kill_study(backbone) | {
        "intermediates": {"pos": ["lab_pos"]},
        "targets": ["mine"],
        "tasks": {"mine": own},
    }


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode())[:-20]


DATA: dict[str, tuple[str, bytes | str, tuple[str, ...]]] = {
    "label outside the set": ("d.csv", TABLE + "more,maybe\n", ("row 41", "'maybe'", "no, yes")),
    "wrong columns": ("d.csv", "txt,label\n" + ROWS, ("no column 'text'", "txt, label")),
    "a row too short": ("d.csv", TABLE + "lonely\n", ("row 41", "1 column")),
    "an empty table": ("d.csv", "text,label\n", ("0 examples",)),
    "an empty file": ("d.csv", "", ("d.csv",)),
    "invalid UTF-8": ("d.csv", TABLE.encode() + b"caf\xe9,yes\n", ("0xe9", "UTF-8")),
    "truncated gzip": ("d.csv.gz", _packed(TABLE), ("truncated or damaged gzip",)),
    "broken JSON": ("d.jsonl", '{"text": "a", "label": "no"}\n{"text": \n', ("row 2",)),
}


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("name", DATA)
def test_data_of_ones_own(refused, backbone, tmp_path, name, split):
    """A bad file is refused before anything runs, also when only the last language's test file is bad."""
    file, content, parts = DATA[name]
    (tmp_path / "good.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    files = {"train": "good.csv", "test": "good.csv"} | {split: file}
    refused(_file(tmp_path, own_study(backbone, files)), file, *parts)


def test_a_missing_file_of_ones_own(refused, backbone, tmp_path):
    (tmp_path / "good.csv").write_text(TABLE, encoding="utf-8")
    study = _file(tmp_path, own_study(backbone, {"train": "good.csv", "test": "gone.csv"}))
    refused(study, "'gone.csv' cannot be read", f"bad.yaml:{_line(study, 'de: gone.csv')}")


def test_duplicate_ids(refused, backbone, tmp_path):
    rows = "".join(f"{number % 30},text {number},yes\n" for number in range(40))
    (tmp_path / "d.csv").write_text("key,text,label\n" + rows, encoding="utf-8")
    columns = {"id": "key", "text": "text", "label": "label"}
    study = own_study(backbone, {"train": "d.csv", "test": "d.csv"}, columns=columns)
    refused(_file(tmp_path, study), "row 31", "id '0' was already used in row 1")


def test_an_answer_outside_its_context(refused, backbone, tmp_path):
    rows = [
        {"question": "who runs", "context": f"the cat {number} runs", "answer": "cat", "start": 4}
        for number in range(40)
    ]
    rows[7]["start"] = 9
    (tmp_path / "d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    study = own_study(backbone, {"train": "d.jsonl", "test": "d.jsonl"})
    study["tasks"]["mine"] |= {"kind": "extract"}
    del study["tasks"]["mine"]["labels"]
    study["recipe"]["phase3"] |= {"max_length": 48, "max_query": 8, "doc_stride": 16}
    refused(_file(tmp_path, study), "row 8", "'cat'")


def test_catalogue_data_that_is_not_there(refused, backbone, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "data").mkdir()
    study = kill_study(backbone) | {"targets": ["xnli"], "data": "data", "source": "local"}
    refused(_file(tmp_path, study), "xnli", "no data for", "XSTILTS_DATA")
    study["data"] = "nowhere"
    refused(_file(tmp_path, study), "'nowhere' does not exist")


def _without(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def _config(**changes: Any) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        (folder / "config.json").write_text(json.dumps(config | changes), encoding="utf-8")

    return change


def _write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


MODELS: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "no config": (_without("config.json"), ("config.json",)),
    "no weights": (_without("model.safetensors"), ("lacks weights", "model.safetensors")),
    "no tokenizer": (_without("tokenizer.json"), ("lacks a tokenizer",)),
    "a config that is not JSON": (_write("config.json", "{"), ("config.json",)),
    "a tokenizer that is not one": (_write("tokenizer.json", "{}"), ("tokenizer.json",)),
    "a decoder": (_config(model_type="gpt2"), ("gpt2", "only encoders")),
    "too few positions": (_config(max_position_embeddings=16), ("max_length 48", "positions")),
    "weights of another shape": (_config(hidden_size=64), ("model.safetensors", "64")),
    "weights that are no weights": (_write("model.safetensors", "junk"), ("model.safetensors",)),
}


@pytest.mark.parametrize("name", MODELS)
def test_models(refused, backbone, tmp_path, name):
    damage, parts = MODELS[name]
    model = Path(shutil.copytree(backbone, tmp_path / "model"))
    damage(model)
    refused(_file(tmp_path, kill_study(model)), *parts)


def test_a_tokenizer_without_offsets(refused, backbone, tmp_path):
    """A Python tokenizer (Bertweet's) has no fast form, so it cannot say where its tokens stand in the text."""
    model = Path(shutil.copytree(backbone, tmp_path / "model"))
    (model / "tokenizer.json").unlink()
    (model / "tokenizer_config.json").unlink(missing_ok=True)
    (model / "vocab.txt").write_text("a 1\nb 1\n", encoding="utf-8")
    (model / "bpe.codes").write_text("a b 1\n", encoding="utf-8")
    (model / "tokenizer_config.json").write_text('{"tokenizer_class": "BertweetTokenizer"}', encoding="utf-8")
    refused(_file(tmp_path, kill_study(model)), "no character offsets")


def test_a_model_folder_that_is_not_there(refused, tmp_path):
    refused(_file(tmp_path, kill_study(tmp_path) | {"models": {"m": "./none"}}), "'./none' does not exist")
    refused(_file(tmp_path, kill_study(tmp_path) | {"models": {"m": "minni"}}), "did you mean 'mini'")


def test_a_head_that_does_not_fit(refused, backbone, tmp_path):
    """Two tasks of a mixture whose label spaces have one name and other labels cannot share a head."""
    (tmp_path / "d.csv").write_text(TABLE, encoding="utf-8")
    study = own_study(backbone, {"train": "d.csv", "test": "d.csv"})
    study["tasks"] = {"nli": study["tasks"]["mine"]}
    study |= {"targets": ["nli"], "intermediates": {"mix": [{"mix": ["nli", "lab_nli"]}]}}
    refused(_file(tmp_path, study), "nli", "labels")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["status", "none"], "holds no study 'none'; it holds: tiny"),
        (["report", "tinny"], "did you mean 'tiny'"),
        (["export", "tiny", "OUT", "--cell", "tiny/pos/lab_nli/9"], "no cell 'tiny/pos/lab_nli/9'"),
        (["export", "tiny", "OUT", "--cell", "tiny/pso/lab_nli/1"], "did you mean 'tiny/pos/lab_nli/1'"),
        (["rerun", "nothing-here"], "no stage is meant by 'nothing-here'"),
        (["explain", "train", "evaluate"], "stages"),
    ],
)
def test_commands_on_a_store(small, cli, tmp_path, arguments, part):
    before = snapshot(small.store)
    said = cli(*(tmp_path / "out" if word == "OUT" else word for word in arguments), "--store", small.store)
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert part in said.err
    assert snapshot(small.store) == before
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["tasks", "xnil"], "'xnil'"),
        (["lab", "show", "de", "nil"], "did you mean 'nli'"),
        (["lab", "show", "fr", "nli"], "allowed: en, de"),
        (["score", "xnli", "--language", "de", "--gold", "none", "--predictions", "none"], "none"),
        (["run"], "Missing argument"),
        (["run", "quickstart", "--workres", "2"], "No such option"),
    ],
)
def test_commands_without_a_store(cli, arguments, part):
    said = cli(*arguments)
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert part in said.err


def test_a_folder_that_is_not_a_store(cli, kill_file, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("friend")
    for command in ("run", "plan", "status"):
        said = cli(command, kill_file, "--store", tmp_path / "letters")
        assert said.code == 2 and "is not a store" in said.err
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_limit_of_nothing(cli, kill_file, tmp_path):
    said = cli("run", kill_file, "--store", tmp_path / "store", "--limit", "0")
    assert said.code == 2 and "--limit 0" in said.err and not (tmp_path / "store").exists()


def test_as_a_process(tmp_path):
    """What a shell sees: exit code, one message on standard error, nothing on standard output."""
    said = call("run", tmp_path / "none.yaml", "--store", tmp_path / "store")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("xstilts: 1 problem in ")
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    "values", [{"workers": 0}, {"threads": -1}, {"device": "foo"}, {"device": "cpu,cuda:99"}], ids=str
)
def test_what_the_machine_cannot_do_is_refused_before_any_stage(values):
    from xstilts.core.errors import XstiltsError
    from xstilts.study.conduct import check_machine

    check_machine(workers=1, threads=1, device="cpu")
    with pytest.raises(XstiltsError, match="allowed"):
        check_machine(**{"workers": 1, "threads": 1, "device": "cpu", **values})


def test_a_plan_may_be_for_another_machine(cli, kill_file, tmp_path):
    arguments = ("plan", kill_file, "--store", tmp_path / "store", "--device")
    assert cli(*arguments, "cuda:7").code == 0
    said = cli(*arguments, "gpu")
    assert said.code == 2 and "--device gpu" in said.err and "allowed are cpu, cuda" in said.err
