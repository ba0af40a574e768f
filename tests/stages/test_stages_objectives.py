"""What pretraining minimises: objectives and their masks, frequencies by language, the optimizer's groups, resuming."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from stages_tiny import WORDS, outputs, read, tiny_backbone

from xstilts.core.errors import Interrupted
from xstilts.models.backbones import folder as backbone_folder
from xstilts.models.heads import LanguageSoftmax
from xstilts.models.model import load_model
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.objectives import HEAD, languages_of, objectives, optimizer, schedule, tell_languages
from xstilts.stages.pretrain import run
from xstilts.stages.specs import PretrainSpec, stage_key
from xstilts.tasks.encoded import HeadSpec
from xstilts.tasks.held_out import Texts
from xstilts.tasks.records import Portion, Roots, TextExample
from xstilts.tasks.sources import reference
from xstilts.train.mlm import masking
from xstilts.train.optimizer import Joined, set_rate

ENGLISH, GERMAN = WORDS[:7], WORDS[7:]
LAB = reference(Portion(dataset="lab_text", split="train"), ["en", "de"], roots=Roots(), limit=120)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def backbone(tmp_path_factory):
    return tiny_backbone(tmp_path_factory.mktemp("backbone"))


def spec(**choices):
    settings = {"text": (LAB,), "parallel": (LAB,), "max_length": 16, "batch_size": 4, "steps": 10, "hidden": 32}
    return PretrainSpec(**settings | choices)


def line(group, language, words):
    return TextExample(id=f"{group}-{language}", group=group, language=language, text=" ".join(words))


def corpora():
    random = np.random.default_rng(0)
    text = [
        line(f"{language}{i}", language, random.choice(words, 6))
        for i in range(20)
        for language, words in (("en", ENGLISH), ("de", GERMAN))
    ]
    parallel = [
        line(f"p{i}", language, random.choice(words, 4))
        for i in range(10)
        for language, words in (("en", ENGLISH), ("de", GERMAN))
    ]
    return Texts(text=text, parallel=parallel)


def found(backbone, what):
    tokenizer = load_tokenizer(backbone_folder(backbone))
    return objectives(what, corpora(), tokenizer, masking(tokenizer, what.mask)), tokenizer


def test_translation_has_its_own_pairs_and_mask(backbone):
    (masked, translation), _ = found(backbone, spec(mask=0.2, translation_mask=0.3, translation_pairs=3))
    assert (masked.task.masking.rate, translation.task.masking.rate) == (0.2, 0.3)
    assert (masked.task.name, translation.task.name, translation.share) == ("mlm", "translation", 0.5)
    assert translation.size == 30
    assert masked.size == 2 * (20 * 7 // 14), "20 lines of 6 tokens and a separator, 14 to a block, two languages"
    assert set(np.diff(masked.task.encoded.offsets)) == {16}


def test_translation_takes_the_mask_of_text_unless_told(backbone):
    (_, translation), _ = found(backbone, spec(mask=0.2))
    assert translation.task.masking.rate == 0.2 and translation.size == 40
    assert len(found(backbone, spec(translation_share=0))[0]) == 1


def test_steps_are_shared_exactly(backbone):
    what = spec(translation_share=0.3)
    mixture = schedule(what, found(backbone, what)[0])
    assert mixture.steps == 10
    assert sorted(mixture.draw(step).task for step in range(10)) == [0] * 7 + [1] * 3


def test_frequencies_are_counted_by_language_in_what_is_trained_on(backbone):
    what = spec(sampled_vocabulary=7)
    objectives_, tokenizer = found(backbone, what)
    assert languages_of(corpora()) == ("de", "en")
    model = load_model(backbone, heads={HEAD: HeadSpec(shape="lm")}, seed=0)
    tell_languages(model, what, corpora(), tokenizer, objectives_)
    softmax = model.head(HEAD).softmax
    assert isinstance(softmax, LanguageSoftmax) and softmax.sampled == 7
    share = softmax.log_share.exp().numpy()
    assert share.shape == (2, tokenizer.vocab_size)
    ids = {word: tokenizer.encode([word])[0][0][0] for word in WORDS}
    for number, own in ((0, GERMAN), (1, ENGLISH)):
        assert share[number, [ids[word] for word in own]].sum() > 0.99
        counts = dict.fromkeys(own, 0)
        for objective in objectives_:
            for token, special in zip(objective.task.encoded.ids, objective.task.encoded.special):
                for word in own:
                    counts[word] += int(token == ids[word] and not special)
        most = max(counts, key=lambda word: counts[word])
        expected = counts[most] / sum(counts.values())
        assert share[number, ids[most]] == pytest.approx(expected, rel=0.02)
    assert share[:, [tokenizer.cls_id, tokenizer.sep_id]].max() < 1e-4, "specials are not predicted"


def model_of(backbone):
    return load_model(backbone, heads={HEAD: HeadSpec(shape="lm")}, seed=0)


def rates(what, model):
    """Name of each trained parameter -> its learning rate."""
    made = optimizer(what, model)
    set_rate(made, 1.0)
    names = {id(value): name for name, value in model.named_parameters()}
    found = [(names[id(value)], group["lr"]) for group in made.param_groups for value in group["params"]]
    assert len(found) == len(dict(found))
    return made, dict(found)


def test_layers_matrices_are_muons_when_asked(backbone):
    model = model_of(backbone)
    made, by_name = rates(spec(matrix_learning_rate=0.02), model)
    assert isinstance(made, Joined)
    assert by_name.keys() == dict(model.named_parameters()).keys()
    for name, rate in by_name.items():
        if ".layer." in name and name.endswith("weight") and "LayerNorm" not in name:
            assert rate == 0.02, name
        elif name.startswith("encoder.embeddings.") and "position" not in name:
            assert rate == 5e-5, name
        else:
            assert rate == 5e-4, name
    assert not isinstance(optimizer(spec(), model_of(backbone)), Joined)


def test_frozen_embeddings_leave_positions_to_learn(backbone):
    _, by_name = rates(spec(embedding_learning_rate=0, matrix_learning_rate=0.02), model_of(backbone))
    assert [name for name in by_name if name.startswith("encoder.embeddings.")] == [
        "encoder.embeddings.position_embeddings.weight"
    ]
    assert by_name["encoder.embeddings.position_embeddings.weight"] == 5e-4


@pytest.mark.parametrize(
    "change",
    [
        {"translation_mask": 0.3},
        {"translation_pairs": 5},
        {"matrix_learning_rate": 0.01},
        {"warmup": 0.2},
        {"sampled_vocabulary": 9},
    ],
)
def test_every_choice_moves_the_key(change):
    assert stage_key(spec(**change)) != stage_key(spec())
    with pytest.raises(ValidationError):
        spec(**{f"{name}s": value for name, value in change.items()})


FULL = {
    "vocabulary": 500, "layers": 1, "heads": 2, "intermediate": 64, "max_positions": 34, "steps": 6, "eval_steps": 3,
    "max_length": 32, "matrix_learning_rate": 0.01, "sampled_vocabulary": 64, "translation_mask": 0.3,
    "translation_pairs": 2, "warmup": 0.5, "embedding_learning_rate": 0.0, "checkpoint_steps": 2,
}  # fmt: skip


def pretrained(folder, stopped=lambda: False, **changes):
    folder.mkdir(exist_ok=True)
    context = StageContext(work_dir=folder, upstream={}, cache_dir=folder / "cache")
    run(spec(**FULL | changes), replace(context, stopped=stopped))
    return {name: data for name, data in outputs(folder).items() if not name.startswith("cache")}


def test_a_stopped_pretraining_with_everything_on_ends_with_the_same_bytes(tmp_path):
    whole = pretrained(tmp_path / "whole")
    asked = iter(range(100))
    with pytest.raises(Interrupted):
        pretrained(tmp_path / "parts", lambda: next(asked) >= 3)
    assert (tmp_path / "parts" / "checkpoint").is_dir()
    parts = pretrained(tmp_path / "parts")
    assert parts.keys() == whole.keys()
    assert [name for name in whole if parts[name] != whole[name]] == []
    other = pretrained(tmp_path / "other", warmup=0.1)
    assert other["encoder/model.safetensors"] != whole["encoder/model.safetensors"], "warm-up is heard of"
    losses = read(tmp_path / "whole", "curve.json")["losses"]
    assert set(losses) == {"mlm", "translation"}
