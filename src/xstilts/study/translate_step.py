"""Checks of a step's `translate`: which languages, by which model or from which of the user's own files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.analysis.scores import ENGLISH
from xstilts.study import checks, settings
from xstilts.study.checks import Findings
from xstilts.study.document import Path as Place
from xstilts.study.schema import XTREME_LANGUAGES, Tables, TranslateStep
from xstilts.tasks.translation import TRANSLATABLE_KINDS

KEYS = tuple(TranslateStep.model_fields)
MODEL_KEYS = ("share", "codes", "prompts", "beams", "batch_tokens", "answers")
"""What only means something for machine translation."""


def read(
    findings: Findings, value: Any, path: Place, tasks: Sequence[str], tables: Tables, folder: Path | None
) -> TranslateStep | None:
    """The translation of a step's tasks; every problem is recorded."""
    before = len(findings.problems)
    entry = checks.mapping(findings, value, path, KEYS)
    languages = _languages(findings, entry, path)
    if entry.get("model") is None:
        _own_files(findings, entry, path, tasks, languages, tables)
    else:
        _machine(findings, entry, path, tasks, languages, tables, folder)
    step = TranslateStep(
        languages=languages,
        model=None if entry.get("model") is None else str(entry["model"]),
        share=_share(findings, entry.get("share", 1.0), (*path, "share")),
        keep_english=bool(checks.flag(findings, entry.get("keep_english", True), (*path, "keep_english"))),
        codes=_texts(findings, entry, path, "codes", (ENGLISH, *languages)),
        prompts=_texts(findings, entry, path, "prompts", languages),
        beams=checks.integer(findings, entry.get("beams", 4), (*path, "beams"), low=1) or 1,
        batch_tokens=checks.integer(findings, entry.get("batch_tokens", 2048), (*path, "batch_tokens"), low=1) or 1,
        answers="mark" if _method(findings, entry, path) == "mark" else "find",
    )
    return step if len(findings.problems) == before else None


def _languages(findings: Findings, entry: Mapping[str, Any], path: Place) -> tuple[str, ...]:
    place: Place = (*path, "languages")
    if entry.get("languages") == "xtreme":
        return tuple(language for language in XTREME_LANGUAGES if language != ENGLISH)
    given = checks.sequence(findings, entry.get("languages"), place, "language codes (or xtreme)")
    checks.distinct(findings, given, place, "language")
    if given == [] and isinstance(entry.get("languages"), list):
        findings.add(place, "no language is named", hint="name at least one, or remove translate")
    for index, language in enumerate(given):
        if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", language):
            findings.add((*place, index), f"found {checks.seen(language)}", allowed="language codes such as de, ru, sw")
        elif language == ENGLISH:
            hint = "remove it; keep_english says whether the English examples stay"
            findings.add((*place, index), "English is what is translated from", hint=hint)
    return tuple(language for language in given if isinstance(language, str))


def _machine(
    findings: Findings,
    entry: Mapping[str, Any],
    path: Place,
    tasks: Sequence[str],
    languages: Sequence[str],
    tables: Tables,
    folder: Path | None,
) -> None:
    """What must hold for machine translation: a model that is there, tasks whose labels survive."""
    place: Place = (*path, "model")
    model = checks.text(findings, entry["model"], place, "a folder or hub id of a translation model")
    if model is not None:
        for name in dict.fromkeys(model.replace("{language}", language) for language in languages):
            settings.model_there(findings, name, place, folder)
    for task in tasks:
        kind = tables.train_tasks[task].kind
        if kind not in TRANSLATABLE_KINDS:
            message = f"{task!r} is a {kind} task: its tags belong to English words and do not survive a translation"
            hint = "leave it out of this step, or give your own task with files in these languages"
            findings.add(path, message, allowed="tasks of the kinds " + ", ".join(TRANSLATABLE_KINDS), hint=hint)


def _own_files(
    findings: Findings,
    entry: Mapping[str, Any],
    path: Place,
    tasks: Sequence[str],
    languages: Sequence[str],
    tables: Tables,
) -> None:
    """What must hold without a model: every task is the study's own and has files in the languages."""
    for key in MODEL_KEYS:
        if key in entry:
            findings.add((*path, key), f"{key} means nothing without a model", hint=f"add model, or remove {key}")
    for task in tasks:
        train = tables.own[task].train if task in tables.own else None
        files = train if isinstance(train, dict) else {}
        absent = [language for language in languages if language not in files]
        if absent:
            hint = "add model: a translation model; or make it a task of your own with train: {en: FILE, de: FILE}"
            findings.add(path, f"{task!r} has no training files of yours in {checks.listed(absent)}", hint=hint)


def _share(findings: Findings, value: Any, path: Place) -> float:
    found = checks.number(findings, value, path, above=0.0)
    if found is not None and found > 1.0:
        findings.add(path, f"found {checks.seen(value)}", allowed="a number above 0 and at most 1")
    return found or 1.0


def _texts(
    findings: Findings, entry: Mapping[str, Any], path: Place, key: str, languages: Sequence[str]
) -> dict[str, str]:
    """Texts by language."""
    found = checks.mapping(findings, entry.get(key), (*path, key), languages)
    for language, text in found.items():
        if not isinstance(text, str):
            findings.add((*path, key, language), f"found {checks.seen(text)}", allowed="text")
    return {language: str(text) for language, text in found.items()}


def _method(findings: Findings, entry: Mapping[str, Any], path: Place) -> str:
    return checks.one_of(
        findings, entry.get("answers"), (*path, "answers"), "way to find answers", ("find", "mark"), "find"
    )
