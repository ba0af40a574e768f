"""Translation models by name, and how each family is told which language to write. No torch, no transformers.

What a model is told is settled here, from the files of its tokenizer, so that planning knows it and a stage's spec
holds it. Families differ: Marian models of one pair are told nothing, those of many languages by a token before the
text (`>>deu<<`); M2M100, NLLB and mBART50 by the decoder's first token (`__de__`, `deu_Latn`, `de_DE`); T5 and its kin
by a prompt in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xstilts.core.errors import ModelError, suggestion
from xstilts.models.backbones import BUILTINS, folder, resolve
from xstilts.models.config import read_config
from xstilts.models.reference import BackboneRef, Route

FURTHER_FILES = ("generation_config.json", "source.spm", "target.spm", "target_vocab.json")
"""Files that decide a translation, beside those that an encoder has."""
PROMPTED = ("t5", "mt5", "umt5", "longt5")
"""Families that read the wish for a translation as text."""
MOST_SHOWN = 12

FLORES = {
    iso: (language, code)
    for language, code, iso in re.findall(
        r"(\w+):((\w+?)_\w+)",
        "af:afr_Latn ar:arb_Arab bg:bul_Cyrl bn:ben_Beng de:deu_Latn el:ell_Grek en:eng_Latn es:spa_Latn et:est_Latn "
        "eu:eus_Latn fa:pes_Arab fi:fin_Latn fr:fra_Latn he:heb_Hebr hi:hin_Deva ht:hat_Latn hu:hun_Latn id:ind_Latn "
        "it:ita_Latn ja:jpn_Jpan jv:jav_Latn ka:kat_Geor kk:kaz_Cyrl ko:kor_Hang ml:mal_Mlym mr:mar_Deva ms:zsm_Latn "
        "my:mya_Mymr nl:nld_Latn pt:por_Latn qu:quy_Latn ru:rus_Cyrl sw:swh_Latn ta:tam_Taml te:tel_Telu th:tha_Thai "
        "tl:tgl_Latn tr:tur_Latn ur:urd_Arab vi:vie_Latn yo:yor_Latn zh:zho_Hans",
    )
}
"""ISO 639-3 code -> (BCP-47 language, FLORES-200 code): the languages of XTREME and XCOPA, as NLLB names them."""


def resolve_translator(source: str, *, base_dir: Path | None = None, offline: bool = False) -> BackboneRef:
    """Find a translation model (a local folder or a hub id, as `backbones.resolve`) and name it by content.

    Raises:
        ModelError: unknown, unreachable or incomplete, or no encoder-decoder.
    """
    if source in BUILTINS:
        raise ModelError(f"{source!r} is an encoder and cannot translate; name a folder or hub id of a sequence model")
    ref = resolve(source, base_dir=base_dir, offline=offline, further=FURTHER_FILES)
    config = read_config(folder(ref))
    writes = any("ConditionalGeneration" in name or "MT" in name for name in config.get("architectures") or ())
    if not (config.get("is_encoder_decoder") or writes):
        raise ModelError(
            f"{source!r} is a {ref.family} model and cannot translate; allowed: encoder-decoders that "
            "AutoModelForSeq2SeqLM loads, such as marian, m2m_100 (NLLB too), mbart, mt5"
        )
    return ref


def find_route(ref: BackboneRef, language: str, codes: Mapping[str, str], prompt: str | None) -> Route:
    """How a model is asked to translate English into a language.

    Args:
        codes: the user's own codes by BCP-47 language, in the model's spelling, where ours do not fit.
        prompt: the user's own text before every source text.

    Raises:
        ModelError: the model has no token for the language, or is told by a prompt and none is given.
    """
    if ref.family in PROMPTED and prompt is None:
        raise ModelError(
            f"{ref.source!r} is a {ref.family} model, which is told in words what to do; write "
            f'prompts: {{{language}: "translate English to ...: "}} as it was trained'
        )
    tokens = language_tokens(folder(ref))
    if not tokens:
        if codes.get(language):
            raise ModelError(f"{ref.source!r} has no language tokens, so it can use no code; remove codes")
        return Route(prefix=prompt or "")
    target = _token(tokens, language, codes)
    if target is None:
        raise ModelError(_unknown(ref, language, codes, tokens))
    if target.startswith(">>"):
        return Route(prefix=f"{target} {prompt or ''}")
    source = _token(tokens, "en", codes)
    if source is None:
        raise ModelError(_unknown(ref, "en", codes, tokens))
    return Route(prefix=prompt or "", source_code=source.strip("_"), target_code=target)


def language_tokens(path: Path) -> frozenset[str]:
    """The tokens of a tokenizer's files that name languages: `>>deu<<`, `__de__`, `deu_Latn`, `de_DE`; none for
    models of one pair.
    """
    spelling = re.compile(r">>[A-Za-z_-]+<<|__[a-z]{2,3}__|[a-z]{2,3}_[A-Z][A-Za-z]{1,3}")
    return frozenset(token for token in _named(path) if spelling.fullmatch(token))


def _named(path: Path) -> Iterator[str]:
    """Special and added tokens, and those entries of a vocab.json that Marian names languages with."""
    yield from (token for token in _json(path / "vocab.json") if token.startswith(">>"))
    yield from _json(path / "added_tokens.json")
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        content = _json(path / name)
        for role in ("additional_special_tokens", "extra_special_tokens"):
            yield from map(_content, content.get(role) or ())
        decoder = content.get("added_tokens_decoder")
        yield from map(_content, decoder.values() if isinstance(decoder, dict) else ())
    yield from map(_content, _json(path / "tokenizer.json").get("added_tokens") or ())


def _content(token: Any) -> str:
    return str(token.get("content", "")) if isinstance(token, dict) else str(token)


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(f"{path} is not JSON ({error}); restore the file") from error
    return value if isinstance(value, dict) else {}


def _token(tokens: frozenset[str], language: str, codes: Mapping[str, str]) -> str | None:
    """The token of a language: the user's code first, then the usual spellings."""
    if language in codes:
        own = codes[language]
        return next((form for form in (own, f">>{own}<<", f"__{own}__") if form in tokens), None)
    long, flores = next(((iso, code) for iso, (name, code) in FLORES.items() if name == language), ("", ""))
    forms = [f"__{language}__", flores, f">>{language}<<", f">>{long}<<", f">>{flores}<<"]
    regional = sorted(token for token in tokens if re.fullmatch(rf"{re.escape(language)}_[A-Z]{{2}}", token))
    return next((form for form in [*forms, *regional] if form in tokens), None)


def _unknown(ref: BackboneRef, language: str, codes: Mapping[str, str], tokens: frozenset[str]) -> str:
    wanted = codes.get(language, language)
    listed = sorted(tokens)
    more = f" and {len(listed) - MOST_SHOWN} more" if len(listed) > MOST_SHOWN else ""
    close = suggestion(wanted, listed)
    return (
        f"{ref.source!r} has no language token for {wanted!r}; it has {', '.join(listed[:MOST_SHOWN])}{more}; "
        f"{close or f'name another model, or its own spelling with codes: {{{language}: CODE}}'}"
    )
