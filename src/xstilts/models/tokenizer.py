"""Tokenizers by the `tokenizers` library alone: ids without specials, character offsets, word indices.

Templates (where specials go) belong to the kinds; this file only says which specials there are and how a pair
is separated. transformers is imported only to convert a folder that has no `tokenizer.json`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xstilts.core.canonical import bytes_digest, digest, file_digest
from xstilts.core.errors import ModelError
from xstilts.models.config import read_config

ROBERTA_SPECIALS = {"cls": "<s>", "sep": "</s>", "pad": "<pad>", "unk": "<unk>", "mask": "<mask>"}
BERT_SPECIALS = {"cls": "[CLS]", "sep": "[SEP]", "pad": "[PAD]", "unk": "[UNK]", "mask": "[MASK]"}
VOCABULARY_FILES = ("sentencepiece.bpe.model", "spiece.model", "vocab.txt", "vocab.json")
ROBERTA_LIKE = ("roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "longformer", "xmod")


@dataclass(slots=True, kw_only=True)
class FastTokenizer:
    """A `tasks.encoded.Tokenizer` over a `tokenizers.Tokenizer`; `words` is its variant for split words."""

    fingerprint: str
    vocab_size: int
    cls_id: int
    sep_id: int
    pad_id: int
    mask_id: int | None
    unk_id: int
    pair_separators: int
    segment_types: bool
    text: Any = field(repr=False)
    words: Any = field(repr=False)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Per text: token ids without specials."""
        encodings = self.text.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def encode(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Per text: token ids without specials, and each token's (start, end) characters, white space left
        out.

        SentencePiece-like tokenizers count the space before a word to its first piece; a span must not begin
        with it.
        """
        encodings = self.text.encode_batch(list(texts), add_special_tokens=False)
        return [(enc.ids, [_trim(text, span) for span in enc.offsets]) for text, enc in zip(texts, encodings)]

    def encode_words(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[int], list[int]]]:
        """Per sentence of words: token ids without specials, and each token's word index.

        Every word has at least one token (`unk_id` when it tokenises to nothing). A word of an XLM-R
        tokenizer may begin with a bare word-boundary piece; it stays the first sub-token, as in the official
        taggers.
        """
        batch = [list(sentence) for sentence in sentences]
        encodings = self.words.encode_batch(batch, is_pretokenized=True, add_special_tokens=False)
        return [self._fill(enc.ids, enc.word_ids, len(words)) for enc, words in zip(encodings, batch)]

    def special_tokens(self) -> dict[str, str]:
        """Special tokens by transformers' names (`cls_token`), as `tokenizer_config.json` has them."""
        ids = {
            "cls": self.cls_id,
            "sep": self.sep_id,
            "pad": self.pad_id,
            "unk": self.unk_id,
            "mask": self.mask_id,
        }
        return {f"{role}_token": self.text.id_to_token(token) for role, token in ids.items() if token is not None}

    def _fill(self, ids: list[int], word_ids: list[int], count: int) -> tuple[list[int], list[int]]:
        present = set(word_ids)
        if len(present) == count:
            return ids, word_ids
        pairs = list(zip(word_ids, ids)) + [(word, self.unk_id) for word in range(count) if word not in present]
        pairs.sort(key=lambda pair: pair[0])  # stable: pieces of a word keep their order
        return [token for _, token in pairs], [word for word, _ in pairs]


def load_tokenizer(folder: Path) -> FastTokenizer:
    """The tokenizer of a model folder.

    Reads `tokenizer.json`, with `config.json`, `tokenizer_config.json` and `special_tokens_map.json` for the
    specials and the pair format. The tokenizer itself neither pads nor truncates. Threads follow
    TOKENIZERS_PARALLELISM (off unless the environment says otherwise).

    Raises:
        ModelError: no tokenizer there, one that cannot be read, one without character offsets, or without a
            special.
    """
    from tokenizers import Tokenizer as Backend

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    path = folder / "tokenizer.json"
    if path.is_file():
        content = file_digest(path)
        try:
            backend = Backend.from_file(str(path))
        except Exception as error:  # the library raises bare Exception
            raise ModelError(f"{path} cannot be read as a fast tokenizer ({error}); restore the file") from error
    else:
        backend = _converted(folder)
        content = bytes_digest(backend.to_str().encode("utf-8"))
    backend.no_padding()
    backend.no_truncation()
    config = read_config(folder)
    specials = _special_ids(folder, backend, config)
    separators = _pair_separators(backend, config, specials["sep"])
    segments = config["model_type"] not in ROBERTA_LIKE and int(config.get("type_vocab_size") or 0) > 1
    return FastTokenizer(
        fingerprint=digest(
            {"tokenizer": content, "specials": specials, "separators": separators, "segments": segments}
        ),
        vocab_size=backend.get_vocab_size(with_added_tokens=True),
        cls_id=_required(specials, "cls", folder),
        sep_id=_required(specials, "sep", folder),
        pad_id=_required(specials, "pad", folder),
        unk_id=_required(specials, "unk", folder),
        mask_id=specials["mask"],
        pair_separators=separators,
        segment_types=segments,
        text=backend,
        words=_for_words(backend),
    )


def _converted(folder: Path) -> Any:
    """The fast tokenizer that transformers makes of older files (vocab.txt, sentencepiece.bpe.model)."""
    from transformers import AutoTokenizer

    if not any((folder / name).is_file() for name in VOCABULARY_FILES):
        raise ModelError(
            f"{folder} has no tokenizer; expected tokenizer.json (or one of {', '.join(VOCABULARY_FILES)}); save it "
            "there with AutoTokenizer.save_pretrained"
        )
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), use_fast=True, local_files_only=True)
    except Exception as error:  # transformers raises many kinds here
        raise ModelError(
            f"{folder} has no tokenizer.json, and its other tokenizer files cannot be converted "
            f"({type(error).__name__}: {error}); save the tokenizer with AutoTokenizer.save_pretrained"
        ) from error
    if not getattr(tokenizer, "is_fast", False):
        raise ModelError(
            f"the tokenizer of {folder} ({type(tokenizer).__name__}) gives no character offsets, "
            "which tagging and extraction need; use a model with a fast tokenizer (tokenizer.json)"
        )
    return tokenizer.backend_tokenizer


def _special_ids(folder: Path, backend: Any, config: Mapping[str, Any]) -> dict[str, int | None]:
    """Ids of cls, sep, pad, unk and mask: as the files name them, else the family's usual ones."""
    named: dict[str, Any] = {}
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        path = folder / name
        if path.is_file():
            try:
                named.update(json.loads(path.read_text(encoding="utf-8")))
            except (UnicodeDecodeError, json.JSONDecodeError) as error:
                raise ModelError(f"{path} is not JSON ({error}); restore the file") from error
    roberta = config["model_type"] in ROBERTA_LIKE or backend.token_to_id("[CLS]") is None
    defaults = ROBERTA_SPECIALS if roberta else BERT_SPECIALS
    found: dict[str, int | None] = {}
    for role, default in defaults.items():
        token = named.get(f"{role}_token") or default
        content = token.get("content", default) if isinstance(token, dict) else str(token)
        found[role] = backend.token_to_id(content)
    return found


def _required(specials: Mapping[str, int | None], role: str, folder: Path) -> int:
    value = specials[role]
    if value is None:
        raise ModelError(
            f"the tokenizer of {folder} has no {role} token; expected for example "
            f"{ROBERTA_SPECIALS[role]} or {BERT_SPECIALS[role]}; name it as {role}_token in "
            "tokenizer_config.json"
        )
    return value


def _pair_separators(backend: Any, config: Mapping[str, Any], sep_id: int | None) -> int:
    """Separators between two segments: by family, else by what the tokenizer itself does."""
    family = config["model_type"]
    if family in ROBERTA_LIKE:
        return 2
    if family == "bert":
        return 1
    ids = backend.encode("a", "a", add_special_tokens=True).ids
    return max(1, list(ids).count(sep_id) - 1)


def _for_words(backend: Any) -> Any:
    """The tokenizer for words given one by one: a byte-level one must put its space mark before every word.

    RoBERTa's own tokenizer marks only words after a space, so without this every word would look like the
    inside of a longer one; transformers demands `add_prefix_space=True` here for the same reason.
    """
    from tokenizers import Tokenizer as Backend

    state = json.loads(backend.to_str())
    if not _add_prefix_space(state.get("pre_tokenizer")):
        return backend
    return Backend.from_str(json.dumps(state))


def _add_prefix_space(node: Any) -> bool:
    """Switch on the prefix space of every ByteLevel step under `node`; whether anything changed."""
    if not isinstance(node, dict):
        return False
    changed = False
    if node.get("type") == "ByteLevel" and not node.get("add_prefix_space"):
        node["add_prefix_space"] = changed = True
    return any([changed, *(_add_prefix_space(child) for child in node.get("pretokenizers", []))])


def _trim(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
