"""Backbones: what is resolved, what is missing, fingerprints, shapes; none of it loads torch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xstilts.core.errors import ModelError
from xstilts.models.backbones import describe, folder, known_shape, placeholder, resolve
from xstilts.models.reference import BackboneRef
from xstilts.models.tokenizer import load_tokenizer

Make = Callable[..., Path]


def test_a_moved_folder_is_the_same_backbone(make_backbone: Make, tmp_path: Path) -> None:
    first = make_backbone("bert")
    second = Path(shutil.copytree(first, tmp_path / "elsewhere" / "model"))
    one, two = resolve(str(first)), resolve("elsewhere/model", base_dir=tmp_path)
    assert one.identity() == two.identity() and one.location != two.location
    assert folder(two) == second.resolve()
    config = (second / "config.json").read_text()
    (second / "config.json").write_text(config + "\n")
    assert resolve(str(second)).fingerprint != one.fingerprint


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_what_a_folder_lacks_is_named(name: str, make_backbone: Make) -> None:
    path = make_backbone("bert")
    (path / name).unlink()
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        resolve(str(path))


def test_a_folder_that_is_not_there_and_a_hub_that_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        resolve("./no-such-model")
    with pytest.raises(ModelError, match="local folder with config"):
        resolve("nobody/no-such-model", offline=True)
    with pytest.raises(ModelError, match="not on this machine"):
        folder(BackboneRef(source="nobody/x", fingerprint="f", family="bert"))


def test_damaged_configuration(make_backbone: Make) -> None:
    path = make_backbone("bert")
    (path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="not JSON"):
        resolve(str(path))


def test_parameters_are_those_that_transformers_counts(make_backbone: Make) -> None:
    from transformers import AutoModel

    for family in ("bert", "xlm-roberta"):
        path = make_backbone(family)
        model = AutoModel.from_pretrained(path)
        count = sum(value.numel() for name, value in model.named_parameters() if "pooler" not in name)
        assert describe(resolve(str(path)))["parameters"] == count


def test_known_shapes() -> None:
    # 277,453,056 is transformers' XLMRobertaModel(base) without pooler; the large one has 558.8 M
    base, large = known_shape("FacebookAI/xlm-roberta-base"), known_shape("xlm-roberta-large")
    assert base is not None and base["parameters"] == 277_453_056
    assert large is not None and 558e6 < large["parameters"] < 560e6
    assert known_shape("microsoft/codebert-base") is not None
    assert known_shape("someone/roberta-base") is None
    ref = placeholder("FacebookAI/xlm-roberta-large")
    assert ref.family == "xlm-roberta" and describe(ref)["layers"] == 24
    with pytest.raises(ModelError, match="known without the hub"):
        placeholder("someone/unheard-of")


def test_planning_needs_no_torch() -> None:
    code = (
        "import sys; from xstilts.models.backbones import known_shape; import xstilts.models.tokenizer; "
        "known_shape('roberta-base'); print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("family", "separators", "segments"),
    [("xlm-roberta", 2, False), ("roberta", 2, False), ("bert", 1, True)],
)
def test_tokenizer_specials_and_pair_format(family: str, separators: int, segments: bool, make_backbone: Make) -> None:
    from transformers import AutoTokenizer

    path = make_backbone(family)
    tokenizer = load_tokenizer(path)
    assert (tokenizer.pair_separators, tokenizer.segment_types) == (separators, segments)
    if family == "bert":
        assert (tokenizer.cls_id, tokenizer.sep_id, tokenizer.mask_id) == (2, 3, 4)
        assert (tokenizer.pad_id, tokenizer.unk_id) == (0, 1)
    else:
        assert (tokenizer.cls_id, tokenizer.sep_id, tokenizer.mask_id) == (0, 2, 4)
        assert (tokenizer.pad_id, tokenizer.unk_id) == (1, 3)
    plain = AutoTokenizer.from_pretrained(path, **({"add_prefix_space": False} if family == "roberta" else {}))
    text = "a cat ran to the red house"
    ids, spans = tokenizer.encode([text])[0]
    assert tokenizer.ids([text, ""]) == [ids, []]
    assert ids == plain(text, add_special_tokens=False)["input_ids"]
    letters = {place for start, end in spans for place in range(start, end)}
    assert letters == {place for place, letter in enumerate(text) if letter != " "}


def test_word_pieces_cover_every_word(make_backbone: Make) -> None:
    words = ["the", "", "cat", "\u200b", "rot"]
    for family in ("bert", "xlm-roberta", "roberta"):
        tokenizer = load_tokenizer(make_backbone(family))
        ids, places = tokenizer.encode_words([words])[0]
        assert sorted(set(places)) == [0, 1, 2, 3, 4] and places == sorted(places)
        assert [token for token, place in zip(ids, places) if place == 1] == [tokenizer.unk_id]


def test_byte_level_words_begin_like_words_after_a_space(make_backbone: Make) -> None:
    tokenizer = load_tokenizer(make_backbone("roberta"))
    split, _ = tokenizer.encode_words([["cat", "sat"]])[0]
    assert split == tokenizer.encode([" cat sat"])[0][0]
    assert tokenizer.encode(["cat sat"])[0][0] != split


def test_a_bare_boundary_piece_stays_the_first_sub_token(make_backbone: Make) -> None:
    from tokenizers import Tokenizer

    path = make_backbone("xlm-roberta")
    backend = Tokenizer.from_file(str(path / "tokenizer.json"))
    ids, places = load_tokenizer(path).encode_words([["zzz"]])[0]
    assert backend.id_to_token(ids[0]) == "\u2581" and places[0] == 0


def test_tokenizer_fingerprint_follows_its_file(make_backbone: Make) -> None:
    path = make_backbone("bert")
    first = load_tokenizer(path).fingerprint
    assert load_tokenizer(path).fingerprint == first
    text = (path / "tokenizer.json").read_text()
    (path / "tokenizer.json").write_text(text + " ")
    assert load_tokenizer(path).fingerprint != first


def test_unusable_tokenizers_are_refused(make_backbone: Make) -> None:
    path = make_backbone("bert")
    text = (path / "tokenizer.json").read_text()
    (path / "tokenizer.json").write_text(text.replace("[SEP]", "[TAB]"))
    with pytest.raises(ModelError, match="no sep token"):
        load_tokenizer(path)
    (path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot be read"):
        load_tokenizer(path)
    (path / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match="has no tokenizer; expected"):
        load_tokenizer(path)
