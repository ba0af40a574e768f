"""From a pretraining file to a `Pretraining`: every problem at once, each with its line, before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le

from xstilts.core.frozen import Frozen, where
from xstilts.stages.specs import PretrainSpec
from xstilts.study import checks, grid
from xstilts.study.checks import Findings
from xstilts.study.document import Document, read_document
from xstilts.study.fields import read_fields
from xstilts.study.load import check_version, data_folder, name_of, read_text, refuse
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.records import Dataset

Lines = Annotated[int, Ge(1), Le(10**9)]


class Limits(Frozen):
    """Lines per language of each corpus; None keeps all."""

    text: Lines | None = None
    parallel: Lines | None = None


class Pretraining(Frozen):
    """A pretraining file: names of text datasets, languages, and the fields of `PretrainSpec` that it sets."""

    version: Literal[1] = 1
    pretrain: str
    languages: tuple[str, ...]
    text: tuple[str, ...]
    parallel: tuple[str, ...]
    limits: Limits = Limits()
    data: Path | None = where(None)
    settings: dict[str, Any] = {}


_SETTINGS = tuple(name for name in PretrainSpec.model_fields if name not in {"type", "text", "parallel", "title"})
KEYS = (*(name for name in Pretraining.model_fields if name != "settings"), *_SETTINGS)


def load_pretraining(path: Path) -> Pretraining:
    """Read and check a pretraining file.

    Raises:
        StudyError: everything that is wrong with it, or that it cannot be read.
    """
    document = read_document(read_text(path, str(path), what="pretraining"))
    findings = Findings(document, problems=list(document.problems))
    if document.value is None:
        if not findings.problems:
            findings.add((), "the pretraining file is empty", hint="start from studies/mini-pretrain.yaml")
        refuse(findings, str(path))
    values = _whole(findings, document, path.resolve().parent)
    refuse(findings, str(path))
    return Pretraining.model_validate(values)


def split_of(dataset: Dataset) -> str:
    """The split of a text dataset that pretraining reads."""
    return "all" if "all" in dataset.languages else "train"


def _whole(findings: Findings, document: Document, folder: Path) -> dict[str, Any]:
    top = checks.mapping(findings, document.value, (), KEYS)
    if "version" in top:
        check_version(findings, top)
    name = name_of(findings, top, "pretrain")
    text, parallel = _corpora(findings, top.get("text"), "text"), _corpora(findings, top.get("parallel"), "parallel")
    languages = _languages(findings, top.get("languages"), text, parallel)
    given = checks.mapping(findings, top.get("limits"), ("limits",), tuple(Limits.model_fields))
    limits = read_fields(findings, Limits, given, ("limits",))
    settings = read_fields(findings, PretrainSpec, {key: top[key] for key in _SETTINGS if key in top}, ())
    wrong = {key for key in _SETTINGS if key in top and key not in settings}
    spec = PretrainSpec.model_validate({"text": (), "parallel": (), **settings})
    for keys, message, allowed in _misfits(spec):
        if wrong.isdisjoint(keys):
            findings.add((next((key for key in keys if key in top), keys[0]),), message, allowed=allowed)
    if parallel is not None and wrong.isdisjoint({"translation_share", "start"}):
        _translations(findings, spec, parallel, languages)
    return {
        "pretrain": name,
        "languages": languages or (),
        "text": text or (),
        "parallel": parallel or (),
        "limits": limits,
        "data": data_folder(findings, top, folder),
        "settings": settings,
    }


def _corpora(findings: Findings, value: Any, key: str) -> tuple[str, ...] | None:
    """The text datasets of `text` (at least one) or `parallel`; None where one is wrong."""
    texts = _texts()
    known = [name for name in texts if DATASETS[name].parallel] if key == "parallel" else texts
    before = len(findings.problems)
    if value is None or value == []:
        if key == "text":
            findings.add((key,), "no text is named", allowed=checks.listed(known), hint="write text: [NAME, ...]")
        names = []
    else:
        names = grid.text_names(findings, value, (key,), texts, known, "put it under text")
    return tuple(names) if len(findings.problems) == before else None


def _languages(
    findings: Findings, value: Any, text: tuple[str, ...] | None, parallel: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The languages, each in some corpus (any, where the file's are wrong), and every corpus in one of them; None where
    a language is wrong."""
    named = (*text, *parallel) if text is not None and parallel is not None else _texts()
    known = sorted({language for name in named for language in _spoken(name)})
    before = len(findings.problems)
    if value is None or value == []:
        hint = "write languages: [en, ...]"
        findings.add(("languages",), "no language is named", allowed=checks.listed(known), hint=hint)
        return None
    chosen = checks.sequence(findings, value, ("languages",), "language codes")
    checks.distinct(findings, chosen, ("languages",), "language")
    for index, language in enumerate(chosen):
        if language not in known:
            checks.unknown(findings, "language", language, known, ("languages", index))
    if len(findings.problems) > before:
        return None
    for key, names in (("text", text or ()), ("parallel", parallel or ())):
        for index, name in enumerate(names):
            if set(chosen).isdisjoint(_spoken(name)):
                message = f"{name!r} has none of the languages {', '.join(chosen)}"
                hint = "remove it, or add one of its languages"
                findings.add((key, index), message, allowed=checks.listed(_spoken(name)), hint=hint)
    return tuple(chosen)


def _texts() -> list[str]:
    return [name for name in DATASETS if DATASETS[name].kind == "mlm"]


def _spoken(name: str) -> tuple[str, ...]:
    dataset: Dataset = DATASETS[name]
    return dataset.languages[split_of(dataset)]


def _misfits(spec: PretrainSpec) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Settings that contradict each other: their keys, what is wrong, and what is allowed."""
    if spec.hidden % spec.heads:
        message = f"{spec.heads} heads cannot share {spec.hidden} dimensions (hidden)"
        divisors = [str(number) for number in range(1, spec.hidden + 1) if spec.hidden % number == 0]
        yield ("heads", "hidden"), message, f"a divisor of {spec.hidden}: {checks.listed(divisors)}"
    if spec.max_length > spec.max_positions - 2:
        message = f"sequences of {spec.max_length} tokens are longer than {spec.max_positions} positions allow"
        yield ("max_length", "max_positions"), message, f"max_length of at most {spec.max_positions - 2}"


def _translations(
    findings: Findings, spec: PretrainSpec, parallel: tuple[str, ...], languages: tuple[str, ...] | None
) -> None:
    """What the settings want of the parallel text."""
    if not parallel and spec.start == "aligned":
        hint = "name parallel text, or write start: random"
        findings.add(("parallel",), "aligned start embeddings need parallel text", hint=hint)
    if spec.translation_share == 0:
        return
    hint = "name parallel text, or write translation_share: 0"
    if not parallel:
        findings.add(("parallel",), f"translations have a share of {spec.translation_share:g} and no text", hint=hint)
    elif languages and not any(len(set(_spoken(name)) & set(languages)) > 1 for name in parallel):
        findings.add(("parallel",), "no parallel text has two of the languages", hint=hint)
