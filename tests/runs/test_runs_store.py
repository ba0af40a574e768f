from __future__ import annotations

import json
from pathlib import Path

import pytest
from runs_fakes import node

from xstilts.core.canonical import bytes_digest
from xstilts.core.errors import StoreError
from xstilts.core.files import write_json
from xstilts.runs.graph import StageNode
from xstilts.runs.store import Store, safe_name


def finish(store: Store, stage: StageNode, weights: bytes = b"weights", scores: str = "{}") -> Path:
    attempt = store.begin(stage, threads=1, device="cpu")
    (attempt.work_dir / "encoder").mkdir()
    (attempt.work_dir / "encoder" / "model.safetensors").write_bytes(weights)
    (attempt.work_dir / "scores.json").write_text(scores)
    write_json(attempt.work_dir / "checkpoint" / "state.json", {"step": 1})
    return store.complete(stage, {"inputs": dict(attempt.inputs), "seconds": 1.0, "finished": "2000-01-01"})


def flip(path: Path, position: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(bytes(data))


def test_a_finished_stage_is_found_and_described(store: Store) -> None:
    stage = node("a/b c")
    folder = finish(store, stage)
    assert folder == store.path / "stages" / f"a-b-c-{stage.key[:16]}" == store.folder(stage.key)
    assert sorted(path.name for path in folder.iterdir()) == [
        "encoder",
        "manifest.json",
        "provenance.json",
        "scores.json",
        "spec.json",
    ]
    manifest = json.loads((folder / "manifest.json").read_text())
    expected = {"sha256": bytes_digest(b"weights"), "bytes": 7}
    assert manifest["files"]["encoder/model.safetensors"] == expected
    assert store.has(stage.key) and list(store) == [stage.key]
    assert not store.work_dir(stage.key).exists()
    assert store.has(stage.key) and Store.open(store.path).state(stage.key) == "done"


def test_output_digest_is_of_the_computed_files_only(tmp_path: Path) -> None:
    digests = []
    for name, weights in (("x", b"1"), ("y", b"1"), ("z", b"2")):
        store = Store.open(tmp_path / name, create=True)
        stage = node("a")
        stage = StageNode(key=stage.key, spec=stage.spec.model_copy(update={"title": name}), name=name)
        finish(store, stage, weights)
        digests.append(store.output_digest(stage.key))
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("name", ["encoder/model.safetensors", "scores.json", "spec.json", "provenance.json"])
def test_a_flipped_byte_is_named(store: Store, name: str) -> None:
    stage = node("a")
    folder = finish(store, stage)
    expected = store.manifest(stage.key).files[name].sha256
    flip(folder / name)
    with pytest.raises(StoreError) as caught:
        store.verify(stage.key)
    seen = bytes_digest((folder / name).read_bytes())
    for part in (str(folder / name), expected, seen, f"xstilts rerun {stage.key[:16]}"):
        assert part in str(caught.value)


def test_every_flipped_byte_of_a_manifest_is_blamed_on_the_manifest_or_named(store: Store) -> None:
    stage = node("a")
    path = finish(store, stage) / "manifest.json"
    whole = path.read_bytes()
    for position in range(0, len(whole), 3):
        flip(path, position)
        if json_value(path) != json.loads(whole):  # a flipped space changes nothing
            with pytest.raises(StoreError, match=r"manifest\.json"):
                Store.open(store.path).verify(stage.key)
        path.write_bytes(whole)


def json_value(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


def test_a_missing_file_is_named_and_weights_can_be_left_out(store: Store) -> None:
    stage = node("a")
    folder = finish(store, stage)
    (folder / "encoder" / "model.safetensors").unlink()
    store.verify(stage.key, weights=False)
    with pytest.raises(StoreError, match=r"model\.safetensors is damaged: it is missing"):
        store.verify(stage.key)


def test_other_bits_upstream_make_a_stage_stale(store: Store) -> None:
    parent = node("a")
    child = node("b", after=parent)
    finish(store, parent, b"one")
    finish(store, child)
    assert store.state(child.key) == "done"
    finish(store, parent, b"one")  # made again with equal bits
    assert store.state(child.key) == "done"
    finish(store, parent, b"two")
    assert store.state(child.key) == "stale" and not store.has(child.key)


def test_a_checkpoint_resumes_with_its_threads_unless_upstream_changed(store: Store) -> None:
    parent = node("a")
    child = node("b", after=parent)
    finish(store, parent, b"one")
    first = store.begin(child, threads=2, device="cpu")
    write_json(first.work_dir / "checkpoint" / "state.json", {})
    second = store.begin(child, threads=1, device="cpu")
    assert (second.resumed, second.threads, second.number) == (True, 2, 2)
    finish(store, parent, b"two")
    third = store.begin(child, threads=1, device="cpu")
    assert (third.resumed, third.threads, third.number) == (False, 1, 1)
    assert not (third.work_dir / "checkpoint").exists()


def test_what_a_killed_write_left_is_not_part_of_the_result(store: Store) -> None:
    stage = node("a")
    attempt = store.begin(stage, threads=1, device="cpu")
    (attempt.work_dir / ".model.safetensors.77.tmp").write_bytes(b"half")
    folder = store.complete(stage, {"inputs": {}})
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "provenance.json", "spec.json"]


def test_a_newer_store_is_refused_and_both_versions_named(tmp_path: Path) -> None:
    write_json(tmp_path / "s" / "format.json", {"version": 7})
    with pytest.raises(StoreError, match=r"version 7.*version 1"):
        Store.open(tmp_path / "s")


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(StoreError, match="is not a store"):
        Store.open(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_path_without_a_store_reads_as_empty_and_is_not_made(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "none")
    assert list(store) == [] and store.state("0" * 64) == "missing"
    assert not (tmp_path / "none").exists()


def test_collecting_weights_keeps_predictions_and_the_digest(store: Store) -> None:
    kept, other = node("a"), node("b")
    finish(store, kept)
    folder = finish(store, other, weights=b"12345")
    before = store.output_digest(other.key)
    freed = store.gc([kept.key], "weights")
    assert (freed.keys, freed.bytes) == ((other.key,), 5)
    assert not (folder / "encoder" / "model.safetensors").exists() and (folder / "scores.json").exists()
    again = Store.open(store.path)
    again.verify(other.key)
    assert again.state(other.key) == "collected" and again.has(other.key)
    assert again.output_digest(other.key) == before and again.state(kept.key) == "done"
    assert again.gc([kept.key], "weights").keys == ()


def test_collecting_all_removes_the_rest(store: Store) -> None:
    kept, other = node("a"), node("b")
    finish(store, kept)
    finish(store, other)
    store.work_dir("0" * 64).mkdir()
    store.gc([kept.key], "all")
    assert list(Store.open(store.path)) == [kept.key]
    assert list(store.work_root.iterdir()) == []


def test_removing_a_stage_removes_what_was_made_from_it(store: Store) -> None:
    first = node("a")
    second = node("b", after=first)
    third = node("c", after=second)
    other = node("d")
    for stage in (first, second, third, other):
        finish(store, stage)
    assert set(store.remove(second.key)) == {second.key, third.key}
    assert set(Store.open(store.path)) == {first.key, other.key}


def test_resolve_takes_names_and_beginnings_of_keys(store: Store) -> None:
    stage = node("a")
    folder = finish(store, stage)
    for text in (folder.name, stage.name, stage.key, stage.key[:6]):
        assert store.resolve(text) == stage.key
    with pytest.raises(StoreError, match=folder.name):
        store.resolve("zzzz")


def test_a_flipped_input_digest_is_damage_not_staleness(store: Store) -> None:
    parent = node("a")
    child = node("b", after=parent)
    finish(store, parent)
    path = finish(store, child) / "provenance.json"
    flip(path, path.read_bytes().index(store.output_digest(parent.key).encode()))
    assert Store.open(store.path).state(child.key) == "damaged"


def test_a_stage_whose_recorded_key_is_damaged_can_still_be_removed(store: Store) -> None:
    parent = node("a")
    child = node("b", after=parent)
    finish(store, parent)
    finish(store, child)
    path = store.folder(parent.key) / "provenance.json"
    flip(path, path.read_bytes().index(parent.key.encode()))
    fresh = Store.open(store.path)
    assert list(fresh) == [child.key]
    assert set(fresh.remove(fresh.resolve(parent.key[:16]))) == {child.key, parent.key[:16]}
    assert list(fresh.stages_dir.iterdir()) == []


def test_names_of_folders_are_safe() -> None:
    assert safe_name("train xnli/mini: s1") == "train-xnli-mini-s1"
    assert safe_name("../..") == "stage"


def test_removing_a_folder_leaves_no_empty_trash(tmp_path):
    from xstilts.runs.disk import discard

    doomed, trash = tmp_path / "work" / "key", tmp_path / "work" / ".trash"
    doomed.mkdir(parents=True)
    (doomed / "file").write_text("1234")
    assert discard(doomed, trash) == 4
    assert list((tmp_path / "work").iterdir()) == []
