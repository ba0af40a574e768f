"""Checks of a study's settings that do not depend on the grid: limits, recipes, retrieval, seeds,
models."""

from __future__ import annotations

from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from xstilts.core.errors import suggestion
from xstilts.lab import DIFFICULTIES
from xstilts.stages.specs import Recipe
from xstilts.study import checks
from xstilts.study.checks import Findings
from xstilts.study.document import Path as Place
from xstilts.study.fields import read_fields
from xstilts.study.presets import RetrievalChoice, presets
from xstilts.study.schema import LEXICAL, LabSetting, Limits, RecipeOverrides, Tables

BUILT_IN_MODELS = ("mini", "random", LEXICAL)
CONTROL_SOURCES = ("random", LEXICAL)

RECIPE_KEYS = tuple(name for name in Recipe.model_fields if name != "stretch")
"""`stretch` is the matched-compute control's own and not for study files."""


def models(findings: Findings, value: Any, folder: Path | None) -> tuple[dict[str, str], tuple[str, ...]]:
    """Models by alias, and which of them are no-pretraining controls (source `random` or `lexical`, or
    `control: true`)."""
    found: dict[str, str] = {}
    controls: list[str] = []
    for alias, entry in checks.mapping(findings, value, ("models",)).items():
        path: Place = ("models", alias)
        control = None
        if isinstance(entry, dict):
            settings = checks.mapping(findings, entry, path, ("source", "control", "intermediates"))
            entry = settings.get("source")
            if "control" in settings:
                control = checks.flag(findings, settings["control"], (*path, "control"))
        source = checks.text(findings, entry, path, "a hub id, a local folder, or mini, random or lexical")
        if source is None or not model_there(findings, source, path, folder):
            continue
        if source == LEXICAL and control is False:
            hint = "remove control: false"
            findings.add(path, f"{LEXICAL!r} is no model: it can only be a control", hint=hint)
            continue
        found[alias] = source
        if control if control is not None else source in CONTROL_SOURCES:
            controls.append(alias)
    if found and set(found.values()) == {LEXICAL}:
        hint = "add a model, for example mini: mini"
        findings.add(("models",), f"{LEXICAL!r} reads the tokenizer of the study's first other model", hint=hint)
    if not found and not any(problem.where.startswith("models") for problem in findings.problems):
        findings.add(("models",), "no model is named, so the grid is empty", allowed="alias: source, at least one")
    return found, tuple(controls)


def arms(findings: Findings, value: Any, declared: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The intermediates of the models that name theirs; a control without a network has none anyway."""
    found: dict[str, tuple[str, ...]] = {}
    for alias, entry in value.items() if isinstance(value, dict) else ():
        if not isinstance(entry, dict) or "intermediates" not in entry:
            continue
        path: Place = ("models", alias, "intermediates")
        names = checks.sequence(findings, entry["intermediates"], path, "intermediates ([] for direct alone)")
        checks.distinct(findings, names, path, "intermediate")
        for index, name in enumerate(names):
            checks.known_name(findings, "intermediate", name, declared, (*path, index))
        if entry.get("source") != LEXICAL:
            found[str(alias)] = tuple(name for name in declared if name in names)
    return found


def model_there(findings: Findings, source: str, path: Place, folder: Path | None) -> bool:
    """Whether a source can be meant: folders must exist with a config.json, short names must not be
    misspelt."""
    local = (folder or Path()) / Path(source).expanduser()
    if source.startswith((".", "/", "~")) or (local.is_dir() and source not in BUILT_IN_MODELS):
        if not local.is_dir():
            hint = "name an existing folder in the Hugging Face layout; relative paths start at the study file"
            findings.add(path, f"the model folder {source!r} does not exist (looked for {local})", hint=hint)
            return False
        if not (local / "config.json").is_file():
            hint = "save the model with save_pretrained, or name the folder that holds config.json"
            findings.add(path, f"the model folder {source!r} has no config.json", hint=hint)
            return False
        return True
    close = suggestion(source, BUILT_IN_MODELS) if "/" not in source and source not in BUILT_IN_MODELS else ""
    if close:
        allowed = "a hub id (owner/name), a local folder (./name), or a built-in: " + ", ".join(BUILT_IN_MODELS)
        findings.add(path, f"unknown model {source!r}", allowed=allowed, hint=close)
    return not close


def seeds(findings: Findings, value: Any) -> tuple[int, ...]:
    """Distinct whole numbers, at least one."""
    if value is None or value == []:
        findings.add(("seeds",), "no seed is named, so the grid is empty", allowed="distinct whole numbers: [1, 2, 3]")
        return ()
    entries = checks.sequence(findings, value, ("seeds",), "whole numbers")
    checks.distinct(findings, entries, ("seeds",), "seed")
    found = [checks.integer(findings, entry, ("seeds", index)) for index, entry in enumerate(entries)]
    return tuple(dict.fromkeys(seed for seed in found if seed is not None))


def limits(findings: Findings, value: Any) -> Limits:
    """Numbers of examples read; absent means all."""
    found: dict[str, int | None] = {}
    for name, entry in checks.mapping(findings, value, ("limits",), ("train", "dev", "eval")).items():
        found[name] = None if entry is None else checks.integer(findings, entry, ("limits", name), low=1)
    return Limits(**found)


def recipe(findings: Findings, value: Any, named: Collection[str]) -> RecipeOverrides:
    """Overrides per phase and per name; `named` are the train tasks and intermediates of this study and
    catalogue."""
    section = checks.mapping(findings, value, ("recipe",), ("phase2", "phase3", "tasks"))
    tasks: dict[str, dict[str, Any]] = {}
    for name, entry in checks.mapping(findings, section.get("tasks"), ("recipe", "tasks")).items():
        place: Place = ("recipe", "tasks", name)
        if checks.known_name(findings, "train task or intermediate", name, named, place) is not None:
            tasks[name] = recipe_values(findings, entry, place)
    return RecipeOverrides(
        phase2=recipe_values(findings, section.get("phase2"), ("recipe", "phase2")),
        phase3=recipe_values(findings, section.get("phase3"), ("recipe", "phase3")),
        tasks=tasks,
    )


def recipe_values(findings: Findings, value: Any, path: Place) -> dict[str, Any]:
    """Settings of one recipe, each of the right type and range, and not contradicting each other."""
    found = read_fields(findings, Recipe, checks.mapping(findings, value, path, RECIPE_KEYS), path)
    if "freeze" in found:
        _freeze(findings, found["freeze"], (*path, "freeze"))
    if found.get("max_steps") is not None and "epochs" in found:
        message = f"max_steps ({found['max_steps']}) and epochs ({found['epochs']}) contradict each other"
        findings.add((*path, "max_steps"), message, hint="keep one of them")
    return found


def _freeze(findings: Findings, value: list[str], path: Place) -> None:
    for entry in value:
        head, _, count = entry.partition(":")
        if entry != "embeddings" and not (head == "layers" and count.isdecimal()):
            findings.add(path, f"found {entry!r}", allowed="embeddings, layers:N (the lowest N layers)")


def retrieval(findings: Findings, value: Any, path: Place = ("retrieval",)) -> RetrievalChoice | None:
    """How sentences become vectors and are searched; None when the study does not say."""
    if value is None:
        return None
    found: dict[str, Any] = {}
    names = {"pooling": ("mean", "first"), "search": ("exact", "faiss"), "preset": tuple(presets())}
    keys = tuple(RetrievalChoice.model_fields)
    for name, entry in checks.mapping(findings, value, path, keys).items():
        place: Place = (*path, name)
        before = len(findings.problems)
        if entry is None and name in ("layer", "preset"):
            continue
        if name in names:
            checks.known_name(findings, name, entry, names[name], place)
        elif name in ("specials", "scale"):
            checks.flag(findings, entry, place)
        else:
            checks.integer(findings, entry, place, low=0 if name == "layer" else 1)
        if len(findings.problems) == before:
            found[name] = entry
    if found.get("search") == "faiss" and find_spec("faiss") is None:
        hint = "pip install faiss-cpu, or write search: exact (the same neighbours, by our own search)"
        findings.add((*path, "search"), "search: faiss needs faiss, which is not installed", hint=hint)
    _beside_preset(findings, found, path)
    return RetrievalChoice(**found)


def _beside_preset(findings: Findings, found: dict[str, Any], path: Place) -> None:
    """A preset's values are filled in; others beside it contradict it."""
    name = found.get("preset")
    if name is None:
        if found.get("scale"):
            hint = "name a preset, or write the layer itself"
            findings.add((*path, "scale"), "scale has no meaning without a preset", hint=hint)
        return
    fixed = presets()[name].fixed.identity()
    for key in ("layer", "pooling", "specials", "neighbours", "max_length"):
        if key in found and (key == "layer" or found[key] != fixed[key]):
            message = f"{key} {checks.seen(found[key])} contradicts the preset {name!r}"
            said = f"the preset's own: {fixed[key]}" if key != "layer" else "the preset's own layer"
            findings.add((*path, key), message, allowed=said, hint="remove this entry, or the preset")
        elif key != "layer":
            found[key] = fixed[key]


def revisions(findings: Findings, value: Any, tables: Tables) -> dict[str, str]:
    """Pinned revisions by hub repository; only repositories that the catalogue reads can be meant."""
    found: dict[str, str] = {}
    entries = checks.mapping(findings, value, ("revisions",))
    known = {hub.repo for dataset in tables.datasets.values() if (hub := dataset.hub) is not None} if entries else set()
    for repo, entry in entries.items():
        path: Place = ("revisions", repo)
        if checks.known_name(findings, "hub dataset", repo, sorted(known), path) is not None:
            revision = checks.text(findings, entry, path, "a branch, tag or commit")
            if revision is not None:
                found[repo] = revision
    return found


def lab(findings: Findings, value: Any) -> LabSetting:
    """`difficulty` (1 to 3) and `seed` of the generated world."""
    found: dict[str, int] = {}
    for name, entry in checks.mapping(findings, value, ("lab",), tuple(LabSetting.model_fields)).items():
        path: Place = ("lab", name)
        if name == "difficulty" and (isinstance(entry, bool) or entry not in DIFFICULTIES):
            findings.add(path, f"found {checks.seen(entry)}", allowed=", ".join(map(str, DIFFICULTIES)))
        elif checks.integer(findings, entry, path) is not None:
            found[name] = entry
    return LabSetting(**found)
