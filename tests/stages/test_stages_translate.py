"""The translate stage: batches, resuming, losses, and training on what it made."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from stages_tiny import fake_load, item, outputs, read, ref, run, sentences, spec

from xstilts.core.errors import DataError, Interrupted
from xstilts.models.translator import Translations
from xstilts.models.translators import resolve_translator
from xstilts.stages import data as stage_data
from xstilts.stages import translate
from xstilts.stages.data import EXAMPLES
from xstilts.stages.specs import BackboneRef, TranslateSpec, stage_key, upstream_keys
from xstilts.tasks.records import DataRef
from xstilts.tasks.stored import read_examples

sys.path.append(str(Path(__file__).resolve().parents[1] / "models"))

pytestmark = pytest.mark.usefixtures("data_without_files")

NOBODY = BackboneRef(source="fake", fingerprint="f", family="marian")


@dataclass
class Reverser:
    """Writes every word backwards; says how often it was asked for a text."""

    limit: int = 6
    asked: list[str] = field(default_factory=list)
    spoil: str = ""

    def lengths(self, texts):
        return [len(text.split()) for text in texts]

    def translate(self, texts):
        self.asked += texts
        made = tuple(" ".join(word[::-1] for word in text.split()).replace(self.spoil or "\0", "") for text in texts)
        return Translations(texts=made, tokens=sum(self.lengths(texts)), unfinished=0)


@pytest.fixture
def reverser(monkeypatch):
    fake = Reverser()
    monkeypatch.setattr(translate, "load_translator", lambda *_, **__: fake)
    return fake


def translation(kind="classify", count=40, **fields):
    return TranslateSpec(translator=NOBODY, kind=kind, data=ref(f"{kind}_{count}"), language="de", **fields)


def test_every_text_is_translated_once_and_labels_stay(tmp_path, reverser):
    work = run(translation(count=60), tmp_path)
    source = fake_load(ref("classify_60"), None)
    made = read_examples(work / EXAMPLES, "classify")
    assert [one.text for one in made] == [" ".join(word[::-1] for word in one.text.split()) for one in source]
    assert [(one.id, one.group, one.label) for one in made] == [(one.id, one.group, one.label) for one in source]
    assert {one.language for one in made} == {"de"}
    assert sorted(reverser.asked) == sorted({one.text for one in source})
    summary = read(work, "summary.json")
    assert (summary["examples_read"], summary["examples"], summary["lost"]) == (60, 60, {})
    assert summary["cut_texts"] == sum(len(text.split()) > 6 for text in reverser.asked) > 0
    assert summary["source_tokens"] == sum(min(len(text.split()), 6) for text in reverser.asked)


def test_choices_share_their_translation(tmp_path, reverser):
    made = read_examples(run(translation("choose"), tmp_path) / EXAMPLES, "choose")
    assert made[0].choices == ("tac", "god stae") and reverser.asked.count("dog eats") == 1


@pytest.mark.parametrize("method", ["find", "mark"])
def test_answers_point_into_the_translated_context(tmp_path, reverser, method):
    made = read_examples(run(translation("extract", answers=method), tmp_path) / EXAMPLES, "extract")
    rows = sentences(40, 0)
    assert [one.answers for one in made] == [((words[0][::-1], 0),) for words in rows]
    assert [one.context for one in made] == [" ".join(word[::-1] for word in words) for words in rows]


def test_losses_are_counted_by_reason(tmp_path, reverser):
    reverser.spoil = "tac"  # contexts lose the word, and so does the answer that is the word alone
    work = run(translation("extract"), tmp_path)
    cats = sum(words[0] == "cat" for words in sentences(40, 0))
    summary = read(work, "summary.json")
    assert cats > 0 and summary["lost"] == {"empty translation": cats}
    assert summary["examples"] == 40 - cats == len(read_examples(work / EXAMPLES, "extract"))
    reverser.spoil = "]"
    with pytest.raises(DataError, match=r"no example survived the translation \(answer not found: 40\)"):
        run(translation("extract", answers="mark"), tmp_path / "other")


def test_batches_are_a_function_of_the_lengths():
    found = translate.batches([3, 9, 1, 3, 40], 12, 10)
    assert found == [[4], [1], [0, 3, 2]]  # 40 counts as 10; three texts of at most 3 fit into 12
    assert translate.batches([], 12, 10) == []
    assert max(map(len, translate.batches([1] * 1000, 2000, 10))) == translate.MOST_TEXTS


@pytest.fixture(scope="module")
def marian(tmp_path_factory):
    from translators_tiny import make_marian

    folder = tmp_path_factory.mktemp("translator") / "tiny"
    return resolve_translator(str(make_marian(folder, [" ".join(words) for words in sentences(60, 5)])))


@pytest.fixture
def real(marian):
    return translation(count=40).model_copy(
        update={"translator": marian, "beams": 2, "batch_tokens": 40, "checkpoint_steps": 2}
    )


def test_stopped_anywhere_it_ends_with_the_same_bits(tmp_path, real):
    expected = outputs(run(real, tmp_path / "whole"))
    calls = {"n": 0}

    def stopped():
        calls["n"] += 1
        return calls["n"] % 4 == 0  # three batches, then a stop

    stops = 0
    while True:
        try:
            work = run(real, tmp_path / "parts", stopped=stopped)
            break
        except Interrupted:
            stops += 1
    assert stops >= 2
    assert outputs(work) == expected
    assert len(list((work / "checkpoint").iterdir())) > stops


def test_finished_batches_are_not_translated_again(tmp_path, real, monkeypatch):
    work = run(real, tmp_path)
    expected = outputs(work)
    files = sorted((work / "checkpoint").iterdir())
    files[-1].unlink()
    asked = []
    loaded = translate.load_translator

    def counting(*args, **kwargs):
        translator = loaded(*args, **kwargs)
        plain = translator.translate
        translator.translate = lambda texts: (asked.append(len(texts)), plain(texts))[1]
        return translator

    monkeypatch.setattr(translate, "load_translator", counting)
    assert outputs(run(real, tmp_path)) == expected
    assert 1 <= len(asked) <= 2


@pytest.mark.parametrize("damage", ["cut", "foreign", "short"])
def test_a_damaged_or_foreign_checkpoint_is_not_used(tmp_path, real, damage):
    work = run(real, tmp_path)
    expected = outputs(work)
    first = work / "checkpoint" / "00000000.json"
    value = json.loads(first.read_text())
    if damage == "cut":
        first.write_text(first.read_text()[:40])
    elif damage == "foreign":
        first.write_text(json.dumps(value | {"work": "x", "batches": value["batches"][::-1]}))
    else:
        value["batches"][0]["texts"].pop()
        first.write_text(json.dumps(value))
    assert outputs(run(real, tmp_path)) == expected


def made_by(stage, language="de", kind="classify"):
    return DataRef(
        dataset=f"{kind}-{language}",
        split="train",
        languages=(language,),
        source="stage",
        fingerprint=stage_key(stage),
        options={"kind": kind},
    )


def test_a_training_reads_what_the_stage_made(tmp_path, backbone, reverser):
    stage = translation()
    work = run(stage, tmp_path / "translate")
    english = item("classify")
    both = english.model_copy(update={"train": (*english.train, made_by(stage))})
    training = spec(backbone, both)
    assert upstream_keys(training) == (stage_key(stage),)
    upstream = {stage_key(stage): work}
    summary = read(run(training, tmp_path / "train", upstream=upstream), "summary.json")
    assert summary["sizes"]["classify_40+classify-de"]["examples"] == 80


def test_other_bits_under_one_key_are_encoded_anew(tmp_path, backbone, reverser):
    stage = translation()
    work = run(stage, tmp_path / "translate")
    training = spec(backbone, item("classify").model_copy(update={"train": (made_by(stage),)}))
    upstream = {stage_key(stage): work}
    first = outputs(run(training, tmp_path / "train", upstream=upstream))
    rows = (work / EXAMPLES).read_text().splitlines(keepends=True)
    (work / EXAMPLES).write_text("".join(reversed(rows)))
    again = run(training, tmp_path / "train2", upstream=upstream, cache_dir=tmp_path / "train" / "cache")
    assert outputs(again)["encoder/model.safetensors"] != first["encoder/model.safetensors"]


def test_the_key_holds_what_decides_a_translation():
    plain = translation()
    for name, value in {
        "language": "ru", "prefix": "x", "source_code": "x", "target_code": "x", "beams": 1, "max_length": 64,
        "batch_tokens": 64, "answers": "mark", "precision": "bf16", "kind": "choose",
        "translator": NOBODY.model_copy(update={"fingerprint": "g"}), "data": ref("classify_41"),
    }.items():  # fmt: skip
        assert stage_key(plain.model_copy(update={name: value})) != stage_key(plain), name
    assert stage_key(plain.model_copy(update={"title": "x", "checkpoint_steps": 3})) == stage_key(plain)
    assert stage_data.EXAMPLES == "examples.jsonl"
