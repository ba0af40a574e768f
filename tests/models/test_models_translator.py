"""Translation models: how each family is told the language, and decoding against a plain loop of our own."""

from __future__ import annotations

import json

import pytest
import torch
from translators_tiny import SENTENCES, make_marian, make_nllb, make_t5

from xstilts.core.errors import ModelError
from xstilts.models import arithmetic
from xstilts.models.reference import Route
from xstilts.models.translator import GROWTH, SPARE_TOKENS, load_translator
from xstilts.models.translators import find_route, language_tokens, resolve_translator


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translators")
    return {
        "marian": make_marian(folder / "marian"),
        "many": make_marian(folder / "many", tags=[">>deu<<", ">>swh<<", ">>rus<<"]),
        "nllb": make_nllb(folder / "nllb"),
        "t5": make_t5(folder / "t5"),
    }


@pytest.fixture(scope="module")
def refs(folders):
    return {name: resolve_translator(str(path)) for name, path in folders.items()}


def test_each_family_is_told_the_language_in_its_own_way(refs):
    assert find_route(refs["marian"], "de", {}, None) == Route()
    assert find_route(refs["many"], "sw", {}, None) == Route(prefix=">>swh<< ")
    assert find_route(refs["nllb"], "ru", {}, None) == Route(source_code="eng_Latn", target_code="rus_Cyrl")
    assert find_route(refs["nllb"], "zh", {"zh": "zho_Hant"}, None).target_code == "zho_Hant"
    assert find_route(refs["t5"], "de", {}, "into German: ") == Route(prefix="into German: ")


@pytest.mark.parametrize(
    ("token", "source", "route"),
    [("__de__", "__en__", Route(source_code="en", target_code="__de__")),
     ("de_DE", "en_XX", Route(source_code="en_XX", target_code="de_DE"))],
)  # fmt: skip
def test_codes_of_m2m100_and_mbart(tmp_path, refs, token, source, route):
    specials = {"additional_special_tokens": [token, source, "ru_RU", "__ru__"]}
    (tmp_path / "special_tokens_map.json").write_text(json.dumps(specials))
    assert find_route(refs["nllb"].model_copy(update={"location": str(tmp_path)}), "de", {}, None) == route


def test_ordinary_words_are_no_language_tokens(tmp_path):
    (tmp_path / "vocab.json").write_text(json.dumps({"is_XX": 0, "__de__": 1, ">>fin<<": 2}))
    assert language_tokens(tmp_path) == {">>fin<<"}


def test_what_cannot_be_asked_is_said_at_once(refs, tmp_path):
    with pytest.raises(ModelError, match=r"no language token for 'fi'; it has >>deu<<, >>rus<<, >>swh<<.*codes"):
        find_route(refs["many"], "fi", {}, None)
    with pytest.raises(ModelError, match=r"no language token for 'deu_Lat'.*did you mean 'deu_Latn'"):
        find_route(refs["nllb"], "de", {"de": "deu_Lat"}, None)
    with pytest.raises(ModelError, match="no language tokens, so it can use no code"):
        find_route(refs["marian"], "de", {"de": "deu"}, None)
    with pytest.raises(ModelError, match="told in words"):
        find_route(refs["t5"], "de", {}, None)
    with pytest.raises(ModelError, match="'mini' is an encoder"):
        resolve_translator("mini")
    with pytest.raises(ModelError, match="does not exist"):
        resolve_translator(str(tmp_path / "nowhere"))


def test_an_encoder_is_no_translation_model(folders, tmp_path):
    for path in folders["marian"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    config = {"model_type": "bert", "architectures": ["BertModel"]}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="bert model and cannot translate"):
        resolve_translator(str(tmp_path))


def test_the_name_holds_what_decides_a_translation(folders, refs, tmp_path):
    for path in folders["marian"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert resolve_translator(str(tmp_path)).fingerprint == refs["marian"].fingerprint
    (tmp_path / "generation_config.json").write_text('{"length_penalty": 0.5}')
    assert resolve_translator(str(tmp_path)).fingerprint != refs["marian"].fingerprint


def greedy(folder, text, limit, first=None, **source):
    """Greedy search by definition: the likeliest token again and again, without caches or batches."""
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, **source)
    model = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
    read = torch.tensor([tokenizer(text)["input_ids"]])
    written = [model.config.decoder_start_token_id]
    if first is not None:
        written.append(tokenizer.convert_tokens_to_ids(first))
    ended = False
    while len(written) < limit and not ended:
        with torch.inference_mode():
            logits = model(input_ids=read, decoder_input_ids=torch.tensor([written])).logits[0, -1]
        written.append(int(logits.argmax()))
        ended = written[-1] == model.config.eos_token_id
    return tokenizer.decode(written, skip_special_tokens=True).strip()


@pytest.mark.parametrize(
    ("name", "route", "plain"),
    [
        ("nllb", Route(source_code="eng_Latn", target_code="deu_Latn"), {"src_lang": "eng_Latn", "first": "deu_Latn"}),
        ("t5", Route(prefix="red: "), {}),
    ],
)
def test_greedy_translations_are_those_of_a_plain_loop(folders, refs, name, route, plain):
    translator = load_translator(refs[name], route, beams=1, max_length=64)
    lengths = translator.lengths(SENTENCES)
    made = translator.translate(SENTENCES)  # padded to one length
    limit = min(64, GROWTH * max(lengths) + SPARE_TOKENS)
    expected = [greedy(folders[name], route.prefix + text, limit, **plain) for text in SENTENCES]
    assert list(made.texts) == expected
    assert len(set(expected)) > 1


def test_a_marian_model_of_many_languages_reads_its_token(refs):
    german, russian = (
        load_translator(refs["many"], find_route(refs["many"], language, {}, None), beams=2, max_length=64)
        for language in ("de", "ru")
    )
    assert german.lengths(["the cat"]) == russian.lengths(["the cat"])
    assert german.translate(SENTENCES) == german.translate(SENTENCES)
    assert german.translate(SENTENCES) != russian.translate(SENTENCES)


def test_long_texts_lose_their_end_and_are_told(refs):
    translator = load_translator(refs["marian"], Route(), beams=1, max_length=512)
    assert translator.limit == 64  # its positions
    text = " ".join(["the red cat"] * 50)
    assert translator.lengths([text])[0] > 64
    assert translator.translate([text]).texts


def test_lost_weights_are_said(folders, tmp_path):
    from safetensors.torch import load_file, save_file

    for path in folders["marian"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tensors = load_file(tmp_path / "model.safetensors")
    tensors.pop("model.encoder.layers.0.fc1.weight")
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="lacks 1 weights"):
        load_translator(resolve_translator(str(tmp_path)), Route(), beams=1, max_length=64)


@pytest.mark.parametrize("has_bf16", [True, False])
def test_bf16_is_computed_as_everywhere(refs, monkeypatch, has_bf16):
    """In fp32 where a processor has no bf16 products (`models.arithmetic`)."""
    monkeypatch.setattr(arithmetic, "cpu_has_bf16", lambda: has_bf16)
    translator = load_translator(refs["marian"], Route(), beams=1, max_length=64, precision="bf16")
    seen = []
    plain = translator._model.generate

    def generate(**how):
        seen.append(torch.is_autocast_enabled("cpu"))
        return plain(**how)

    monkeypatch.setattr(translator._model, "generate", generate)
    assert len(translator.translate(["one two"]).texts) == 1
    assert seen == [has_bf16]
