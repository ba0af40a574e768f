"""Checks of a study's grid: intermediates and their steps, targets, languages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from xstilts.analysis.results import CONTROL_ARMS, DIRECT
from xstilts.analysis.scores import ENGLISH
from xstilts.stages.specs import Sampling
from xstilts.study import checks, settings, translate_step
from xstilts.study.checks import Findings
from xstilts.study.document import Path, dotted
from xstilts.study.presets import RetrievalChoice
from xstilts.study.schema import (
    RETRIEVAL_KINDS,
    TRAINABLE_KINDS,
    XTREME_LANGUAGES,
    Controls,
    MlmControl,
    MlmStep,
    Step,
    Tables,
    TargetChoice,
)
from xstilts.tasks.records import Target, TrainTask

RULES = ("proportional", "capped", "temperature", "uniform")
LATER_KINDS = ("generate", "code")
DEFAULT_TEXT = ("wikiann_text", "lab_text")
"""Text for `mlm` when the study names none: the first that the catalogue has; lab mixtures take the lab's."""
DEFAULT_PARALLEL = ("ntrex128", "flores200", "lab_text")
"""The same for `objective: translation`."""


def intermediates(
    findings: Findings, value: Any, tables: Tables, folder: FilePath | None
) -> dict[str, tuple[Step, ...]]:
    """Names to ordered steps. `direct` is implicit, so its name is taken; relative model folders start at `folder`."""
    found: dict[str, tuple[Step, ...]] = {}
    for name, entry in checks.mapping(findings, value, ("intermediates",)).items():
        path: Path = ("intermediates", name)
        if name in (DIRECT, *CONTROL_ARMS):
            findings.add(path, f"the name {name!r} is taken: it is always there", hint="remove this entry")
            continue
        steps = [entry] if isinstance(entry, str) else checks.sequence(findings, entry, path, "steps")
        if not steps:
            hint = "name at least one step; `direct` (no intermediate) is always there"
            findings.add(path, "the intermediate has no steps", hint=hint)
        read = [_step(findings, step, (*path, index), tables, folder) for index, step in enumerate(steps)]
        if read and all(read):
            found[name] = tuple(step for step in read if step is not None)
    return found


def _step(findings: Findings, value: Any, path: Path, tables: Tables, folder: FilePath | None) -> Step | None:
    if not isinstance(value, dict):
        name = _train_task(findings, value, path, tables)
        return Step(tasks=(name,)) if name else None
    before = len(findings.problems)
    entry = checks.mapping(findings, value, path, ("mix", "sampling", "cap", "temperature", "mlm", "translate"))
    place: Path = (*path, "mix")
    names = checks.sequence(findings, entry.get("mix"), place, "train tasks")
    checks.distinct(findings, names, place, "train task")
    tasks = [_train_task(findings, name, (*place, index), tables) for index, name in enumerate(names)]
    if "mix" in entry and names == []:
        findings.add(place, "the mixture is empty", hint="name at least one train task")
    sampling = _sampling(findings, entry, path)
    mlm = _mlm(findings, entry.get("mlm"), (*path, "mlm"), tasks, tables) if "mlm" in entry else None
    translate = None
    if "translate" in entry:
        known = [task for task in tasks if task]
        translate = translate_step.read(findings, entry["translate"], (*path, "translate"), known, tables, folder)
    if len(findings.problems) > before:
        return None
    return Step(tasks=tuple(task for task in tasks if task), sampling=sampling, mlm=mlm, translate=translate)


def _train_task(findings: Findings, value: Any, path: Path, tables: Tables) -> str | None:
    if _own_and_not(findings, value, tables, path, "train", tables.train_tasks):
        return None
    name = checks.known_name(findings, "train task", value, tables.train_tasks, path)
    if name is not None and not _trainable(findings, tables.train_tasks[name], path):
        return None
    return name


def _own_and_not(findings: Findings, name: Any, tables: Tables, path: Path, role: str, there: Collection[str]) -> bool:
    """Whether a name is an own task's that cannot be used so: wrong in itself, which is said there, or without the
    files."""
    if not isinstance(name, str) or name in there:
        return False
    if name in tables.own:
        files = "training file" if role == "train" else "test files"
        hint = f"add {'train: FILE' if role == 'train' else 'test: {en: FILE}'} to it"
        findings.add(path, f"the task {name!r} of this study has no {files}", hint=hint)
        return True
    return name in tables.broken


def _trainable(findings: Findings, task: TrainTask, path: Path) -> bool:
    """Whether an encoder can be trained on the task's kind."""
    if task.kind in TRAINABLE_KINDS:
        return True
    message = f"{task.name!r} is a {task.kind} task, which encoders cannot be trained on"
    if task.kind in LATER_KINDS:
        message = f"{task.name!r} is a {task.kind} task: it needs a language-model head; only encoders are here"
    findings.add(path, message, allowed="tasks of the kinds " + ", ".join(TRAINABLE_KINDS))
    return False


def _sampling(findings: Findings, entry: Mapping[str, Any], path: Path) -> Sampling:
    """The sampling rule. `proportional` with a cap is the capped rule (jiant: proportional to min(n,
    cap))."""
    rule = checks.one_of(findings, entry.get("sampling"), (*path, "sampling"), "sampling rule", RULES, "proportional")
    cap = temperature = None
    if entry.get("cap") is not None:
        cap = checks.integer(findings, entry["cap"], (*path, "cap"), low=1)
        if rule == "uniform" or ("sampling" not in entry and cap is not None):
            hint = "set sampling: capped (or temperature), or remove cap"
            findings.add((*path, "cap"), f"a cap has no meaning with sampling {rule!r}", hint=hint)
        elif rule == "proportional":
            rule = "capped"
    elif rule == "capped":
        findings.add((*path, "sampling"), "sampling: capped without a cap", hint="add cap: N (examples per task)")
    if entry.get("temperature") is not None:
        temperature = checks.number(findings, entry["temperature"], (*path, "temperature"), above=0.0)
        if rule != "temperature":
            hint = "set sampling: temperature, or remove temperature"
            findings.add((*path, "temperature"), f"a temperature has no meaning with sampling {rule!r}", hint=hint)
    elif rule == "temperature":
        findings.add((*path, "sampling"), "sampling: temperature without one", hint="add temperature: 2")
    return Sampling.model_validate({"rule": rule, "cap": cap, "temperature": temperature or 1.0})


def _mlm(findings: Findings, value: Any, path: Path, tasks: Sequence[str | None], tables: Tables) -> MlmStep | None:
    entry = checks.mapping(findings, value, path, ("languages", "share", "text", "objective"))
    objective: Any = checks.one_of(
        findings, entry.get("objective"), (*path, "objective"), "objective", ("masked", "translation"), "masked"
    )
    pairs = objective == "translation"
    if "share" not in entry:
        findings.add(path, "mlm without a share", allowed="share: a number above 0 and below 1")
    share = checks.number(findings, entry.get("share", 0.5), (*path, "share"), above=0.0, below=1.0)
    lab = bool(tasks) and all(task is not None and task.startswith("lab_") for task in tasks)
    sets, chosen = _text_choice(findings, entry, path, tables, parallel=pairs, lab=lab)
    if share is None or not sets or not chosen:
        return None
    if pairs and len(chosen) < 2:
        hint = "translation pairs need at least two languages of the parallel text"
        findings.add((*path, "languages"), f"{checks.listed(chosen)} alone has no translation", hint=hint)
        return None
    return MlmStep(languages=tuple(chosen), share=share, text=tuple(sets), objective=objective)


def _text_choice(
    findings: Findings, entry: Mapping[str, Any], path: Path, tables: Tables, *, parallel: bool, lab: bool
) -> tuple[list[str], list[str]]:
    """The text datasets of an entry (`lab`: the lab's when none is named), and which of their languages are read."""
    sets = _texts(findings, entry.get("text"), (*path, "text"), tables, parallel=parallel, lab=lab)
    there = {language for name in sets for language in _languages_of(tables.datasets[name])}
    languages = entry.get("languages", "all")
    if languages == "all":
        chosen = sorted(there)
    elif languages == "xtreme":
        chosen = [language for language in XTREME_LANGUAGES if language in there]
        absent = [language for language in XTREME_LANGUAGES if language not in there]
        if sets and absent:
            without = f"no text in {checks.listed(absent)} of the XTREME languages ({checks.listed(sets)})"
            findings.notes.append(f"{dotted(path)}: {without}")
    else:
        given = checks.sequence(findings, languages, (*path, "languages"), "languages (or xtreme, or all)")
        checks.distinct(findings, given, (*path, "languages"), "language")
        chosen = [language for language in given if language in there]
        for index, language in enumerate(given):
            if sets and language not in there:
                checks.unknown(findings, "language", language, sorted(there), (*path, "languages", index))
    return sets, chosen


def _texts(findings: Findings, value: Any, path: Path, tables: Tables, *, parallel: bool, lab: bool) -> list[str]:
    """Names of text datasets; `parallel`: of those whose sentences are translations of each other."""
    texts = [name for name in tables.datasets if tables.datasets[name].kind == "mlm"]
    known = [name for name in texts if tables.datasets[name].parallel] if parallel else texts
    if value is None:
        usual = DEFAULT_PARALLEL if parallel else DEFAULT_TEXT
        preferred = [name for name in (reversed(usual) if lab else usual) if name in known]
        if not preferred:
            findings.add(path, "no text is named", allowed=checks.listed(known), hint="add text: [NAME]")
        return preferred[:1]
    return text_names(findings, value, path, texts, known, "write objective: masked")


def text_names(
    findings: Findings, value: Any, path: Path, texts: Collection[str], known: Collection[str], otherwise: str
) -> list[str]:
    """The text datasets that a file names (one, or a list). `known`: the parallel ones of `texts` where only they fit;
    `otherwise` says what lets the others fit."""
    given = [value] if isinstance(value, str) else checks.sequence(findings, value, path, "text datasets")
    checks.distinct(findings, given, path, "text dataset")
    names = []
    for index, name in enumerate(given):
        if name in texts and name not in known:
            message = f"{name!r} is not parallel: no sentence of it has a translation"
            hint = f"name parallel text, or {otherwise}"
            findings.add((*path, index), message, allowed=checks.listed(known), hint=hint)
        else:
            names.append(checks.known_name(findings, "text dataset", name, known, (*path, index)))
    return [name for name in names if name is not None]


def _languages_of(dataset: Any) -> tuple[str, ...]:
    return tuple(language for codes in dataset.languages.values() for language in codes)


def controls(findings: Findings, value: Any, intermediates: Collection[str], tables: Tables, *, lab: bool) -> Controls:
    """`longer` and `mlm`: true, false, or the intermediate whose compute is matched; `mlm` may also choose its text.
    `lab`: all targets are the lab's, and so is the text when none is named."""
    section = checks.mapping(findings, value, ("controls",), ("longer", "mlm"))
    longer = section.get("longer", True)
    if not _switch(longer, intermediates):
        _not_a_switch(findings, longer, ("controls", "longer"), intermediates)
        longer = True
    return Controls(longer=longer, mlm=_mlm_control(findings, section.get("mlm", False), intermediates, tables, lab))


def _switch(value: Any, intermediates: Collection[str]) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and value in intermediates)


def _not_a_switch(findings: Findings, value: Any, path: Path, intermediates: Collection[str]) -> None:
    findings.add(path, f"found {checks.seen(value)}", allowed=checks.listed(["true", "false", *intermediates]))


def _mlm_control(
    findings: Findings, value: Any, intermediates: Collection[str], tables: Tables, lab: bool
) -> MlmControl | None:
    path: Path = ("controls", "mlm")
    entry = value if isinstance(value, dict) else {"match": value}
    entry = checks.mapping(findings, entry, path, ("match", "languages", "text"))
    match = entry.get("match", True)
    if value is None or match is False:
        return None
    if not intermediates:
        findings.add(path, "there is no intermediate whose steps could be matched", hint="remove it, or add one")
        return None
    if not _switch(match, intermediates):
        _not_a_switch(findings, match, (*path, "match") if isinstance(value, dict) else path, intermediates)
        return None
    sets, chosen = _text_choice(findings, entry, path, tables, parallel=False, lab=lab)
    named = match if isinstance(match, str) else None
    return MlmControl(match=named, languages=tuple(chosen), text=tuple(sets)) if sets and chosen else None


def languages(findings: Findings, value: Any, known: Collection[str]) -> tuple[str, ...] | None:
    """The study's languages (None: all). `known` are those of any target that the study names."""
    if value in (None, "all"):
        return None
    entries = checks.sequence(findings, value, ("languages",), "language codes (or all)")
    if value == []:
        findings.add(
            ("languages",),
            "no language is named, so the grid is empty",
            allowed="all, or " + checks.listed(known),
        )
    checks.distinct(findings, entries, ("languages",), "language")
    for index, entry in enumerate(entries):
        if entry not in known and known:
            checks.unknown(findings, "language", entry, known, ("languages", index))
    return tuple(dict.fromkeys(str(entry) for entry in entries if entry in known))


def targets(findings: Findings, value: Any, wanted: Any, tables: Tables) -> tuple[tuple[TargetChoice, ...], Any]:
    """The targets with their train tasks and languages, and the study's languages (None: all)."""
    if not value:
        allowed = checks.listed(sorted(tables.targets))
        findings.add(("targets",), "no target is named, so the grid is empty", allowed=allowed)
    entries = checks.sequence(findings, value, ("targets",), "targets") if value else []
    named: list[tuple[Path, Target, dict[str, Any]]] = []
    spoken: set[str] = set()
    for index, entry in enumerate(entries):
        path: Path = ("targets", index)
        name, options = entry, {}
        if isinstance(entry, dict) and len(entry) == 1:
            name, given = next(iter(entry.items()))
            path = (*path, name)
            keys = ("train", "languages", "eval", "retrieval", *settings.RECIPE_KEYS)
            options = checks.mapping(findings, given, path, keys)
        if _own_and_not(findings, name, tables, path, "test", tables.targets):
            spoken |= set(tables.broken.get(name, ()))
            continue
        if checks.known_name(findings, "target", name, tables.targets, path) is None:
            continue
        if any(other.name == name for _, other, _ in named):
            findings.add(path, f"the target {name!r} stands twice", hint="remove one of them")
            continue
        named.append((path, tables.targets[name], options))
    english = {ENGLISH} if named else set()  # the other side of retrieval, and what is trained on
    known = sorted(spoken.union(english, *(target.languages for _, target, _ in named)))
    before = len(findings.problems)
    chosen = languages(findings, wanted, known)
    if len(findings.problems) > before:
        chosen = None
    choices = [_target(findings, path, target, options, chosen, tables) for path, target, options in named]
    return tuple(choices), chosen


def _target(
    findings: Findings,
    path: Path,
    target: Target,
    options: dict[str, Any],
    wanted: tuple[str, ...] | None,
    tables: Tables,
) -> TargetChoice:
    train = target.train
    if "train" in options:
        train = _override(findings, (*path, "train"), target, options["train"], tables)
    if target.kind in LATER_KINDS:
        message = f"{target.name!r} is a {target.kind} target: only encoders are supported"
        findings.add(path, message, allowed="targets of the kinds " + ", ".join((*TRAINABLE_KINDS, *RETRIEVAL_KINDS)))
    if train is None and target.kind not in (*RETRIEVAL_KINDS, *LATER_KINDS):
        hint = f"write {{{target.name}: {{train: TASK}}}}"
        findings.add(path, f"the {target.kind} target {target.name!r} has nothing to train on", hint=hint)
    overrides = {key: item for key, item in options.items() if key in settings.RECIPE_KEYS}
    asked, extra, more = options.get("languages", wanted), list[str](), _more_languages(target, tables)
    if asked is not None and asked is not wanted:
        place: Path = (*path, "languages")
        before = len(findings.problems)
        asked = checks.sequence(findings, asked, place, "language codes")
        for index, language in enumerate(asked):
            if language not in (*target.languages, *more):
                checks.unknown(findings, "language", language, (*target.languages, *more), (*place, index))
        if len(findings.problems) > before:
            asked = None
        extra = [language for language in more if language in (asked or ())]
    kept = tuple(language for language in target.languages if asked is None or language in asked)
    kept += tuple(extra)
    if not kept:
        allowed = checks.listed(target.languages)
        message = f"the target {target.name!r} has data in none of the study's languages"
        findings.add(path, message, allowed=allowed, hint="add one of its languages, or remove the target")
    return TargetChoice(
        name=target.name,
        train=train,
        languages=kept,
        recipe=settings.recipe_values(findings, overrides, path) if overrides else {},
        eval=checks.integer(findings, options["eval"], (*path, "eval"), low=1) if "eval" in options else None,
        retrieval=_retrieval(findings, path, target, options.get("retrieval")),
    )


def _more_languages(target: Target, tables: Tables) -> list[str]:
    """Languages of a target's data beyond its protocol's list: evaluated only if the target's own entry names them."""
    known = tables.datasets[target.test.dataset].languages if target.test.dataset in tables.datasets else {}
    return [language for language in known.get(target.test.split, ()) if language not in target.languages]


def _retrieval(findings: Findings, path: Path, target: Target, value: Any) -> RetrievalChoice | None:
    """A target's own setting of retrieval."""
    if value is not None and target.kind not in RETRIEVAL_KINDS:
        message = f"{target.name!r} is a {target.kind} target, which compares no sentences"
        findings.add((*path, "retrieval"), message, hint="remove retrieval")
        return None
    return settings.retrieval(findings, value, (*path, "retrieval"))


def _override(findings: Findings, path: Path, target: Target, value: Any, tables: Tables) -> str | None:
    """Another train task for a target: it must be of its kind, over its labels."""
    if target.kind in RETRIEVAL_KINDS:
        message = f"the {target.kind} target {target.name!r} compares hidden states and is not fine-tuned"
        findings.add(path, message, hint="remove train, or make the task an intermediate")
        return target.train
    name = _train_task(findings, value, path, tables)
    if name is None:
        return target.train
    task = tables.train_tasks[name]
    ours = target.labels.labels if target.labels else None
    theirs = task.labels.labels if task.labels else None
    if task.kind != target.kind:
        message = f"{name!r} is a {task.kind} task, but {target.name!r} is a {target.kind} target"
        fitting = [other for other in tables.train_tasks if tables.train_tasks[other].kind == target.kind]
        findings.add(path, message, allowed=checks.listed(fitting))
    elif ours is not None and theirs is not None and set(ours) != set(theirs):
        message = f"the labels of {name!r} ({', '.join(theirs)}) are not those of {target.name!r}"
        findings.add(path, message, allowed=", ".join(ours), hint="name a task over the same labels")
    return name
