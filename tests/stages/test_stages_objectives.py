"""What pretraining minimises: how a step is shared, frequencies by language, the optimizer's groups, resuming."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from stages_tiny import WORDS, outputs

from xstilts.core.errors import Interrupted
from xstilts.models.backbones import folder as backbone_folder
from xstilts.models.batch import make_batch
from xstilts.models.heads import LanguageSoftmax
from xstilts.models.model import load_model
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.objectives import HEAD, languages_of, make_objective, optimizer, prepare_head, shares
from xstilts.stages.pretrain import run
from xstilts.stages.specs import PretrainSpec, stage_key
from xstilts.tasks.encoded import IGNORE, HeadSpec
from xstilts.tasks.held_out import Texts
from xstilts.tasks.records import Portion, Roots, TextExample
from xstilts.tasks.sources import reference
from xstilts.train.mlm import mask, masking
from xstilts.train.optimizer import Joined, set_rate

ENGLISH, GERMAN = WORDS[:7], WORDS[7:]
LAB = reference(Portion(dataset="lab_text", split="train"), ["en", "de"], roots=Roots(), limit=120)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


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


def objective_of(backbone, what):
    tokenizer = load_tokenizer(backbone_folder(backbone))
    return make_objective(what, corpora(), tokenizer, masking(tokenizer, what.mask)), tokenizer


def spoken(encoded, groups):
    """Whether each group has two languages."""
    first, last = encoded.offsets[encoded.groups[groups]], encoded.offsets[encoded.groups[groups + 1]]
    return [len(set(encoded.languages[start:end].tolist())) == 2 for start, end in zip(first, last)]


def test_lines_come_before_pairs_in_bundles(backbone):
    objective, tokenizer = objective_of(backbone, spec(mask=0.2, translation_pairs=3))
    encoded = objective.task.encoded
    assert (objective.task.name, objective.task.masking.rate) == ("mlm", 0.2)
    assert objective.lines == 20, "40 lines of 6 tokens and two specials, two to a bundle of 16"
    assert len(encoded.groups) - 1 == 20 + 30, "a pair of 4 and 4 tokens with four specials fills its bundle"
    twice = encoded.ids == tokenizer.sep_id
    separators = np.add.reduceat(twice, encoded.offsets[:-1])
    assert (separators[: encoded.groups[20]] == 1).all() and (separators[encoded.groups[20] :] == 3).all()
    assert len(objective_of(backbone, spec(translation_share=0))[0].task.encoded.groups) - 1 == 20


def test_every_step_reads_lines_and_pairs_in_their_shares(backbone):
    objective, _ = objective_of(backbone, spec(translation_share=0.3, batch_size=10))
    draws = [objective.draw(step).groups for step in range(objective.steps)]
    assert objective.steps == 10
    assert {(len(draw), int((draw >= objective.lines).sum())) for draw in draws} == {(10, 3)}
    lines = np.concatenate([draw[:7] for draw in draws])
    assert sorted(lines[:20].tolist()) == list(range(20)), "an epoch reads every bundle once"
    pairs = np.concatenate([draw[7:] for draw in draws])
    assert all(spoken(objective.task.encoded, pairs))
    alone, _ = objective_of(backbone, spec(translation_share=0))
    assert len(alone.draw(0).groups) == 4 and max(alone.draw(3).groups) < alone.lines


@pytest.mark.parametrize(("batch", "share", "expected"), [(16, 0.35, (10, 6)), (4, 0.05, (3, 1)), (4, 0.95, (1, 4))])
def test_neither_lines_nor_pairs_are_rounded_away(batch, share, expected):
    assert shares(spec(batch_size=batch, translation_share=share)) == expected
    assert shares(spec(batch_size=batch, translation_share=0)) == (batch, 0)


def test_frequencies_are_counted_by_language_in_what_is_trained_on(backbone):
    what = spec(sampled_vocabulary=7)
    objective, tokenizer = objective_of(backbone, what)
    assert languages_of(corpora()) == ("de", "en")
    model = load_model(backbone, heads={HEAD: HeadSpec(shape="lm")}, seed=0)
    prepare_head(model, what, corpora(), tokenizer, objective)
    softmax = model.head(HEAD).softmax
    assert isinstance(softmax, LanguageSoftmax) and softmax.sampled == 7
    share = softmax.log_share.exp().numpy()
    assert share.shape == (2, tokenizer.vocab_size)
    ids = {word: tokenizer.encode([word])[0][0][0] for word in WORDS}
    for number, own in ((0, GERMAN), (1, ENGLISH)):
        assert share[number, [ids[word] for word in own]].sum() > 0.99
        counts = dict.fromkeys(own, 0)
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


@pytest.mark.parametrize("sampled", [0, 7])
def test_an_output_table_of_its_own_predicts_and_learns_at_its_rate(backbone, sampled):
    what = spec(embedding_learning_rate=0, output_learning_rate=0.03, sampled_vocabulary=sampled)
    objective, tokenizer = objective_of(backbone, what)
    model = model_of(backbone)
    prepare_head(model, what, corpora(), tokenizer, objective)
    decoder, words = model.head(HEAD).decoder, model.core.word_embeddings()
    assert torch.equal(decoder, words) and decoder is not words
    _, by_name = rates(what, model)
    assert by_name[f"heads.{HEAD}.decoder"] == 0.03 and "encoder.embeddings.word_embeddings.weight" not in by_name
    encoded = mask(objective.task.encoded, objective.task.masking, np.random.default_rng(0))
    batch = make_batch(encoded, np.arange(8))
    loss, count = model.train().loss(batch, HEAD)
    loss.backward()
    assert decoder.grad.abs().sum() > 0 and words.grad is None
    with torch.no_grad():
        decoder.zero_()  # nothing is left of the prediction but how frequent words are, whatever the embeddings
        model.head(HEAD).bias.zero_()
    chosen = batch.targets != IGNORE
    share = model.head(HEAD).softmax.log_share[batch.languages[chosen], batch.targets[chosen]]
    assert model.eval().loss(batch, HEAD)[0].item() == pytest.approx(-share.sum().item(), rel=1e-4)
    assert count == int(chosen.sum())
    tied = model_of(backbone)
    prepare_head(tied, spec(), corpora(), tokenizer, objective)
    assert tied.head(HEAD).decoder is None


@pytest.mark.parametrize(
    "change",
    [
        {"translation_pairs": 5},
        {"matrix_learning_rate": 0.01},
        {"output_learning_rate": 0.01},
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
    "max_length": 32, "matrix_learning_rate": 0.01, "sampled_vocabulary": 64,
    "translation_pairs": 2, "warmup": 0.5, "embedding_learning_rate": 0.0,
    "output_learning_rate": 0.01, "checkpoint_steps": 2,
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
