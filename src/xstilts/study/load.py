"""From a study file to a `Study`: every problem at once, each with its line, before anything is trained.

`load_study` reads a file or a built-in study by name; `dump_resolved` writes a study back in the same
form, with every default filled in, so that loading it gives an equal study.
"""

from __future__ import annotations

import os
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from xstilts.analysis.results import CONTROL_ARMS, DIRECT, Claim
from xstilts.core.errors import Problem, StudyError, XstiltsError, suggestion
from xstilts.study import checks, comparisons, grid, own_tasks, settings
from xstilts.study.checks import Findings
from xstilts.study.document import Document, read_document
from xstilts.study.presets import RetrievalChoice, presets
from xstilts.study.providers import Providers, default_providers
from xstilts.study.schema import LEXICAL, RETRIEVAL_KINDS, Limits, OwnTask, Study, Tables, TargetChoice
from xstilts.study.translate_step import MODEL_KEYS
from xstilts.tasks.records import Roots

KEYS = (
    "version",
    "study",
    "question",
    "models",
    "intermediates",
    "targets",
    "languages",
    "seeds",
    "limits",
    "recipe",
    "precision",
    "retrieval",
    "primary",
    "claims",
    "data",
    "source",
    "revisions",
    "controls",
    "lab",
    "tasks",
    "smoke",
)
DATA_VARIABLE = "XSTILTS_DATA"
LONGEST_NAME = 100
"""Characters of a name, which must fit into a file name with more beside it."""


def load_study(path_or_name: str | Path, *, limit: int | None = None, providers: Providers | None = None) -> Study:
    """Read and check a study.

    Args:
        path_or_name: a YAML file, or the name of a built-in study (`quickstart`).
        limit: a smoke run: no more than this many examples anywhere, a few steps per training; marked
        everywhere.
        providers: the other rooms; tests replace them.

    Raises:
        StudyError: everything that is wrong with the file, or that it cannot be read.
        XstiltsError: `limit` is not positive.
    """
    if limit is not None and limit < 1:
        raise XstiltsError(f"--limit {limit}: allowed is a whole number of at least 1; try --limit 32")
    text, path, shown = _read(path_or_name)
    document = read_document(text)
    study = _study(document, path, shown, providers or default_providers())
    return _limited(study, limit) if limit is not None else study


def tables_of(
    study_tasks: Mapping[str, OwnTask], providers: Providers, broken: Mapping[str, tuple[str, ...]] | None = None
) -> Tables:
    """The catalogue's names plus the study's own tasks, and names of those that are wrong (`own_tasks.broken`)."""
    return Tables(
        train_tasks=ChainMap(own_tasks.train_tasks(study_tasks), providers.train_tasks),  # type: ignore[arg-type]
        targets=ChainMap(own_tasks.targets(study_tasks), providers.targets),  # type: ignore[arg-type]
        datasets=providers.datasets,
        own=study_tasks,
        broken=broken or {},
    )


def roots_of(study: Study, *, cache: Path | None = None, offline: bool = False) -> Roots:
    """Where the study's data may lie: its own `data` folder or XSTILTS_DATA, and hub revisions that it pins; `cache`
    keeps digests of data files."""
    return Roots(data=study.data, cache=cache, offline=offline, revisions=study.revisions)


def builtin_names() -> tuple[str, ...]:
    """Names of the studies that come with the package."""
    folder = resources.files("xstilts.study") / "builtin"
    return tuple(sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".yaml")))


def _read(path_or_name: str | Path) -> tuple[str, Path | None, str]:
    """The text of a study, its file (None: built in), and how messages call it."""
    name = str(path_or_name)
    path = Path(path_or_name).expanduser()
    if name in builtin_names() and not path.is_file():
        return (resources.files("xstilts.study") / "builtin" / f"{name}.yaml").read_text("utf-8"), None, name
    allowed = f"a YAML file, or a built-in study: {', '.join(builtin_names())}"
    text = read_text(path, name, what="study", allowed=allowed, hint=suggestion(name, builtin_names()))
    return text, path.resolve(), name


def read_text(path: Path, shown: str, *, what: str, allowed: str = "a YAML file", hint: str = "") -> str:
    """The text of a file. Raises StudyError if it cannot be read."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        problem = Problem(message=f"byte {error.start} is not UTF-8", hint="save the file as UTF-8")
    except OSError as error:
        message = f"the {what} file cannot be read: {error.strerror or error}"
        problem = Problem(message=message, allowed=allowed, hint=hint)
    raise StudyError([problem], shown)


def _study(document: Document, path: Path | None, shown: str, providers: Providers) -> Study:
    findings = Findings(document, problems=list(document.problems))
    if document.value is None and document.problems:
        raise StudyError(findings.problems, shown)
    if isinstance(document.value, dict) and "pretrain" in document.value and "study" not in document.value:
        findings.add(("pretrain",), "this is a pretraining file, no study", hint=f"xstilts pretrain {shown} DIRECTORY")
        refuse(findings, shown)
    values = _whole(findings, document, path, providers)
    refuse(findings, shown)
    return Study(**values)


def refuse(findings: Findings, shown: str) -> None:
    """Raise StudyError with all problems in the order of their lines, if there are any."""
    if findings.problems:
        ordered = sorted(findings.problems, key=lambda problem: (problem.line is None, problem.line or 0))
        raise StudyError([_located(problem) for problem in ordered], shown)


def _located(problem: Problem) -> Problem:
    """A problem about something absent has no better line than the first."""
    return problem if problem.line is not None else replace(problem, line=1)


def _whole(findings: Findings, document: Document, path: Path | None, providers: Providers) -> dict[str, Any]:
    """Every section of the file, checked in an order that lets later sections name what earlier ones
    declare."""
    if document.value is None:
        findings.add((), "the study file is empty", hint="start from a built-in study: " + ", ".join(builtin_names()))
    top = checks.mapping(findings, document.value, (), KEYS)
    folder = path.parent if path is not None else None
    check_version(findings, top)
    models, controls = settings.models(findings, top.get("models"), folder)
    own = own_tasks.own_tasks(
        findings, top.get("tasks"), folder, {*providers.train_tasks, *providers.targets, *providers.datasets}
    )
    broken = own_tasks.broken(top.get("tasks"), own)
    tables = tables_of(own, providers, broken)
    intermediates = grid.intermediates(findings, top.get("intermediates"), tables, folder)
    targets, languages = grid.targets(findings, top.get("targets"), top.get("languages"), tables)
    declared = tuple(checks.mapping(Findings(document), top.get("intermediates"), ()))
    named_targets = {target.name for target in targets} | _names(top.get("targets"))
    names = {
        "intermediate": (DIRECT, *CONTROL_ARMS, *sorted(declared)),
        "target": tuple(sorted(named_targets)),
        "model": tuple(alias for alias, source in models.items() if source != LEXICAL),
    }
    retrieval = settings.retrieval(findings, top.get("retrieval"))
    if retrieval is not None and not any(tables.targets[target.name].kind in RETRIEVAL_KINDS for target in targets):
        findings.notes.append("`retrieval` is set, but no target of this study retrieves: it changes nothing")
    findings.notes.extend(_foreign_presets(targets, retrieval, tables))
    return {
        "name": name_of(findings, top, "study"),
        "question": str(top.get("question") or ""),
        "models": models,
        "control_models": controls,
        "arms": settings.arms(findings, top.get("models"), declared),
        "intermediates": intermediates,
        "targets": targets,
        "languages": languages,
        "seeds": settings.seeds(findings, top.get("seeds")),
        "limits": settings.limits(findings, top.get("limits")),
        "recipe": settings.recipe(findings, top.get("recipe"), {*tables.train_tasks, *declared, *broken}),
        "precision": checks.one_of(
            findings, top.get("precision"), ("precision",), "precision", ("fp32", "bf16"), "fp32"
        ),
        "retrieval": retrieval,
        "primary": comparisons.comparisons(findings, top.get("primary"), names),
        "claims": comparisons.claims(findings, top.get("claims"), comparisons.asked(names, targets, tables)),
        "source": checks.one_of(findings, top.get("source"), ("source",), "source", ("auto", "local", "hub"), "auto"),
        "revisions": settings.revisions(findings, top.get("revisions"), tables),
        "controls": grid.controls(
            findings,
            top.get("controls"),
            declared,
            tables,
            lab=bool(targets) and all(target.name.startswith("lab_") for target in targets),
        ),
        "lab": settings.lab(findings, top.get("lab")),
        "tasks": own,
        "smoke": bool(top.get("smoke", False)),
        "data": data_folder(findings, top, folder),
        "path": path,
        "notes": tuple(findings.notes),
    }


def _foreign_presets(targets: Iterable[TargetChoice], common: RetrievalChoice | None, tables: Tables) -> Iterator[str]:
    """Presets on a kind of target that they were not published for."""
    for target in targets:
        choice, kind = target.retrieval or common, tables.targets[target.name].kind
        if kind in RETRIEVAL_KINDS and choice is not None and choice.preset is not None:
            kinds = presets()[choice.preset].kinds
            if kind not in kinds:
                said = " and ".join(kinds)
                yield f"{target.name}: the retrieval preset {choice.preset} was published for {said}, not for {kind}"


def _names(targets: Any) -> set[str]:
    """Target names as they stand in the file, so that one misspelt target does not add a problem per
    comparison."""
    entries = targets if isinstance(targets, list) else []
    named = [next(iter(entry)) if isinstance(entry, dict) and entry else entry for entry in entries]
    return {name for name in named if isinstance(name, str)}


def check_version(findings: Findings, top: Mapping[str, Any]) -> None:
    """The version of a file's format."""
    version = top.get("version")
    if version != 1 or isinstance(version, bool):
        newer = isinstance(version, int) and version > 1
        hint = "install a newer xstilts" if newer else "write version: 1"
        findings.add(("version",), f"the version is {checks.seen(version)}", allowed="1", hint=hint)


def name_of(findings: Findings, top: Mapping[str, Any], key: str) -> str:
    """The name of a study or a pretraining, which names a folder."""
    name = checks.text(findings, top.get(key), (key,), "a name")
    if name is not None and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]*", name):
        allowed = "letters, digits, and . _ + - (it names a folder)"
        findings.add((key,), f"the name {name!r} cannot name a folder", allowed=allowed)
    elif name is not None and len(name) > LONGEST_NAME:
        allowed = f"at most {LONGEST_NAME} characters (it names a folder)"
        findings.add((key,), f"the name {name[:20]!r}... has {len(name)} characters", allowed=allowed)
    return name or ""


def data_folder(findings: Findings, top: Mapping[str, Any], folder: Path | None) -> Path | None:
    """The data folder: the study's `data` (relative to the file), else XSTILTS_DATA, else None."""
    if top.get("data") is not None:
        given = checks.text(findings, top["data"], ("data",), "a folder")
        where = f"relative paths start at this file; or remove this line and set {DATA_VARIABLE}"
        base: Path = folder or Path()
    else:
        given = os.environ.get(DATA_VARIABLE) or None
        where, base = f"mend the environment variable {DATA_VARIABLE}", Path()
    if given is None:
        return None
    data = (base / Path(given).expanduser()).resolve()
    if not data.is_dir():
        findings.add(("data",), f"the data folder {given!r} does not exist (looked for {data})", hint=where)
        return None
    return data


def _limited(study: Study, limit: int) -> Study:
    """The smoke form of a study: every limit at most `limit`; `recipes.py` then caps the steps."""
    values = {name: min(limit, value or limit) for name, value in study.limits.model_dump().items()}
    targets = tuple(target.model_copy(update={"eval": None}) for target in study.targets)
    return study.model_copy(update={"limits": Limits(**values), "targets": targets, "smoke": True})


def dump_resolved(study: Study) -> dict[str, Any]:
    """The study in the form of a study file (JSON values), defaults filled in: loading it gives an equal
    study."""
    plain = study.model_dump(mode="json", exclude={"path", "notes", "control_models", "arms", "name"})
    plain["models"] = {
        alias: {"source": source, "control": alias in study.control_models}
        | ({"intermediates": list(study.arms[alias])} if alias in study.arms else {})
        for alias, source in study.models.items()
    }
    plain["intermediates"] = {
        name: [_dumped_step(step.model_dump(mode="json")) for step in steps]
        for name, steps in study.intermediates.items()
    }
    plain["targets"] = [
        {
            target.name: {
                **_given("train", target.train),
                "languages": list(target.languages),
                **_given("eval", target.eval),
                **_given("retrieval", target.retrieval and target.retrieval.model_dump(mode="json")),
                **target.recipe,
            }
        }
        for target in study.targets
    ]
    plain["claims"] = [_dumped_claim(claim) for claim in study.claims]
    plain["primary"] = [entry.model_dump(exclude_none=True) for entry in study.primary]
    plain["languages"] = plain["languages"] or "all"
    plain["tasks"] = {
        name: {key: value for key, value in task.items() if value is not None} for name, task in plain["tasks"].items()
    }
    return {"study": study.name, **{key: value for key, value in plain.items() if value is not None}}


def _dumped_claim(claim: Claim) -> dict[str, Any]:
    gain = claim.model_dump(mode="json", exclude={"says", "source"}, exclude_none=True)
    return {"says": claim.says, **({"source": claim.source} if claim.source else {}), "gain": gain}


def _given(key: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {key: value}


def _dumped_step(step: Mapping[str, Any]) -> Any:
    """A step as a study file writes it: a name alone, or a mixture with the options that its rule takes."""
    sampling, mlm, translate = step["sampling"], step["mlm"], step["translate"]
    plain = mlm is None and translate is None
    if len(step["tasks"]) == 1 and plain and sampling == {"rule": "proportional", "cap": None, "temperature": 1}:
        return step["tasks"][0]
    entry: dict[str, Any] = {"mix": step["tasks"], "sampling": sampling["rule"]}
    if sampling["cap"] is not None:
        entry["cap"] = sampling["cap"]
    if sampling["rule"] == "temperature":
        entry["temperature"] = sampling["temperature"]
    if mlm is not None:
        entry["mlm"] = mlm
    if translate is not None:
        without = MODEL_KEYS if translate["model"] is None else ()
        entry["translate"] = {
            key: value for key, value in translate.items() if value is not None and key not in without
        }
    return entry
